import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../../../cli.ts";
import { canary } from "../../../helpers/canary.ts";
import { fakeIo } from "../../_cli.ts";
import { run } from "../../_program.ts";
import { type PlantedSandbox, plantedSandbox } from "../../_sandbox.ts";

/** The file of the planted login. */
function fileOf({ home, sandbox }: PlantedSandbox): string {
  return `${home}/.globus/app/${sandbox.tokens.globusApps.planted}/keyferry-sandbox/tokens.json`;
}

/** Makes the stored tokens out to expire within a minute. */
async function almostOver(planted: PlantedSandbox): Promise<void> {
  const text = await Deno.readTextFile(fileOf(planted));
  const soon = Math.floor(Date.now() / 1000) + 30;
  await Deno.writeTextFile(
    fileOf(planted),
    text.replace(/"expires_at_seconds": \d+/g, `"expires_at_seconds": ${soon}`),
  );
}

/** How often a token was asked for. */
function renewals({ sandbox }: PlantedSandbox): number {
  return sandbox.requests.filter(({ path }) => path === "/v2/oauth2/token").length;
}

Deno.test("globus token takes a collection's UUID, as a login for its files does", async () => {
  await using planted = await plantedSandbox();
  for (const command of ["token", "login"]) {
    const io = fakeIo();
    const words = ["globus", command, "--https", "lab", "--sandbox", planted.home];
    assertEquals(await main(words, io), 2);
    assertEquals(io.talk, 'keyferry: --https takes a collection\'s UUID: got "lab"\n');
  }
});

Deno.test("globus token says where the token is, and shows it with --reveal alone", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, sandbox: { tokens } } = planted;
  const io = fakeIo();
  assertEquals(await main(["globus", "token", "--sandbox", sandbox], io), 0);
  assertMatch(io.output, /^Found in +~\/\.globus\/app\/\S+\nFor +transfer\nToken +expires in /);
  assertFalse(io.output.includes(tokens.globusTransfer));
  const revealed = fakeIo();
  assertEquals(await main(["globus", "token", "--reveal", "--sandbox", sandbox], revealed), 0);
  assertEquals([revealed.output, revealed.talk], [`${tokens.globusTransfer}\n`, ""]);
  const auth = fakeIo();
  await main(["globus", "token", "--auth", "--reveal", "--sandbox", sandbox], auth);
  assertEquals(auth.output, `${tokens.globusAuth}\n`);
  assertEquals(renewals(planted), 0);
});

Deno.test("globus token --reveal gives a token for a collection's files, which opens them", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab } = planted;
  const io = fakeIo();
  const words = ["globus", "token", "--https", lab, "--reveal", "--sandbox", sandbox];
  assertEquals(await main(words, io), 0, io.talk);
  const server = `${planted.sandbox.url}/https/${lab}/README.txt`;
  const answer = await fetch(server, {
    headers: { authorization: `Bearer ${io.output.trim()}` },
  });
  await answer.body?.cancel();
  assertEquals(answer.status, 200);
  const both = fakeIo();
  assertEquals(await main(["globus", "token", "--auth", "--https", lab], both), 2);
});

Deno.test("globus token --reveal renews what would expire within a minute, in its place", async () => {
  await using planted = await plantedSandbox();
  await almostOver(planted);
  const io = fakeIo();
  await main(["globus", "token", "--reveal", "--sandbox", planted.home], io);
  const token = io.output.trim();
  assert(token !== planted.sandbox.tokens.globusTransfer);
  assertStringIncludes(await Deno.readTextFile(fileOf(planted)), token);
  assertEquals(renewals(planted), 1);
});

Deno.test("64 calls of globus token --reveal at once on a token that expires make one renewal", async () => {
  await using planted = await plantedSandbox();
  await almostOver(planted);
  const words = ["globus", "token", "--reveal", "--sandbox", planted.home];
  const inHere = Array.from({ length: 60 }, async () => {
    const io = fakeIo();
    assertEquals(await main(words, io), 0, io.talk);
    return io.output;
  });
  const processes = Array.from({ length: 4 }, async () => {
    const { code, stdout, stderr } = await run(words, { flags: ["-A"] });
    assertEquals(code, 0, stderr);
    return stdout;
  });
  const tokens = new Set(await Promise.all([...inHere, ...processes]));
  assertEquals([tokens.size, renewals(planted)], [1, 1]);
});

Deno.test("a token of the environment is printed as it is", async () => {
  const token = canary();
  const io = fakeIo({
    surroundings: { env: { GLOBUS_SDK_TRANSFER_TOKEN: token }, home: "/nowhere" },
  });
  assertEquals(await main(["globus", "token", "--reveal"], io), 0);
  assertEquals(io.output, `${token}\n`);
});
