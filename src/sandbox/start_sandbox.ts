import { join } from "@std/path/join";
import { makeSandboxToken } from "../credentials/sandbox_token.ts";
import { answer, type Desk } from "./answer.ts";
import { caveService } from "./cave/service.ts";
import { type Collection, openCollections, publicCollection } from "./collections.ts";
import { environmentOf } from "./environment.ts";
import { otherApp, portal } from "./globus_auth/clients.ts";
import { firstGrant, giveFirstConsents } from "./globus_auth/first_grants.ts";
import { accessLifetime } from "./globus_auth/lifetimes.ts";
import { globusAuthService } from "./globus_auth/service.ts";
import { makeGlobusAuth } from "./globus_auth/state.ts";
import { claimHome, writeMarker } from "./home.ts";
import { colleague, globusApp, identity, tapisClient } from "./identity.ts";
import type { Sandbox, SandboxOptions, SandboxTokens } from "./sandbox.ts";
import { tapisService } from "./tapis/service.ts";
import { tapisLifetime } from "./tapis/token.ts";
import { issueToken, type TokenRegistry } from "./tokens.ts";
import { makeCatalogue } from "./transfer/endpoint_document.ts";
import { httpsService } from "./transfer/https_service.ts";
import { transferService } from "./transfer/service.ts";
import { makeTransferState } from "./transfer/state.ts";
import type { World } from "./world.ts";

const mostCatalogue = 10_000;

async function firstTokens(registry: TokenRegistry): Promise<SandboxTokens> {
  const { origin } = registry;
  const transfer = { globus: firstGrant("transfer") };
  const auth = { globus: firstGrant("auth") };
  const lifetime = accessLifetime;
  const seconds = Math.floor(registry.now() / 1000);
  const accessToken = await issueToken(registry, "tapis", "access", { lifetime: tapisLifetime });
  return {
    cave: await issueToken(registry, "cave", "access"),
    tapis: {
      tenantId: tapisClient.tenantId,
      clientName: tapisClient.clientName,
      apiKey: await makeSandboxToken(origin),
      apiSecret: await makeSandboxToken(origin),
      username: identity.username,
      password: await makeSandboxToken(origin),
      accessToken,
      refreshToken: await issueToken(registry, "tapis", "refresh", { access: accessToken }),
      createdAt: seconds,
      expiresIn: tapisLifetime,
    },
    globusTransfer: await issueToken(registry, "transfer", "access", { lifetime, ...transfer }),
    globusTransferRefresh: await issueToken(registry, "transfer", "refresh", transfer),
    globusAuth: await issueToken(registry, "auth", "access", { lifetime, ...auth }),
    globusAuthRefresh: await issueToken(registry, "auth", "refresh", auth),
    globusExpiresAt: seconds + accessLifetime,
    globusClient: {
      id: portal.clientId,
      secret: await makeSandboxToken(origin),
      serviceScope: portal.serviceScope,
    },
    globusApps: { planted: globusApp.clientId, other: otherApp.clientId },
    globusColleague: {
      id: colleague.sub,
      username: colleague.globusUsername,
      globusTransfer: await issueToken(registry, "transfer", "access", {
        lifetime,
        globus: firstGrant("transfer", colleague.sub),
      }),
    },
  };
}

interface Prepared {
  readonly own: string;
  readonly home: string;
  readonly collections: Collection[];
}

async function prepare(options: SandboxOptions): Promise<Prepared> {
  const own = await Deno.realPath(
    await Deno.makeTempDir({
      prefix: "keyferry-sandbox-",
      ...(options.workFolder === undefined ? {} : { dir: options.workFolder }),
    }),
  );
  try {
    await Deno.mkdir(join(own, "spool"), { mode: 0o700 });
    const collections = await openCollections({
      root: options.root,
      collections: options.collections,
      writable: options.writable ?? false,
      own,
    });
    checkDataAccess(options, collections);
    // Last, so that a start that fails over a folder has not made the home.
    const home = await claimHome(options.home ?? join(own, "home"));
    return { own, home, collections };
  } catch (error) {
    await Deno.remove(own, { recursive: true });
    throw error;
  }
}

function checkDataAccess(options: SandboxOptions, collections: readonly Collection[]): void {
  const names = collections.map((collection) => collection.name);
  const unknown = options.globusAuth?.dataAccess?.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(
    `Cannot ask data_access for "${unknown}": name one of the collections ${names.join(", ")}`,
  );
}

