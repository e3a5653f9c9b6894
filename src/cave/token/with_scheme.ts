/** Servers as people write them. */

/** CAVEclient takes a bare host for its files; here it is taken for its address too. */
export function withScheme(address: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`;
}
