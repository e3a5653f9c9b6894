import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../../cli.ts";
import { fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";

async function told(home: string, ...words: string[]): Promise<ReturnType<typeof fakeIo>> {
  const io = fakeIo();
  const code = await main(["tapis", "systems", ...words, "--sandbox", home], io);
  return Object.assign(io, { code });
}

Deno.test("tapis systems lists ids, hosts, and whether a credential is there", async () => {
  await using planted = await plantedSandbox();
  const all = await told(planted.home);
  assertMatch(
    all.output,
    /^System +Type +Host +Credential\narchive +LINUX +127\.0\.0\.1 +yes\nlab +LINUX/,
  );
  const one = await told(planted.home, "lab");
  assertEquals(one.output.trimEnd().split("\n").length, 2);
  const cut = await told(planted.home, "--limit", "1");
  assertStringIncludes(cut.talk, "Only the first 1");
  const json = JSON.parse((await told(planted.home, "--json")).output);
  assertEquals([json.capped, json.systems.map(({ id }: { id: string }) => id)], [
    false,
    ["archive", "lab"],
  ]);
});

Deno.test("tapis systems --check tells where Tapis gets in, and ends with 1 where it does not", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  const words = ["tapis", "systems", "--check", "--sandbox", home];
  const io = fakeIo();
  assertEquals(await main(words, io), 0, io.talk);
  assertMatch(io.output, /^lab +LINUX +127\.0\.0\.1 +good$/m);
  // Without a credential it is 401, as of a token (`CredUtils` of tapis-systems).
  const refusals = [
    { status: 400, message: "SYSAPI_CRED_INVALID Invalid credentials" },
    { status: 401, message: "SYSLIB_CRED_NOT_FOUND No credentials found" },
  ];
  for (const { status, message } of refusals) {
    sandbox.faults.request = ({ path }) => {
      if (!path.includes("/credential/lab/")) return undefined;
      return { status, body: JSON.stringify({ status: "error", message, result: null }) };
    };
    const bad = fakeIo();
    assertEquals(await main([...words, "--json"], bad), 1);
    const checks = JSON.parse(bad.output).systems.map((one: Record<string, unknown>) =>
      one.credentialCheck
    );
    assertEquals([checks[0], checks[1].includes(message)], ["good", true], checks[1]);
  }
});

Deno.test("tapis systems says that there is no such system, and no session", async () => {
  await using planted = await plantedSandbox();
  const missing = fakeIo();
  assertEquals(await main(["tapis", "systems", "nope", "--sandbox", planted.home], missing), 1);
  assertStringIncludes(missing.talk, "System not found. Name: nope");
  const nobody = fakeIo({ surroundings: { env: {}, home: "/nowhere" } });
  assertEquals(await main(["tapis", "systems", "--json"], nobody), 3);
  assertEquals(JSON.parse(nobody.output).error.next, "keyferry tapis login");
});
