import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { isApiError, isNetworkError } from "../../mod.ts";
import { ferry, type FerryOutcome, parsePlace } from "../../src/ferry/mod.ts";
import { itemsBetween } from "../../src/ferry/items/ends.ts";
import { localPort } from "../../src/ferry/ports/local.ts";
import type { RequestFault } from "../../src/sandbox/mod.ts";
import { maySmallDisk, smallDisk } from "../helpers/small_disk.ts";
import { writeFiles } from "../helpers/temporary_folder.ts";
import { type Places, places, plantTree, treeOf } from "./_places.ts";

/** The paths that failed. */
function failed({ failures }: FerryOutcome): string[] {
  return failures.map(({ path }) => path).sort();
}

/** A hundred files, of which one is told of. */
async function hundred(folder: string): Promise<void> {
  const names = Array.from({ length: 100 }, (_, at) => [`${at % 4}/${at}.txt`, `file ${at}`]);
  await writeFiles(folder, Object.fromEntries(names));
}

/** Answers 403 to whoever reads or writes one file. */
function refusing(name: string): RequestFault {
  return ({ method, path }) => {
    const isFile = /^\/(https|v3\/files\/(content|ops))\//.test(path) && path.endsWith(name);
    const isListing = method === "GET" && path.startsWith("/v3/files/ops");
    if (!isFile || isListing) return undefined;
    return new Response('{"code":"PermissionDenied","message":"No right"}', {
      status: 403,
      headers: { "content-type": "application/json" },
    });
  };
}

const streaming: readonly (readonly [string, (at: Places) => readonly [string, string, string]])[] =
  [
    ["an upload to a collection", ({ here, lab }) => [`${here}/a`, lab("/b"), `${here}/a`]],
    ["a download from a collection", (at) => [at.lab("/a"), `${at.here}/b`, `${at.labFolder}/a`]],
    ["an upload to Tapis", ({ here }) => [`${here}/a`, "tapis:lab:/b", `${here}/a`]],
    ["a download from Tapis", (at) => ["tapis:lab:/a", `${at.here}/b`, `${at.labFolder}/a`]],
  ];

for (const [name, way] of streaming) {
  Deno.test(`one file without a right does not stop the 99 others of ${name}`, async () => {
    await using at = await places();
    const [from, to, source] = way(at);
    await hundred(source);
    at.sandbox.faults.request = refusing("/2/42.txt");
    const given = { ...at.options, recursive: true };
    const outcome = await ferry(from, to, given).done;
    assertEquals([outcome.copied, failed(outcome)], [99, ["2/42.txt"]]);
    assert(isApiError(outcome.failures[0]?.error));
    at.sandbox.faults.request = undefined;
    const again = await ferry(from, to, given).done;
    assertEquals([again.copied, again.skipped, again.failed], [1, 99, 0]);
  });
}

for (const kind of ["Globus", "Tapis"]) {
  Deno.test(`one file that ${kind} itself cannot read does not stop the 99 others`, async () => {
    await using at = await places();
    await hundred(`${at.labFolder}/a`);
    at.sandbox.faults.transfer = ({ sourcePath }) => {
      return sourcePath.endsWith("/2/42.txt")
        ? { code: "PERMISSION_DENIED", description: "No right" }
        : undefined;
    };
    const [from, to] = kind === "Globus"
      ? [at.lab("/a"), at.archive("/b")]
      : ["tapis:lab:/a", "tapis:archive:/b"];
    const given = { ...at.options, recursive: true };
    const outcome = await ferry(from ?? "", to ?? "", given).done;
    assertEquals([outcome.copied, failed(outcome)], [99, ["2/42.txt"]]);
    assertEquals(outcome.isUnsure, false);
    at.sandbox.faults.transfer = undefined;
    const again = await ferry(from ?? "", to ?? "", given).done;
    assertEquals([again.copied, again.skipped, again.failed], [1, 99, 0]);
  });
}

