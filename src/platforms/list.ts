/** All platforms. Whatever handles the credentials of several reads this list. */

import type { AnyPlatform } from "../credentials/platform.ts";

/** A platform in the list. */
export interface ListedPlatform {
  /** Its name. */
  readonly name: string;
  /** Its login in a notebook, by the name that `loginInNotebook()` takes, and the options it needs. */
  readonly notebookLogin?:
    | { readonly name: string; readonly options: readonly string[] }
    | undefined;
  /** Its login on the command line, where a notebook has none. */
  readonly terminalLogin?: string | undefined;
  /** Loads it: a program pays for no platform that it does not use. */
  load(): Promise<AnyPlatform>;
}

/** The platforms, in the order in which `status` shows them. */
export const platforms: readonly ListedPlatform[] = [
  {
    name: "CAVE",
    notebookLogin: { name: "cave", options: [] },
    load: async () => (await import("../cave/platform.ts")).platform,
  },
  {
    name: "Globus",
    notebookLogin: { name: "globus", options: ["clientId"] },
    load: async () => (await import("../globus/platform.ts")).platform,
  },
  {
    name: "Tapis v2",
    terminalLogin: "keyferry tapis token",
    load: async () => (await import("../tapis/v2/platform.ts")).platform,
  },
  {
    name: "Tapis v3",
    notebookLogin: { name: "tapis", options: ["clientId", "clientKey"] },
    load: async () => (await import("../tapis/v3/platform.ts")).platform,
  },
];

/** Loads all of them. */
export function allPlatforms(): Promise<AnyPlatform[]> {
  return Promise.all(platforms.map(({ load }) => load()));
}
