/**
 * Where a CAVE token is looked for, in the order of the search, without the key that a report adds to a
 * file's name. Tests that name all of it take it from here, so that a new place is one more line.
 */
export const cavePlaces: readonly string[] = [
  "CAVE_TOKEN",
  "~/.cloudvolume/secrets/global.daf-apis.com-cave-secret.json",
  "~/.cloudvolume/secrets/cave-secret.json",
  "~/.cloudvolume/secrets/chunkedgraph-secret.json",
  "$CLOUD_VOLUME_DIR/secrets",
];

/** The variables that may hold a token. */
export const caveVariables: readonly string[] = cavePlaces.filter((place) => /^\w+$/.test(place));

/** The files below a home. */
export const caveFiles: readonly string[] = cavePlaces.filter((place) => place.startsWith("~/"))
  .map((place) => place.slice(2));
