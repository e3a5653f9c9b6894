/**
 * How a copy goes, before anything is asked or done.
 *
 * @module
 */

import { checkOptions, type OptionKinds } from "../options.ts";
import { elsewhere, isWithin, type Place, placeOf, placeText } from "./place.ts";
import { PlaceError } from "../credentials/errors/place_error.ts";

/**
 * How a copy goes: from this machine, to it, through it (`through here`), or by the platform's own engine
 * alone.
 *
 * @category Copy
 */
export type Route = "upload" | "download" | "through here" | "globus task" | "tapis transfer";

/**
 * What may be chosen about the way of a copy.
 *
 * @category Copy
 */
export interface PlanOptions {
  /**
   * Whether what is copied may be a folder.
   *
   * @default {false}
   */
  readonly recursive?: boolean | undefined;
  /**
   * Whether every byte may go through this machine where nothing else brings it there; where the
   * platform's own engine would do it, it goes through here then.
   *
   * @default {false}
   */
  readonly throughHere?: boolean | undefined;
  /**
   * Whether both sides are read again and compared by SHA-256; a Globus task does so with checksums of
   * its own.
   *
   * @default {false}
   */
  readonly verify?: boolean | undefined;
  /** A name for the task of an engine. */
  readonly label?: string | undefined;
  /**
   * Whether the end of an engine's task is waited for.
   *
   * @default {true}
   */
  readonly wait?: boolean | undefined;
}

/** The options of {@linkcode plan}, as a value. */
export const planKinds: OptionKinds<PlanOptions> = {
  recursive: "flag",
  throughHere: "flag",
  verify: "flag",
  label: "text",
  wait: "flag",
};

/**
 * How a copy goes.
 *
 * @category Copy
 */
export interface Plan {
  /** Where from. */
  readonly from: Place;
  /** Where to. */
  readonly to: Place;
  /** How. */
  readonly route: Route;
  /** Whether `throughHere` has to be given first. */
  readonly needsThroughHere: boolean;
}

/**
 * Says how a copy goes: by the platform's own engine where that can do it alone, else between this
 * machine and the place, else through this machine. No service is called.
 *
 * @param from Where from.
 * @param to Where to.
 * @param options See {@linkcode PlanOptions}.
 * @throws {PlaceError} When nothing can be copied between the two, or the options do not fit the way.
 *
 * @example
 * ```ts
 * import { plan } from "@keyferry/keyferry/ferry";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(plan("runs/7", "tapis:lab:/runs/", { recursive: true }).route, "upload");
 * assertEquals(plan("tapis:lab:/runs/7", "tapis:archive:/runs/7").route, "tapis transfer");
 * ```
 *
 * @category Copy
 */
export function plan(from: string | Place, to: string | Place, options: PlanOptions = {}): Plan {
  checkOptions(options, planKinds);
  const [source, target] = [placeOf("from", from), placeOf("to", to)];
  const { recursive, throughHere = false, verify, label, wait } = options;
  if (target.kind === "web") {
    throw new PlaceError(`Nothing can be written to ${placeText(target)}: an address is a source`);
  }
  if (source.kind === "local" && target.kind === "local") {
    const meant = elsewhere(source.path) ?? elsewhere(target.path);
    throw new PlaceError(
      "Both places are on this machine: copy with the system's own program (cp, rsync)" +
        (meant === undefined ? "" : `; ${meant}`),
    );
  }
  if (source.kind === "web" && recursive) {
    throw new PlaceError(`${placeText(source)} is one file: leave out recursive`);
  }
  demandApart(source, target);
  const alone = aloneBy(source, target);
  const route = alone !== undefined && !(throughHere && isEngine(alone)) ? alone : "through here";
  if (route === "tapis transfer" && verify) {
    throw new PlaceError(
      "A transfer of Tapis compares no checksums: its files can be verified " +
        "only where they come through this machine",
      {
        step: { kind: "pass", option: "throughHere" },
      },
    );
  }
  if (!isEngine(route) && (label !== undefined || wait === false)) {
    throw new PlaceError(
      "There is no task between these two places: a label, and not to wait, are for tasks",
    );
  }
  const needsThroughHere = route === "through here" && !throughHere;
  return { from: source, to: target, route, needsThroughHere };
}

/**
 * Refuses to copy something onto or into itself.
 *
 * @param from Where from.
 * @param to Where to.
 * @throws {PlaceError} When the second is the first, or is in it.
 */
export function demandApart(from: Place, to: Place): void {
  if (!isWithin(from, to)) return;
  const where = from.path === to.path ? "is the source itself" : "is inside the source";
  throw new PlaceError(`The destination ${placeText(to)} ${where}: choose another`);
}

/**
 * Whether a platform's own engine brings the files there.
 *
 * @param route The way.
 */
export function isEngine(route: Route): boolean {
  return route === "globus task" || route === "tapis transfer";
}

/** The way that needs nobody's leave; nothing without one. */
function aloneBy(from: Place, to: Place): Route | undefined {
  if (from.kind === "local") return "upload";
  if (to.kind === "local") return "download";
  if (from.kind === "globus" && to.kind === "globus") return "globus task";
  if (to.kind === "tapis" && from.kind !== "globus") return "tapis transfer";
  return undefined;
}
