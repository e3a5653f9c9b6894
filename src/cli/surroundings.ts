/** Options that every command has, and what they say about where to look. */

import { absolute } from "../path/absolute.ts";
import { join } from "../path/join.ts";
import { readDotenv } from "../credentials/sources/dotenv.ts";
import type { Permission } from "../credentials/permissions.ts";
import {
  markerPermissions,
  sandboxMarker,
  sandboxOf,
  sandboxSurroundings,
} from "../credentials/sandbox_home.ts";
import type { Surroundings } from "../credentials/surroundings.ts";
import type { Io } from "./terminal/io.ts";

/** Options that every command has. */
export interface CommonOptions {
  /** Print one JSON document. */
  readonly json?: boolean | undefined;
  /** The home folder of the sandbox to use. */
  readonly sandbox?: string | undefined;
  /** Print only results and errors. */
  readonly quiet?: boolean | undefined;
  /** Report every request, and all that is known of an error. */
  readonly verbose?: boolean | undefined;
  /** A `.env` file whose variables count where the environment has none. */
  readonly envFile?: string | undefined;
  /** The profile of globus-cli whose login to use. */
  readonly profile?: string | undefined;
}

/**
 * Where a command looks: at the sandbox that `--sandbox` names, else at the person's own files; and into
 * the file that `--env-file` names.
 *
 * @param options The command's options.
 * @param io Where the command looks otherwise.
 * @throws {FileError} When the folder is not a sandbox's home, or a value of the `.env` file is not as it
 * would be read.
 * @throws {PermissionNeededError} When Deno may not read one of them.
 */
export async function surroundingsOf(options: CommonOptions, io: Io): Promise<Surroundings> {
  const { sandbox, envFile } = options;
  const { fetch, onRetry } = io.surroundings;
  const surroundings = sandbox === undefined
    ? io.surroundings
    : { ...await sandboxSurroundings(sandbox), fetch, onRetry };
  if (envFile === undefined) return surroundings;
  return { ...surroundings, envFile: { path: envFile, values: await readDotenv(envFile) } };
}

/**
 * What {@linkcode surroundingsOf} needs.
 *
 * @param options The command's options.
 */
export function sandboxPermissions(options: CommonOptions): Permission[] {
  const { sandbox, envFile } = options;
  return [
    ...sandbox === undefined
      ? []
      : [{ name: "read", path: join(absolute(sandbox), sandboxMarker) } as const],
    ...envFile === undefined ? [] : [{ name: "read", path: envFile } as const],
  ];
}

/**
 * As {@linkcode surroundingsOf}, for what no variable points at a sandbox: a shell that uses one has its home,
 * which tells its address where it may be looked at.
 *
 * @param options The command's options.
 * @param io Where the command looks otherwise.
 */
export async function sandboxOrOwn(options: CommonOptions, io: Io): Promise<Surroundings> {
  const surroundings = await surroundingsOf(options, io);
  const isUsed = (await markerPermissions(surroundings)).length > 0;
  return isUsed ? { ...surroundings, sandboxOrigin: await sandboxOf(surroundings) } : surroundings;
}