Deno.test("a local name that is not text fails by itself, and the others are copied", async () => {
  await using at = await places();
  await writeFiles(at.here, { "a/good.txt": "some data" });
  // A file name in Latin-1.
  await new Deno.Command("sh", {
    args: ["-c", `printf x > "${at.here}/a/$(printf 'caf\\351')"`],
  }).output();
  const outcome = await ferry(`${at.here}/a`, "tapis:lab:/b", { ...at.options, recursive: true })
    .done;
  assertEquals([outcome.copied, outcome.failed], [1, 1]);
});

Deno.test("a task of Globus that fails names the files that may not be whole", async () => {
  await using at = await places();
  await hundred(`${at.labFolder}/a`);
  let begun = 0;
  let cancelled: Promise<unknown> | undefined;
  const cancel = async (taskId: string): Promise<void> => {
    const { globus } = await import("../../mod.ts");
    const { transfer } = await globus.restore(at.options.globus);
    await transfer.cancelTask(taskId);
  };
  at.sandbox.faults.transfer = async ({ taskId }) => {
    if (++begun >= 20) await (cancelled ??= cancel(taskId));
  };
  const given = { ...at.options, recursive: true };
  const outcome = await ferry(at.lab("/a"), at.archive("/b"), given).done;
  assertEquals([outcome.copied + outcome.failed, outcome.isUnsure], [100, true]);
  assert(outcome.failed > 50, `${outcome.failed}`);
  assertStringIncludes(outcome.failures[0]?.error.message ?? "", "may not be whole");
  at.sandbox.faults.transfer = undefined;
  const again = await ferry(at.lab("/a"), at.archive("/b"), { ...given, overwrite: true }).done;
  assertEquals([again.copied + again.skipped, again.failed], [100, 0]);
  assertEquals(await treeOf(`${at.archiveFolder}/b`), await treeOf(`${at.labFolder}/a`));
});

Deno.test("a Transfer task gets what is missing alone, with what keeps it whole", async () => {
  await using at = await places();
  await writeFiles(at.labFolder, { "a/new": "n", "a/same": "s", "a/other": "longer" });
  await writeFiles(at.archiveFolder, { "b/same": "s", "b/other": "o" });
  const submitted = (): Record<string, unknown> => {
    const { body = "{}" } = at.sandbox.requests.findLast(({ method, path }) => {
      return method === "POST" && path === "/v0.10/transfer";
    }) ?? {};
    return JSON.parse(body);
  };
  const given = { ...at.options, recursive: true };
  await ferry(at.lab("/a"), at.archive("/b"), given).done;
  const { DATA, sync_level, ...rest } = submitted();
  assertEquals(DATA, [
    { DATA_TYPE: "transfer_item", source_path: "/a/new", destination_path: "/b/new" },
  ]);
  assertEquals([sync_level, rest.preserve_timestamp, rest.verify_checksum], [0, true, true]);
  assertEquals(rest.skip_source_errors, true);
  await ferry(at.lab("/a"), at.archive("/b"), { ...given, overwrite: true }).done;
  assertEquals([submitted().sync_level, (submitted().DATA as unknown[]).length], [3, 3]);
  assertEquals(await treeOf(`${at.archiveFolder}/b`), await treeOf(`${at.labFolder}/a`));
});

Deno.test("verify catches a wrong byte, and nothing wrong is put in its place", async () => {
  await using at = await places();
  await writeFiles(at.labFolder, { "a/good": "some data", "a/bad": "some data" });
  const flip: RequestFault = ({ method, path, count }) => {
    const isFirst = method === "GET" && /^\/(https|v3\/files\/content).*\/bad$/.test(path) &&
      count === 1;
    return isFirst ? new Response("some dat4", { headers: { "content-length": "9" } }) : undefined;
  };
  for (const from of [at.lab("/a"), "tapis:lab:/a"]) {
    await Deno.remove(`${at.here}/b`, { recursive: true }).catch(() => {});
    at.sandbox.faults.request = flip;
    const given = { ...at.options, recursive: true, verify: true };
    const outcome = await ferry(from, `${at.here}/b`, given).done;
    assertEquals([outcome.copied, failed(outcome)], [1, ["bad"]]);
    assertStringIncludes(outcome.failures[0]?.error.message ?? "", "SHA-256");
    assertEquals(Object.keys(await treeOf(`${at.here}/b`)), ["/good"]);
    at.sandbox.faults.request = undefined;
    const again = await ferry(from, `${at.here}/b`, given).done;
    assertEquals([again.copied, again.skipped, again.failed], [1, 1, 0]);
  }
});

