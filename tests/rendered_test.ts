/**
 * The documentation as it is rendered, on JSR and by `deno doc --html`: clients show their methods, symbols
 * are in categories, and who knows a function by its name in Python finds it.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import configuration from "../deno.json" with { type: "json" };
import * as cave from "../src/cave/mod.ts";
import * as auth from "../src/globus/auth/mod.ts";
import * as transfer from "../src/globus/transfer/mod.ts";
import { v2, v3 } from "../src/tapis/mod.ts";
import pythonNames from "./fixtures/python_names.json" with { type: "json" };
import { assertSameNames } from "./helpers/source/same_names.ts";

interface Symbol {
  readonly name: string;
  readonly declarations: readonly {
    readonly kind: string;
    readonly declarationKind: string;
    readonly def?: { readonly params?: readonly { readonly name?: string }[] };
    readonly jsDoc?: {
      readonly doc?: string;
      readonly tags?: readonly { readonly kind: string; readonly doc?: string }[];
    };
  }[];
}

interface Module {
  readonly module_doc?: {
    readonly doc?: string;
    readonly tags?: readonly { readonly kind: string; readonly doc?: string }[];
  };
  readonly symbols: readonly Symbol[];
}

/** What an entry point shows, each symbol with its own documentation. */
async function documented(entry: keyof typeof configuration.exports): Promise<Module> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "--no-lock", configuration.exports[entry]],
    cwd: fromFileUrl(new URL("../", import.meta.url)),
    stderr: "null",
  }).output();
  return Object.values(JSON.parse(new TextDecoder().decode(stdout)).nodes)[0] as Module;
}

const entries = {
  "./credentials": await documented("./credentials"),
  "./http": await documented("./http"),
  "./globus": await documented("./globus"),
  "./globus/transfer": await documented("./globus/transfer"),
  "./globus/auth": await documented("./globus/auth"),
  "./tapis/v2": await documented("./tapis/v2"),
  "./tapis/v3": await documented("./tapis/v3"),
  "./cave": await documented("./cave"),
  "./ferry": await documented("./ferry"),
};

for (const [entry, { symbols }] of Object.entries(entries)) {
  Deno.test(`every symbol of ${entry} is in a category`, () => {
    const without = symbols.filter(({ declarations }) =>
      !declarations.some(({ jsDoc }) => jsDoc?.tags?.some(({ kind }) => kind === "category"))
    );
    assertEquals(without.map(({ name }) => name), []);
  });
}

const url = "https://x.example.org";
const caveClients = cave.client({ serverAddress: url, datastack: "ds" });

/** Clients, by where their interface is. */
const clients = [
  ["./globus/transfer", "TransferClient", transfer.transferClient()],
  ["./globus/transfer", "CollectionClient", transfer.collectionClient(url)],
  ["./globus/auth", "AuthClient", auth.authClient()],
  ["./tapis/v2", "TapisClient", v2.tapisClient({ baseUrl: url })],
  ["./tapis/v3", "TapisClient", v3.tapisClient({ baseUrl: url })],
  ["./cave", "AuthClient", caveClients.auth],
  ["./cave", "InfoClient", caveClients.info],
  ["./cave", "StateClient", caveClients.state],
  ["./cave", "ChunkedgraphClient", caveClients.chunkedgraph],
] as const;

/** Methods that only share the name of a function. */
const ownOf: Readonly<Record<string, readonly string[]>> = { StateClient: ["viewerSite"] };

for (const [entry, name, client] of clients) {
  Deno.test(`${name} of ${entry} shows its methods, each with a link`, () => {
    const { symbols } = entries[entry];
    const own = symbols.find((symbol) => symbol.name === name);
    const text = own?.declarations[0]?.jsDoc?.doc ?? "";
    const [, list = ""] = text.split("These functions are its methods");
    const shown = [...list.matchAll(/\{@linkcode (\w+)\}/g)].map(([, method = ""]) => method);
    const functions = symbols.filter(({ declarations: [first] }) =>
      first?.kind === "function" && /^_?client$/.test(first.def?.params?.[0]?.name ?? "")
    );
    const methods = functions.map((symbol) => symbol.name)
      .filter((method) => typeof Reflect.get(client, method) === "function")
      .filter((method) => !ownOf[name]?.includes(method));
    assert(methods.length > 0);
    assertSameNames(shown, methods, `the documentation of ${name} of ${entry}`);
  });
}

/** What keyferry does not have, or has under another name. */
const elsewhere: Readonly<Record<string, string>> = {
  add_app_data_access_scope: "globus.login({ scopes }) with dataAccessScope()",
  oauth2_start_flow: "a method of the two apps' clients",
  userinfo: "oauth2Userinfo",
};
const absent =
  /tunnel|stream_access_point|(?:_|^)(?:client|credential|instance|polic(?:y|ies)|project|scope|consent|provider|jwk|configuration)s?(?:_|$)/;

for (
  const [program, entry] of [
    ["TransferClient", "./globus/transfer"],
    ["AuthClients", "./globus/auth"],
  ] as const
) {
  Deno.test(`each method of globus-sdk's ${program} is found in ${entry} by its name in Python`, () => {
    const texts = new Map(entries[entry].symbols.map(({ name, declarations }) => {
      return [name, declarations[0]?.jsDoc?.doc ?? ""];
    }));
    const missing = pythonNames[program].filter((python) => {
      const name = python.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      if (texts.has(name)) return !new RegExp(`\\b${python}\\b`).test(texts.get(name) ?? "");
      return !Object.hasOwn(elsewhere, python) && !absent.test(python);
    });
    assertEquals(missing, []);
  });
}

for (const entry of Object.keys(configuration.exports) as (keyof typeof configuration.exports)[]) {
  Deno.test(`the page of ${entry} begins with how it is used`, async () => {
    const { module_doc: { doc = "", tags = [] } = {} } = await documented(entry);
    const [, first = ""] = /```(?:ts|sh)[^\n]*\n(.*?)```/s.exec(doc) ?? [];
    const lines = first.split("\n").filter((line) =>
      line.trim() !== "" && !line.startsWith("import ")
    );
    assert(lines.length >= 1 && lines.length <= 4, `${lines.length} lines: ${first}`);
    assert(tags.some(({ kind }) => kind === "example"), "an example that runs");
  });
}
