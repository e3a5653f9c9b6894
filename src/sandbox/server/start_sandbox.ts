import { ArgumentRangeError, ArgumentTypeError } from "../../argument_error.ts";
import { FileError } from "../../credentials/errors/errors.ts";
import { answer, type Desk } from "./answer.ts";
import { publicCollection } from "../collections.ts";
import { environmentOf, strayVariables } from "../kept/environment.ts";
import { type Folders, openFolders } from "../disk/folders.ts";
import { markedOrigin, writeMarker } from "../kept/home.ts";
import { type Founding, makeWorld } from "../make_world.ts";
import { platforms } from "../platforms.ts";
import type { Sandbox, SandboxOptions } from "../sandbox.ts";
import { openStateFile } from "../kept/state_file.ts";
import { memoryStore } from "../kept/store.ts";
import { rememberWorld, type World } from "../world.ts";
import { checkOptions, type OptionKinds, requiredText } from "../../options.ts";

const mostCatalogue = 10_000;

const sandboxKinds: OptionKinds<SandboxOptions> = {
  root: "text",
  collections: "list",
  writable: "flag",
  home: "text",
  workFolder: "text",
  port: "number",
  state: "text",
  catalogue: "number",
  keepRetrying: "flag",
  globusAuth: "object",
  faults: "object",
  signal: "signal",
  now: "function",
  sleep: "function",
};

function demandSound(options: SandboxOptions): void {
  checkOptions(options, sandboxKinds);
  if (options.home !== undefined) requiredText("home", options.home);
  const catalogue = options.catalogue ?? 0;
  if (!Number.isInteger(catalogue) || catalogue < 0 || catalogue > mostCatalogue) {
    throw new ArgumentRangeError(
      `Cannot start a sandbox: 'catalogue' must be a whole number from 0 to ${mostCatalogue}`,
    );
  }
  options.signal?.throwIfAborted();
}

/** The port that was asked for, or that the tokens of a state file belong to. */
function portFor({ port, state }: SandboxOptions, founding: Founding | undefined): number {
  if (founding === undefined) return port ?? 0;
  const own = Number(new URL(founding.origin).port);
  if (port === undefined || port === 0 || port === own) return own;
  throw new FileError(
    `Cannot go on from the state file "${state}" on port ${port}: its tokens belong to port ${own}, ` +
      "ask for that one or for none, or name another file",
  );
}

/**
 * Serves on loopback; requests wait until `desk` is there, since tokens need the port to be made.
 *
 * @throws {TypeError} where the port is taken.
 * @throws {FileError} where a state file needs it.
 */
function serve(
  port: number,
  desk: Promise<Desk>,
  state: string | undefined,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve(
      {
        hostname: "127.0.0.1",
        port,
        onListen() {},
        onError: () => new Response(null, { status: 500 }),
      },
      async (request) => await answer(await desk, request),
    );
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    if (state === undefined) {
      throw new ArgumentTypeError(
        `Cannot start a sandbox on port ${port}: another program listens there; end that one, or ` +
          "ask for another port, or for none to get a free one",
        { cause },
      );
    }
    throw new FileError(
      `Cannot go on from the state file "${state}": its tokens belong to port ${port}, where ` +
        "another program listens; end that one, or name another file",
      { cause },
    );
  }
}

