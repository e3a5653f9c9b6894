import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import type { Retry } from "../../src/credentials/mod.ts";
import * as globus from "../../src/globus/mod.ts";
import { madeUpJwt } from "../tapis/v3/_v3.ts";
import { type Answer, startRawServer } from "../helpers/servers/raw_server.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { fakeIo } from "./_cli.ts";

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const busy: Answer = { status: 503, headers: { "retry-after": "1" } };

interface Row {
  readonly words: readonly string[];
  readonly env: (url: string) => Record<string, string>;
  readonly good: unknown;
  readonly service: string;
}

const rows: readonly Row[] = [
  {
    words: ["globus", "ls", `${id}:/`],
    env: (url) => ({ GLOBUS_SDK_TRANSFER_TOKEN: "made-up", GLOBUS_SDK_SERVICE_URL_TRANSFER: url }),
    good: { DATA_TYPE: "file_list", DATA: [] },
    service: "Globus Transfer",
  },
  {
    words: ["tapis", "whoami", "--v3"],
    env: (url) => ({ TAPIS_BASE_URL: url, TAPIS_TOKEN: madeUpJwt({ "tapis/username": "ada" }) }),
    good: { status: "success", result: { username: "ada" } },
    service: "Tapis",
  },
  {
    words: ["cave", "datastacks", "--server", "URL"],
    env: () => ({ CAVE_TOKEN: "made-up" }),
    good: [],
    service: "CAVE info",
  },
];

for (const { words, env, good, service } of rows) {
  const called = words.slice(0, 2).join(" ");
  Deno.test(`keyferry ${called} says that it tries again, and --quiet does not`, async () => {
    for (const more of [[], ["--quiet"]]) {
      await using server = startRawServer([busy, { json: good }]);
      const io = fakeIo({ surroundings: { env: env(server.url), home: "/nowhere" } });
      const line = [...words.map((word) => word === "URL" ? server.url : word), ...more];
      assertEquals(await main(line, io), 0, io.talk);
      assertEquals(server.requests.length, 2);
      const said = io.talk.split("\n").filter((one) => one.includes("trying again"));
      assertEquals(said.length, more.length === 0 ? 1 : 0, io.talk);
      if (more.length > 0) continue;
      assertMatch(said[0] ?? "", new RegExp(`^${service}: it answered 503, trying again in 1 s$`));
    }
  });
}

Deno.test("keyferry tapis tenants says that it tries again, without any client", async () => {
  await using server = startRawServer([busy, { json: { status: "success", result: [] } }]);
  const env = { TAPIS_TENANTS_URL: `${server.url}/tenants` };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  assertEquals(await main(["tapis", "tenants"], io), 0, io.talk);
  assertMatch(io.talk, /^Tapis: it answered 503, trying again in 1 s$/m);
});

Deno.test("globus.login() reports that it tries again where tokens are asked for", async () => {
  await using folder = await temporaryFolder();
  await using server = startRawServer([busy]);
  const told: Retry[] = [];
  await globus.login({
    ...{ clientId: id, clientSecret: "made-up", home: folder.path },
    ...{ env: {}, baseUrl: server.url },
    retry: { retries: 1 },
    sleep: () => Promise.resolve(),
    onRetry: (retry) => void told.push(retry),
  }).catch(() => {});
  assertEquals(told, [{ service: "Globus Auth", because: "it answered 503", waitMs: 1000 }]);
});

Deno.test("keyferry begins a new line for it where a bar may be drawn", async () => {
  const [row] = rows as [Row];
  await using server = startRawServer([busy, { json: row.good }]);
  const surroundings = { env: row.env(server.url), home: "/nowhere" };
  const io = fakeIo({ surroundings, stderrIsTerminal: true });
  assertEquals(await main(row.words, io), 0, io.talk);
  assertStringIncludes(io.talk, "\r\x1b[KGlobus Transfer: it answered 503");
});

Deno.test("keyferry says nothing of a wait that nobody would notice", async () => {
  const [row] = rows as [Row];
  await using server = startRawServer([{ status: 503 }, { json: row.good }]);
  const io = fakeIo({ surroundings: { env: row.env(server.url), home: "/nowhere" } });
  assertEquals(await main(row.words, io), 0, io.talk);
  assertEquals(io.talk.includes("trying again"), false);
});

Deno.test("keyferry cave does not try a 500 again, which is final there", async () => {
  const row = rows[2] as Row;
  await using server = startRawServer(() => ({ status: 500, body: "Internal Server Error" }));
  const io = fakeIo({ surroundings: { env: row.env(server.url), home: "/nowhere" } });
  const words = row.words.map((word) => word === "URL" ? server.url : word);
  assertEquals(await main(words, io), 1);
  assertEquals([server.requests.length, io.talk.includes("trying again")], [1, false], io.talk);
});
