/** Every function that the entry points export and that is not a client's, as a JavaScript caller finds it. */

import config from "../../../deno.json" with { type: "json" };
import { platform as cavePlatform } from "../../../src/cave/platform.ts";
import * as cave from "../../../src/cave/mod.ts";
import * as credentials from "../../../src/credentials/mod.ts";
import * as ferry from "../../../src/ferry/mod.ts";
import * as globus from "../../../src/globus/mod.ts";
import * as notebook from "../../../src/notebook/mod.ts";
import { sandboxLab, startSandbox } from "../../../src/sandbox/mod.ts";
import { v2, v3 } from "../../../src/tapis/mod.ts";
import { callDocument } from "../../../src/http/call.ts";
import { createClient } from "../../../src/http/client.ts";
import { pages } from "../../../src/http/pages.ts";
import { plan } from "./exported_calls.ts";
import { boundFunctions } from "./client_functions.ts";

/** A function with options. */
export interface FreeFunction {
  /** Its entry point and name, such as `globus.restore`. */
  readonly name: string;
  /** The options that it cannot do without here. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Calls it, to its end. */
  call(options: unknown): Promise<unknown>;
}

type Call = (options: never) => unknown;
type Options = Readonly<Record<string, unknown>>;

/** Takes what a program has of the machine, mostly within wider options: those are checked where they are given. */
const takeSurroundings = [
  ...["inHome", "demandOwnHome"],
  ...["addressPermissions", "environmentOf", "serviceUrl", "renewalPermissions"],
  ...["configFile", "currentFile", "rememberServer", "secretFiles", "serverOfDatastack"],
];

/** Takes values alone, each of them required or a text, a number or a function. */
const takeNoOptions = [
  ...["accessTokenAuthorizer", "appSlug", "approveDevice", "at", "basicAuthorizer", "chain"],
  ...["checkDestination", "claimsOf", "collectionId", "dataAccessScope", "defaultFile", "dotenv"],
  ...["explain", "faultOf", "httpsScope", "inWords", "isGranted"],
  ...["isApiError", "isAuthorizationRequiredError", "isCredentialError", "isFileError"],
  ...["isKeyferryError", "isLoginError", "isNetworkError", "isPermissionNeededError"],
  ...["isPlaceError", "placeText"],
  ...["isLoopback", "isSandboxToken", "loadText"],
  ...["loginParametersFor", "main", "makeSandboxToken", "mapSource", "mergeScopes"],
  ...["missingPermissions", "modeWarning", "nullAuthorizer", "parseArrayText"],
  ...[
    "parseObjectText",
    "parseScopes",
    "parseTokenStorage",
    "permissionFlags",
    "placeById",
    "wideningOf",
  ],
  ...["plantCredentials", "pythonJson", "randomClientName", "readDotenv", "readMember", "readText"],
  ...["requiredPermissions", "requirementsIn", "reserveFiles", "responseOf", "revealed"],
  ...["runnerUpOf", "sandboxSurroundings", "sandboxTokenBelongs", "scopeText", "serverFile"],
  ...["setAppName", "storeUnsavedLogins"],
  ...["stepInWords", "stopsSearch", "tapisUri", "terminalIo", "toNodeId"],
  ...["bind", "path"],
  // The first two take wider options, which others have, too; the rest are the shapes of answers.
  ...[
    "clientPart",
    "surroundingsPart",
    "document",
    "filled",
    "list",
    "number",
    "optional",
    "single",
    "text",
  ],
  ...["truth", "whole"],
  ...["writeMember", "removeMemberText", "writeMemberText", "writePermissions", "writeSecretFiles"],
];

/** Its own constructor checks it. */
function isClass(value: unknown): boolean {
  return /^class\b/.test(String(value));
}

const id = "5e1f4d2a-0000-4000-8000-000000000001";
const nobody = (): Promise<Response> => Promise.reject(new TypeError("nobody is there"));
const kinds = ["env", "ffi", "import", "net", "read", "run", "sys", "write"];

/**
 * All of them. One that is in no list here is an error, so that a new one is tried like the others.
 *
 * @param folder A folder that plays the home.
 */
