/**
 * Commands with options, arguments and sub-commands.
 *
 * @module
 */
export { type ActionHandler, Command } from "./command.ts";
export { type ArgumentValue, EnumType, Type, type TypeHandler, ValidationError } from "./types.ts";
