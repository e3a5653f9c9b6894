/** How long a service says that a token lasts. */

/**
 * The seconds that a token's reply names.
 *
 * @param said What stands for `expires_in`: a number, or as some services have it its text.
 * @returns Nothing where it is neither.
 */
export function lifetimeSeconds(said: unknown): number | undefined {
  if (typeof said !== "number" && typeof said !== "string") return undefined;
  const seconds = Number(said);
  return Number.isFinite(seconds) ? seconds : undefined;
}
