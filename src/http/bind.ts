/** Client functions as methods of a client. */

import type { Client } from "./client.ts";

/** The functions of a module that take a client first, without that argument. */
export type Bound<Operations> = {
  readonly [Name in keyof Operations]: Operations[Name] extends
    (client: never, ...args: infer Args) => infer Result ? (...args: Args) => Result : never;
};

/**
 * A client with functions bound to it: `bound.getTask(id)` is `getTask(bound, id)`.
 *
 * @param client The client.
 * @param modules Modules (or objects) of functions that take a client first; anything else in them is
 * left out.
 * @returns A new object: the client's own members and the bound functions.
 */
export function bind<Operations extends object>(
  client: Client,
  ...modules: readonly object[]
): Client & Bound<Operations> {
  const bound: Record<string, unknown> = { ...client };
  for (const [name, operation] of modules.flatMap((module) => Object.entries(module))) {
    if (typeof operation !== "function") continue;
    bound[name] = (...args: unknown[]) => operation(bound, ...args);
  }
  return bound as unknown as Client & Bound<Operations>;
}
