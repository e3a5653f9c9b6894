/** Every function that the entry points export and that is not a client's, with arguments that are good. */

import config from "../../../deno.json" with { type: "json" };
import * as keyferry from "../../../mod.ts";
import { platform } from "../../../src/cave/platform.ts";
import * as ferries from "../../../src/ferry/mod.ts";
import { createClient } from "../../../src/http/client.ts";
import * as http from "../../../src/http/mod.ts";
import * as notebook from "../../../src/notebook/mod.ts";
import * as sandboxes from "../../../src/sandbox/mod.ts";
import { boundFunctions } from "./client_functions.ts";

/** What is given in place of a good argument, by its name. */
export const wrongArguments = {
  null: null,
  "5": 5,
  '""': "",
  "[]": [],
  "{}": {},
  "a Symbol": Symbol("x"),
  "a Map": new Map([["a", "b"]]),
  true: true,
} as const;

type Wrong = keyof typeof wrongArguments;

/** An argument that may be some of the wrong ones, too, or all of them. */
class Takes {
  readonly value: unknown;
  readonly also: readonly Wrong[] | "all";
  constructor(value: unknown, also: readonly Wrong[] | "all") {
    this.value = value;
    this.also = also;
  }
}

/** A call with good arguments. */
export interface ExportedCall {
  /** The function's namespace and name. */
  readonly name: string;
  /** The function. */
  readonly run: (...args: readonly unknown[]) => unknown;
  /** Its arguments, and which of the wrong ones each takes. */
  readonly args: readonly { readonly value: unknown; readonly takes: (wrong: Wrong) => boolean }[];
}

/** They take everything that may have been caught. */
const guards = [
  ...["isApiError", "isAuthorizationRequiredError", "isCredentialError", "isFileError"],
  ...[
    "isKeyferryError",
    "isLoginError",
    "isNetworkError",
    "isPermissionNeededError",
    "isPlaceError",
  ],
];

const id = "5e1f4d2a-0000-4000-8000-000000000001";
const address = "https://x.example.org";
/** A list of no pages. */
export const plan: http.PagePlan<string, string[]> = {
  place: { service: "x", baseUrl: "https://x.example.org", path: "/a" },
  largest: 1,
  load: () => Promise.resolve([]),
  first: () => ({}),
  next: () => undefined,
  items: (page) => page,
};
const anything = (value: unknown): Takes => new Takes(value, "all");
const also = (value: unknown, ...wrong: readonly Wrong[]): Takes => new Takes(value, wrong);
/** Options may be left empty. */
const options = (value: unknown = {}): Takes => new Takes(value, ["{}"]);

/**
 * All of them. One without good arguments here is an error, so that a new one is tried like the others.
 *
 * @param folder A folder that plays the home.
 * @param fetch Is told of everything that is sent.
 */
