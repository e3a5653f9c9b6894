/** What a lookup may see of the machine: its variables, home folder, clock and way out. */

import { ArgumentTypeError } from "../argument_error.ts";
import { isAbsolute } from "../path/is_absolute.ts";
import { join } from "../path/join.ts";
import type { NotFound } from "./sources/source.ts";
import { isGranted, type Permission, permissionFlags, wideningOf } from "./permissions.ts";
import { allowStep } from "./errors/step.ts";
import { checkArguments, type OptionKinds, pickOptions } from "../options.ts";

/**
 * Environment variables given by the caller in place of the process's own.
 *
 * @category Surroundings
 */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The variables of a `.env` file.
 *
 * @category Surroundings
 */
export interface EnvFile {
  /** The file, as it is named to a person. */
  readonly path: string;
  /** Its variables, as `readDotenv` gives them. */
  readonly values: Env;
}

/**
 * A request that is about to be sent again, since its answer was worth no more than another try.
 *
 * @category Surroundings
 */
export interface Retry {
  /** The service, such as `Globus Transfer`. */
  readonly service: string;
  /** What came instead of a good answer, such as `it answered 503`. */
  readonly because: string;
  /** How long is waited first, in milliseconds. */
  readonly waitMs: number;
}

/**
 * What a lookup may see of the machine. Everything is optional: without `env` the process's variables
 * are read (each under its own permission), without `home` the person's own home folder is used.
 *
 * @category Surroundings
 */
export interface Surroundings {
  /** Variables to use in place of the process's own; reading these needs no permission. */
  readonly env?: Env | undefined;
  /**
   * A `.env` file: a source of its own, which counts where the environment has no credential. An address
   * in it gets credentials from it alone.
   */
  readonly envFile?: EnvFile | undefined;
  /** The folder under which secret files and caches are, in place of the person's own: an absolute path. */
  readonly home?: string | undefined;
  /** The origin of the sandbox that owns `home`; see {@linkcode sandboxSurroundings}. */
  readonly sandboxOrigin?: string | undefined;
  /** The clock, in milliseconds since 1970, as `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** How services are called, in place of `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Is told of each request that is about to be sent again, before the wait. */
  readonly onRetry?: ((retry: Retry) => void) | undefined;
}

/** What a lookup may see of the machine, as a value. */
export const surroundingsKinds: OptionKinds<Surroundings> = {
  env: "names",
  envFile: "object",
  home: "absolute path",
  sandboxOrigin: "text",
  now: "function",
  fetch: "function",
  onRetry: "function",
};

/**
 * The options about the machine among wider options, such as those of a `restore()` of your own.
 *
 * @param wider The wider options.
 *
 * @example
 * ```ts
 * import { surroundingsPart } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const options = { home: "/home/ada", timeoutMs: 5000, env: undefined };
 * assertEquals(surroundingsPart(options), { home: "/home/ada" });
 * ```
 *
 * @category Surroundings
 */
export function surroundingsPart(wider: Surroundings): Surroundings {
  checkArguments({ wider }, { wider: "names" });
  return pickOptions(wider, surroundingsKinds);
}

/**
 * A file or folder that may first have to be found.
 *
 * @category Surroundings
 */
export interface Location {
  /** How it is named to a person, such as `~/.globus.cfg`. */
  readonly label: string;
  /** What finding the path needs (not what reading it needs). */
  readonly permissions: readonly Permission[];
  /** The path as it stands in a permission, as far as it can be told without asking for anything. */
  readonly pathForPermission: string | undefined;
  /** The path, or why there is none. */
  find(): string | NotFound;
}

/** Where variables come from: the process, or what the caller gave. */
export type Variables = Pick<Surroundings, "env">;

/** The value of a variable, or why it may not be read. */
export function readVariable(
  name: string,
  { env }: Variables,
): { value: string | undefined } | NotFound {
  if (env !== undefined) return { value: env[name] };
  const permission: Permission = { name: "env", variable: name };
  if (!isGranted(permission)) return notPermitted([permission]);
  try {
    return { value: Deno.env.get(name) };
  } catch {
    // The runtime's own words would quote the value.
    return {
      state: "broken",
      detail: "is not UTF-8 text",
      step: { kind: "replace", place: name, variable: true },
    };
  }
}

/** What reading variables needs: nothing where the caller handed them in. */
export function variablePermissions(names: readonly string[], { env }: Variables): Permission[] {
  return env === undefined ? names.map((variable) => ({ name: "env", variable })) : [];
}

/** The outcome of a source that may not be checked. */
export function notPermitted(missing: readonly Permission[]): NotFound {
  const step = allowStep(permissionFlags(missing));
  const widening = wideningOf(missing);
  const detail = ["may not be checked", ...widening].join("; ");
  return { state: "not permitted", detail, step, missing };
}

/** The variable that holds the home folder: Python's `expanduser` uses the same. */
export function homeVariable(): string {
  return Deno.build.os === "windows" ? "USERPROFILE" : "HOME";
}

/**
 * A path under the home folder.
 *
 * @param segments The path's segments, such as `".globus.cfg"`.
 * @param surroundings Where the home folder comes from.
 * @throws {TypeError} When `home` is not an absolute path.
 *
 * @example Find a file under a home of one's own
 * ```ts
 * import { inHome } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const location = inHome([".agave", "current"], { home: "/home/ada" });
 * assertEquals(location.label, "~/.agave/current");
 * ```
 *
 * @category Surroundings
 */
export function inHome(segments: readonly string[], surroundings: Surroundings = {}): Location {
  checkArguments({ segments, surroundings }, { segments: "list", surroundings: "surroundings" });
  const label = ["~", ...segments].join("/");
  const { home } = surroundings;
  if (home !== undefined) return at(join(home, ...segments), label);
  const variable = homeVariable();
  const known = readVariable(variable, surroundings);
  // Where it is not to be known, a shell can say it; where it is not set, there is no path.
  const folder = "value" in known ? known.value : `$${variable}`;
  return {
    label,
    permissions: variablePermissions([variable], surroundings),
    pathForPermission: folder ? join(folder, ...segments) : undefined,
    find(): string | NotFound {
      const read = readVariable(variable, surroundings);
      if ("state" in read) return read;
      if (read.value && isAbsolute(read.value)) return join(read.value, ...segments);
      const problem = read.value ? "is not an absolute path" : "is not set";
      return {
        state: "missing",
        detail: `${variable} ${problem}, so there is no home folder to look in`,
        step: { kind: "set variable", variables: [variable] },
      };
    },
  };
}

/**
 * A path that is known.
 *
 * @param path The path.
 * @param label How to name it to a person; the path itself by default.
 * @throws {TypeError} When the path is empty.
 *
 * @example Name a file outright
 * ```ts
 * import { at } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(at("/data/cave.json").find(), "/data/cave.json");
 * ```
 *
 * @category Surroundings
 */
export function at(path: string, label: string = path): Location {
  checkArguments({ path, label }, { path: "any text", label: "any text" });
  if (path === "") throw new ArgumentTypeError("The path of a file is empty: give it as text");
  return { label, permissions: [], pathForPermission: path, find: () => path };
}

/** Refuses what is not a place of a file. */
export function checkLocation(name: string, location: Location): void {
  const isPlace = typeof location === "object" && location !== null && !Array.isArray(location) &&
    typeof location.find === "function";
  if (!isPlace) {
    throw new ArgumentTypeError(`${name} must be the path of a file, or a place that at() makes`);
  }
}
