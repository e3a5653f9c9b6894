import {
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { main } from "../../../cli.ts";
import { ApiError, CredentialError, PermissionNeededError } from "../../../mod.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { tapisClientsCreate } from "../../../src/cli/tapis/clients/create.ts";
import { tapisToken } from "../../../src/cli/tapis/token.ts";
import { tapisWhoami } from "../../../src/cli/tapis/whoami.ts";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { v2 } from "../../../src/tapis/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { assertExplained, type FakeIo, fakeIo } from "../_cli.ts";
import { run } from "../_program.ts";
import { plantedSandbox } from "../_sandbox.ts";
import type { KeptToken } from "../../../src/cli/tapis/json_documents.ts";

/** A person at a sandbox who types the password when asked. */
function personAt(sandbox: Sandbox, options: Parameters<typeof fakeIo>[0] = {}): FakeIo {
  return fakeIo({ secret: `${sandbox.tokens.tapis.password}\n`, ...options });
}

Deno.test("tapisToken() gets a token for a client that was made here, and keeps it", async () => {
  await using sandbox = await startSandbox();
  const { home } = sandbox;
  const where = { sandbox: home };
  await assertExplained(
    () => tapisToken({ ...where, user: "ferry" }, personAt(sandbox)),
    CredentialError,
    "keyferry tapis clients create",
  );
  await tapisClientsCreate({ ...where, user: "ferry", name: "mine" }, personAt(sandbox));

  const io = personAt(sandbox);
  assertEquals(await tapisToken(where, io), 0);
  assertEquals(io.prompts, [`Password of ferry at ${sandbox.url}: `]);
  const rows = Object.fromEntries(io.output.trim().split("\n").map((line) => line.split(/  +/)));
  assertEquals([rows["Saved in"], rows.Person, rows.Tenant, rows.Renewable], [
    "~/.agave/current",
    "ferry",
    "sandbox",
    "yes",
  ]);
  assertEquals(await tapisWhoami(where, fakeIo()), 0);
  const text = await Deno.readTextFile(`${home}/.agave/current`);
  const { access_token, refresh_token } = JSON.parse(text);
  const { password } = sandbox.tokens.tapis;
  assertNothingShown([io.output, io.talk], access_token, refresh_token, password);
  assertEquals(text.includes(password), false);
});

Deno.test("tapisToken() prints the token with --reveal, alone or in the document", async () => {
  await using planted = await plantedSandbox();
  const { sandbox, home } = planted;
  const io = personAt(sandbox);
  assertEquals(await tapisToken({ sandbox: home, reveal: true }, io), 0);
  assertMatch(io.output, /^[0-9a-f]{32}\n$/);
  const json = personAt(sandbox);
  await tapisToken({ sandbox: home, reveal: true, json: true }, json);
  const { token, saved, renewable }: KeptToken = JSON.parse(json.output);
  assertEquals([saved, renewable], ["~/.agave/current", true]);
  assertStringIncludes(await Deno.readTextFile(`${home}/.agave/current`), token ?? "none");
});

Deno.test("tapisToken() gets a token though there is one, and not with a wrong password", async () => {
  await using planted = await plantedSandbox();
  const { sandbox, home } = planted;
  const io = personAt(sandbox);
  await tapisToken({ sandbox: home, reveal: true }, io);
  assertNotEquals(io.output.trim(), sandbox.tokens.tapis.accessToken);
  assertStringIncludes(await Deno.readTextFile(`${home}/.agave/config.json`), io.output.trim());
  const wrong = fakeIo({ secret: "made-up-password" });
  const error = await assertRejects(() => tapisToken({ sandbox: home }, wrong), ApiError);
  assertNothingShown(error, "made-up-password");
});

Deno.test("tapisToken() leaves another current session, unless told to switch", async () => {
  await using planted = await plantedSandbox();
  const { sandbox, home } = planted;
  const where = { sandbox: home, client: "mine" };
  await tapisClientsCreate({ sandbox: home, name: "mine" }, personAt(sandbox));
  const current = async (): Promise<string | undefined> => {
    return (await v2.listSessions({ home, env: {} }))[0]?.clientName;
  };
  const io = personAt(sandbox);
  assertEquals(await tapisToken(where, io), 0);
  assertStringIncludes(io.output, "~/.agave/config.json");
  assertStringIncludes(io.talk, "use this one with --client mine");
  assertEquals(await current(), "keyferry-sandbox");
  assertEquals(await tapisWhoami(where, fakeIo()), 0);

  const switched = personAt(sandbox);
  assertEquals(await tapisToken({ ...where, switch: true }, switched), 0);
  assertStringIncludes(switched.output, "~/.agave/current");
  assertEquals(await current(), "mine");
});

Deno.test("tapis token --v3 says where the token is, and prints it with --reveal alone", async () => {
  await using planted = await plantedSandbox();
  const words = ["tapis", "token", "--v3", "--sandbox", planted.home];
  const io = fakeIo();
  assertEquals(await main(words, io), 0, io.talk);
  assertMatch(
    io.output,
    /^Saved in +~\/\.agave\/keyferry\.json\nPerson +ferry\nTenant +sandbox\nToken +expires in /,
  );
  const kept = await Deno.readTextFile(`${planted.home}/.agave/keyferry.json`);
  const revealed = fakeIo();
  assertEquals(await main([...words, "--reveal"], revealed), 0);
  assertStringIncludes(kept, `"access_token": "${revealed.output.trim()}"`);
  assertEquals([revealed.talk, io.output.includes(revealed.output.trim())], ["", false]);
  const none = fakeIo({ surroundings: { env: {}, home: "/nowhere" } });
  assertEquals(await main(["tapis", "token", "--v3", "--json"], none), 3);
  assertEquals(JSON.parse(none.output).error.kind, "credential");
});

Deno.test("64 calls of tapis token --v3 --reveal at once without a good token make one renewal", async () => {
  await using planted = await plantedSandbox();
  const path = `${planted.home}/.agave/keyferry.json`;
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(
    path,
    text.replace(/"access_token": "[^"]+"/, '"access_token": "damaged"'),
  );
  const words = ["tapis", "token", "--v3", "--reveal", "--sandbox", planted.home];
  const inHere = Array.from({ length: 61 }, async () => {
    const io = fakeIo();
    assertEquals(await main(words, io), 0, io.talk);
    return io.output;
  });
  const processes = Array.from({ length: 3 }, async () => {
    const { code, stdout, stderr } = await run(words, { flags: ["-A"] });
    assertEquals(code, 0, stderr);
    return stdout;
  });
  const tokens = new Set(await Promise.all([...inHere, ...processes]));
  const renewals =
    planted.sandbox.requests.filter(({ path }) => path === "/v3/oauth2/tokens").length;
  assertEquals([tokens.size, renewals], [1, 1]);
  assertStringIncludes(await Deno.readTextFile(path), String([...tokens][0]).trim());
});

Deno.test("tapisToken() sends a stored client nowhere but to its own tenant", async () => {
  const secret = canary();
  await using hostile = startRawServer([{ status: 500 }]);
  await using folder = await temporaryFolder();
  const record = {
    tenantid: "tacc.prod",
    baseurl: "https://api.tacc.example.org",
    username: "ada",
    apikey: "made-up",
    apisecret: secret,
  };
  await writeFiles(folder.path, { ".agave/current": JSON.stringify(record) });
  const env = { TAPIS_BASE_URL: hostile.url };
  const io = fakeIo({ surroundings: { env, home: folder.path }, secret: "made-up" });
  const error = await assertRejects(() => tapisToken({}, io), CredentialError, "is not sent to");
  assertNothingShown([error, io.talk], secret);
  assertEquals([io.prompts, hostile.requests], [[], []]);
});

Deno.test("tapisToken() does not choose between several clients", async () => {
  await using folder = await temporaryFolder();
  const record = (name: string): unknown => ({
    baseurl: "https://api.tacc.example.org",
    tenantid: "tacc.prod",
    username: "ada",
    client_name: name,
    apikey: `key-of-${name}`,
    apisecret: "made-up",
  });
  const sessions = { "tacc.prod": { ada: { one: record("one"), two: record("two") } } };
  await writeFiles(folder.path, { ".agave/config.json": JSON.stringify({ sessions }) });
  const io = fakeIo({ surroundings: { env: {}, home: folder.path } });
  await assertRejects(() => tapisToken({}, io), MisuseError, "choose by --client, one of one, two");
  assertEquals(io.prompts, []);
});

Deno.test({
  name: "tapisToken() gets nothing that it may not keep",
  permissions: { read: true, write: [], net: ["127.0.0.1"] },
  async fn() {
    await using server = startRawServer([{ status: 500 }]);
    const env = {
      TAPIS_BASE_URL: server.url,
      TAPIS_API_KEY: "made-up",
      TAPIS_API_SECRET: "made-up",
      TAPIS_USERNAME: "ada",
      TAPIS_PASSWORD: "made-up",
    };
    const io = fakeIo({ surroundings: { env, home: "/home/ada" } });
    const error = await assertRejects(() => tapisToken({}, io), PermissionNeededError);
    assertEquals(error.flags, ["--allow-write=/home/ada/.agave"]);
    assertEquals(server.requests, []);
  },
});
