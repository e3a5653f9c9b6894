import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { ApiError, PermissionNeededError } from "../../../mod.ts";
import { exitCodeOf, exitCodes } from "../../../src/cli/exit_code.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { tapisLogin } from "../../../src/cli/tapis/login.ts";
import { tapisRefresh } from "../../../src/cli/tapis/token.ts";
import { tapisWhoami } from "../../../src/cli/tapis/whoami.ts";
import { approveLogin, type Sandbox } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { assertNothingShown } from "../../helpers/canary.ts";
import { type FakeIo, fakeIo } from "../_cli.ts";
import type { KeptToken } from "../../../src/cli/tapis/json_documents.ts";

const never = new Promise<void>(() => {});

/** A person at a sandbox who types the password when asked. */
function personAt(sandbox: Sandbox, options: Parameters<typeof fakeIo>[0] = {}): FakeIo {
  return fakeIo({ secret: sandbox.tokens.tapis.password, stop: never, ...options });
}

Deno.test("tapisLogin() takes a password unseen, and the next command finds the token", async () => {
  await using sandbox = await startSandbox();
  const { password } = sandbox.tokens.tapis;
  const io = personAt(sandbox, { answers: ["ferry"] });
  assertEquals(await tapisLogin({ sandbox: sandbox.home }, io), 0);
  assertEquals(io.prompts, ["Tapis user name: ", `Password of ferry at ${sandbox.url}: `]);
  const rows = Object.fromEntries(io.output.trim().split("\n").map((line) => line.split(/  +/)));
  assertEquals([rows["Saved in"], rows.Person, rows.Renewable], [
    "~/.agave/keyferry.json",
    "ferry",
    "no",
  ]);
  assertEquals(await tapisWhoami({ sandbox: sandbox.home, v3: true }, fakeIo()), 0);
  const text = await Deno.readTextFile(`${sandbox.home}/.agave/keyferry.json`);
  assertEquals(text.includes(password), false);
  const [, token = ""] = /"access_token": "([^"]+)"/.exec(text) ?? [];
  assertNothingShown([io.output, io.talk, io.prompts], password, token);
});

Deno.test("tapisLogin() for an OAuth client of one's own gets a token that can be renewed", async () => {
  await using sandbox = await startSandbox();
  const { clientName: client, apiSecret } = sandbox.tokens.tapis;
  const options = { sandbox: sandbox.home, user: "ferry", client, json: true };
  const io = personAt(sandbox);
  assertEquals(await tapisLogin(options, io), 0);
  const document: KeptToken = JSON.parse(io.output);
  assertEquals({ ...document, expires: "" }, {
    saved: "~/.agave/keyferry.json",
    username: "ferry",
    tenant: "sandbox",
    expires: "",
    renewable: true,
  });
  assertNothingShown([io.output, io.talk], apiSecret);
  assertEquals(await tapisRefresh({ sandbox: sandbox.home, v3: true }, fakeIo()), 0);
  const other = { ...options, client: "none-such" };
  await assertRejects(() => tapisLogin(other, personAt(sandbox)), MisuseError, "none-such");
});

Deno.test("tapisLogin() by code shows the page and the code, and waits for the person", async () => {
  await using sandbox = await startSandbox();
  const { clientName: client } = sandbox.tokens.tapis;
  const inner = personAt(sandbox);
  let answered: Promise<string> | undefined;
  const io: FakeIo = {
    ...inner,
    err(text: string): void {
      inner.err(text);
      const [, page = "", userCode = ""] = /Visit (\S+) .* code (\w+)$/.exec(text) ?? [];
      answered = approveLogin(sandbox, page, { userCode });
    },
  };
  const options = { sandbox: sandbox.home, client, device: true, pollingInterval: 0.05 };
  assertEquals(await tapisLogin({ ...options, reveal: true }, io), 0);
  await answered;
  assertMatch(inner.talk, /^Visit http:\/\/127\.0\.0\.1:\d+\/v3\/oauth2\/device\?client_id=/);
  assertMatch(inner.output, /^eyJ[^\s]+\n$/);
  assertEquals(inner.prompts, []);
  // The key of the person's own client was looked up, so that the token can be renewed.
  assertEquals(await tapisRefresh({ sandbox: sandbox.home, v3: true }, fakeIo()), 0);
});

Deno.test("tapisLogin() by code ends at Ctrl-C, and keeps nothing", async () => {
  await using sandbox = await startSandbox();
  const { clientName: client } = sandbox.tokens.tapis;
  const stop = new Promise<void>((resolve) => setTimeout(resolve, 100));
  const io = personAt(sandbox, { stop });
  const options = { sandbox: sandbox.home, client, device: true, pollingInterval: 60 };
  assertEquals(await tapisLogin(options, io), 130);
  assertStringIncludes(io.talk, "interrupted: you are not logged in");
  await assertRejects(() => Deno.stat(`${sandbox.home}/.agave/keyferry.json`));
});

Deno.test("tapisLogin() refuses what is missing before it asks for the password", async () => {
  await using sandbox = await startSandbox();
  const nobody = fakeIo({ surroundings: { env: {}, home: "/nowhere" }, secret: "made-up" });
  const { home } = sandbox;
  await assertRejects(() => tapisLogin({ user: "ada" }, nobody), MisuseError, "add --tenant ID");
  await assertRejects(
    () => tapisLogin({ user: "ada", tenant: "a/b" }, nobody),
    MisuseError,
    '"a/b" is not a tenant',
  );
  await assertRejects(() => tapisLogin({ sandbox: home }, nobody), MisuseError, "add --user NAME");
  await assertRejects(
    () => tapisLogin({ sandbox: home, device: true }, nobody),
    MisuseError,
    "add --client ID",
  );
  assertEquals(nobody.prompts, []);
  const silent = personAt(sandbox, { secret: "\n" });
  await assertRejects(
    () => tapisLogin({ sandbox: home, user: "ferry" }, silent),
    MisuseError,
    "No password was given",
  );
});

Deno.test("tapisLogin() fails when the password is wrong, and does not repeat it", async () => {
  await using sandbox = await startSandbox();
  const io = personAt(sandbox, { secret: "made-up-password" });
  const options = { sandbox: sandbox.home, user: "ferry" };
  const error = await assertRejects(() => tapisLogin(options, io), ApiError, "check the name");
  assertNothingShown([error, io.talk], "made-up-password");
  // As for a wrong password of v2, and as docs/command.md has it: it is no login.
  assertEquals(exitCodeOf(error), exitCodes.notLoggedIn);
});

Deno.test({
  name: "tapisLogin() does not ask for a password when it may not keep the token",
  permissions: { read: true, write: [], net: ["127.0.0.1"] },
  async fn() {
    const io = fakeIo({ surroundings: { env: {}, home: "/home/ada" }, secret: "made-up" });
    const error = await assertRejects(
      () => tapisLogin({ tenant: "tacc", user: "ada" }, io),
      PermissionNeededError,
    );
    assertEquals(error.flags, ["--allow-write=/home/ada/.agave"]);
    assertEquals(io.prompts, []);
  },
});
