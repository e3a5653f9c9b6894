/** A sandbox's home folder: the credentials in it belong to that sandbox and to nobody else. */

import { demandPermissions } from "./demand_permissions.ts";
import { basename } from "../path/basename.ts";
import { dirname } from "../path/dirname.ts";
import { absolute } from "../path/absolute.ts";
import { join } from "../path/join.ts";
import { isLoopback } from "./destination.ts";
import { isKeyferryError } from "./errors/error_guards.ts";
import { CredentialError, FileError, PermissionNeededError } from "./errors/errors.ts";
import { readText, writableTarget } from "./files/files.ts";
import { isGranted, type Permission } from "./permissions.ts";
import { isSandboxToken, sandboxTokenBelongs } from "./secret/sandbox_token.ts";
import type { Step } from "./errors/step.ts";
import { demandTrusted } from "./files/trusted_file.ts";
import { homeVariable, inHome, type Surroundings } from "./surroundings.ts";
import { checkArguments } from "../options.ts";

/**
 * The file by which a sandbox marks its home; it names the sandbox's origin.
 *
 * @category Surroundings
 */
export const sandboxMarker = ".keyferry-sandbox.json";

const startOne: Step = {
  kind: "other",
  words: "start one with `keyferry sandbox` and use the folder it prints",
};

/**
 * The surroundings of a sandbox: its home in place of the person's own, and none of the process's
 * variables, so that no real credential can reach it.
 *
 * @param home The sandbox's home folder.
 * @throws {FileError} When the folder has no marker, or one that names no address on this machine or
 * a sandbox that was closed.
 * @throws {PermissionNeededError} When Deno may not read the marker.
 *
 * @example Use what a sandbox's home holds
 * ```ts
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { home, sandboxOrigin } = await sandboxSurroundings(sandbox.home);
 * assertEquals([home, sandboxOrigin], [sandbox.home, sandbox.url]);
 * ```
 *
 * @category Surroundings
 */
export async function sandboxSurroundings(
  home: string,
): Promise<Surroundings & { readonly home: string; readonly sandboxOrigin: string }> {
  checkArguments({ home }, { home: "text" });
  // As it is now: the program may change its working folder.
  const folder = absolute(home);
  const origin = await originOf(folder);
  if (origin === undefined) {
    throw new FileError(
      `No sandbox has its home in ${home}: ${sandboxMarker} is not there`,
      { step: startOne },
    );
  }
  return { home: folder, env: {}, sandboxOrigin: origin };
}

/**
 * Credentials that are about to be kept, and where.
 *
 * @category Surroundings
 */
export interface KeptCredentials {
  /** What they are, for an error, such as `CAVE token`. */
  readonly wanted: string;
  /** The secrets, any of which may show that a sandbox issued it. */
  readonly secrets: readonly string[];
  /** The origin of who issued them, where known. */
  readonly issuer?: string | undefined;
  /**
   * Whether they are of a form that does not show who issued them: an issuer on this machine is then
   * taken for a sandbox.
   *
   * @default {false}
   */
  readonly formless?: boolean | undefined;
  /** The files that are about to hold them. */
  readonly paths: readonly string[];
}

/**
 * Refuses to keep a sandbox's credentials anywhere but in that sandbox's own home, and any others in a
 * sandbox's home. The marker in the home decides, whoever named the home and how.
 *
 * @param kept The credentials, and the files.
 * @param surroundings Where the home folder comes from.
 * @returns The origin of the sandbox whose credentials they are; `undefined` for those of a real
 * platform.
 * @throws {CredentialError} When a file does not belong to who issued the credentials.
 * @throws {FileError} When the symbolic links of a file form a loop.
 * @throws {PermissionNeededError} When Deno may not read the marker, and the credentials are a sandbox's.
 *
 * @example A sandbox's token does not get among real ones
 * ```ts
 * import { CredentialError, demandOwnHome } from "@keyferry/keyferry/credentials";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const kept = { wanted: "CAVE token", secrets: [sandbox.tokens.cave] };
 * const own = { ...kept, paths: [`${sandbox.home}/a.json`] };
 * assertEquals(await demandOwnHome(own, { home: sandbox.home }), sandbox.url);
 *
 * const home = await Deno.makeTempDir();
 * const stray = { ...kept, paths: [`${home}/a.json`] };
 * await assertRejects(() => demandOwnHome(stray, { home }), CredentialError);
 * await Deno.remove(home);
 * ```
 *
 * @category Surroundings
 */
export async function demandOwnHome(
  kept: KeptCredentials,
  surroundings: Surroundings,
): Promise<string | undefined> {
  checkArguments({ kept, surroundings }, { kept: "names", surroundings: "surroundings" });
  checkArguments({ "kept.secrets": kept.secrets }, { "kept.secrets": "list" });
  const { secrets, issuer, formless = false } = kept;
  const isLocal = issuer !== undefined && isLoopback(new URL(issuer));
  const fromSandbox = secrets.some(isSandboxToken) || formless && isLocal;
  let origin: string | undefined;
  for (const path of kept.paths) {
    const owner = await ownerOf(path, surroundings, fromSandbox);
    if (typeof owner === "string" && await isIssuedBy(owner, kept)) origin = owner;
    else if (fromSandbox || owner !== undefined) throw strayError(kept, path, owner, fromSandbox);
  }
  return origin;
}

