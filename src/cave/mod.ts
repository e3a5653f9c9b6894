/**
 * CAVE: tokens where CAVEclient and cloud-volume keep them, and the services they open.
 *
 * @example Which datastacks may I see?
 * ```ts
 * import * as cave from "@keyferry/keyferry/cave";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const { info, source } = await cave.restore(undefined, await sandboxSurroundings(sandbox.home));
 * assert(source.endsWith("-cave-secret.json"));
 * assert((await info.getDatastacks()).length > 0);
 * ```
 *
 * @module
 */

export type { Cave, RestoreOptions } from "./restore.ts";
export { restore } from "./restore.ts";
export type { CaveToken, TokenChoice } from "./token_chain.ts";
export { tokenChain } from "./token_chain.ts";
export type { SaveTokenOptions } from "./save_token.ts";
export { saveToken } from "./save_token.ts";
export { rememberServer, serverOfDatastack } from "./datastack_map.ts";
export { defaultServer, secretFiles, serverFile } from "./secret_files.ts";
export type { InfoClient } from "./client.ts";
export { infoClient } from "./client.ts";
export { getDatastacks } from "./info.ts";
