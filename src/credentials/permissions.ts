/** Deno permissions as values: asked about without ever prompting, and spelled as flags. */

import { ArgumentTypeError } from "../argument_error.ts";
import { dirname } from "../path/dirname.ts";
import { isAbsolute } from "../path/is_absolute.ts";
import { relative } from "../path/relative.ts";
import { checkArguments } from "../options.ts";

/**
 * A Deno permission that something needs.
 *
 * @category Permissions
 */
export type Permission = Deno.PermissionDescriptor;

/** The kinds that there are. */
export const permissionKinds: readonly Permission["name"][] = [
  "env",
  "ffi",
  "import",
  "net",
  "read",
  "run",
  "sys",
  "write",
];

/**
 * Whether a permission is granted. Never prompts, and only `"granted"` counts: with `--no-prompt` an
 * unlisted permission still answers `"prompt"`.
 *
 * @param permission The permission.
 *
 * @example Look before touching
 * ```ts
 * import { isGranted } from "@keyferry/keyferry/credentials";
 * import { assert } from "@std/assert";
 *
 * assert(typeof isGranted({ name: "env", variable: "CAVE_TOKEN" }) === "boolean");
 * ```
 *
 * @category Permissions
 */
export function isGranted(permission: Permission): boolean {
  checkArguments({ permission }, { permission: "names" });
  if (!permissionKinds.includes(permission.name)) {
    throw new ArgumentTypeError(`permission.name must be one of ${permissionKinds.join(", ")}`);
  }
  return Deno.permissions.querySync(permission).state === "granted";
}

/** A flag's name, such as `--allow-read`, and one of its values; none means all there are of the kind. */
type FlagPart = readonly [name: string, value: string | undefined];

function partsOf(flags: readonly string[]): FlagPart[] {
  return flags.flatMap((flag) => {
    const [, name = flag, values] = /^([^=]+)=(.*)$/s.exec(flag) ?? [];
    return (values?.split(",") ?? [undefined]).map((value): FlagPart => [name, value]);
  });
}

/**
 * The `--deny-…` flags that stand in the way of some `--allow-…` flags: Deno lets them win.
 *
 * @param flags The flags that are to be added.
 */
export function denialsOf(flags: readonly string[]): string[] {
  const kinds = partsOf(flags).flatMap(([name, value]) => {
    const kind = name.replace(/^--allow-/, "");
    return isClosed(kind, value) ? [`--deny-${kind}`] : [];
  });
  return [...new Set(kinds)];
}

/** Whether something, or a part of it, is denied; a program's own error may name flags that there are not. */
function isClosed(kind: string, value: string | undefined): boolean {
  const key =
    ({ env: "variable", net: "host", import: "host", run: "command", sys: "kind" } as Record<
      string,
      string
    >)[kind] ?? "path";
  try {
    const asked = { name: kind, ...value === undefined ? {} : { [key]: value } };
    const { state, partial } = Deno.permissions.querySync(asked as Permission);
    return state === "denied" || partial;
  } catch {
    return false;
  }
}

function valueOf(permission: Permission): string | undefined {
  switch (permission.name) {
    case "env":
      return permission.variable;
    case "read":
    case "write":
    case "ffi":
      return permission.path?.toString();
    case "net":
    case "import":
      return permission.host;
    case "run":
      return permission.command?.toString();
    case "sys":
      return permission.kind;
  }
}

/**
 * Permissions as `deno run` flags: one flag per kind, its values in the order given, each once, and none
 * that a folder beside it covers.
 *
 * @param permissions The permissions.
 * @returns Flags such as `--allow-env=CAVE_TOKEN,HOME`. A path that holds a comma cannot stand in a
 * flag; the nearest folder above it that can stands for it.
 *
 * @example Spell the least that a script needs
 * ```ts
 * import { permissionFlags } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const flags = permissionFlags([
 *   { name: "env", variable: "CAVE_TOKEN" },
 *   { name: "read", path: "/home/ada/.cloudvolume/secrets/cave-secret.json" },
 *   { name: "env", variable: "HOME" },
 * ]);
 * assertEquals(flags, [
 *   "--allow-env=CAVE_TOKEN,HOME",
 *   "--allow-read=/home/ada/.cloudvolume/secrets/cave-secret.json",
 * ]);
 * ```
 *
 * @category Permissions
 */
export function permissionFlags(permissions: Iterable<Permission>): string[] {
  checkArguments({ permissions }, { permissions: "list" });
  return joined(Array.from(permissions, (permission): FlagPart => {
    const value = valueOf(permission);
    return [`--allow-${permission.name}`, value === undefined ? value : withoutComma(value)];
  }));
}

/**
 * Flags that several things need, as one flag per kind.
 *
 * @param flags The flags, as `permissionFlags()` spells them.
 */
export function joinFlags(flags: readonly string[]): string[] {
  return joined(partsOf(flags));
}

function joined(parts: readonly FlagPart[]): string[] {
  return Array.from(Map.groupBy(parts, ([name]) => name), ([name, all]) => {
    const values = new Set(all.map(([, value]) => value || undefined));
    // A kind without a value is the whole kind, which any value would narrow.
    if (values.has(undefined)) return name;
    const given = [...values].filter((value) => value !== undefined);
    const isPath = name === "--allow-read" || name === "--allow-write";
    return `${name}=${(isPath ? withoutCovered(given) : given).join(",")}`;
  });
}

/**
 * What flags cannot say exactly: Deno splits them at every comma, so that a path with one is covered by the
 * nearest folder above it without one, and everything in that folder with it.
 *
 * @param permissions The permissions.
 * @returns A sentence for each folder that stands for more than was meant.
 *
 * @example
 * ```ts
 * import { wideningOf } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(wideningOf([{ name: "read", path: "/home/ada, bob/token.json" }]), [
 *   "no flag can hold the comma in /home/ada, bob/token.json, so that read covers all of /home",
 * ]);
 * ```
 *
 * @category Permissions
 */
export function wideningOf(permissions: Iterable<Permission>): string[] {
  checkArguments({ permissions }, { permissions: "list" });
  const sentences = Array.from(permissions).flatMap((permission) => {
    const value = valueOf(permission);
    if (value === undefined || withoutComma(value) === value) return [];
    return `no flag can hold the comma in ${value}, so that ${permission.name} covers all of ${
      withoutComma(value)
    }`;
  });
  return [...new Set(sentences)];
}

/** A folder's grant covers what is below it. */
function withoutCovered(paths: readonly string[]): string[] {
  return paths.filter((path) => {
    return !paths.some((folder) => path !== folder && isBelow(path, folder));
  });
}

function isBelow(path: string, folder: string): boolean {
  const rest = relative(folder, path);
  return rest !== "" && rest !== ".." && !/^\.\.[/\\]/.test(rest) && !isAbsolute(rest);
}

/** Deno 2.9 splits flags at every comma, and knows no way to write one. */
function withoutComma(value: string): string {
  let path = value;
  while (path.includes(",") && dirname(path) !== path) path = dirname(path);
  return path;
}

/**
 * The permissions among those given that are not granted.
 *
 * @param permissions What is needed.
 *
 * @example Nothing is missing when nothing is needed
 * ```ts
 * import { missingPermissions } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(missingPermissions([]), []);
 * ```
 *
 * @category Permissions
 */
export function missingPermissions(permissions: Iterable<Permission>): Permission[] {
  checkArguments({ permissions }, { permissions: "list" });
  return Array.from(permissions).filter((permission) => !isGranted(permission));
}