/**
 * Starts a local server that plays Globus, Tapis and CAVE on one port of this machine, with a home
 * folder, credentials and data of its own. Transfers between its collections really copy files.
 *
 * It listens on 127.0.0.1 alone. Credentials are good for its address only, and issued afresh for each
 * run, unless a `state` file keeps them with all the rest: then it goes on where it was, even after it
 * was killed. A folder of the user's is read-only unless `writable` is set, and nothing outside the
 * served folders can be reached, through links either.
 *
 * @param options How it is started.
 * @returns The running sandbox; `close()` it, or hold it with `await using`.
 * @throws {TypeError} where `home` holds files that no sandbox put there, a folder is missing, or the
 * `port` is taken.
 * @throws {FileError} where the `state` file is not valid, is in use, is not with its own folders or the
 * ones that were served, or needs a port that is not to be had.
 *
 * @example List a collection of a sandbox
 * ```ts
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const lab = sandbox.collections.find((collection) => collection.name === "lab");
 * const response = await fetch(`${sandbox.url}/v0.10/operation/endpoint/${lab?.id}/ls`, {
 *   headers: { authorization: `Bearer ${sandbox.tokens.globusTransfer}` },
 * });
 * const list = await response.json();
 * assertEquals(list.DATA.map((file: { name: string }) => file.name), [
 *   "README.txt",
 *   "cells.csv",
 *   "runs",
 * ]);
 * ```
 *
 * @example Go on where an earlier run stopped
 * ```ts
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const state = `${folder}/sandbox.db`;
 * const first = await startSandbox({ state });
 * await first.close();
 * const second = await startSandbox({ state });
 * assertEquals(second.resumed, true);
 * assertEquals([second.url, second.tokens], [first.url, first.tokens]);
 * await second.close();
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  demandSound(options);
  const store = options.state === undefined ? memoryStore() : await openStateFile(options.state);
  const controller = new AbortController();
  const desk = Promise.withResolvers<Desk>();
  // A request may be the only one to see a failed start; it must not be an unhandled rejection too.
  desk.promise.catch(() => {});
  let folders: Folders | undefined;
  let server: Deno.HttpServer<Deno.NetAddr> | undefined;
  try {
    const founding = store.shelf<Founding>("sandbox");
    const resumed = founding.size > 0;
    const port = portFor(options, founding.get("first"));
    folders = await openFolders(options, resumed);
    server = serve(port, desk.promise, resumed ? options.state : undefined);
    const origin = `http://127.0.0.1:${server.addr.port}`;
    const key = crypto.randomUUID();
    const { signal } = controller;
    const isHomeKept = resumed && await markedOrigin(folders.home) === origin;
    await writeMarker(folders.home, origin);
    const world = await makeWorld({
      origin,
      key,
      options,
      folders,
      isHomeKept,
      store,
      founding,
      signal,
    });
    // By it the command knows the port without opening the state file.
    if (options.state !== undefined) await writeMarker(folders.own, origin);
    const services = platforms.flatMap((platform) => platform.services());
    const { home } = folders;
    const ready: Desk = { world, store, services, log: [], counts: new Map(), key, home };
    desk.resolve(ready);
    return running(options, { folders, server, controller, desk: ready, resumed });
  } catch (error) {
    desk.reject(error);
    controller.abort(error);
    await server?.shutdown();
    store.close();
    await folders?.release();
    throw error;
  }
}

interface Parts {
  readonly folders: Folders;
  readonly server: Deno.HttpServer<Deno.NetAddr>;
  readonly controller: AbortController;
  readonly desk: Desk;
  readonly resumed: boolean;
}

async function settled({ tasks, tapisV3 }: World): Promise<void> {
  const running = [...tasks.byId.values(), ...tapisV3.transfers.values()];
  await Promise.all(running.map(({ done }) => done));
}

async function stop({ folders, server, controller, desk }: Parts): Promise<void> {
  const { world, store } = desk;
  const closing = new DOMException("The sandbox was closed", "AbortError");
  controller.abort(closing);
  for (const task of world.tasks.byId.values()) task.controller.abort(closing);
  await settled(world);
  await server.shutdown();
  try {
    store.commit();
  } finally {
    store.close();
    // A home that was removed shows no tokens to anybody.
    await writeMarker(folders.home, world.origin, { stopped: true }).catch(() => {});
    await folders.release();
  }
}

function running(options: SandboxOptions, parts: Parts): Sandbox {
  const { folders: { home }, desk, resumed } = parts;
  const { world } = desk;
  let closed: Promise<void> | undefined;
  function close(): Promise<void> {
    options.signal?.removeEventListener("abort", onAbort);
    return closed ??= stop(parts);
  }
  function onAbort(): void {
    // Whoever awaits close() hears of a failure; an abort has nobody to tell.
    close().catch(() => {});
  }
  options.signal?.addEventListener("abort", onAbort, { once: true });
  if (options.signal?.aborted) onAbort();
  const sandbox: Sandbox = {
    url: world.origin,
    pageUrl: `${world.origin}/?key=${desk.key}`,
    home,
    resumed,
    env: environmentOf(world.origin, home),
    unset: strayVariables,
    collections: world.collections.map(publicCollection),
    tokens: world.first,
    requests: desk.log,
    faults: world.faults,
    idle: () => settled(world),
    close,
    [Symbol.asyncDispose]: close,
  };
  rememberWorld(sandbox, world);
  return sandbox;
}