export async function freeFunctions(folder: string): Promise<FreeFunction[]> {
  const home = { env: {}, home: folder };
  const still = { ...home, fetch: nobody, retry: { retries: 0 } };
  const none = async function* (): AsyncGenerator<never> {};
  const client = createClient({ service: "x", baseUrl: "https://x.example.org" }, {
    fetch: nobody,
    retry: { retries: 0 },
  });
  const sandbox = { url: "http://127.0.0.1:1", pageUrl: "http://127.0.0.1:1/?key=k" } as never;
  const app = globus.nativeAppAuthClient(id, { fetch: nobody });
  const tokens = credentials.chain("x", [credentials.fromValue("made-up")]);
  const pair = { accessToken: new credentials.Secret("e30.e30.e30"), refreshToken: undefined };
  const tapisClient = v3.tapisClient({ baseUrl: "https://x.example.org", fetch: nobody });
  const auth = (): cave.AuthClient => cave.client({ token: "made-up", ...still }).auth;
  const display = (): Promise<void> => Promise.resolve();
  const answer = (): string => "made-up";
  const samples: Readonly<Record<string, readonly [Call, Options?]>> = {
    "credentials.askSecret": [(o) => credentials.askSecret("x", o), { terminal: undefined }],
    "credentials.find": [(o) => credentials.find(cavePlatform, o), home],
    "credentials.formatReport": [(o) => credentials.formatReport({ wanted: "x", lines: [] }, o)],
    "credentials.fromEnv": [(o) => credentials.fromEnv("A", o)],
    "credentials.fromEnvGroup": [(o) => credentials.fromEnvGroup({ a: ["A"] }, o)],
    "credentials.fromJsonFile": [(o) => credentials.fromJsonFile("x", "token", o)],
    "credentials.fromValue": [(o) => credentials.fromValue("x", o)],
    "credentials.permissionsFor": [(o) => credentials.permissionsFor(cavePlatform, o), home],
    "credentials.resolve": [(o) => credentials.resolve(tokens, o)],
    "credentials.withFileLock": [(o) => credentials.withFileLock(`${folder}/l`, display, o)],
    "credentials.withFileLocks": [(o) => credentials.withFileLocks([`${folder}/l`], display, o)],
    "http.callDocument": [(o) => callDocument(client, "GET", "/a", o)],
    "http.createClient": [
      (o) => createClient({ service: "x", baseUrl: "https://x.example.org" }, o),
    ],
    "http.pages": [(o) => pages(plan, o)],
    "cave.restore": [(o) => cave.restore(undefined, o), { ...home, token: "made-up" }],
    "cave.tokenChain": [(o) => cave.tokenChain(o), home],
    "cave.removeToken": [(o) => cave.removeToken(o), home],
    "cave.saveToken": [(o) => cave.saveToken("made-up", o), { ...home, overwrite: true }],
    "cave.client": [(o) => cave.client(o)],
    "cave.infoClient": [(o) => cave.infoClient(o)],
    "cave.chunkedgraphClient": [(o) => {
      return cave.chunkedgraphClient(o, { server: "https://x.example.org", table: "t" });
    }],
    "cave.auth.getNewToken": [(o) => auth().getNewToken(o)],
    "cave.auth.setupToken": [(o) => auth().setupToken(o)],
    "cave.auth.getTokenPage": [(o) => auth().getTokenPage(o)],
    "cave.auth.logIn": [(o) => auth().logIn(o), { showUrl() {}, signal: AbortSignal.abort() }],
    "cave.auth.saveToken": [(o) => auth().saveToken("made-up", o), { overwrite: true }],
    "ferry.parsePlace": [(o) => ferry.parsePlace("a", o)],
    "ferry.ferry": [(o) => ferry.ferry("a", "tapis:lab:/a", o).done],
    "ferry.openPlace": [(o) => ferry.openPlace("a", o)],
    "ferry.copyFile": [async (o) => {
      return ferry.copyFile(await ferry.openPlace("a"), await ferry.openPlace("b"), o);
    }],
    "ferry.verify": [async (o) => {
      return ferry.verify(await ferry.openPlace("a"), await ferry.openPlace("b"), o);
    }],
    "ferry.plan": [(o) => ferry.plan("a", "tapis:lab:/a", o)],
    "globus.restore": [(o) => globus.restore(o), { ...still, transferToken: "made-up" }],
    "globus.restoreCollection": [(o) => globus.restoreCollection(id, o), {
      ...still,
      transferToken: "made-up",
    }],
    "globus.tokenChain": [(o) => globus.tokenChain(o), home],
    "globus.login": [(o) => globus.login(o), { ...still, clientId: id, flow: "paste" }],
    "globus.loginRequired": [(o) => globus.loginRequired(o), { ...home, clientId: id }],
    "globus.logout": [(o) => globus.logout(o), { ...still, clientId: id }],
    "globus.withLogin": [(o) => globus.withLogin(() => {}, o), {
      ...still,
      clientId: id,
      flow: "paste",
    }],
    "globus.accessTokenAuthorizer": [(o) => globus.accessTokenAuthorizer("made-up", o)],
    "globus.makeScope": [(o) => globus.makeScope("openid", o)],
    "globus.appTokenFile": [(o) => globus.appTokenFile(id, "app", o), home],
    "globus.jsonTokenStorage": [(o) => globus.jsonTokenStorage(`${folder}/t.json`, o)],
    "globus.sqliteTokenStorage": [(o) => globus.sqliteTokenStorage(`${folder}/t.db`, o)],
    "globus.memoryTokenStorage": [(o) => globus.memoryTokenStorage(o)],
    "globus.authClient": [(o) => globus.authClient(o)],
    "globus.nativeAppAuthClient": [(o) => globus.nativeAppAuthClient(id, o)],
    "globus.confidentialAppAuthClient": [(o) => globus.confidentialAppAuthClient(id, "s", o)],
    "globus.nativeAppFlow": [(o) => globus.nativeAppFlow(app, o)],
    "globus.authorizationCodeFlow": [(o) => {
      return globus.authorizationCodeFlow(app, "http://localhost/login", o);
    }],
    "globus.clientCredentialsAuthorizer": [(o) => {
      return globus.clientCredentialsAuthorizer(app, "openid", o);
    }],
    "globus.refreshTokenAuthorizer": [(o) => globus.refreshTokenAuthorizer("r", app, o)],
    "globus.renewingAuthorizer": [(o) => {
      const record = { accessToken: undefined, refreshToken: undefined, expiresAt: undefined };
      return globus.renewingAuthorizer(record, o);
    }, { wanted: "x", renew: nobody }],
    "globus.transferClient": [(o) => globus.transferClient(o)],
    "globus.collectionClient": [(o) => globus.collectionClient("https://x.example.org", o)],
    "globus.transferData": [(o) => globus.transferData(id, id, o)],
    "globus.transferData.addItem": [(o) => globus.transferData(id, id).addItem("/a", "/b", o)],
    "globus.transferData.addFilterRule": [(o) => globus.transferData(id, id).addFilterRule("a", o)],
    "globus.deleteData": [(o) => globus.deleteData(id, o)],
    "globus.deleteData.addItem": [(o) => globus.deleteData(id).addItem("/a", o)],
    "globus.transferBatch": [(o) => globus.transferBatch("/a /b", o)],
    "tapis.v2.restore": [(o) => v2.restore(o), {
      ...still,
      token: "made-up",
      apiServer: "https://x.example.org",
    }],
    "tapis.v2.sessionChain": [(o) => v2.sessionChain(o), home],
    "tapis.v2.client": [(o) => v2.client(o), { ...still, apiServer: "https://x.example.org" }],
    "tapis.v2.tapisClient": [(o) => v2.tapisClient(o), { baseUrl: "https://x.example.org" }],
    "tapis.v2.listSessions": [(o) => v2.listSessions(o), home],
    "tapis.v2.switchSession": [(o) => v2.switchSession(o, home)],
    "tapis.v2.storedClients": [(o) => v2.storedClients(o, home)],
    "tapis.v2.storeClient": [(o) => {
      const made = { clientName: "c", apiKey: "k", apiSecret: new credentials.Secret("s") };
      return v2.storeClient(made as never, "https://x.example.org", o);
    }, home],
    "tapis.v2.storeTokens": [(o) => {
      const given = { access_token: "a", refresh_token: "r", expires_in: 5 };
      return v2.storeTokens(client, given as never, o);
    }, home],
    "tapis.v2.listTenants": [(o) => v2.listTenants(o), still],
    "tapis.v2.apiServerById": [(o) => v2.apiServerById("t", o), still],
    "tapis.v2.idByApiServer": [(o) => v2.idByApiServer("https://x.example.org", o), still],
    "tapis.v2.init": [(o) => v2.init(o), still],
    "tapis.v3.restore": [(o) => v3.restore(o), {
      ...still,
      token: "e30.e30.e30",
      baseUrl: "https://x.example.org",
    }],
    "tapis.v3.sessionChain": [(o) => v3.sessionChain(o), home],
    "tapis.v3.tapisClient": [(o) => v3.tapisClient(o), { baseUrl: "https://x.example.org" }],
    "tapis.v3.logout": [(o) => v3.logout(o), home],
    "tapis.v3.storeTokens": [(o) => v3.storeTokens(tapisClient, pair as never, o), home],
    "notebook.lockDown": [(o) => notebook.lockDown(o), { keep: kinds }],
    "notebook.loginInNotebook globus": [(o) => notebook.loginInNotebook("globus", o), {
      ...still,
      ...{ clientId: id, display, answer },
    }],
    "notebook.loginInNotebook tapis": [(o) => notebook.loginInNotebook("tapis", o), {
      ...still,
      ...{ clientId: "c", display, answer },
    }],
    "notebook.loginInNotebook cave": [(o) => notebook.loginInNotebook("cave", o), {
      ...still,
      ...{ display, answer },
    }],
    "notebook.plotBars": [(o) => notebook.plotBars([], o)],
    "notebook.plotThroughput": [(o) => notebook.plotThroughput([], o)],
    "notebook.progress": [(o) => notebook.progress(none(), o), { display }],
    "notebook.progressBar": [(o) => notebook.progressBar("x", o).update({ done: 1 }), { display }],
    "notebook.show": [(o) => notebook.show(notebook.table([]), o), { display }],
    "notebook.showStatus": [(o) => notebook.showStatus(o), home],
    "notebook.table": [(o) => notebook.table([], o)],
    "sandbox.sandboxLab": [(o) => sandboxLab(o)],
    "sandbox.startSandbox": [(o) => startSandbox(o)],
    "sandbox.approveLogin": [async (o) => {
      const { approveLogin } = await import("../../../src/sandbox/mod.ts");
      return await approveLogin(sandbox, "http://127.0.0.1:1/", o);
    }],
    ...Object.fromEntries((["get", "post", "put", "patch", "del"] as const).map((verb) => {
      const call: Call = (o) => globusVerbs[verb](client, "/a", o);
      return [verb, [call]];
    })),
  };
  await demandAll(samples);
  return Object.entries(samples).map(([name, [call, own = {}]]) => ({
    name,
    options: own,
    async call(given: unknown): Promise<unknown> {
      const made = await call(given as never);
      const dispose: unknown = Reflect.get(Object(made), Symbol.asyncDispose);
      if (typeof dispose === "function") await dispose.call(made);
      return made;
    },
  }));
}

