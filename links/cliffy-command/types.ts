import { ValidationError } from "./errors.ts";
import type { Command } from "./command.ts";

/** A word to be read as a value, and what it is for. */
export interface ArgumentValue {
  /** `"Option"` or `"Argument"`. */
  label: string;
  /** The name of the option or argument. */
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
  /** The values that help lists. */
  values?(cmd: Command, parent?: Command): Array<string | number | boolean>;
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

/** One of a list. */
export class EnumType<const T extends string | number | boolean> extends Type<T> {
  #allowed: readonly T[];

  constructor(values: readonly T[]) {
    super();
    this.#allowed = values;
  }

  parse(type: ArgumentValue): T {
    const found = this.#allowed.find((value) => value.toString() === type.value);
    return found === undefined ? refuse(type, this.#allowed) : found;
  }

  override values(): T[] {
    return this.#allowed.slice();
  }
}
