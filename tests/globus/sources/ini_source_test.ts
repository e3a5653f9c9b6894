import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { explain, resolve } from "../../../src/credentials/mod.ts";
import { parseIni, writeIni } from "../../../src/globus/sources/ini_text.ts";
import { fromIniFiles } from "../../../src/globus/sources/ini_source.ts";
import { restore, tokenChain, type TokenChoice } from "../../../src/globus/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

function parsed(text: string): Record<string, Record<string, string>> {
  return Object.fromEntries([...parseIni(text)].map(([name, options]) => {
    return [name, Object.fromEntries(options)];
  }));
}

/** What Python 3.11's RawConfigParser makes of a text. */
const readings: readonly [string, Record<string, Record<string, string>>][] = [
  ["[a]\nX = 1\ny: 2\nz=3 ; c # d\n", { a: { x: "1", y: "2", z: "3 ; c # d" } }],
  ["[a]\r\nurl = https://h/p?q=1#f;g\r\n", { a: { url: "https://h/p?q=1#f;g" } }],
  ["[a]\nk : v=w\nm==n\n", { a: { k: "v=w", m: "=n" } }],
  ['[a]\nq = "quoted"\np = 50%(x)s%\ne =\n', { a: { q: '"quoted"', p: "50%(x)s%", e: "" } }],
  ["# c\n; c\n\n[a] ; c\n  i = 1\n  j = 2\n", { a: { i: "1", j: "2" } }],
  ["[environment default]\nconstructor=1\n[toString]\nl[]=1\n", {
    "environment default": { constructor: "1" },
    toString: { "l[]": "1" },
  }],
  ["[__proto__]\nt = 1\n[empty]\n", { ["__proto__"]: { t: "1" }, empty: {} }],
];

for (const [text, want] of readings) {
  Deno.test(`parseIni() reads ${JSON.stringify(text)} as Python does`, () => {
    assertEquals(parsed(text), want);
  });
}

Deno.test("parseIni() refuses what Python refuses, and a value of several lines", () => {
  const secret = canary();
  const cases: Record<string, string> = {
    [`token = ${secret}\n`]: "line 1 comes before any [section]",
    [`\ufeff[a]\ntoken = ${secret}\n`]: "byte order mark",
    [`[a]\n${secret}\n`]: "line 2 is not a section, comment or option",
    [`[a]\n= ${secret}\n`]: "line 2 is not a section, comment or option",
    [`[a]\nt = x\n  ${secret}\n`]: "line 3 is indented",
    [`[a]\nt = x\nT : ${secret}\n`]: "line 3 sets t of [a] for a second time",
    [`[a]\n[b]\n[a]\nt = ${secret}\n`]: "line 3 begins the section [a] for a second time",
  };
  for (const [text, reason] of Object.entries(cases)) {
    const error = assertThrows(() => parseIni(text), SyntaxError);
    assertStringIncludes(error.message, reason);
    assertNothingShown(error, secret);
  }
});

Deno.test("writeIni() changes values where they stand, and adds what is not there", () => {
  const text = (one: string, three: string, more = ""): string =>
    `# mine\r\n[other]\r\none = 1\r\n\r\n[cli]\r\n  One:   ${one}  \r\n; c\r\n` +
    `  two = 2${more}\r\n\r\n[later]\r\nthree = ${three}`;
  assertEquals(
    writeIni(text("old", "3"), "cli", { one: "new", three: "33" }),
    text("new", "3", "\r\n  three = 33"),
  );
  assertEquals(writeIni(text("", "3"), "later", { three: "4" }), text("", "4"));
  assertEquals(writeIni("[cli]", "cli", { a: "1" }), "[cli]\na = 1");
  for (const value of ["two\nlines", " edge", "x\n[y]\nz = 1"]) {
    assertThrows(() => writeIni(text("a", "b"), "cli", { one: value }), SyntaxError);
  }
  assertThrows(() => writeIni(text("a", "b"), "none", { one: "x" }), SyntaxError);
});

/** Sources over one `~/.globus.cfg`. */
async function chainOver(text: string, folder: string, choice: TokenChoice = {}) {
  await writeFiles(folder, { ".globus.cfg": text });
  return tokenChain({ env: {}, home: folder, now: () => 1_700_000_000_000, ...choice });
}

Deno.test("tokenChain() takes the tokens of the SDK's first days from ~/.globus.cfg", async () => {
  await using folder = await temporaryFolder();
  const general = "[general]\ntransfer_token = tt\nauth_token: at\n";
  const { value, source } = await resolve(await chainOver(general, folder.path));
  assertEquals(
    [value.transfer?.reveal(), value.auth?.reveal(), value.from, value.stored, source],
    ["tt", "at", "stored", undefined, "~/.globus.cfg"],
  );
  const named = `${general}[environment default]\ntransfer_token = mine\n`;
  const found = await resolve(await chainOver(named, folder.path));
  assertEquals(found.value.transfer?.reveal(), "mine");
});

Deno.test("tokenChain() gives no other Globus what the general section holds", async () => {
  await using folder = await temporaryFolder();
  const text = "[general]\ntransfer_token = tt\n[environment test]\ntransfer_token = test\n";
  const tokens = await Promise.all(["preview", "test"].map(async (environment) => {
    const { lines } = await explain(await chainOver(text, folder.path, { environment }));
    return lines.find(({ source }) => source === "~/.globus.cfg")?.state;
  }));
  assertEquals(tokens, ["keyless", "used"]);
});

