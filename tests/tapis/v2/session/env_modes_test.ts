import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CredentialError, explain } from "../../../../src/credentials/mod.ts";
import { v2 } from "../../../../src/tapis/mod.ts";
import { assertNothingShown, canary } from "../../../helpers/canary.ts";
import { entryUrl, runChild } from "../../../helpers/child.ts";
import { temporaryFolder } from "../../../helpers/temporary_folder.ts";

const address = { TAPIS_BASE_URL: "https://api.example.org/" };
const client = { TAPIS_API_KEY: "K", TAPIS_API_SECRET: "S" };
const login = { TAPIS_USERNAME: "taco", TAPIS_PASSWORD: "p@ss" };
const token = { TAPIS_TOKEN: "AT" };
const refresh = { TAPIS_REFRESH_TOKEN: "RT" };

type Env = Readonly<Record<string, string>>;

/** The state of the environment, with what the report says about it. */
async function stateOf(env: Env): Promise<(string | undefined)[]> {
  await using folder = await temporaryFolder();
  const { lines: [line] } = await explain(v2.sessionChain({ home: folder.path, env }));
  return [line?.state, line?.detail, line?.next];
}

Deno.test("restore() knows the six modes of the environment by what is set", async () => {
  await using folder = await temporaryFolder();
  // Mode, and whether it can call, refresh, and manage clients.
  const table: readonly [Env, v2.Mode, string][] = [
    [{ ...client, ...login }, "Standard", "yes yes yes"],
    [token, "Access-Only", "yes no no"],
    [{ ...client, ...token, ...refresh }, "Token-Refresh", "yes yes no"],
    [{ ...token, ...refresh }, "Bare-Refresh", "yes no no"],
    [login, "Client-Manager", "no no yes"],
    [{ ...client, ...refresh }, "Token-Refresh", "yes yes no"],
    [{ ...client, ...refresh, ...login }, "Token-Refresh", "yes yes yes"],
    [{ ...client, ...login, ...token }, "Standard", "yes yes yes"],
    [{ ...token, ...login }, "Access-Only", "yes no yes"],
    [{ ...token, TAPIS_API_KEY: "K" }, "Access-Only", "yes no no"],
    [{ ...token, ...refresh, TAPIS_API_KEY: "K" }, "Bare-Refresh", "yes no no"],
  ];
  for (const [env, mode, can] of table) {
    const tapis = await v2.restore({ home: folder.path, env: { ...address, ...env } });
    const { canCall, canRefresh, canManageClients } = tapis.capabilities;
    const words = [canCall, canRefresh, canManageClients].map((can) => can ? "yes" : "no");
    assertEquals([tapis.capabilities.mode, words.join(" ")], [mode, can], JSON.stringify(env));
    assertEquals(tapis.baseUrl, "https://api.example.org");
  }
});

Deno.test("restore() reads both spellings of a variable, that of the code first", async () => {
  const home = "/nowhere";
  const old = { TAPIS_API_TOKEN: "AT-2", TAPIS_API_REFRESH_TOKEN: "RT-2" };
  const one = await v2.restore({ home, env: { ...address, ...client, ...old } });
  assertEquals(one.tokens().reveal().access_token, "AT-2");
  assertEquals(one.tokens().reveal().refresh_token, "RT-2");
  const both = await v2.restore({ home, env: { ...address, ...token, ...old } });
  assertEquals(both.tokens().reveal().access_token, "AT");
  assertEquals(both.source, "TAPIS_BASE_URL + TAPIS_TOKEN + TAPIS_API_REFRESH_TOKEN");
  const empty = await v2.restore({ home, env: { ...address, ...old, TAPIS_TOKEN: "" } });
  assertEquals(empty.tokens().reveal().access_token, "AT-2");
});

Deno.test("variables that do not go together are named, with the ways to complete them", async () => {
  const table: readonly [Env, string][] = [
    [address, "set TAPIS_TOKEN"],
    [token, "set TAPIS_BASE_URL"],
    [{ ...client, ...token }, "set TAPIS_BASE_URL"],
    [{ ...client, ...login }, "set TAPIS_BASE_URL"],
    [{ ...address, ...client }, "set TAPIS_USERNAME and TAPIS_PASSWORD, or TAPIS_REFRESH_TOKEN"],
    [{ ...address, ...refresh }, "set TAPIS_TOKEN, or TAPIS_API_KEY and TAPIS_API_SECRET"],
    [{ ...address, ...refresh, TAPIS_API_KEY: "K" }, "set TAPIS_API_SECRET"],
    [{ ...address, ...login, TAPIS_API_KEY: "K" }, "set TAPIS_API_SECRET"],
    [{ ...address, TAPIS_USERNAME: "taco" }, "set TAPIS_PASSWORD"],
    [{ ...address, ...client, TAPIS_PASSWORD: "p" }, "set TAPIS_USERNAME"],
  ];
  for (const [env, next] of table) {
    const [state, , step] = await stateOf(env);
    assertEquals([state, step], ["incomplete", next], JSON.stringify(env));
  }
  const [, detail] = await stateOf({ ...address, TAPIS_TOKEN: "", TAPIS_API_TOKEN: " " });
  assertEquals(detail, "do not go together: TAPIS_TOKEN is set to nothing");
});

