/** Which credentials are there. */

import { type Surroundings, surroundingsKinds } from "../credentials/surroundings.ts";
import { type Displayable, jupyterDisplay, withDisplay } from "./displayable.ts";
import type { PlatformStatus } from "../platforms/status.ts";
import { checkOptions } from "../options.ts";

/** The state of all platforms' credentials; a cell shows it as a table. */
export interface Status extends Displayable {
  /** The platforms. */
  readonly platforms: readonly PlatformStatus[];
}

/**
 * Which credentials are there, whose, where, until when they are good, and what to do about those that
 * cannot be used. Calls no service, and shows no secret.
 *
 * @param options Where to look; the environment and the home folder by default.
 *
 * @example What is in a sandbox's home
 * ```ts
 * import { showStatus } from "@keyferry/keyferry/notebook";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const { platforms } = await showStatus(await sandboxSurroundings(sandbox.home));
 * assertEquals(
 *   platforms.map(({ platform, state }) => `${platform} ${state}`),
 *   ["CAVE found", "Globus found", "Tapis v2 found", "Tapis v3 found"],
 * );
 * ```
 */
export async function showStatus(options: Surroundings = {}): Promise<Status> {
  checkOptions(options, surroundingsKinds);
  // Loaded where it is used: it knows every platform.
  const [{ platformStatuses }, { stepInNotebook }, { expiryWords }, { table }] = await Promise.all([
    import("../platforms/status.ts"),
    import("./step_words.ts"),
    import("../credentials/errors/card.ts"),
    import("./table.ts"),
  ]);
  const platforms = await platformStatuses(options, stepInNotebook);
  const rows = platforms.map((one) => ({
    platform: one.platform,
    state: one.state,
    account: one.identity,
    // Where there is none, what gets one: a column for that alone would leave the others no room.
    source: one.state === "none"
      ? stepInNotebook({ kind: "log in", platform: one.platform })
      : one.source,
    expires: one.expires === null ? "" : expiryWords(Date.parse(one.expires), options.now?.()),
    renewable: one.refreshable === null ? "" : one.refreshable ? "yes" : "no",
    notes: one.warnings.join("; "),
  }));
  const names = [
    "platform",
    "state",
    "account",
    "source",
    "expires",
    "renewable",
    "notes",
  ] as const;
  // Most often there is nothing to note.
  const columns = names.filter((name) => rows.some((row) => row[name]));
  return withDisplay({ platforms }, table(rows, { columns })[jupyterDisplay]());
}
