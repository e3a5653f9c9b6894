/** Giving permissions up. */

import { ArgumentTypeError } from "../argument_error.ts";
import { permissionKinds as kinds } from "../credentials/permissions.ts";
import { type Displayable, withDisplay } from "./displayable.ts";
import { escapeHtml } from "../escape_html.ts";
import { checkOptions } from "../options.ts";

/** What was given up before cannot be kept. */
const gone = new Set<PermissionKind>();

/** A kind of Deno permission. */
export type PermissionKind = "env" | "ffi" | "import" | "net" | "read" | "run" | "sys" | "write";

/** What was given up; a cell says it in words. */
export interface LockedDown extends Displayable {
  /** The kinds that the program has no more, those included that an earlier call gave up. */
  readonly givenUp: readonly PermissionKind[];
  /** The kinds that were kept as they were. */
  readonly kept: readonly PermissionKind[];
}

/**
 * Gives up whole kinds of permission, for as long as the program runs: a Jupyter kernel starts with all
 * of them, and Deno can neither narrow a kind nor give one back. Do it once everything is loaded that
 * is to be loaded; what then reaches for a kind that was given up fails with `NotCapable` in a
 * kernel, and in a terminal asks, unless the program was started with `--no-prompt`. An error that says
 * which flag to add means a new start: in a kernel, restart it.
 *
 * @param options `keep`: the kinds to keep, such as `["net"]`.
 * @throws {TypeError} When `keep` is not a list, or names an unknown kind; nothing is given up then.
 *
 * @example A kind that there is not
 * ```ts
 * import { lockDown, type PermissionKind } from "@keyferry/keyferry/notebook";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(
 *   () => lockDown({ keep: ["network" as PermissionKind] }),
 *   TypeError,
 *   'There is no kind of permission "network"',
 * );
 * ```
 */
export function lockDown(options: { readonly keep: readonly PermissionKind[] }): LockedDown {
  const { keep } = (options ?? {}) as { keep?: unknown | undefined };
  if (!Array.isArray(keep)) {
    throw new ArgumentTypeError(`Say which kinds to keep, as a list: lockDown({ keep: ["net"] })`);
  }
  checkOptions(options, { keep: "list" });
  const unknown = keep.find((kind) => !kinds.includes(kind));
  if (unknown !== undefined) {
    throw new ArgumentTypeError(
      `There is no kind of permission "${unknown}": keep some of ${kinds.join(", ")}`,
    );
  }
  const late = kinds.filter((kind) => keep.includes(kind) && gone.has(kind));
  for (const name of kinds.filter((kind) => !keep.includes(kind))) {
    Deno.permissions.revokeSync({ name });
    gone.add(name);
  }
  const givenUp = kinds.filter((kind) => gone.has(kind));
  const kept = kinds.filter((kind) => !gone.has(kind));
  // What the person's own lines reach for fails in Deno's words, which are a terminal's.
  const restart = 'Where Deno says "run again with the --allow-... flag", restart the kernel.';
  const words = [
    `Given up until the kernel restarts: ${listed(givenUp)}. Kept: ${listed(kept)}.`,
    ...late.length === 0 ? [] : [`To have ${listed(late)} again, restart the kernel.`],
    ...givenUp.length === 0 ? [] : [restart],
  ].join(" ");
  return withDisplay({ givenUp, kept }, {
    "text/plain": words,
    "text/html": `<div>${escapeHtml(words)}</div>`,
  });
}

function listed(some: readonly PermissionKind[]): string {
  return some.length === 0 ? "nothing" : some.join(", ");
}
