/**
 * Commands with options, arguments and sub-commands.
 *
 * @module
 */
export {
  type ActionHandler,
  Command,
  type CommandResult,
  type EnvVarOptions,
  type ErrorHandler,
} from "./command.ts";
export { ValidationError, type ValidationErrorOptions } from "./errors.ts";
export {
  type ArgumentValue,
  BooleanType,
  EnumType,
  FileType,
  IntegerType,
  NumberType,
  SecretType,
  StringType,
  Type,
  type TypeHandler,
} from "./types.ts";
export type { OptionOptions } from "./_definition.ts";
