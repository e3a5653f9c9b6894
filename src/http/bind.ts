/** Client functions as methods of a client. */

import { shownAs } from "../credentials/errors/shown_as.ts";
import { checkArguments } from "../options.ts";
import { type Client, clientWords } from "./client.ts";

/**
 * The functions of a module that take a client first, without that argument.
 *
 * @category Calls and clients
 */
export type Bound<Operations> = {
  readonly [Name in keyof Operations]: Operations[Name] extends
    (client: never, ...args: infer Args) => infer Result ? (...args: Args) => Result : never;
};

/**
 * The functions of several modules, those of a later one over those of an earlier.
 *
 * @category Calls and clients
 */
export type Merged<Modules extends readonly object[]> = Modules extends
  readonly [infer First, ...infer Rest extends readonly object[]]
  ? Omit<First, keyof Merged<Rest>> & Merged<Rest>
  : unknown;

/**
 * The functions of a tuple of modules that take a client first, without that argument.
 *
 * @category Calls and clients
 */
export type BoundAll<Modules extends readonly object[]> = Bound<Merged<Modules>>;

/**
 * A client with the functions of modules bound to it: `bound.getTask(id)` is `getTask(bound, id)`.
 *
 * @param client The client.
 * @param modules Modules (or objects) of functions that take a client first, as a tuple; anything else
 * in them is left out.
 * @returns A new object: the client's own members and the bound functions.
 *
 * @example
 * ```ts
 * import { bind, type Client, createClient } from "@keyferry/keyferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const operations = { pageOf: (client: Client, id: string) => `${client.baseUrl}/runs/${id}` };
 * const client = createClient({ service: "Runs", baseUrl: "https://runs.example.org" });
 * assertEquals(bind(client, [operations]).pageOf("7"), "https://runs.example.org/runs/7");
 * ```
 *
 * @category Calls and clients
 */
export function bindAll<Base extends Client, const Modules extends readonly object[]>(
  client: Base,
  modules: Modules,
): Base & BoundAll<Modules> {
  checkArguments({ client, modules }, { client: "client", modules: "list" });
  const own: Client = client;
  const bound: Record<string, unknown> = { ...own };
  for (const [name, operation] of modules.flatMap((module) => Object.entries(module))) {
    if (typeof operation !== "function") continue;
    bound[name] = (...args: unknown[]) => operation(bound, ...args);
  }
  // As a cell's value, or printed, it would be two hundred lines of functions.
  return shownAs(bound as unknown as Base & BoundAll<Modules>, clientWords(client));
}
