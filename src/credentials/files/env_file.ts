/** A `.env` file beside the environment: sources of its own, below those of the environment. */

import type { Found, Source } from "../sources/source.ts";
import { type EnvFile, readVariable, type Surroundings, type Variables } from "../surroundings.ts";

/**
 * The sources that the environment makes, and below them those that a `.env` file makes by itself. No
 * half of one completes a half of the other: an address in the file gets credentials of the file alone.
 *
 * @param surroundings The machine's variables, and the file where there is one.
 * @param make Makes the sources of an environment.
 * @param fromFile Changes what the file's sources found.
 */
export function withEnvFile<T>(
  { env, envFile }: Pick<Surroundings, "env" | "envFile">,
  make: (variables: Variables) => readonly Source<T>[],
  fromFile: (found: Found<T>, file: EnvFile) => ReturnType<Source<T>["load"]>,
): Source<T>[] {
  const own = make({ env });
  if (envFile === undefined) return [...own];
  const inFile = make({ env: envFile.values });
  return [
    ...own,
    ...inFile.map((source): Source<T> => ({
      ...source,
      name: `${source.name} in ${envFile.path}`,
      async load(): ReturnType<Source<T>["load"]> {
        const outcome = await source.load();
        if (outcome.state !== "used") return outcome;
        const where = outcome.where === undefined ? {} : {
          where: `${outcome.where} in ${envFile.path}`,
        };
        return await fromFile({ ...outcome, ...where }, envFile);
      },
    })),
  ];
}

/**
 * The environment in which a variable is set: the machine's, else that of the `.env` file.
 *
 * @param name The variable.
 * @param search What narrows the search, with the file where there is one.
 */
export function environmentWith<Search extends Surroundings>(name: string, search: Search): Search {
  const { envFile } = search;
  if (!envFile?.values[name]) return search;
  const read = readVariable(name, search);
  const isSet = "value" in read && read.value !== undefined && read.value !== "";
  return isSet ? search : { ...search, env: envFile.values, envFile: undefined };
}
