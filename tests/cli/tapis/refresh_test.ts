import { assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CredentialError } from "../../../mod.ts";
import { tapisRefresh } from "../../../src/cli/tapis/token.ts";
import { assertNothingShown } from "../../helpers/canary.ts";
import { assertExplained, fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";
import type { KeptToken } from "../../../src/cli/tapis/json_documents.ts";

Deno.test("tapisRefresh() renews the session of v2 where it lies, and shows no token", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  const io = fakeIo();
  assertEquals(await tapisRefresh({ sandbox: home }, io), 0);
  const rows = Object.fromEntries(io.output.trim().split("\n").map((line) => line.split(/  +/)));
  assertEquals([rows["Saved in"], rows.Person, rows.Tenant, rows.Renewable], [
    "~/.agave/current",
    "ferry",
    "sandbox",
    "yes",
  ]);
  const { access_token, refresh_token } = JSON.parse(
    await Deno.readTextFile(`${home}/.agave/current`),
  );
  assertNotEquals(access_token, sandbox.tokens.tapis.accessToken);
  assertNothingShown([io.output, io.talk], access_token, refresh_token);
});

Deno.test("tapisRefresh() renews the session of v3, and prints its token with --reveal", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const before = await Deno.readTextFile(`${sandbox}/.agave/keyferry.json`);
  const io = fakeIo();
  assertEquals(await tapisRefresh({ sandbox, v3: true, reveal: true }, io), 0);
  const after = await Deno.readTextFile(`${sandbox}/.agave/keyferry.json`);
  assertNotEquals(before, after);
  assertStringIncludes(after, io.output.trim());
  const json = fakeIo();
  await tapisRefresh({ sandbox, v3: true, json: true }, json);
  const document: KeptToken = JSON.parse(json.output);
  assertEquals({ ...document, expires: "" }, {
    saved: "~/.agave/keyferry.json",
    username: "ferry",
    tenant: "sandbox",
    expires: "",
    renewable: true,
  });
  assertEquals(new Date(document.expires ?? "").getTime() > Date.now(), true);
});

Deno.test("tapisRefresh() says that a token of variables is kept nowhere", async () => {
  await using planted = await plantedSandbox();
  const { username, password } = planted.sandbox.tokens.tapis;
  const env = {
    TAPIS_BASE_URL: planted.sandbox.url,
    TAPIS_USERNAME: username,
    TAPIS_PASSWORD: password,
  };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  assertEquals(await tapisRefresh({ v3: true }, io), 0);
  assertStringIncludes(io.talk, "kept nowhere");
  assertNothingShown([io.output, io.talk], password);
});

Deno.test("tapisRefresh() names no file where the new token could not be kept", async () => {
  await using planted = await plantedSandbox();
  const { username, password, apiKey, apiSecret } = planted.sandbox.tokens.tapis;
  const env = {
    TAPIS_BASE_URL: planted.sandbox.url,
    TAPIS_API_KEY: apiKey,
    TAPIS_API_SECRET: apiSecret,
    TAPIS_USERNAME: username,
    TAPIS_PASSWORD: password,
  };
  // A home that is a file takes no folder: the password gets a token all the same.
  const home = await Deno.makeTempFile();
  const io = fakeIo({ surroundings: { env, home } });
  assertEquals(await tapisRefresh({ json: true }, io), 0);
  const { saved, renewable }: KeptToken = JSON.parse(io.output);
  assertEquals([saved, renewable], [null, true]);
  assertStringIncludes(io.talk, "kept nowhere");
  await Deno.remove(home);

  const kept = fakeIo({ surroundings: { env, home: planted.home } });
  assertEquals(await tapisRefresh({ json: true }, kept), 0);
  assertEquals(JSON.parse(kept.output).saved, "~/.agave/current");
});

Deno.test("tapisRefresh() fails where there is nothing to renew with, in the shell's words", async () => {
  const env = { TAPIS_BASE_URL: "https://api.tacc.utexas.edu", TAPIS_TOKEN: "made-up" };
  const lasting = fakeIo({ surroundings: { env, home: "/nowhere" } });
  await assertRejects(() => tapisRefresh({}, lasting), CredentialError, "nothing to renew it");
  await assertExplained(
    () => tapisRefresh({ v3: true }, lasting),
    CredentialError,
    "leave out --v3 for a token of v2",
  );
  const none = fakeIo({ surroundings: { env: {}, home: "/nowhere" } });
  await assertRejects(() => tapisRefresh({}, none), CredentialError, "~/.agave/current");
});
