/**
 * Where a CAVE token is looked for, in the order of the search. Tests that name all of it take it from
 * here, so that a new place is one more line.
 */

/** The variables. */
export const caveVariables: readonly string[] = ["CAVE_TOKEN"];

/** The files below a home. */
export const caveFiles: readonly string[] = [
  ".cloudvolume/secrets/global.daf-apis.com-cave-secret.json",
  ".cloudvolume/secrets/cave-secret.json",
  ".cloudvolume/secrets/chunkedgraph-secret.json",
];
