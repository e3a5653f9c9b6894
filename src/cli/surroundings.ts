/** Options that every command has, and what they say about where to look. */

import { join } from "@std/path/join";
import type { Permission } from "../credentials/permissions.ts";
import { sandboxMarker, sandboxSurroundings } from "../credentials/sandbox_home.ts";
import type { Surroundings } from "../credentials/surroundings.ts";
import { given } from "./given.ts";
import type { Io } from "./io.ts";

/** Options that every command has. */
export interface CommonOptions {
  /** Print one JSON document. */
  readonly json?: boolean | undefined;
  /** The home folder of the sandbox to use. */
  readonly sandbox?: string | undefined;
  /** Say nothing but data and errors. */
  readonly quiet?: boolean | undefined;
  /** Tell of every request, and all that is known of an error. */
  readonly verbose?: boolean | undefined;
  /** The profile of globus-cli whose login to use. */
  readonly profile?: string | undefined;
}

/**
 * Where a command looks: at the sandbox that `--sandbox` names, else at the person's own files.
 *
 * @param options The command's options.
 * @param io Where the command looks otherwise.
 * @throws {FileError} When the folder is no sandbox's home.
 * @throws {PermissionNeededError} When Deno may not read its marker.
 */
export async function surroundingsOf(options: CommonOptions, io: Io): Promise<Surroundings> {
  if (options.sandbox === undefined) return io.surroundings;
  const { fetch } = io.surroundings;
  return { ...await sandboxSurroundings(options.sandbox), ...given({ fetch }) };
}

/**
 * What {@linkcode surroundingsOf} needs.
 *
 * @param options The command's options.
 */
export function sandboxPermissions(options: CommonOptions): Permission[] {
  const { sandbox } = options;
  return sandbox === undefined ? [] : [{ name: "read", path: join(sandbox, sandboxMarker) }];
}
