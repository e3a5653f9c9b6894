/** Sources that a program brings itself: a vault, a keychain, a service of its own. */

import { forHeader } from "../secret/header_text.ts";
import type { Secret } from "../secret/secret.ts";
import { type Found, mapSource, type Outcome, type Source } from "./source.ts";
import { threw } from "./outcome_of.ts";
import type { OptionKinds } from "../../options.ts";

/**
 * A search that takes sources of the program's own.
 *
 * @category Sources and chains
 */
export interface CallersSources {
  /**
   * Sources of your own, looked at before all others. They are in the report, as the others are; one
   * that throws is an error that names it.
   */
  readonly sources?: readonly Source<Secret>[] | undefined;
}

/** The choice of sources, as a value. */
export const callersSourcesKinds: OptionKinds<CallersSources> = { sources: "list" };

/**
 * The program's own sources of what a platform looks for.
 *
 * @param sources The sources, where there are any.
 * @param make Makes the credential of a token.
 */
export function callersSources<T>(
  sources: CallersSources["sources"] = [],
  make: (found: Found<Secret>) => Outcome<T>,
): Source<T>[] {
  return sources.map((source) => {
    return mapSource(forHeader(guard(source)), (found) => {
      const made = make(found);
      if (made.state !== "used") return made;
      const { detail, expiresAt } = found;
      return {
        ...(detail === undefined ? {} : { detail }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...made,
      };
    });
  });
}

/** Ours never throw; of one that does, the report says which it was. */
function guard(source: Source<Secret>): Source<Secret> {
  return {
    name: source.name,
    permissions: source.permissions,
    async load(): Promise<Outcome<Secret>> {
      try {
        return await source.load();
      } catch (cause) {
        return threw(cause);
      }
    },
  };
}
