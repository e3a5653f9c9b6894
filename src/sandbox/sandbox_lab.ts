import { ArgumentRangeError } from "../argument_error.ts";
import { shownAsCard } from "../credentials/errors/card.ts";
import { PermissionNeededError } from "../credentials/errors/errors.ts";
import { missingPermissions, permissionFlags } from "../credentials/permissions.ts";
import { forgetOwnFrames } from "../kernel.ts";
import { join } from "../path/join.ts";
import { sandboxSurroundings } from "../credentials/sandbox_home.ts";
import { Secret } from "../credentials/secret/secret.ts";
import type { Surroundings } from "../credentials/surroundings.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
import { approveDevice } from "./approve_device.ts";
import { approveLogin } from "./approve_login.ts";
import { plantCredentials } from "./kept/plant_credentials.ts";
import type { TransferHook } from "./server/faults.ts";
import type { Sandbox } from "./sandbox.ts";
import { startSandbox } from "./server/start_sandbox.ts";

/** What a lab begins with. */
export interface SandboxLabOptions {
  /**
   * Whether its home already has the credentials of all platforms.
   *
   * @default {false}
   */
  readonly credentials?: boolean | undefined;
  /**
   * How many files an imaging run has: image tiles of 20 kB and more in the folder `/tiles/` of collection
   * "lab". With tiles the network is slow, so that there is something to watch.
   *
   * @default {0}
   */
  readonly tiles?: number | undefined;
  /**
   * Whether collection "archive" asks for a consent of its own before a program may use its files.
   *
   * @default {false}
   */
  readonly consent?: boolean | undefined;
}

const labKinds: OptionKinds<SandboxLabOptions> = {
  credentials: "flag",
  tiles: "number",
  consent: "flag",
};

/** A folder of a collection. */
export interface LabFolder {
  /** The collection's id. */
  readonly id: string;
  /** The folder. */
  readonly path: string;
}

/** A sandbox with all that an exercise needs, each under the name that it has with an account of one's own. */
export interface SandboxLab extends AsyncDisposable {
  /** Where credentials are looked for: the sandbox's home, and no variable. */
  readonly here: Surroundings & { readonly home: string; readonly sandboxOrigin: string };
  /** For `globus.restore()` and a login: {@linkcode SandboxLab.here}, and an app. */
  readonly globus: SandboxLab["here"] & { readonly clientId: string; readonly app: string };
  /** For `tapis.v3.restore()` and a login: {@linkcode SandboxLab.here}, and the tenant. */
  readonly tapis: SandboxLab["here"] & { readonly baseUrl: string };
  /** For `cave.restore()` and a login: {@linkcode SandboxLab.here}, and the server. */
  readonly cave: SandboxLab["here"] & { readonly serverAddress: string };
  /** The variables of an app that logs in as itself, and those that point it at the sandbox. */
  readonly env: Readonly<Record<string, string>>;
  /** Where to move data from: the folder of the tiles, or all of collection "lab". */
  readonly source: LabFolder;
  /** Where to move data to: a new folder of collection "archive". */
  readonly destination: LabFolder;
  /** The user's name at the Tapis tenant. */
  readonly username: string;
  /** The system of Tapis that has the files of collection "lab". */
  readonly system: string;
  /** A file on that system. */
  readonly file: string;
  /** A folder of this computer to fetch files into; it is made with the first. */
  readonly folder: string;
  /** The datastack of CAVE. */
  readonly datastack: string;
  /** An object of the datastack that was edited since. */
  readonly rootId: bigint;
  /** The password at the Tapis tenant; a notebook of one's own asks for it. */
  askPassword(): Promise<Secret>;
  /**
   * Does what a person does with the page of a login.
   *
   * @param link The page that the login shows.
   * @param code The code to type in there, where there is one.
   * @returns What the person would paste; nothing where the page is all there is to do.
   */
  answer(link: string, code?: string): Promise<string | undefined>;
  /** The sandbox itself. */
  readonly sandbox: Sandbox;
  /** Stops the sandbox, and removes all that it made. */
  close(): Promise<void>;
}

/**
 * Starts a sandbox for a notebook or a workshop, in one line: with a home of its own, an app, two
 * collections and someone who answers logins. What the platforms' functions take is in it by platform,
 * so that the same cells run with an account of one's own once `lab` is replaced by such options.
 *
 * @param options What it begins with.
 * @throws {RangeError} When `tiles` is not a count from 0 to 10000.
 * @throws {PermissionNeededError} When Deno may not read, write or listen.
 *
 * @example
 * ```ts
 * import { restore } from "@keyferry/keyferry/globus";
 * import { sandboxLab } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using lab = await sandboxLab({ credentials: true });
 * const { transfer } = await restore(lab.globus);
 * const { id, path } = lab.source;
 * const listing = await transfer.operationLs(id, { path });
 * assertEquals([...listing].map(({ name }) => name), ["README.txt", "cells.csv", "runs"]);
 * ```
 */
