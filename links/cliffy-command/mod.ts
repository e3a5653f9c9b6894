/**
 * Commands with options, arguments and sub-commands.
 *
 * @module
 */
export { type ActionHandler, Command, type CommandResult } from "./command.ts";
export { ValidationError } from "./errors.ts";
export { type ArgumentValue, EnumType, Type, type TypeHandler } from "./types.ts";
export type { OptionOptions } from "./_definition.ts";
