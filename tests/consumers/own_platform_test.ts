import { assert, assertEquals, assertRejects } from "@std/assert";
import { isApiError, isCredentialError, permissionFlags } from "../../src/credentials/mod.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { needs, restore, type Run } from "./own_platform.ts";

interface Server extends AsyncDisposable {
  readonly url: string;
  readonly seen: string[];
  /** What the next requests are answered with instead. */
  readonly answers: Response[];
}

/** A beamline with 250 runs, whose token is `made-up`. */
function startBeamline(): Server {
  const runs: Run[] = Array.from({ length: 250 }, (_, index) => {
    return { id: `${index}`, sample: `s${index}`, state: index < 30 ? "queued" : "done" };
  });
  const seen: string[] = [];
  const answers: Response[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, search, searchParams } = new URL(request.url);
    seen.push(`${request.method} ${pathname}${search}`);
    const body = await request.text();
    const own = answers.shift();
    if (own !== undefined) return own;
    if (request.headers.get("authorization") !== "Bearer made-up") {
      const problem = { code: "who", text: "Not a token of this beamline" };
      return Response.json({ problem }, { status: 401 });
    }
    const [, , , id] = pathname.split("/");
    if (request.method === "POST") {
      runs.push({ id: `${runs.length}`, state: "queued", ...JSON.parse(body) });
      return Response.json(runs.at(-1));
    }
    if (id !== undefined) {
      const run = runs.find((run) => run.id === decodeURIComponent(id));
      return run
        ? Response.json(run)
        : Response.json({ problem: { code: "no run" } }, { status: 404 });
    }
    const state = searchParams.get("state");
    const listed = runs.filter((run) => state === null || run.state === state);
    const start = Number(searchParams.get("after") ?? 0);
    const end = start + Number(searchParams.get("limit"));
    const next = end < listed.length ? `${end}` : null;
    return Response.json({ runs: listed.slice(start, end), total: listed.length, next });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    seen,
    answers,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const sleep = (): Promise<void> => Promise.resolve();

Deno.test("a platform of one's own lists pages, and sends again where the service is busy", async () => {
  await using server = startBeamline();
  const env = { BEAMLINE_URL: server.url, BEAMLINE_TOKEN: "made-up" };
  const beamline = await restore({ env, home: "/nowhere", sleep });
  assertEquals(beamline.source, "BEAMLINE_URL + BEAMLINE_TOKEN");
  const all = await beamline.listRuns().collect();
  assertEquals([all.items.length, all.total, all.capped], [250, 250, false]);
  assertEquals(server.seen, [
    "GET /v1/runs?limit=100",
    "GET /v1/runs?after=100&limit=100",
    "GET /v1/runs?after=200&limit=100",
  ]);
  const few = await beamline.listRuns({ state: "queued", maxItems: 7 }).collect();
  assertEquals([few.items.length, few.capped, few.total], [7, true, 30]);
  server.seen.length = 0;
  server.answers.push(new Response(null, { status: 429 }));
  assertEquals((await beamline.submitRun({ sample: "lysozyme", minutes: undefined })).id, "250");
  assertEquals(server.seen, ["POST /v1/runs", "POST /v1/runs"]);
  assertEquals((await beamline.getRun("250")).sample, "lysozyme");
  await beamline.cancelRun("a/b").catch(() => {});
  assertEquals(server.seen.at(-1), "DELETE /v1/runs/a%2Fb");
});

Deno.test("its errors are keyferry's: what is refused names its place, what is missing every place, what is not an answer its field", async () => {
  await using server = startBeamline();
  await using home = await temporaryFolder();
  const stale = { env: {}, home: home.path, baseUrl: server.url, sleep };
  const nothing = await assertRejects(() => restore(stale));
  assert(isCredentialError(nothing));
  assertEquals(nothing.report.lines.map(({ source, state }) => [source, state]), [
    ["BEAMLINE_URL + BEAMLINE_TOKEN", "unset"],
    ["~/.beamline.json", "missing"],
  ]);
  assertEquals(nothing.step?.kind, "other");

  await writeFiles(home.path, { ".beamline.json": '{"token": "old"}' });
  const refused = await assertRejects(async () => (await restore(stale)).getRun("1"));
  assert(isApiError(refused));
  const { source, loginNeeded, apiCode, step } = refused;
  assertEquals([source, loginNeeded, apiCode, step], [
    "~/.beamline.json",
    true,
    "who",
    { kind: "other", words: "put a token of the user office into ~/.beamline.json" },
  ]);

  await writeFiles(home.path, { ".beamline.json": '{"token": "made-up"}' });
  const beamline = await restore(stale);
  server.answers.push(Response.json({ runs: [{ id: 5 }], total: 1 }));
  const wrong = await assertRejects(() => beamline.listRuns().collect());
  assert(isApiError(wrong) && wrong.message.includes('"runs.id"'), `${wrong}`);
});

Deno.test("a stored token does not follow a variable, and permissions are those of the place that has it", async () => {
  await using home = await temporaryFolder();
  await writeFiles(home.path, { ".beamline.json": '{"token": "made-up"}' });
  const env = { BEAMLINE_URL: "https://elsewhere.example.org" };
  const half = await assertRejects(() => restore({ env, home: "/nowhere" }));
  assert(isCredentialError(half));
  assertEquals(half.report.lines[0]?.state, "incomplete");

  const own = { env: {}, home: home.path };
  assertEquals((await restore(own)).baseUrl, "https://beamline.example.org");
  const { needed } = await needs(own);
  assertEquals(permissionFlags(needed), [
    `--allow-read=${home.path}/.beamline.json`,
    "--allow-net=beamline.example.org",
  ]);
  const there = await needs({ env: { ...env, BEAMLINE_TOKEN: "made-up" }, home: home.path });
  assertEquals(permissionFlags(there.needed), ["--allow-net=elsewhere.example.org"]);
});

Deno.test("the documentation shows a platform of one's own in less than 40 lines, answer and all", async () => {
  const code = await Deno.readTextFile(new URL("../../src/http/mod.ts", import.meta.url));
  const [, example = ""] =
    /@example A platform of your own\n \* ```ts\n([\s\S]*?) \* ```\n/.exec(code) ?? [];
  const lines = example.trimEnd().split("\n");
  assert(lines.length > 30 && lines.length < 40, `${lines.length}`);
  assertEquals(lines.filter((line) => line.length > 110), []);
});
