import { ValidationError } from "./errors.ts";
import type { Command } from "./command.ts";

/** A word to be read as a value, and what it is for. */
export interface ArgumentValue {
  /** `"Option"`, `"Argument"` or `"Environment variable"`. */
  label: string;
  /** The name of the option, argument or variable. */
  name: string;
  /** The name of the type. */
  type: string;
  /** The word itself. */
  value: string;
}

/** Reads a word, or throws a {@linkcode ValidationError}. */
export type TypeHandler<T> = (value: ArgumentValue) => T;

/** A type of values: how a word is read, and which ones there are. */
export abstract class Type<T> {
  /** Reads a word. */
  abstract parse(type: ArgumentValue): T;
  /** What help shows in place of a default. */
  defaultText?(): string;
  /** The values that help lists. */
  values?(cmd: Command, parent?: Command): Array<string | number | boolean>;
  /** The values that a shell offers. */
  complete?(cmd: Command, parent?: Command): Array<string | number | boolean>;
}

function refuse(
  { label, name, type, value }: ArgumentValue,
  expected?: ReadonlyArray<string | number | boolean>,
): never {
  const hint = expected ? ` Expected values: ${expected.map((one) => `"${one}"`).join(", ")}` : "";
  throw new ValidationError(
    `${label} "${name}" must be of type "${type}", but got "${value}".${hint}`,
  );
}

/** Any word. */
export class StringType extends Type<string> {
  parse({ value }: ArgumentValue): string {
    return value;
  }
}

/** Any word; for the sake of completion, a file. */
export class FileType extends StringType {}

/** Any word, not shown as a default. */
export class SecretType extends StringType {
  override defaultText(): string {
    return "******";
  }
}

/** A finite number. */
export class NumberType extends Type<number> {
  parse(type: ArgumentValue): number {
    const value = Number(type.value);
    return type.value !== "" && Number.isFinite(value) ? value : refuse(type);
  }
}

/** A whole number. */
export class IntegerType extends Type<number> {
  parse(type: ArgumentValue): number {
    const value = Number(type.value);
    return Number.isInteger(value) ? value : refuse(type);
  }
}

/** `true`, `false`, `1` or `0`. */
export class BooleanType extends Type<boolean> {
  parse(type: ArgumentValue): boolean {
    if (["1", "true"].includes(type.value)) return true;
    if (["0", "false"].includes(type.value)) return false;
    return refuse(type, ["true", "false", "1", "0"]);
  }

  override complete(): string[] {
    return ["true", "false"];
  }
}

/** One of a list. */
export class EnumType<const T extends string | number | boolean> extends Type<T> {
  #allowed: readonly T[];

  constructor(values: readonly T[] | Record<string, T>) {
    super();
    this.#allowed = Array.isArray(values) ? values : Object.values(values);
  }

  parse(type: ArgumentValue): T {
    const found = this.#allowed.find((value) => value.toString() === type.value);
    return found === undefined ? refuse(type, this.#allowed) : found;
  }

  override values(): T[] {
    return this.#allowed.slice();
  }

  override complete(): T[] {
    return this.values();
  }
}
