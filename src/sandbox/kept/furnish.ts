/** What makes a running sandbox ready for a person at a shell. */

import { join } from "../../path/join.ts";
import { bashLines, type EnvironmentChange, fishLines } from "./environment_lines.ts";
import { identity } from "../identity.ts";
import { plantCredentials, writePrivate } from "./plant_credentials.ts";
import { platforms } from "../platforms.ts";
import type { Sandbox, SandboxTokens } from "../sandbox.ts";
import { worldOf } from "../world.ts";

/** The files that turn a shell into the sandbox's, by the family of shells. */
export interface ShellFiles {
  /** For bash and zsh. */
  readonly bash: string;
  /** For fish. */
  readonly fish: string;
}

/**
 * Writes credentials into the sandbox's home as {@linkcode plantCredentials} does, names its collections by
 * bookmarks, and leaves files beside them that a shell reads to use the sandbox.
 *
 * @param sandbox The sandbox.
 * @returns The paths of those files.
 */
export async function furnish(sandbox: Sandbox): Promise<ShellFiles> {
  await plantCredentials(sandbox);
  bookmarkCollections(sandbox);
  const about = [
    `The keyferry sandbox at ${sandbox.url}: a shell that reads this file uses it until it is closed.`,
    ...Object.entries(typedInto(sandbox.tokens)).map((typed) => typed.join(": ")),
  ].map((line) => `# ${line}`);
  const write = async (name: string, lines: (change: EnvironmentChange) => string[]) => {
    const path = join(sandbox.home, name);
    await writePrivate(path, [...about, ...lines(sandbox), ""].join("\n"));
    return path;
  };
  return {
    bash: await write("activate", bashLines),
    fish: await write("activate.fish", fishLines),
  };
}

/** What a person types into the logins of all platforms, by what it is. */
export function typedInto(tokens: SandboxTokens): Record<string, string> {
  return Object.fromEntries(platforms.flatMap(({ typed }) => Object.entries(typed(tokens))));
}

/** A collection whose name is taken, or could not be told from a place, has its id alone. */
function bookmarkCollections(sandbox: Sandbox): void {
  const { transfer: { bookmarks }, save } = worldOf(sandbox);
  const taken = new Set(
    [...bookmarks.values()].filter(({ ownerId }) => ownerId === identity.sub).map(({ name }) =>
      name
    ),
  );
  for (const { name, id: endpointId } of sandbox.collections) {
    if (taken.has(name) || name.includes(":")) continue;
    const id = crypto.randomUUID();
    const ownerId = identity.sub;
    bookmarks.set(id, { id, ownerId, name, endpointId, path: "/", pinned: false });
  }
  save();
}
