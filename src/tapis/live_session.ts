/** What is known of a session now: a renewal changes it. */

/**
 * Some facts of a record as they are whenever they are looked at.
 *
 * @param current Gives the record that is in use.
 * @param names The facts.
 */
export function liveSession<R, Name extends keyof R>(
  current: () => R,
  names: readonly Name[],
): Readonly<Pick<R, Name>> {
  const facts = names.map((name) => {
    return [name, { configurable: true, enumerable: true, get: () => current()[name] }];
  });
  return Object.defineProperties({} as Pick<R, Name>, Object.fromEntries(facts));
}
