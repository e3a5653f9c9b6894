/** What an OAuth client is named with on a request: its key in Tapis v2, its id in v3. */

/**
 * What is wrong with it, if anything: HTTP's Basic scheme sends it before a colon (RFC 7617), so that it can
 * have none itself.
 *
 * @param key The key or id.
 */
export function clientKeyProblem(key: string | undefined): string | undefined {
  return key?.includes(":") ? "a colon, which no OAuth client's key or id can have" : undefined;
}