const globusVerbs = await import("../../../src/http/verbs.ts");

/** Every function of every entry point is a client's, has a sample, or is in a list of those without options. */
async function demandAll(samples: Readonly<Record<string, unknown>>): Promise<void> {
  const bound = boundFunctions();
  const tried = new Set(Object.keys(samples).map((name) => name.split(/[. ]/).slice(-1)[0]));
  for (const name of Object.keys(samples)) {
    for (const part of name.split(/[. ]/)) tried.add(part);
  }
  const left: string[] = [];
  const seen = new Set<unknown>();
  const visit = (module: object): void => {
    for (const [name, value] of Object.entries(module)) {
      if (seen.has(value)) continue;
      seen.add(value);
      if (Reflect.get(Object(value), Symbol.toStringTag) === "Module") visit(value);
      if (typeof value !== "function" || isClass(value) || bound.has(value)) continue;
      if (tried.has(name) || takeSurroundings.includes(name)) continue;
      if (takeNoOptions.includes(name) && !namesOptions(value)) continue;
      left.push(name);
    }
  };
  for (const path of Object.values(config.exports)) {
    visit(await import(new URL(`../../../${path}`, import.meta.url).href));
  }
  if (left.length > 0) {
    throw new Error(`no sample for ${left.join(", ")}: see this file, and client_functions.ts`);
  }
}

/** Whether its list of parameters says that it takes options. */
function namesOptions(value: unknown): boolean {
  const [, list = ""] = /^[^(]*\(([^{]*?)\)\s*\{/.exec(String(value)) ?? [];
  return /\b(options|choice|search|parts)\b/.test(list);
}
