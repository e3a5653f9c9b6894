/** Who builds on keyferry finds every type that a function takes or gives where the function is. */

import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import config from "../deno.json" with { type: "json" };

const root = fromFileUrl(new URL("..", import.meta.url));

const entries = [
  ".",
  "./credentials",
  "./http",
  "./globus",
  "./globus/transfer",
  "./globus/auth",
  "./tapis",
  "./tapis/v2",
  "./tapis/v3",
  "./cave",
  "./sandbox",
] as const;

for (const entry of entries) {
  Deno.test(`deno doc --lint finds nothing in ${entry}`, async () => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["doc", "--lint", "--no-lock", config.exports[entry]],
      cwd: root,
      env: { NO_COLOR: "1" },
      stdout: "null",
    }).output();
    const words = new TextDecoder().decode(stderr);
    const findings = words.split("\n").filter((line) => /^error\[|^ +--> /.test(line));
    assertEquals([findings, code], [[], 0]);
  });
}

interface Doc {
  readonly nodes: Readonly<Record<string, { readonly symbols: readonly DocSymbol[] }>>;
}

interface DocSymbol {
  readonly name: string;
  readonly declarations: readonly {
    readonly kind: string;
    readonly jsDoc?: { readonly tags?: readonly { readonly kind: string }[] };
    readonly def?: { readonly params?: readonly { readonly name?: string }[] };
  }[];
}

/** They take a client, and ask no service. */
const silent = [
  ...["authorizationCodeFlow", "nativeAppFlow", "oauth2GetAuthorizeUrl", "startBrowserLogin"],
  ...["clientCredentialsAuthorizer", "bind", "setAppName", "tokens", "codeInAnswer", "storeTokens"],
  ...["refreshStoredData", "stateServiceEndpoint"],
];

/** The functions that the entry points export, and of overloads each. */
async function publicFunctions() {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "--no-lock", ...Object.values(config.exports)],
    cwd: root,
    stderr: "null",
  }).output();
  const { nodes }: Doc = JSON.parse(new TextDecoder().decode(stdout));
  return Object.values(nodes).flatMap(({ symbols }) => symbols)
    .flatMap(({ name, declarations }) => declarations.map((one) => ({ name, ...one })))
    .filter(({ kind }) => kind === "function");
}

const functions = await publicFunctions();

Deno.test("each public function has an example", () => {
  const tagged = functions.map(({ name, jsDoc }) => {
    return { name, hasExample: jsDoc?.tags?.some(({ kind }) => kind === "example") ?? false };
  });
  const shown = new Set(tagged.filter(({ hasExample }) => hasExample).map(({ name }) => name));
  assert(shown.size > 250, `only ${shown.size} functions were read`);
  const without = tagged.filter(({ name }) => !shown.has(name)).map(({ name }) => name);
  assertEquals([...new Set(without)], []);
});

Deno.test("each function that calls a service says when the service's error comes", () => {
  const calling = functions.filter(({ def }) => def?.params?.[0]?.name === "client")
    .filter(({ name }) => !silent.includes(name));
  assert(calling.length > 150, `only ${calling.length} functions were read`);
  const without = calling.filter(({ jsDoc }) => {
    // Without a comment it is the body of overloads, which have one each.
    if (jsDoc === undefined || jsDoc.tags?.some(({ kind }) => kind === "deprecated")) return false;
    return !JSON.stringify(jsDoc).includes("ApiError");
  });
  assertEquals([...new Set(without.map(({ name }) => name))], []);
});
