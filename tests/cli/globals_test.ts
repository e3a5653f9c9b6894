import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import { assertNothingShown, canary } from "../helpers/canary.ts";
import { type Answer, type RawServer, startRawServer } from "../helpers/servers/raw_server.ts";
import { fakeIo } from "./_cli.ts";
import { run } from "./_program.ts";
import { plantedSandbox } from "./_sandbox.ts";

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";

/** A server that plays Transfer, and variables that lead to it. */
function transferServer(
  token: string,
  ...answers: readonly Answer[]
): { server: RawServer; env: Record<string, string> } {
  const server = startRawServer(answers);
  return {
    server,
    env: { GLOBUS_SDK_TRANSFER_TOKEN: token, GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url },
  };
}

const emptyList = { json: { DATA_TYPE: "file_list", DATA: [] } };

Deno.test("main() tells of each request with --verbose, without query values and secrets", async () => {
  const token = canary();
  const place = canary();
  const { server, env } = transferServer(
    token,
    { status: 503, headers: { "retry-after": "0", "x-request-id": "first\x1b" } },
    emptyList,
  );
  await using _ = server;
  const words = ["globus", "ls", `${id}:/${place}/`, "--json"];
  const plain = fakeIo({ surroundings: { env, home: "/nowhere" } });
  assertEquals([await main(words, plain), plain.talk], [0, ""]);
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  assertEquals(await main([...words, "--verbose"], io), 0);
  assertEquals(io.output, plain.output);
  const [line = "", ...more] = io.talk.trimEnd().split("\n");
  assertMatch(line, new RegExp(`^GET ${server.url}/v0.10/.*/${id}/ls\\?path: 200, \\d+ ms$`));
  assertEquals(more, []);
  assertNothingShown(io.talk, token, place);
});

Deno.test("main() counts attempts with --verbose, and names the service's id of a request", async () => {
  const { server, env } = transferServer(
    canary(),
    { status: 503, headers: { "retry-after": "0", "x-request-id": "Ab12" }, json: {} },
    emptyList,
    emptyList,
  );
  await using _ = server;
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  assertEquals(await main(["--verbose", "globus", "ls", id], io), 0);
  const [first = "", second = ""] = io.talk.split("\n");
  assertMatch(first, /: 503, \d+ ms, request Ab12$/);
  assertMatch(second, /: 200, \d+ ms, attempt 2$/);
});

Deno.test("main() tells all that is known of an error with --verbose, and no secret", async () => {
  const token = canary();
  const json = { code: "X", message: `not with ${token}`, request_id: "Cd34" };
  const { server, env } = transferServer(token, { status: 403, json });
  await using _ = server;
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  assertEquals(await main(["globus", "ls", id, "--verbose"], io), 1);
  assertStringIncludes(
    io.talk,
    "\nkeyferry: not with [hidden] (Globus Transfer 403 X, request Cd34)\n",
  );
  assertStringIncludes(io.talk, "\n  request id: Cd34\n");
  assertStringIncludes(io.talk, `\n  request: GET ${server.url}/v0.10/`);
  assertMatch(io.talk, /\n {2}answer: \{.*\}\n$/);
  assertNothingShown(io.talk, token);
});

Deno.test("keyferry --verbose still exits 4 where Deno may not reach the service", async () => {
  const env = { TAPIS_BASE_URL: "https://made-up.example.org", TAPIS_TOKEN: "x", HOME: "/nowhere" };
  const ran = await run(["tapis", "whoami", "--verbose"], {
    flags: ["--allow-env", "--allow-read"],
    env,
  });
  assertEquals([ran.code, ran.stdout], [4, ""]);
  assertStringIncludes(ran.stderr, "add --allow-net=made-up.example.org\n  flag: --allow-net=");
});

Deno.test("main() says nothing but data and errors with --quiet", async () => {
  await using planted = await plantedSandbox();
  const words = ["permissions", "--sandbox", planted.home, "tapis", "whoami"];
  const loud = fakeIo();
  assertEquals(await main(words, loud), 0);
  assertStringIncludes(loud.talk, "Optional: ");
  for (const at of [0, 1, words.length]) {
    const io = fakeIo();
    assertEquals(await main(words.toSpliced(at, 0, "--quiet"), io), 0);
    assertEquals([io.output, io.talk], [loud.output, ""]);
  }
});

Deno.test("main() draws nothing with --quiet, and lines with --verbose", async () => {
  await using planted = await plantedSandbox();
  const { home, lab, archive } = planted;
  const words = ["--sandbox", home, "globus", "transfer", "--wait", "-r", `${lab}:/`];
  for (const [flag, drawn] of [["--quiet", false], ["--verbose", true]] as const) {
    const io = fakeIo({ stderrIsTerminal: true });
    assertEquals(await main([...words, `${archive}:/${flag.slice(2)}/`, flag], io), 0, io.talk);
    assertEquals([io.talk.includes("\r"), io.talk.includes("\x1b"), io.talk !== ""], [
      false,
      false,
      drawn,
    ]);
  }
});

const odd: [string[], string][] = [
  [["status", "--quiet", "--verbose"], "--quiet and --verbose exclude each other"],
  [["tapis", "whoami", "--profile", "x"], "chosen by --tenant, --user and --client"],
  [["--profile", "x", "cave", "token"], "chosen by --server, --key and --file"],
  [["sandbox", "--profile", "x"], "a sandbox has logins of its own"],
  [["permissions", "--profile", "x", "cave", "save"], "chosen by --server, --key and --file"],
  [["status", "--profile", ""], 'Option "--profile" is empty'],
];
for (const [words, expected] of odd) {
  Deno.test(`main() refuses ${words.join(" ")}, and says what to do instead`, async () => {
    const io = fakeIo();
    assertEquals(await main(words, io), 2);
    assertStringIncludes(io.talk, expected);
    assertMatch(io.talk, /^keyferry: [^\n]*\n$/);
  });
}

Deno.test("status() looks for a profile's login alone on Globus, and for all else as ever", async () => {
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "made-up", CAVE_TOKEN: "made-up" };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  assertEquals(await main(["status", "--json", "--profile", "lab"], io), 0);
  const { platforms } = JSON.parse(io.output);
  const states = platforms.map((one: { platform: string; state: string }) => {
    return [one.platform, one.state];
  });
  assertEquals(states.slice(0, 2), [["CAVE", "found"], ["Globus", "none"]]);
});
