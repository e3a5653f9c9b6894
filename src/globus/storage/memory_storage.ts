import type { TokenData } from "./token_data.ts";
import {
  defaultNamespace,
  type TokenStorage,
  tokenStorageKinds,
  type TokenStorageOptions,
} from "./token_storage.ts";
import { checkOptions } from "../../options.ts";

/**
 * A token storage that lives as long as the program.
 *
 * @param options `namespace`: the storage's one namespace.
 *
 * @example Keep a token for this run alone
 * ```ts
 * import { memoryTokenStorage } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const storage = memoryTokenStorage();
 * await storage.storeTokenDataByResourceServer({
 *   "transfer.api.globus.org": {
 *     resource_server: "transfer.api.globus.org",
 *     scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
 *     access_token: "made-up",
 *     expires_at_seconds: 1_900_000_000,
 *   },
 * });
 * assertEquals((await storage.getTokenData("transfer.api.globus.org"))?.access_token, "made-up");
 * assertEquals(await storage.removeTokenData("transfer.api.globus.org"), true);
 * ```
 *
 * @category Token storage
 */
export function memoryTokenStorage(options: TokenStorageOptions = {}): TokenStorage {
  checkOptions(options, tokenStorageKinds);
  const kept = new Map<string, TokenData>();
  return {
    namespace: options.namespace ?? defaultNamespace,
    getTokenDataByResourceServer(): Promise<Record<string, TokenData>> {
      return Promise.resolve(Object.fromEntries(kept));
    },
    getTokenData(resourceServer: string): Promise<TokenData | undefined> {
      return Promise.resolve(kept.get(resourceServer));
    },
    storeTokenDataByResourceServer(tokens: Readonly<Record<string, TokenData>>): Promise<void> {
      for (const [server, data] of Object.entries(tokens)) kept.set(server, { ...data });
      return Promise.resolve();
    },
    removeTokenData(resourceServer: string): Promise<boolean> {
      return Promise.resolve(kept.delete(resourceServer));
    },
  };
}
