/** Whom the environment names without a whole login of theirs: no one else's stored login is used then. */

import type { Outcome, Source } from "../credentials/sources/source.ts";
import { environmentWith } from "../credentials/files/env_file.ts";
import { readVariable, type Surroundings } from "../credentials/surroundings.ts";

/**
 * A source of stored sessions, narrowed to the user that the environment names.
 *
 * @param search Where variables come from.
 * @param variables The variables that may name the user, the preferred one first.
 * @param make Makes the source: of all sessions, or of one user's.
 */
export function ofNamedUser<
  Search extends Surroundings & { readonly username?: string | undefined },
  T,
>(
  search: Search,
  variables: readonly string[],
  make: (search: Search) => Source<T>,
): Source<T> {
  const ofAll = make(search);
  return {
    ...ofAll,
    async load(): Promise<Outcome<T>> {
      const named = variables.map((variable) => [variable, valueOf(variable, search)] as const)
        .find(([, username]) => username !== undefined);
      if (named === undefined) return await ofAll.load();
      const [variable, username] = named;
      const outcome = await make({ ...search, username }).load();
      if (outcome.state !== "keyless") return outcome;
      return { ...outcome, detail: `${outcome.detail} (${variable} is ${username})` };
    },
  };
}

function valueOf(variable: string, search: Surroundings): string | undefined {
  const read = readVariable(variable, environmentWith(variable, search));
  return ("value" in read ? read.value?.trim() : undefined) || undefined;
}
