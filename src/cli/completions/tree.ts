/** What there is to complete: commands, options and their values. */

import { Type } from "@cliffy/command";
import type { AnyCommand } from "../terminal/job.ts";

/** A word that may come next. */
export interface Suggestion {
  /** The word. */
  readonly word: string;
  /** What it is for, in one line. */
  readonly about: string;
}

/** An option. */
export interface CompletedOption {
  /** Its spellings. */
  readonly flags: readonly string[];
  /** What it is for, in one line. */
  readonly about: string;
  /** Whether a value follows. */
  readonly takesValue: boolean;
  /** The values there are, where they are few. */
  readonly values: readonly string[];
}

/** A place on the command line: what may follow a command's words. */
export interface CompletedCommand {
  /** The words so far, such as `keyferry globus task`. */
  readonly path: string;
  /** Sub-commands; for `permissions`, whose words are another command's, those of the whole program. */
  readonly commands: readonly Suggestion[];
  /** The values of the first argument, where they are few. */
  readonly values: readonly string[];
  /** Options. */
  readonly options: readonly CompletedOption[];
}

/**
 * Every command with what may follow it.
 *
 * @param command The command to begin with, such as the whole program.
 */
export function completionTree(command: AnyCommand): CompletedCommand[] {
  const children: AnyCommand[] = command.getCommands();
  const [argument] = command.getArguments();
  const here: CompletedCommand = {
    path: command.getPath(),
    commands: children.map((child) => ({
      word: child.getName(),
      about: oneLine(child.getShortDescription()),
    })),
    values: argument === undefined ? [] : valuesOf(command, argument.type),
    options: command.getOptions().map(({ flags, description, typeDefinition = "" }) => ({
      flags,
      about: oneLine(description),
      takesValue: typeDefinition !== "",
      values: valuesOf(command, /:([\w-]+)/.exec(typeDefinition)?.[1] ?? ""),
    })),
  };
  return [here, ...children.flatMap(completionTree)];
}

function valuesOf(command: AnyCommand, type: string): string[] {
  const handler = command.getType(type)?.handler;
  return handler instanceof Type ? (handler.values?.(command) ?? []).map(String) : [];
}

function oneLine(text: string): string {
  const [line = ""] = text.split("\n");
  return line.trim().replace(/\.$/, "");
}
