/**
 * What the platforms' clients are made of, for a platform of your own: a client with retries, time-outs,
 * errors and one renewal; functions that take it first, bound as its methods; pages. Its credential is
 * found as the others' are, by `find` of `./credentials`.
 *
 * ```ts ignore
 * import { callDocument, createClient } from "@keyferry/keyferry/http";
 *
 * const client = createClient({ service: "Runs", baseUrl: "https://runs.example.org" });
 * const run = await callDocument<{ readonly id: string }>(client, "GET", "/runs/7");
 * ```
 *
 * A call is sent again up to 5 times, after `(0.25 + 0.5 random) 2^n` seconds, or as long as the service
 * says in Retry-After, 10 at most: where no answer comes, and after 429, 500, 502, 503 and 504, if sending
 * it twice does no harm (GET, HEAD, PUT, DELETE, and what is marked `idempotent`). A call of any method is
 * sent again after 429, and after a 503 with Retry-After: they say that nothing was done. An attempt may
 * take 60 s. See {@linkcode defaultRetryPolicy}.
 *
 * An argument or option of a wrong type is a `TypeError`, an impossible number, id or time a `RangeError`,
 * before anything is sent. A call that gets no whole answer throws `NetworkError`. The documentation of a
 * function names its other errors.
 *
 * @example A platform of your own
 * ```ts
 * import { chain, find, type Findable, fromEnv, mapSource } from "@keyferry/keyferry/credentials";
 * import { type Secret, type Surroundings, surroundingsPart } from "@keyferry/keyferry/credentials";
 * import * as http from "@keyferry/keyferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * type Run = { readonly id: string };
 * type Page = { readonly runs: readonly Run[]; readonly next: number | null };
 * const operations = {
 *   getRun: (client: http.Client, id: string) =>
 *     http.callDocument<Run>(client, "GET", http.path`/runs/${{ id }}`),
 *   listRuns: (client: http.Client, options: http.PageOptions = {}) =>
 *     http.pages<Run, Page>({
 *       place: { ...client, path: "/runs" },
 *       largest: 100,
 *       load: (query, signal) => http.callDocument(client, "GET", "/runs", { query, signal }),
 *       next: ({ next }) => next === null ? undefined : { from: next },
 *       items: ({ runs }) => runs,
 *     }, options),
 * };
 * const destination = { url: "https://runs.example.org", chosenBy: "default", name: "runs" } as const;
 * const platform: Findable<Surroundings, { secret: Secret; from: "environment" }> = {
 *   wanted: "Runs token",
 *   chain: (choice) =>
 *     chain("Runs token", [mapSource(fromEnv("RUNS_TOKEN", choice), ({ value: secret }) => {
 *       return { state: "used", value: { secret, from: "environment" } };
 *     })]),
 *   destinations: ({ value: { secret } }) => [{ secret, destination }],
 * };
 * async function restore(options: Surroundings & http.ClientOptions = {}) {
 *   const { value, origin } = await find(platform, surroundingsPart(options));
 *   const authorizer = http.accessTokenAuthorizer(value.secret, { origin });
 *   const facts = { service: "Runs", baseUrl: destination.url };
 *   const client = http.createClient(facts, { ...http.clientPart(options), authorizer });
 *   return http.bind(client, [operations]);
 * }
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const fetch = () => Promise.resolve(Response.json({ runs: [{ id: "7" }], next: null }));
 * const client = await restore({ env: { RUNS_TOKEN: "made-up" }, fetch });
 * assertEquals((await client.listRuns().collect()).items, [{ id: "7" }]);
 * ```
 *
 * @module
 */

export type { AccessTokenOptions } from "./access_token_authorizer.ts";
export { accessTokenAuthorizer } from "./access_token_authorizer.ts";
export { nullAuthorizer } from "./authorizer.ts";
export type { BoundAll, Merged } from "./bind.ts";
export { bindAll as bind } from "./bind.ts";
export { callDocument } from "./call.ts";
export type { ServiceFacts } from "./client.ts";
export { clientPart, createClient } from "./client.ts";
export type { PagePlan } from "./pages.ts";
export { pages } from "./pages.ts";
export { path } from "./path.ts";
export { responseOf } from "./reply/reply.ts";
export { defaultRetryPolicy } from "./waiting/retry.ts";
export type { Misfit, Shape } from "./reply/shape.ts";
export {
  document,
  filled,
  list,
  number,
  optional,
  single,
  text,
  truth,
  whole,
} from "./reply/shape.ts";
export * from "./types.ts";
export { del, get, patch, post, put, setAppName } from "./verbs.ts";
