/**
 * Tapis v2 and v3: sessions where AgavePy, the Bash CLI and keyferry keep them, and clients that use them.
 *
 * ```ts ignore
 * import * as tapis from "@keyferry/keyferry/tapis";
 *
 * const client = await tapis.v3.restore();
 * const files = client.listFiles("my-system", "runs/2026");
 * for await (const { name } of files) console.log(name);
 * ```
 *
 * @example Who am I?
 * ```ts
 * import * as tapis from "@keyferry/keyferry/tapis";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const client = await tapis.restore(await sandboxSurroundings(sandbox.home));
 * assertEquals(client.source, "~/.agave/current");
 * assertEquals((await client.profilesGet()).username, client.session.username);
 * ```
 *
 * @module
 */

/** Tapis v2, the world of AgavePy. */
export * as v2 from "./v2/mod.ts";
/** Tapis v3, where Tapis lives now. */
export * as v3 from "./v3/mod.ts";
export type { AddressChoice } from "./v2/address.ts";
export type { Capabilities, Mode } from "./v2/capabilities.ts";
export type { TapisClient } from "./v2/client.ts";
export type { SessionChoice } from "./v2/cache/from_cache.ts";
export type { RestoredTapis, RestoreOptions } from "./v2/restore.ts";
export type { SessionSearch } from "./v2/session/session_chain.ts";
export type { SessionRecord } from "./v2/cache/session_record.ts";
export type { PlainTokens, Tokens } from "./v2/session/session_tokens.ts";
export type { CreateTokenOptions, OAuthClient, TokenDocument } from "./v2/session/token_grants.ts";
export type { SignalOptions } from "./signal_options.ts";
export * from "../credentials/types.ts";
export * from "../http/types.ts";
export { restore } from "./v2/restore.ts";