Deno.test("no variable, an empty one and a broken one are told apart", async () => {
  assertEquals((await stateOf({})).slice(0, 2), ["unset", "are not set"]);
  const empty = await stateOf({ TAPIS_API_PASSWORD: "" });
  assertEquals(empty.slice(0, 2), ["empty", "TAPIS_API_PASSWORD is set to nothing"]);
  const secret = canary();
  const table: readonly [Env, string][] = [
    [{ ...address, TAPIS_TOKEN: `${secret}\nx` }, "TAPIS_TOKEN"],
    [{ ...address, TAPIS_API_TOKEN: `${secret}\u00e9` }, "TAPIS_API_TOKEN"],
    [{ ...address, ...client, TAPIS_API_KEY: "a:b", ...token, ...refresh }, "TAPIS_API_KEY"],
    [{ TAPIS_BASE_URL: "http://api.example.org", ...token }, "TAPIS_BASE_URL"],
  ];
  for (const [env, name] of table) {
    const error = await assertRejects(() => v2.restore({ home: "/nowhere", env }), CredentialError);
    assertEquals(error.report.lines[0]?.state, "broken");
    assertStringIncludes(error.message, name);
    assertNothingShown(error, secret);
  }
});

Deno.test("an address in the caller's own code stands for TAPIS_BASE_URL", async () => {
  const options = { home: "/nowhere", apiServer: "https://b.example.org" };
  const alone = await v2.restore({ ...options, env: token });
  assertEquals([alone.baseUrl, alone.source], ["https://b.example.org", "baseUrl + TAPIS_TOKEN"]);
  assertEquals(
    (await v2.restore({ ...options, env: { ...address, ...token } })).baseUrl,
    options.apiServer,
  );
});

Deno.test("choosing a session leaves the environment out", async () => {
  const env = { ...address, ...token };
  for (
    const choice of [{ tenantId: "t" }, { username: "u" }, { clientName: "c" }, { apiKey: "k" }]
  ) {
    await assertRejects(() => v2.restore({ home: "/nowhere", env, ...choice }), CredentialError);
  }
});

Deno.test("a restored client shows no secret of the environment", async () => {
  const secrets = [canary(), canary(), canary(), canary()] as const;
  const env = {
    ...address,
    TAPIS_API_KEY: "K",
    TAPIS_API_SECRET: secrets[0],
    TAPIS_USERNAME: "taco",
    TAPIS_PASSWORD: secrets[1],
    TAPIS_TOKEN: secrets[2],
    TAPIS_REFRESH_TOKEN: secrets[3],
  };
  const tapis = await v2.restore({ home: "/nowhere", env });
  assertNothingShown(tapis, ...secrets);
  assertNothingShown(tapis.tokens(), ...secrets);
  const { lines } = await explain(v2.sessionChain({ home: "/nowhere", env }));
  assertNothingShown(lines, ...secrets);
});

Deno.test("the environment without permission is skipped, and the flag is named", async () => {
  await using folder = await temporaryFolder();
  const script = `
    import { v2 } from "${entryUrl("src/tapis/mod.ts")}";
    const told = await v2.restore().then(({ source }) => source, ({ message }) => message);
    console.log(told);
  `;
  const env = { HOME: folder.path, ...address, ...token };
  const some = await runChild(script, { env, flags: ["--allow-env=TAPIS_BASE_URL,TAPIS_TOKEN"] });
  assertEquals(some.stderr, "");
  const wanted = "TAPIS_* variables may not be checked: add --allow-env=TAPIS_API_KEY,";
  assertStringIncludes(some.stdout, wanted);
  const all = await runChild(script, { env, flags: ["--allow-env=TAPIS_*"] });
  assertEquals([all.stdout, all.stderr], ["TAPIS_BASE_URL + TAPIS_TOKEN\n", ""]);
});