/** The origin that a marker names, none where there is no marker, or what is wrong with it. */
type HomeOwner = string | undefined | Error;

async function isIssuedBy(owner: string, { secrets, issuer }: KeptCredentials): Promise<boolean> {
  const tagged = secrets.filter(isSandboxToken);
  if (issuer === undefined && tagged.length === 0) return false;
  if (issuer !== undefined && new URL(issuer).origin !== owner) return false;
  const belong = await Promise.all(tagged.map((token) => sandboxTokenBelongs(token, owner)));
  return belong.every(Boolean);
}

function strayError(
  { wanted }: KeptCredentials,
  path: string,
  owner: HomeOwner,
  fromSandbox: boolean,
): CredentialError {
  const why = fromSandbox
    ? "belongs to a sandbox and is not kept among real ones, nor in another sandbox's home"
    : "does not belong to the sandbox that has this home";
  const variables = [homeVariable()];
  const step: Step = fromSandbox
    ? {
      kind: "set variable",
      variables,
      to: "the home that the sandbox printed",
      or: "give what sandboxSurroundings(home) returns",
    }
    : { kind: "set variable", variables, to: "a home of your own" };
  const problem = owner instanceof Error ? ` (${owner.message})` : "";
  return new CredentialError(
    `Cannot keep the ${wanted} in ${path}: it ${why}${problem}`,
    { wanted, lines: [] },
    { step, ...(owner instanceof Error ? { cause: owner } : {}) },
  );
}

/** Whose home a file is in: that of the surroundings, or a folder above the file that has a marker. */
async function ownerOf(
  path: string,
  surroundings: Surroundings,
  mustKnow: boolean,
): Promise<HomeOwner> {
  const folder = await realFolder(dirname(await writableTarget(path)));
  const home = inHome([], surroundings).find();
  const realHome = typeof home === "string" ? await realFolder(home) : undefined;
  const above = foldersFrom(folder);
  if (realHome !== undefined && above.includes(realHome)) {
    return await ownerByMarker(realHome, mustKnow);
  }
  for (const folder of above) {
    const owner = await ownerByMarker(folder, false);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** A folder by its real path, as far as it is there and may be looked at. */
async function realFolder(folder: string): Promise<string> {
  const above = dirname(folder);
  if (isGranted({ name: "read", path: folder })) {
    const real = await Deno.realPath(folder).catch(() => undefined);
    if (real !== undefined) return real;
  } else if (above === folder) return folder;
  return above === folder ? folder : join(await realFolder(above), basename(folder));
}

function foldersFrom(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersFrom(above)];
}

async function ownerByMarker(home: string, mustKnow: boolean): Promise<HomeOwner> {
  const permission: Permission = { name: "read", path: join(home, sandboxMarker) };
  if (!mustKnow && !isGranted(permission)) return undefined;
  try {
    return await originOf(home);
  } catch (error) {
    if (error instanceof PermissionNeededError || !isKeyferryError(error)) throw error;
    return error;
  }
}

/**
 * The origin of the sandbox that has the home folder, as its marker says.
 *
 * @param surroundings Where the home folder comes from.
 * @returns `undefined` where there is no marker, or no usable one.
 * @throws {PermissionNeededError} When Deno may not read the marker.
 */
export async function sandboxOf(surroundings: Surroundings): Promise<string | undefined> {
  const home = inHome([], surroundings).find();
  const owner = typeof home === "string" ? await ownerByMarker(home, true) : undefined;
  return typeof owner === "string" ? owner : undefined;
}

/** The origin of the sandbox that has a home; none where it has no marker. */
async function originOf(home: string): Promise<string | undefined> {
  const path = join(home, sandboxMarker);
  demandPermissions("Cannot look for the sandbox", [{ name: "read", path }]);
  const text = await readText(path);
  if (text === undefined) return undefined;
  await demandTrusted(path);
  return originIn(text, path);
}

/**
 * What keeping credentials needs beside the files: in a sandbox's home its marker is read first.
 *
 * @param surroundings Where the home folder comes from.
 */
export async function markerPermissions(surroundings: Surroundings): Promise<Permission[]> {
  const path = inHome([sandboxMarker], surroundings).find();
  if (typeof path !== "string") return [];
  const permission: Permission = { name: "read", path };
  if (!isGranted(permission)) return [];
  return await Deno.stat(path).then(() => [permission], () => []);
}

function originIn(text: string, path: string): string {
  try {
    const { origin, stopped } = JSON.parse(text);
    const url = new URL(origin);
    // Whatever listens there now is not the sandbox, and must not be shown its tokens.
    if (stopped === true) throw stoppedError(dirname(path));
    if (isLoopback(url) && url.origin === origin) return origin;
  } catch (error) {
    if (error instanceof FileError) throw error;
    // Fall through: whatever is wrong with it, the next step is the same.
  }
  throw new FileError(
    `Cannot use ${path}: it does not name an address on this machine`,
    { step: { kind: "other", words: "start the sandbox again" } },
  );
}

function stoppedError(home: string): FileError {
  return new FileError(
    `The sandbox with its home in ${home} has stopped`,
    { step: { kind: "other", words: "start it again, or use the home of one that runs" } },
  );
}
