import type { Command } from "./command.ts";

/** The words on the command line do not fit the command. */
export class ValidationError extends Error {
  /** The command that refused. */
  cmd?: Command;
}

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

function refuse({ label, name, type, value }: ArgumentValue, hint = ""): never {
  throw new ValidationError(
    `${label} "${name}" must be of type "${type}", but got "${value}".${hint}`,
  );
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
    const list = this.#allowed.map((one) => `"${one}"`).join(", ");
    return found ?? refuse(type, ` Expected values: ${list}`);
  }

  override values(): T[] {
    return this.#allowed.slice();
  }
}

function number(isRight: (value: number) => boolean): TypeHandler<number> {
  return (type) => {
    const value = Number(type.value);
    return type.value !== "" && isRight(value) ? value : refuse(type);
  };
}

/** The types that every command knows. */
export const builtinTypes: Readonly<Record<string, TypeHandler<unknown>>> = {
  string: ({ value }) => value,
  number: number(Number.isFinite),
  integer: number(Number.isInteger),
};