function checkOptions(options: SandboxOptions): void {
  const catalogue = options.catalogue ?? 0;
  if (!Number.isInteger(catalogue) || catalogue < 0 || catalogue > mostCatalogue) {
    throw new RangeError(
      `Cannot start a sandbox: 'catalogue' must be a whole number from 0 to ${mostCatalogue}`,
    );
  }
  options.signal?.throwIfAborted();
}

/** Serves on loopback; requests wait until `desk` is there, since tokens need the port to be made. */
function serve(port: number, desk: Promise<Desk>): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    {
      hostname: "127.0.0.1",
      port,
      onListen() {},
      onError: () => new Response(null, { status: 500 }),
    },
    async (request) => await answer(await desk, request),
  );
}

/**
 * Starts a local server that plays Globus, Tapis v2 and CAVE on one port of this machine, with a home
 * folder, credentials and data of its own. Transfers between its collections really copy files.
 *
 * It listens on 127.0.0.1 alone. Credentials are issued afresh for each run and are good for its
 * address only. A folder of the user's is read-only unless `writable` is set, and nothing outside the
 * served folders can be reached, through links either.
 *
 * @param options How it is started.
 * @returns The running sandbox; `close()` it, or hold it with `await using`.
 * @throws {TypeError} where `home` holds files that no sandbox put there, or a folder is missing.
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
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  checkOptions(options);
  const { own, home, collections } = await prepare(options);
  const controller = new AbortController();
  const desk = Promise.withResolvers<Desk>();
  // A request may be the only one to see a failed start; it must not be an unhandled rejection too.
  desk.promise.catch(() => {});
  let server: Deno.HttpServer<Deno.NetAddr> | undefined;
  try {
    server = serve(options.port ?? 0, desk.promise);
    const origin = `http://127.0.0.1:${server.addr.port}`;
    const now = options.now ?? Date.now;
    const tokens: TokenRegistry = { origin, issued: new Map(), now };
    const key = crypto.randomUUID();
    const world: World = {
      origin,
      now,
      collections,
      catalogue: await makeCatalogue(options.catalogue ?? 250),
      tokens,
      first: await firstTokens(tokens),
      globusAuth: makeGlobusAuth(key, options.globusAuth ?? {}),
      transfer: await makeTransferState(collections),
      tasks: {
        byId: new Map(),
        submissions: new Map(),
        gates: new Map(),
        spool: join(own, "spool"),
      },
      keepRetrying: options.keepRetrying ?? false,
      faults: options.faults ?? {},
      signal: controller.signal,
    };
    giveFirstConsents(world);
    await writeMarker(home, origin);
    const services = [
      transferService(),
      httpsService(),
      globusAuthService(),
      tapisService(),
      caveService(),
    ];
    const ready: Desk = { world, services, log: [], counts: new Map(), key, home };
    desk.resolve(ready);
    return running(options, { own, home, server, controller, desk: ready });
  } catch (error) {
    desk.reject(error);
    await server?.shutdown();
    await Deno.remove(own, { recursive: true });
    throw error;
  }
}

interface Parts {
  readonly own: string;
  readonly home: string;
  readonly server: Deno.HttpServer<Deno.NetAddr>;
  readonly controller: AbortController;
  readonly desk: Desk;
}

async function settled(world: World): Promise<void> {
  await Promise.all([...world.tasks.byId.values()].map((task) => task.done));
}

async function stop({ own, server, controller, desk }: Parts): Promise<void> {
  const closing = new DOMException("The sandbox was closed", "AbortError");
  controller.abort(closing);
  for (const task of desk.world.tasks.byId.values()) task.controller.abort(closing);
  await settled(desk.world);
  await server.shutdown();
  await Deno.remove(own, { recursive: true });
}

function running(options: SandboxOptions, parts: Parts): Sandbox {
  const { home, desk } = parts;
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
  return {
    url: world.origin,
    pageUrl: `${world.origin}/?key=${desk.key}`,
    home,
    env: environmentOf(world.origin, home),
    collections: world.collections.map(publicCollection),
    tokens: world.first,
    requests: desk.log,
    faults: world.faults,
    idle: () => settled(world),
    close,
    [Symbol.asyncDispose]: close,
  };
}
