/** Jupyter's kernelspecs: where they lie, and what the one for Deno says. */

import { join } from "../../path/join.ts";
import type { Permission } from "../../credentials/permissions.ts";
import type { Location, Surroundings } from "../../credentials/surroundings.ts";
import { at, inHome, readVariable, variablePermissions } from "../../credentials/surroundings.ts";

/** Where a kernelspec is below a folder of Jupyter's data; notebooks name the kernel by its folder. */
const below = ["kernels", "deno", "kernel.json"];

/** What a kernelspec says that matters here. */
export interface Kernelspec {
  /** The program and its arguments. */
  readonly argv: readonly string[];
  /** Variables that the kernel gets. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The kernelspec of a Deno, as `deno jupyter --install` writes it: without any variable, and so
 * without a credential.
 *
 * @param deno The program.
 */
export function kernelspecText(deno: string): string {
  const argv = [deno, "jupyter", "--kernel", "--conn", "{connection_file}"];
  return `${JSON.stringify({ argv, display_name: "Deno", language: "typescript" }, null, 2)}\n`;
}

/**
 * Reads a kernelspec.
 *
 * @param text What the file holds.
 * @returns It, or `undefined` where it starts no kernel.
 */
export function readKernelspec(text: string): Kernelspec | undefined {
  let spec: unknown;
  try {
    spec = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { argv, env = {} } = (spec ?? {}) as Readonly<Record<string, unknown>>;
  const isText = (value: unknown): value is string => typeof value === "string";
  if (!Array.isArray(argv) || !argv.every(isText)) return undefined;
  if (!argv.some((word) => word.includes("{connection_file}"))) return undefined;
  const variables = Object.entries(env ?? {}).filter((entry): entry is [string, string] => {
    return isText(entry[1]);
  });
  return { argv, env: Object.fromEntries(variables) };
}

/** The kernelspec below a folder of Jupyter's data. */
export function kernelspecIn(folder: string): string {
  return join(folder, ...below);
}

/** The kernelspec of a Python environment, or of all users: `share/jupyter` below a prefix. */
export function kernelspecUnder(prefix: string): string {
  return kernelspecIn(join(prefix, "share", "jupyter"));
}

/**
 * The kernelspec of the person's own Jupyter (jupyter_core's `jupyter_data_dir`).
 *
 * @param surroundings Where variables and home come from.
 */
export function userKernelspec(surroundings: Surroundings): Location {
  const { variables, home } = userPlaces[Deno.build.os] ?? unixPlaces;
  const permissions: Permission[] = [];
  for (const [variable, ...folders] of variables) {
    permissions.push(...variablePermissions([variable], surroundings));
    const read = readVariable(variable, surroundings);
    if ("value" in read && read.value) {
      return { ...at(kernelspecIn(join(read.value, ...folders))), permissions };
    }
  }
  const location = inHome([...home, ...below], surroundings);
  return { ...location, permissions: [...permissions, ...location.permissions] };
}

/** Variables that name the folder, or one above it; and where it is without them. */
interface UserPlaces {
  readonly variables: readonly (readonly [variable: string, ...below: string[]])[];
  readonly home: readonly string[];
}

const unixPlaces: UserPlaces = {
  variables: [["JUPYTER_DATA_DIR"], ["XDG_DATA_HOME", "jupyter"]],
  home: [".local", "share", "jupyter"],
};

const userPlaces: Readonly<Partial<Record<typeof Deno.build.os, UserPlaces>>> = {
  darwin: { variables: [["JUPYTER_DATA_DIR"]], home: ["Library", "Jupyter"] },
  windows: {
    variables: [["JUPYTER_DATA_DIR"], ["APPDATA", "jupyter"]],
    home: [".jupyter", "data"],
  },
};

/**
 * The kernelspecs that Jupyter looks for, in its order (jupyter_core's `jupyter_path`): those of
 * JUPYTER_PATH, of an active Python environment, of the person, of all users. The environment that a
 * Jupyter not started from here lives in is not to be known.
 *
 * @param surroundings Where variables and home come from.
 */
export function searchedKernelspecs(surroundings: Surroundings): Location[] {
  const windows = Deno.build.os === "windows";
  function named(variable: string, spread: (value: string) => string[]): Location[] {
    const permissions = variablePermissions([variable], surroundings);
    const read = readVariable(variable, surroundings);
    if ("state" in read) return [{ ...unknown(variable), permissions, find: () => read }];
    const paths = read.value ? spread(read.value) : [];
    return paths.length === 0
      ? [{ ...unknown(variable), permissions }]
      : paths.map((path) => ({ ...at(path), permissions }));
  }
  return [
    ...named("JUPYTER_PATH", (value) => {
      return value.split(windows ? ";" : ":").filter(Boolean).map(kernelspecIn);
    }),
    ...["VIRTUAL_ENV", "CONDA_PREFIX"].flatMap((variable) => {
      return named(variable, (value) => [kernelspecUnder(value)]);
    }),
    userKernelspec(surroundings),
    ...(windows
      ? named("PROGRAMDATA", (value) => [kernelspecIn(join(value, "jupyter"))])
      : ["/usr/local", "/usr"].map((prefix) => at(kernelspecUnder(prefix)))),
  ];
}

/** A place that a variable would name. */
function unknown(variable: string): Location {
  return {
    label: `$${variable}`,
    permissions: [],
    pathForPermission: undefined,
    find: () => ({ state: "missing", detail: "is not set", next: `set ${variable}` }),
  };
}