Deno.test("verify compares what is skipped, and what was uploaded", async () => {
  await using at = await places();
  await writeFiles(at.here, { "a/x": "some data", "a/y": "more" });
  for (
    const [to, folder] of [["tapis:lab:/b", at.labFolder], [at.archive("/b"), at.archiveFolder]]
  ) {
    const given = { ...at.options, recursive: true, verify: true };
    assertEquals((await ferry(`${at.here}/a`, to ?? "", given).done).copied, 2);
    await Deno.writeTextFile(`${folder}/b/x`, "some dat4");
    const outcome = await ferry(`${at.here}/a`, to ?? "", given).done;
    assertEquals([outcome.copied, outcome.skipped, failed(outcome)], [0, 1, ["x"]]);
    const without = await ferry(`${at.here}/a`, to ?? "", { ...given, verify: false }).done;
    assertEquals([without.skipped, without.failed], [2, 0]);
  }
});

Deno.test("a torn answer is gone on with where the version is proven, else begun again", async () => {
  await using at = await places();
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  await writeFiles(at.labFolder, { "a/x": bytes });
  for (const isTapis of [false, true]) {
    await Deno.remove(`${at.here}/b`, { recursive: true }).catch(() => {});
    const { labFolder, sandbox } = at;
    const info = await Deno.stat(`${labFolder}/a/x`);
    const etag = `"${info.size.toString(16)}-${
      (info.mtime?.getTime() ?? 0).toString(16)
    }-${info.ino}"`;
    sandbox.faults.request = ({ method, path, count }) => {
      if (method !== "GET" || count > 1 || !/^\/(https|v3\/files\/content)/.test(path)) return;
      let pulled = 0;
      const stream = new ReadableStream({
        async pull(controller): Promise<void> {
          if (pulled++ === 0) return controller.enqueue(bytes.subarray(0, 20_000));
          await new Promise((resolve) => setTimeout(resolve, 20));
          controller.error(new Error("torn on demand"));
        },
      }, { highWaterMark: 0 });
      return new Response(stream, {
        headers: { "content-length": "60000", ...isTapis ? {} : { etag } },
      });
    };
    const seen = sandbox.requests.length;
    const from = isTapis ? "tapis:lab:/a" : at.lab("/a");
    const outcome = await ferry(from, `${at.here}/b`, { ...at.options, recursive: true }).done;
    assertEquals([outcome.copied, outcome.failed], [1, 0]);
    assertEquals(await Deno.readFile(`${at.here}/b/x`), bytes);
    const gets = sandbox.requests.slice(seen).filter(({ method, path }) => {
      return method === "GET" && /^\/(https|v3\/files\/content)/.test(path);
    });
    assertEquals(
      gets.map(({ headers }) => headers.range),
      isTapis ? [undefined, undefined] : [undefined, "bytes=20000-"],
    );
    // The same path is asked for in the next round, too.
    sandbox.faults.request = undefined;
  }
});