const login = [
  "[cli]",
  "output_format = json",
  "client_id = cli-client",
  "client_secret = s/e+c==",
  "transfer_refresh_token = cli-refresh",
  "transfer_access_token = cli-access",
  "transfer_access_token_expires = 1700000100",
  "auth_refresh_token = cli-auth-refresh",
  "auth_access_token = cli-auth",
  "auth_access_token_expires = 1700000100",
  "",
].join("\n");

Deno.test("tokenChain() takes globus-cli's old login, with the client that can renew it", async () => {
  await using folder = await temporaryFolder();
  const { value } = await resolve(await chainOver(login, folder.path));
  assertEquals(
    [value.transfer?.reveal(), value.auth?.reveal(), value.expiresAt],
    ["cli-access", "cli-auth", 1_700_000_100_000],
  );
  assertEquals(
    [value.client?.clientId, value.client?.clientSecret?.reveal()],
    ["cli-client", "s/e+c=="],
  );
  assertEquals(value.stored?.records.transfer?.refreshToken?.reveal(), "cli-refresh");
});

Deno.test("tokenChain() knows the environment's prefix, and the app that globus-cli once was", async () => {
  await using folder = await temporaryFolder();
  const text = "[cli]\ntest_transfer_access_token = test\ntransfer_access_token = prod\n";
  for (const [environment, token] of [["test", "test"], ["production", "prod"]] as const) {
    const { value } = await resolve(await chainOver(text, folder.path, { environment }));
    assertEquals(value.transfer?.reveal(), token);
    // The id that globus-cli 1.0 carried in its own source.
    const id = environment === "test" ? undefined : "95fdeba8-fac2-42bd-a357-e068d82ff78e";
    assertEquals([value.client?.clientId, value.client?.clientSecret], [id, undefined]);
  }
});

Deno.test("a ~/.globus.cfg has a state for every defect, and shows nothing of it", async () => {
  await using folder = await temporaryFolder();
  const secret = canary();
  const old = login.replaceAll("1700000100", "1600000000");
  const cases: [string, string, string][] = [
    ["[cli]\noutput_format = json\n", "keyless", "has no Globus token"],
    [`transfer_token = ${secret}\n`, "broken", "comes before any [section]"],
    [`[general]\ntransfer_token = ${secret}\u0007x\n`, "broken", "no header can hold"],
    [`[general]\ntransfer_token = ${secret}\n${login}`, "broken", "holds two tokens"],
    [
      old.replaceAll(/.*refresh_token.*\n/g, ""),
      "expired",
      "an expired token, and no refresh token",
    ],
    [
      "[environment default]\ntransfer_service = https://t.example.org\n",
      "keyless",
      "transfer_service counts for tokens of its own alone",
    ],
  ];
  for (const [text, state, detail] of cases) {
    const chain = await chainOver(text, folder.path);
    const line = (await explain(chain)).lines.find(({ source }) => source === "~/.globus.cfg");
    assertEquals(line?.state, state);
    assertStringIncludes(line?.detail ?? "", detail);
    if (state === "broken") {
      const error = await assertRejects(() => resolve(chain));
      assertStringIncludes((error as Error).message, "~/.globus.cfg");
      assertNothingShown(error, secret);
    }
  }
});

Deno.test("fromIniFiles() looks at the machine's file second, and not for another home", async () => {
  await using folder = await temporaryFolder();
  const systemFile = `${folder.path}/etc-globus.cfg`;
  await Deno.writeTextFile(systemFile, "[general]\ntransfer_token = shared\n", { mode: 0o600 });
  const env = { HOME: folder.path, USERPROFILE: folder.path };
  const states = async (choice: TokenChoice, os: "linux" | "windows") => {
    return await Promise.all(
      fromIniFiles(choice, { systemFile, os }).map(async (source) => {
        return [source.name, (await source.load()).state];
      }),
    );
  };
  const both = [["~/.globus.cfg", "missing"], [systemFile, "used"]];
  assertEquals(await states({ env }, "linux"), both);
  assertEquals(await states({ env }, "windows"), [["~/.globus.cfg", "missing"]]);
  assertEquals(await states({ env, home: folder.path }, "linux"), [["~/.globus.cfg", "missing"]]);
  assertEquals(fromIniFiles({ env }).map(({ permissions }) => permissions), [
    [{ name: "read", path: `${folder.path}/.globus.cfg` }],
    ...Deno.build.os === "windows" ? [] : [[{ name: "read", path: "/etc/globus.cfg" }] as const],
  ]);
});

Deno.test("restore() lets an address in ~/.globus.cfg go with the token beside it alone", async () => {
  await using folder = await temporaryFolder();
  const address = "[environment default]\ntransfer_service = https://transfer.example.org/\n";
  await chainOver(`${address}[general]\ntransfer_token = tt\n`, folder.path);
  const here = { home: folder.path, env: {} };
  assertEquals((await restore(here)).transfer.baseUrl, "https://transfer.example.org");
  assertEquals((await restore(here)).auth.baseUrl, "https://auth.globus.org");

  const env = { GLOBUS_SDK_SERVICE_URL_TRANSFER: "https://elsewhere.example.org" };
  const error = await assertRejects(() => restore({ home: folder.path, env }));
  assertStringIncludes(
    (error as Error).message,
    "is not sent to https://elsewhere.example.org: GLOBUS_SDK_SERVICE_URL_TRANSFER names",
  );

  await chainOver(address, folder.path);
  const token = { env: { GLOBUS_SDK_TRANSFER_TOKEN: "from-the-environment" } };
  const { transfer } = await restore({ home: folder.path, ...token });
  assertEquals(transfer.baseUrl, "https://transfer.api.globus.org");
});