export async function exportedCalls(
  folder: string,
  fetch: typeof globalThis.fetch,
): Promise<ExportedCall[]> {
  const { credentials, globus, tapis: { v3 } } = keyferry;
  const home = { env: {}, home: folder };
  const still = { ...home, fetch, retry: { retries: 0 } };
  const file = `${folder}/x`;
  const client = createClient({ service: "x", baseUrl: address }, { fetch, retry: { retries: 0 } });
  const app = globus.nativeAppAuthClient(id, { fetch, retry: { retries: 0 } });
  const chain = credentials.chain("x", [credentials.fromValue("made-up")]);
  const pair = { accessToken: new credentials.Secret("e30.e30.e30"), refreshToken: undefined };
  const tapis = v3.tapisClient({ baseUrl: address, fetch, retry: { retries: 0 } });
  const oauthClient = { apiKey: "k", apiSecret: "s" };
  const grant = { access_token: "a", refresh_token: "r", expires_in: 5 };
  const made = { clientName: "c", apiKey: "k", apiSecret: new credentials.Secret("s") };
  const sandbox = { url: "http://127.0.0.1:1", pageUrl: "http://127.0.0.1:1/?key=k", home: folder };
  const permission = { name: "env", variable: "A" };
  const record = { accessToken: undefined, refreshToken: undefined, expiresAt: undefined };
  const shown = { display: () => Promise.resolve() };
  const work = (): Promise<void> => Promise.resolve();
  const opened = await ferries.openPlace(file);
  const place = { server: address, table: "t" };
  const rows: Readonly<Record<string, readonly unknown[]>> = {
    "cave.chunkedgraphClient": [options(), place],
    "cave.client": [options()],
    "cave.infoClient": [options()],
    "cave.rememberServer": ["d", address, options(home)],
    "cave.restore": ["d", options({ ...still, token: "made-up" })],
    "cave.removeToken": [options(home)],
    "cave.saveToken": ["made-up", options({ ...home, overwrite: true })],
    "cave.secretFiles": [also(address, '""'), options(home)],
    "cave.serverFile": [also(address, '""')],
    "cave.serverOfDatastack": ["d", options(home)],
    "cave.toNodeId": [also("5", "5")],
    "cave.tokenChain": [options(home)],
    "credentials.askSecret": ["x", options({ terminal: undefined })],
    "credentials.at": [file, also("label", '""')],
    "credentials.chain": ["x", also([], "[]")],
    "credentials.checkDestination": [
      { secret: pair.accessToken, source: "x", from: "caller" },
      { url: address, chosenBy: "caller", name: "x" },
      { wanted: "x", lines: [] },
    ],
    "credentials.demandOwnHome": [{ secrets: [] }, options(home)],
    "credentials.dotenv": [file, "A"],
    "credentials.explain": [chain],
    "credentials.find": [platform, options(home)],
    "credentials.formatReport": [{ wanted: "x", lines: [] }, options()],
    "credentials.fromEnv": ["A", options(home)],
    "credentials.fromEnvGroup": [also({ a: ["A"] }, "{}"), options(home)],
    "credentials.fromJsonFile": [file, also("token", '""'), options()],
    "credentials.fromValue": [also("x", '""'), options()],
    "credentials.inHome": [also(["a"], "[]"), options(home)],
    "credentials.inWords": [also(1, "5"), also(1, "5")],
    "credentials.isGranted": [permission],
    "credentials.isLoopback": [new URL(address)],
    "credentials.isSandboxToken": [also("x", '""')],
    "credentials.loadText": [credentials.at(file), () => true],
    "credentials.makeSandboxToken": [sandbox.url],
    "credentials.mapSource": [also(credentials.fromValue("x"), "{}"), (found: unknown) => found],
    "credentials.missingPermissions": [also([permission], "[]")],
    "credentials.modeWarning": [folder],
    "credentials.parseArrayText": [also("[]", '""')],
    "credentials.parseObjectText": ["{}"],
    "credentials.permissionFlags": [also([permission], "[]")],
    "credentials.permissionsFor": [platform, options(home)],
    "credentials.pythonJson": [anything(1)],
    "credentials.readDotenv": [file],
    "credentials.readMember": ["{}", also("k", '""')],
    "credentials.readText": [file],
    "credentials.requiredPermissions": [chain],
    "credentials.reserveFiles": [also([], "[]")],
    "credentials.resolve": [chain, options()],
    "credentials.revealed": [also("x", '""')],
    "credentials.runnerUpOf": [chain],
    "credentials.sandboxSurroundings": [folder],
    "credentials.sandboxTokenBelongs": [also("x", '""'), also(sandbox.url, '""')],
    "credentials.stepInWords": [also({ kind: "log in" }, "{}")],
    "credentials.storeUnsavedLogins": [],
    "credentials.stopsSearch": [also({ state: "unset" }, "{}")],
    "credentials.wideningOf": [also([permission], "[]")],
    "credentials.withFileLock": [file, work],
    "credentials.withFileLocks": [also([file], "[]"), work],
    "credentials.writeMember": ["{}", also("k", '""'), anything(1)],
    "credentials.removeMemberText": ["{}", ["k"]],
    "credentials.writeMemberText": ["{}", ["k"], "1"],
    "credentials.writePermissions": [file],
    "credentials.writeSecretFiles": [also([], "[]")],
    "globus.accessTokenAuthorizer": ["made-up", options()],
    "globus.addressPermissions": [options(home)],
    "globus.appSlug": ["x"],
    "globus.appTokenFile": [id, "x", options(home)],
    "globus.authClient": [options()],
    "globus.authorizationCodeFlow": [app, "http://localhost/login", options()],
    "globus.basicAuthorizer": [also("u", '""'), also("p", '""')],
    "globus.clientCredentialsAuthorizer": [app, also("openid", '""', "[]"), options()],
    "globus.collectionClient": [address, options()],
    "globus.confidentialAppAuthClient": [id, "s", options()],
    "globus.dataAccessScope": [also([], "[]")],
    "globus.deleteData": [id, options()],
    "globus.environmentOf": [options(home)],
    "globus.httpsScope": [id],
    "globus.jsonTokenStorage": [file, options()],
    "globus.login": [options({ ...still, clientId: id, flow: "paste" })],
    "globus.loginParametersFor": [{ parameters: {} }],
    "globus.loginRequired": [options({ ...home, clientId: id })],
    "globus.logout": [options({ ...still, clientId: id })],
    "globus.makeScope": ["openid", options()],
    "globus.memoryTokenStorage": [options()],
    "globus.mergeScopes": [also("openid", '""', "[]")],
    "globus.nativeAppAuthClient": [id, options()],
    "globus.nativeAppFlow": [app, options()],
    "globus.nullAuthorizer": [],
    "globus.parseScopes": [also("openid", '""')],
    "globus.parseTokenStorage": [also("{}", '""')],
    "globus.placeById": [also(`${id}:/`, '""')],
    "globus.refreshTokenAuthorizer": ["r", app, options()],
    "globus.renewalPermissions": [also({}, "{}"), options(home)],
    "globus.renewingAuthorizer": [also(record, "{}"), options({ wanted: "x", renew: work })],
    "globus.restore": [options({ ...still, transferToken: "made-up" })],
    "globus.restoreCollection": [id, options({ ...still, transferToken: "made-up" })],
    "globus.scopeText": [also(globus.makeScope("openid"), "[]")],
    "globus.serviceUrl": ["auth", options(home)],
    "globus.sqliteTokenStorage": [file, options()],
    "globus.tokenChain": [options(home)],
    "globus.transferBatch": [also("/a /b", '""'), options()],
    "globus.transferClient": [options()],
    "globus.transferData": [id, id, options()],
    "globus.withLogin": [work, options({ ...still, clientId: id, flow: "paste" })],
    "tapis.v2.apiServerById": ["t", options(still)],
    "tapis.v2.client": [options({ ...still, apiServer: address })],
    "tapis.v2.configFile": [options(home)],
    "tapis.v2.currentFile": [options(home)],
    "tapis.v2.idByApiServer": [address, options(still)],
    "tapis.v2.init": [options(still)],
    "tapis.v2.listSessions": [options(home)],
    "tapis.v2.listTenants": [options(still)],
    "tapis.v2.randomClientName": [],
    "tapis.v2.renewalPermissions": [{ session: {} }, options(home)],
    "tapis.v2.restore": [options({ ...still, token: "made-up", apiServer: address })],
    "tapis.v2.sessionChain": [options(home)],
    "tapis.v2.storeClient": [made, address, options(home)],
    "tapis.v2.storeTokens": [client, grant, options({ ...home, oauthClient })],
    "tapis.v2.storedClients": [options(), options(home)],
    "tapis.v2.switchSession": [options({ clientName: "c" }), options(home)],
    "tapis.v2.tapisClient": [{ baseUrl: address }],
    "tapis.v3.accessTokenAuthorizer": ["made-up"],
    "tapis.v3.claimsOf": ["e30.e30.e30"],
    "tapis.v3.ownOAuthClient": [tapis, pair, "c", options()],
    "tapis.v3.renewalPermissions": [{ session: {} }, options(home)],
    "tapis.v3.restore": [options({ ...still, token: "e30.e30.e30", baseUrl: address })],
    "tapis.v3.sessionChain": [options(home)],
    "tapis.v3.logout": [options(home)],
    "tapis.v3.storeTokens": [tapis, pair, options(home)],
    "tapis.v3.tapisClient": [{ baseUrl: address }],
    "tapis.v3.tapisUri": ["s", also("a", '""')],
    "notebook.lockDown": [{ keep: ["env", "ffi", "import", "net", "read", "run", "sys", "write"] }],
    "notebook.loginInNotebook": ["cave", options({ ...still, ...shown, answer: () => "made-up" })],
    "notebook.plotBars": [also([], "[]", "a Map"), options()],
    "notebook.plotThroughput": [also([], "[]", "a Map"), options()],
    "notebook.progress": [async function* () {}(), options(shown)],
    "notebook.progressBar": ["x", options(shown)],
    "notebook.show": [also(notebook.table([]), '""'), options(shown)],
    "notebook.showStatus": [options(home)],
    "notebook.table": [also([], "[]", "a Map"), options()],
    "sandbox.approveDevice": [sandbox, `${sandbox.url}/device`, "A"],
    "sandbox.approveLogin": [sandbox, `${sandbox.url}/login`, options()],
    "sandbox.collectionId": ["x"],
    "sandbox.plantCredentials": [sandbox],
    "sandbox.sandboxLab": [options()],
    "sandbox.startSandbox": [options()],
    // What names no place is told as a place that is none, whatever it is.
    "ferry.copyFile": [opened, opened, options()],
    "ferry.ferry": [also("a", '""'), also("tapis:lab:/a", '""'), options()],
    "ferry.openPlace": [also("a", '""'), options()],
    "ferry.parsePlace": [anything("a"), options()],
    "ferry.placeText": [also(ferries.parsePlace("a"), '""'), also("b", '""')],
    "ferry.plan": [also("a", '""'), also("tapis:lab:/a", '""'), options()],
    "ferry.verify": [opened, opened, options()],
    "http.bind": [client, also([], "[]")],
    "http.callDocument": [client, "GET", also("/a", '""'), options(), anything(() => undefined)],
    "http.clientPart": [also({}, "{}")],
    "credentials.surroundingsPart": [also({}, "{}")],
    "http.document": [also({}, "{}")],
    "http.list": [() => undefined, also(1, "5")],
    "http.optional": [() => undefined],
    "http.single": ["a text", () => true],
    ...Object.fromEntries(["filled", "number", "text", "truth", "whole"].map((name) => {
      return [`http.${name}`, [anything("a value of an answer")]];
    })),
    "http.createClient": [{ service: "x", baseUrl: address }, options()],
    "http.pages": [plan, options()],
    // A tag of a template, which no one calls by hand.
    "http.path": [anything(["/a"])],
    "globus.faultOf": [anything({})],
    "globus.requirementsIn": [anything({})],
    ...Object.fromEntries(guards.map((name) => [name, [anything(new Error())]])),
    responseOf: [anything({})],
    setAppName: [client, also("x", '""')],
    ...Object.fromEntries(["del", "get", "patch", "post", "put"].map((verb) => {
      return [verb, [client, also("/a", '""'), options()]];
    })),
  };
  const spaces = { ...keyferry, http, ferry: ferries, notebook, sandbox: sandboxes };
  const calls = Object.entries(rows).map(([name, args]) => {
    const run = name.split(".").reduce<object>((space, part) => Reflect.get(space, part), spaces);
    return { name, run: run as unknown as ExportedCall["run"], args: args.map(argumentOf) };
  });
  await demandAll(new Set<unknown>(calls.map(({ run }) => run)));
  return calls;
}

function argumentOf(given: unknown): ExportedCall["args"][number] {
  if (!(given instanceof Takes)) return { value: given, takes: () => false };
  const { value, also } = given;
  return { value, takes: (wrong) => also === "all" || also.includes(wrong) };
}

/** What the command is made of, which takes the words of a terminal. */
const ofCommand = ["main", "terminalIo"];

async function demandAll(tried: ReadonlySet<unknown>): Promise<void> {
  const bound = boundFunctions();
  const seen = new Set<unknown>();
  const left: string[] = [];
  const visit = (space: object): void => {
    for (const [name, value] of Object.entries(space)) {
      if (seen.has(value)) continue;
      seen.add(value);
      if (Reflect.get(Object(value), Symbol.toStringTag) === "Module") visit(value);
      if (typeof value !== "function" || /^class\b/.test(String(value))) continue;
      if (bound.has(value) || tried.has(value)) continue;
      if (!ofCommand.includes(name)) left.push(name);
    }
  };
  for (const path of Object.values(config.exports)) {
    visit(await import(new URL(`../../../${path}`, import.meta.url).href));
  }
  if (left.length > 0) {
    const names = left.join(", ");
    throw new Error(`no good arguments for ${names}: see this file, and client_functions.ts`);
  }
}