Deno.test("a credential that is refused in the middle ends the copy, and the counts are told", async () => {
  await using at = await places();
  await hundred(`${at.labFolder}/a`);
  let gets = 0;
  at.sandbox.faults.request = ({ method, path }) => {
    if (method !== "GET" || !path.startsWith("/https/") || ++gets <= 10) return undefined;
    return { status: 401, body: "{}" };
  };
  const given = { ...at.options, recursive: true, streams: 2 };
  const outcome = await ferry(at.lab("/a"), `${at.here}/b`, given).done;
  assertEquals(outcome.copied, 10);
  assertEquals(outcome.failed, 0);
  assert(isApiError(outcome.stopped) && outcome.stopped.loginNeeded, `${outcome.stopped}`);
  assertEquals(Object.keys(await treeOf(`${at.here}/b`)).filter((path) => /part/.test(path)), []);
  gets = 10;
  await Deno.remove(`${at.here}/b`, { recursive: true });
  const refused = await assertRejects(() => ferry(at.lab("/a"), `${at.here}/b`, given).done);
  assert(isApiError(refused) && refused.loginNeeded);
});

Deno.test("a service that is gone ends the copy, which would try each of its files for long", async () => {
  await using at = await places();
  await hundred(`${at.labFolder}/a`);
  let copied = 0;
  const outcome = await ferry(at.lab("/a"), `${at.here}/b`, {
    ...at.options,
    recursive: true,
    streams: 2,
    onItem: ({ end }) => {
      if (end === "copied" && ++copied === 20) void at.sandbox.close();
    },
  }).done;
  assertEquals(isNetworkError(outcome.stopped), true);
  assert(outcome.copied >= 20 && outcome.failed <= 12, `${outcome.copied} ${outcome.failed}`);
});

Deno.test("a folder that cannot be listed ends the copy with its error", async () => {
  await using at = await places();
  await hundred(`${at.labFolder}/a`);
  at.sandbox.faults.request = ({ path, query }) => {
    const isThere = path.endsWith("/ls") && /path=%2Fa%2F3%2F/.test(query) ||
      path.endsWith("/ops/lab/a/3");
    return isThere ? { status: 403, body: "{}" } : undefined;
  };
  for (const from of [at.lab("/a"), "tapis:lab:/a"]) {
    await Deno.remove(`${at.here}/b`, { recursive: true }).catch(() => {});
    const given = { ...at.options, recursive: true };
    const outcome = await ferry(from, `${at.here}/b`, given).done.catch((error) => error);
    const error = outcome instanceof Error ? outcome : outcome.stopped;
    assert(isApiError(error) && error.status === 403, `${error}`);
  }
});