export async function sandboxLab(options: SandboxLabOptions = {}): Promise<SandboxLab> {
  checkOptions(options, labKinds);
  const { credentials = false, tiles = 0, consent = false } = options;
  if (!Number.isInteger(tiles) || tiles < 0 || tiles > mostTiles) {
    throw new ArgumentRangeError(
      `tiles must be a whole number from 0 to ${mostTiles}: it is ${tiles}`,
    );
  }
  const sandbox = await startSandbox({
    ...consent ? { globusAuth: { dataAccess: ["archive"] } } : {},
    ...tiles > 0 ? { faults: { transfer: slowNetwork } } : {},
  }).catch(notPermitted);
  try {
    if (credentials) await plantCredentials(sandbox);
    const [lab, archive] = sandbox.collections;
    if (lab === undefined || archive === undefined) {
      throw new Error("The sandbox has no collections");
    }
    if (tiles > 0) await writeTiles(join(lab.path, "tiles"), tiles);
    const here = await sandboxSurroundings(sandbox.home);
    const { globusApps, globusClient, tapis: person } = sandbox.tokens;
    const app = credentials
      ? { clientId: globusApps.planted, app: "keyferry-sandbox" }
      : { clientId: globusApps.other, app: "my notebooks" };
    const source = { id: lab.id, path: tiles > 0 ? "/tiles/" : "/" };
    const destination = { id: archive.id, path: "/~/from the lab/" };
    let isClosed = false;
    const close = (): Promise<void> => {
      isClosed = true;
      return sandbox.close();
    };
    const open = <T>(value: T): T => {
      if (!isClosed) return value;
      const closed = new Error("The sandbox was closed: run the cell that starts it again");
      forgetOwnFrames(closed);
      throw closed;
    };
    const [globus, tapis, cave] = [
      { ...here, ...app },
      { ...here, baseUrl: sandbox.url },
      { ...here, serverAddress: sandbox.url },
    ];
    const env = {
      GLOBUS_CLIENT_ID: globusClient.id,
      // Read by what takes it, and not shown where a cell's value is.
      get GLOBUS_CLIENT_SECRET() {
        return globusClient.secret;
      },
      GLOBUS_SDK_SERVICE_URL_AUTH: sandbox.url,
      GLOBUS_SDK_SERVICE_URL_TRANSFER: sandbox.url,
    };
    return shownAsCard({
      get here() {
        return open(here);
      },
      get globus() {
        return open(globus);
      },
      get tapis() {
        return open(tapis);
      },
      get cave() {
        return open(cave);
      },
      get env() {
        return open(env);
      },
      source,
      destination,
      username: person.username,
      system: lab.name,
      file: "cells.csv",
      folder: join(sandbox.home, "fetched"),
      datastack: "sandbox_cortex",
      rootId: 864691135571546917n,
      askPassword: () => Promise.resolve(new Secret(person.password)),
      answer: async (link, code) => await answered(open(sandbox), link, code),
      sandbox,
      close,
      [Symbol.asyncDispose]: close,
    }, () => ({
      title: "A sandbox that plays Globus, Tapis and CAVE",
      facts: {
        page: sandbox.pageUrl,
        source: `${lab.name}:${source.path}`,
        destination: `${archive.name}:${destination.path}`,
        closed: isClosed ? "yes" : undefined,
      },
    }));
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

const mostTiles = 10_000;

/** A kernel that gave permissions up has no flags to add: what it can do is said in its own words. */
function notPermitted(cause: unknown): never {
  if (!(cause instanceof Deno.errors.NotCapable)) throw cause;
  const missing = missingPermissions([{ name: "net" }, { name: "read" }, { name: "write" }]);
  throw new PermissionNeededError("Cannot start a sandbox", permissionFlags(missing), { cause });
}

/** As long as a file of some megabytes takes on the way between two sites. */
const slowNetwork: TransferHook = async ({ step }) => {
  if (step !== "copy") return;
  await new Promise((done) => setTimeout(done, 60 + 80 * Math.random()));
};

async function writeTiles(folder: string, tiles: number): Promise<void> {
  await Deno.mkdir(folder);
  for (let tile = 0; tile < tiles; tile++) {
    const name = `tile_${String(tile).padStart(3, "0")}.raw`;
    await Deno.writeFile(join(folder, name), new Uint8Array(20_000 + 500 * tile).fill(tile));
  }
}

async function answered(
  sandbox: Sandbox,
  link: string,
  code: string | undefined,
): Promise<string | undefined> {
  const { pathname } = new URL(link);
  if (pathname.endsWith("/create_token")) return sandbox.tokens.cave;
  if (code === undefined) return await approveLogin(sandbox, link);
  await approveDevice(sandbox, link, code);
  return undefined;
}
