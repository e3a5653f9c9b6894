import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import { sandboxMarker } from "../../src/credentials/mod.ts";
import { assertNothingShown, assertNotSent, canary } from "../helpers/canary.ts";
import { startRawServer } from "../helpers/servers/raw_server.ts";
import { snapshot, temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { fakeIo } from "./_cli.ts";
import type { Ran } from "../helpers/child.ts";
import { run } from "./_program.ts";
import { plantedSandbox } from "./_sandbox.ts";

const globusFile = ".globus/app/6c54cade-bde5-45c1-bdea-f4bd71dba2cc/lab/tokens.json";

/** Credential files of all three platforms, as their own tools write them. */
function credentialFiles(secret: string, baseurl: string): Record<string, string> {
  const soon = Math.floor(Date.now() / 1000);
  return {
    ".cloudvolume/secrets/cave-secret.json": `{"token": "${secret}"}`,
    ".agave/current": JSON.stringify({
      tenantid: "tacc.prod",
      baseurl,
      access_token: secret,
      created_at: soon,
      expires_in: 14_400,
    }),
    [globusFile]: JSON.stringify({
      format_version: "2.0",
      data: {
        DEFAULT: {
          "transfer.api.globus.org": {
            resource_server: "transfer.api.globus.org",
            scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
            access_token: secret,
            expires_at_seconds: soon + 172_800,
          },
        },
      },
    }),
  };
}

Deno.test("keyferry leaves a person's credential files as they are, and shows none", async () => {
  await using folder = await temporaryFolder();
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const secret = canary();
  await writeFiles(folder.path, credentialFiles(secret, "https://tapis.example.org"));
  for (const name of Object.keys(await snapshot(folder.path))) {
    await Deno.utime(`${folder.path}/${name}`, 1_700_000_000, 1_700_000_000);
  }
  const before = await snapshot(folder.path);
  const flags = [
    ...["--allow-env", "--allow-read", "--allow-write", "--allow-net=127.0.0.1"],
    // Whose a file is that leads a token somewhere has to be told.
    "--allow-sys=uid",
  ];
  const here = (args: string[], stdin?: string): Promise<Ran> => {
    const env = { HOME: folder.path };
    return run(args, { flags, env, ...(stdin === undefined ? {} : { stdin }) });
  };
  const runs = [
    await here(["status"]),
    await here(["status", "--json"]),
    await here(["cave", "token"]),
    await here(["permissions", "cave", "save"]),
    await here(["permissions", "globus", "ls", "x"]),
    await here(["status", "--sandbox", sandbox]),
    await here(["tapis", "whoami", "--sandbox", sandbox]),
    await here(["globus", "ls", `${lab}:/`, "--sandbox", sandbox]),
    await here(
      [
        "globus",
        "transfer",
        `${lab}:/cells.csv`,
        `${archive}:/c.csv`,
        "--wait",
        "--sandbox",
        sandbox,
      ],
    ),
    await here(["cave", "save", "--sandbox", sandbox], planted.sandbox.tokens.cave),
  ];
  assertEquals(runs.map(({ code }) => code), runs.map(() => 0), Deno.inspect(runs));
  assertNothingShown(runs, secret);
  assertEquals(await snapshot(folder.path), before);
});

Deno.test("a --sandbox folder that names another address gets none of its credentials", async () => {
  const secret = canary();
  await using hostile = startRawServer([{ json: {} }]);
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    ...credentialFiles(secret, "https://tapis.example.org"),
    [sandboxMarker]: JSON.stringify({ origin: hostile.url, version: 1 }),
  });
  const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
  const all = [
    ["cave", "token"],
    ["cave", "whoami"],
    ["cave", "datastacks"],
    ["tapis", "whoami"],
    ["tapis", "refresh"],
    ["tapis", "token"],
    ["tapis", "clients", "list"],
    ["globus", "ls", id],
  ];
  for (const words of all) {
    const io = fakeIo({ secret: "not asked for" });
    assertEquals(await main([...words, "--sandbox", folder.path], io), 3, io.talk);
    assertStringIncludes(io.talk, `not sent to ${hostile.url}`);
    assertNothingShown([io.output, io.talk], secret);
    assertEquals(io.prompts, []);
  }
  assertEquals(hostile.requests, []);
});

Deno.test("a variable that names another address gets no stored credential", async () => {
  const secret = canary();
  await using hostile = startRawServer([{ json: {} }]);
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, credentialFiles(secret, "https://tapis.example.org"));
  const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
  const led: [string[], Record<string, string>][] = [
    [["globus", "ls", id], { GLOBUS_SDK_SERVICE_URL_TRANSFER: hostile.url }],
    [["globus", "task", "show", id], { GLOBUS_SDK_SERVICE_URL_TRANSFER: hostile.url }],
    [["tapis", "whoami"], { TAPIS_BASE_URL: hostile.url }],
    [["tapis", "token"], { TAPIS_BASE_URL: hostile.url }],
    [["tapis", "clients", "list"], { TAPIS_BASE_URL: hostile.url }],
  ];
  for (const [words, env] of led) {
    const io = fakeIo({ surroundings: { home: folder.path, env } });
    assertEquals(await main(words, io), 3, io.talk);
    assertNothingShown([io.output, io.talk], secret);
  }
  assertNotSent(hostile.requests, secret);
  assertEquals(hostile.requests, []);
});