Deno.test("429 and 503 are waited out on every way", async () => {
  await using at = await places();
  await plantTree(`${at.labFolder}/a`, 12, 5_000_000);
  const counts = new Map<string, number>();
  at.sandbox.faults.request = ({ method, path }) => {
    if (!/^\/(https|v3\/files\/(content|ops))\//.test(path)) return undefined;
    const key = `${method} ${path}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count === 1
      ? { status: count % 2 ? 503 : 429, headers: { "retry-after": "0" } }
      : undefined;
  };
  for (
    const [from, to, folder] of [
      [at.lab("/a"), `${at.here}/b`, `${at.here}/b`],
      ["tapis:lab:/a", `${at.here}/c`, `${at.here}/c`],
      [`${at.here}/b`, at.archive("/d"), `${at.archiveFolder}/d`],
      [`${at.here}/b`, "tapis:archive:/e", `${at.archiveFolder}/e`],
    ] as const
  ) {
    const outcome = await ferry(from, to, { ...at.options, recursive: true }).done;
    assertEquals([outcome.copied, outcome.failures], [12, []], to);
    assertEquals(await treeOf(folder), await treeOf(`${at.labFolder}/a`));
  }
});

Deno.test({
  name: "a full disk ends the copy, and what is there is whole",
  ignore: !await maySmallDisk(),
  async fn() {
    await using at = await places();
    await using disk = await smallDisk();
    const files = Array.from({ length: 30 }, (_, at) => [`${at}`, new Uint8Array(40_000).fill(at)]);
    await writeFiles(`${at.labFolder}/a`, Object.fromEntries(files));
    const given = { ...at.options, recursive: true, streams: 2 };
    const outcome = await ferry("tapis:lab:/a", `${disk.path}/b`, given).done;
    assert(outcome.copied > 0 && outcome.copied < 30, `${outcome.copied}`);
    assertStringIncludes(outcome.stopped?.message ?? "", "no space is left");
    const tree = await treeOf(`${disk.path}/b`);
    const source = await treeOf(`${at.labFolder}/a`);
    for (const [path, hex] of Object.entries(tree)) assertEquals(hex, source[path]);
    assertEquals(Object.keys(tree).length, outcome.copied);
  },
});

/** Between two files, with no moment in which the copy goes on. */
function changeAtOnce(gone: string, grown: string): void {
  Deno.removeSync(gone);
  Deno.writeTextFileSync(grown, "it has grown since it was listed");
}

Deno.test("a file that vanishes meanwhile fails by itself, and one that changes is copied as it is", async () => {
  await using at = await places();
  const names = Array.from({ length: 40 }, (_, at) => [`${at}`, `file ${at}`]);
  await writeFiles(`${at.here}/a`, Object.fromEntries(names));
  let first = true;
  const left = new Set(names.map(([name = ""]) => name));
  const outcome = await ferry(`${at.here}/a`, "tapis:lab:/b", {
    ...at.options,
    recursive: true,
    streams: 1,
    onItem({ path }): void {
      left.delete(path);
      if (!first) return;
      first = false;
      const [gone = "", grown = ""] = [...left].slice(-2);
      changeAtOnce(`${at.here}/a/${gone}`, `${at.here}/a/${grown}`);
    },
  }).done;
  assertEquals([outcome.copied, outcome.failed], [39, 1]);
  assertEquals(await treeOf(`${at.labFolder}/b`), await treeOf(`${at.here}/a`));
});

Deno.test("names that are one at the destination are refused, folders too", async () => {
  await using at = await places();
  await writeFiles(at.labFolder, {
    "a/README": "1",
    "a/readme": "2",
    "a/good": "3",
    "a/Sub/x": "4",
    "a/sub/x": "5",
    "a/caf\u00e9": "6",
    "a/cafe\u0301": "7",
    "a/other": "8",
  });
  await writeFiles(at.here, { "b/OTHER": "old" });
  const { openPlace } = await import("../../src/ferry/mod.ts");
  const from = await openPlace("tapis:lab:/a", at.options);
  const place = parsePlace(`${at.here}/b`);
  const port = { ...localPort(), folds: () => Promise.resolve(true) };
  const to = { place, port, path: place.path, engine: {} };
  const { signal } = new AbortController();
  const items = await itemsBetween({ from, to, options: { recursive: true }, signal });
  const seen = await Array.fromAsync(items());
  const faulty = seen.filter(({ fault }) => fault !== undefined).map(({ path }) => path).sort();
  assertEquals(faulty, [
    "README",
    "Sub",
    "cafe\u0301",
    "caf\u00e9",
    "other",
    "readme",
    "sub",
  ]);
  assertEquals(seen.filter(({ fault }) => fault === undefined).map(({ path }) => path), [
    "",
    "good",
  ]);
});

Deno.test("names in a listing that lead elsewhere are refused by item", async () => {
  await using at = await places();
  await writeFiles(at.labFolder, { "a/good": "some data" });
  const names = ["..", ".", "", "../../evil", "a\\0b", "x/y"];
  at.sandbox.faults.request = ({ path }) => {
    if (!path.endsWith("/ls")) return undefined;
    const DATA = ["good", ...names].map((name) => ({
      DATA_TYPE: "file",
      name: name.replace("\\0", "\0"),
      type: "file",
      size: 9,
      last_modified: "2026-01-01 00:00:00+00:00",
      link_target: null,
    }));
    return Response.json({ DATA_TYPE: "file_list", DATA, path: "/a/", total: DATA.length });
  };
  const given = { ...at.options, recursive: true };
  const outcome = await ferry(at.lab("/a"), `${at.here}/b`, given).done.catch((error) => error);
  if (outcome instanceof Error) throw outcome;
  assertEquals([outcome.copied, outcome.failed], [1, names.length]);
  assertEquals(Object.keys(await treeOf(at.here)), ["/b", "/b/good"]);
});
