/** What a client function is: it takes a client first, and is a method of that client. */

import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import * as cave from "../src/cave/mod.ts";
import * as auth from "../src/globus/auth/mod.ts";
import * as transfer from "../src/globus/transfer/mod.ts";
import { createClient } from "../src/http/client.ts";
import { v2, v3 } from "../src/tapis/mod.ts";

const root = fromFileUrl(new URL("..", import.meta.url));
const url = "https://x.example.org";
const caveClients = cave.client({ serverAddress: url, datastack: "ds" });

/** The clients that each module makes. */
const clients: Readonly<Record<string, readonly object[]>> = {
  "src/globus/transfer/mod.ts": [transfer.transferClient(), transfer.collectionClient(url)],
  "src/globus/auth/mod.ts": [
    auth.authClient(),
    auth.nativeAppAuthClient("app"),
    auth.confidentialAppAuthClient("app", "secret"),
  ],
  "src/tapis/v2/mod.ts": [v2.tapisClient({ baseUrl: url })],
  "src/tapis/v3/mod.ts": [v3.tapisClient({ baseUrl: url })],
  "src/cave/mod.ts": [
    caveClients.auth,
    caveClients.info,
    caveClients.state,
    caveClients.chunkedgraph,
    cave.infoClient(),
    cave.chunkedgraphClient({}, { server: url, table: "t" }),
  ],
};

/** Functions that take a client for what it is, and are no call of it. */
const notMethods: Readonly<Record<string, string>> = {
  nativeAppFlow: "is oauth2StartFlow() of a client of a native app",
  clientCredentialsAuthorizer: "makes a part of another client",
  authorizationCodeFlow: "is oauth2StartFlow() of a client of a confidential app",
};

/** Methods that no function does alone. */
const ownMethods: Readonly<Record<string, string>> = {
  oauth2StartFlow: "keeps the flow in the client, for oauth2GetAuthorizeUrl()",
  requestHeader: "is about the token that all CAVE clients share",
  useToken: "as above",
  getNewToken: "as above",
  setupToken: "as above",
  getTokenPage: "as above",
  logIn: "as above",
  saveToken: "as above",
  locate: "is what a datastack's client is made with",
};

interface Documented {
  readonly name: string;
  readonly declarations: readonly {
    readonly kind: string;
    readonly def?: { readonly params?: readonly { readonly name?: string }[] };
  }[];
}

/** The functions that a module exports, with the names of their first parameters. */
async function functionsOf(module: string): Promise<Map<string, string | undefined>> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "--no-lock", module],
    cwd: root,
    stderr: "null",
  }).output();
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout));
  const [{ symbols }] = Object.values(nodes) as [{ symbols: readonly Documented[] }];
  return new Map(symbols.flatMap(({ name, declarations }): [string, string | undefined][] => {
    const found = declarations.find(({ kind }) => kind === "function");
    return found === undefined ? [] : [[name, found.def?.params?.[0]?.name?.replace(/^_/, "")]];
  }));
}

function methodsOf(client: object): string[] {
  const plain = Object.keys(createClient({ service: "x", baseUrl: url }));
  return Object.entries(client)
    .filter(([name, value]) => typeof value === "function" && !plain.includes(name))
    .map(([name]) => name);
}

for (const [module, made] of Object.entries(clients)) {
  Deno.test(`every client function of ${module} takes a client first, and is a method of it`, async () => {
    const functions = await functionsOf(module);
    const low = await functionsOf("src/http/verbs.ts");
    const methods = new Set(made.flatMap(methodsOf));
    const takesClient = [...functions].filter(([, first]) => first === "client");
    const noMethod = takesClient.map(([name]) => name)
      .filter((name) => !methods.has(name) && !Object.hasOwn(notMethods, name));
    const noFunction = [...methods].filter((name) => {
      const first = functions.get(name) ?? low.get(name);
      return first !== "client" && !Object.hasOwn(ownMethods, name);
    });
    assertEquals({ noMethod, noFunction }, { noMethod: [], noFunction: [] });
    for (const client of made) {
      const missing = [...low.keys()].filter((name) => !methodsOf(client).includes(name));
      assertEquals(missing, [], "of the low level");
    }
  });
}
