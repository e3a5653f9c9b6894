/** An object's members that are not `undefined`. */
export type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/**
 * Leaves out what is `undefined`, so that an option that was not typed is not there at all.
 *
 * @param members Options by name.
 */
export function given<T extends object>(members: T): Given<T> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}
