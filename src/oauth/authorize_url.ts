/** The address that a person is sent to. */

/**
 * A value of a login parameter; a list is joined by commas.
 *
 * @category Authorizers
 */
export type LoginParameter = string | number | boolean | null | undefined | readonly string[];

/**
 * Login parameters by the service's own names; those `undefined` or `null` are left out.
 *
 * @category Authorizers
 */
export type LoginParameters = Readonly<Record<string, LoginParameter>>;

/**
 * An address with login parameters (RFC 6749 section 4.1.1). Further ones replace those of the same
 * name where they stand, or come last.
 *
 * @param endpoint The service's authorization endpoint.
 * @param parameters The parameters of the flow, in order.
 * @param more What the caller adds.
 */
export function authorizeUrl(
  endpoint: string,
  parameters: LoginParameters,
  more: LoginParameters = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of [...Object.entries(parameters), ...Object.entries(more)]) {
    const text = parameterText(value);
    if (text !== undefined) search.set(name, text);
  }
  // As Python's urlencode writes it, byte for byte.
  return `${endpoint}?${search.toString().replaceAll("*", "%2A").replaceAll("%7E", "~")}`;
}

function parameterText(value: LoginParameter): string | undefined {
  if (value === undefined || value === null) return undefined;
  // Globus Auth knows Python's spelling from its own SDK.
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "object") return value.join(",");
  return String(value);
}
