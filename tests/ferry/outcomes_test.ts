import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { isPlaceError } from "../../mod.ts";
import {
  type Ferry,
  ferry,
  type FerryItem,
  type FerryOptions,
  type FerryOutcome,
} from "../../src/ferry/mod.ts";
import { writeFiles } from "../helpers/temporary_folder.ts";
import { type Places, places, treeOf } from "./_places.ts";

/** The error that a copy ends in before anything was copied. */
async function refused(copy: () => Promise<unknown>): Promise<Error> {
  return await assertRejects(copy, Error);
}

/** The failures of an outcome, as texts. */
function failuresOf({ failures }: FerryOutcome): string[] {
  return failures.map(({ path, error }) => `${path}: ${error.message}`).sort();
}

/** A copy of each kind: from and to, and the folders behind them. */
function ways(at: Places): readonly (readonly [string, string, string, string])[] {
  const { here, lab, archive, labFolder, archiveFolder } = at;
  return [
    [`${here}/a`, lab("/b"), `${here}/a`, `${labFolder}/b`],
    [lab("/a"), `${here}/b`, `${labFolder}/a`, `${here}/b`],
    [`${here}/a`, "tapis:lab:/b", `${here}/a`, `${labFolder}/b`],
    ["tapis:lab:/a", `${here}/b`, `${labFolder}/a`, `${here}/b`],
    [lab("/a"), archive("/b"), `${labFolder}/a`, `${archiveFolder}/b`],
    ["tapis:lab:/a", "tapis:archive:/b", `${labFolder}/a`, `${archiveFolder}/b`],
  ];
}

/** Begins each way with empty folders. */
async function emptied(at: Places): Promise<void> {
  for (const folder of [at.here, at.labFolder, at.archiveFolder]) {
    for await (const { name } of Deno.readDir(folder)) {
      await Deno.remove(`${folder}/${name}`, { recursive: true });
    }
  }
}

Deno.test("ferry() leaves what differs alone without overwrite, and replaces it with", async () => {
  await using at = await places();
  for (const [from, to, source, target] of ways(at)) {
    await emptied(at);
    await writeFiles(source, { "same.txt": "same", "new.txt": "new", "other.txt": "longer" });
    await writeFiles(target, { "other.txt": "short" });
    const given = { ...at.options, recursive: true };
    const outcome = await ferry(from, to, given).done;
    assertEquals([outcome.copied, outcome.failed, outcome.skipped], [2, 1, 0], from);
    assertStringIncludes(failuresOf(outcome)[0] ?? "", "other.txt: Cannot copy other.txt");
    assertEquals(outcome.failures[0]?.error && Reflect.get(outcome.failures[0].error, "step"), {
      kind: "overwrite",
    });
    assertEquals(await Deno.readTextFile(`${target}/other.txt`), "short");
    const over = await ferry(from, to, { ...given, overwrite: true }).done;
    assertEquals([over.copied, over.failed, over.skipped], [1, 0, 2], from);
    assertEquals(await treeOf(target), await treeOf(source));
  }
});

Deno.test("ferry() with dryRun says what would be copied, and sends no write", async () => {
  await using at = await places();
  for (const [from, to, source, target] of ways(at)) {
    await emptied(at);
    await writeFiles(source, { "a.txt": "some data", "sub/b.txt": "b", "other.txt": "longer" });
    await writeFiles(target, { "other.txt": "short" });
    const before = [await treeOf(source), await treeOf(target)];
    const seen = at.sandbox.requests.length;
    const items: FerryItem[] = [];
    const outcome = await ferry(from, to, {
      ...at.options,
      recursive: true,
      dryRun: true,
      onItem: (item) => void items.push(item),
    }).done;
    assertEquals([outcome.copied, outcome.bytes, outcome.failed], [2, 10, 1], from);
    assertEquals(items.filter(({ end }) => end === "copied").map(({ path }) => path).sort(), [
      "a.txt",
      "sub/b.txt",
    ]);
    assertEquals([await treeOf(source), await treeOf(target)], before);
    const writes = at.sandbox.requests.slice(seen).filter(({ method, path }) => {
      return method !== "GET" && !/token/.test(path);
    });
    assertEquals(writes, []);
  }
});

Deno.test("ferry() with dryRun promises nothing that the copy cannot do for want of a folder", async () => {
  await using at = await places();
  const isDone = async (from: string, to: string, options: FerryOptions): Promise<boolean> => {
    try {
      const { copied, failed, stopped } = await ferry(from, to, { ...at.options, ...options }).done;
      return copied > 0 && failed === 0 && stopped === undefined;
    } catch (error) {
      assertStringIncludes((error as Error).message, "folder");
      return false;
    }
  };
  let refusals = 0;
  for (const [index, [from, to, source, target]] of ways(at).entries()) {
    // Tapis and the engines make what is missing above, and tell of a file there when they come to it.
    const taken = index < 2 ? ["/a-file/c", "/a-file/deep/c"] : [];
    for (const end of ["/no/deep/c", "/no/deep/", "/no/", "/c", "/", ...taken]) {
      for (const recursive of [false, true]) {
        await emptied(at);
        await writeFiles(source, { "file.txt": "f", "sub/b.txt": "b" });
        await writeFiles(target, { "a-file": "taken", "a-folder/x": "x" });
        const [what, where] = [recursive ? from : `${from}/file.txt`, `${to}${end}`];
        const before = await treeOf(target);
        const promised = await isDone(what, where, { recursive, dryRun: true });
        assertEquals(await treeOf(target), before);
        assertEquals(promised, await isDone(what, where, { recursive }), `${what} ${where}`);
        refusals += promised ? 0 : 1;
      }
    }
  }
  assert(refusals > 10);
});

Deno.test("ferry() counts a file once, also where the caller fails when it is told of it", async () => {
  await using at = await places();
  await writeFiles(at.labFolder, { "a/1": "one", "a/2": "two", "a/3": "three" });
  for (const to of [`${at.here}/b`, "tapis:archive:/b"]) {
    let told = 0;
    const { copied, skipped, failed, stopped } = await ferry("tapis:lab:/a", to, {
      ...at.options,
      recursive: true,
      throughHere: to.startsWith("tapis:"),
      streams: 1,
      onItem() {
        if (++told === 2) throw new Error("the list is full");
      },
    }).done;
    assertEquals([copied, skipped, failed, stopped?.message], [2, 0, 0, "the list is full"], to);
  }
});

Deno.test("ferry() never puts a file in a folder's place, nor a folder in a file's", async () => {
  await using at = await places();
  for (const [from, to, source, target] of ways(at)) {
    for (const overwrite of [false, true]) {
      await emptied(at);
      await writeFiles(source, { "file": "f", "folder/1": "1", "folder/2": "2", "good": "g" });
      await Deno.mkdir(`${source}/hollow`);
      await writeFiles(target, { "file/inner": "i", "folder": "x", "hollow": "y" });
      const outcome = await ferry(from, to, { ...at.options, recursive: true, overwrite }).done;
      assertEquals([outcome.copied, outcome.failed], [1, 4], from);
      assertEquals(failuresOf(outcome).map((text) => text.split(":")[0]), [
        "file",
        "folder/1",
        "folder/2",
        "hollow",
      ]);
      assertEquals(await Deno.readTextFile(`${target}/folder`), "x");
      assertEquals(await Deno.readTextFile(`${target}/file/inner`), "i");
    }
  }
});

Deno.test("ferry() puts a file into a folder that is there or is meant, else under the name", async () => {
  await using at = await places();
  for (const [from, to, source, target] of ways(at)) {
    for (
      const [suffix, isThere, path] of [
        ["", true, "b/a"],
        ["/", true, "b/a"],
        ["/", false, "b/a"],
        ["", false, "b"],
      ] as const
    ) {
      await emptied(at);
      await Deno.writeTextFile(source, "some data");
      if (isThere) await Deno.mkdir(target);
      const outcome = await ferry(from, `${to}${suffix}`, at.options).done;
      assertEquals([outcome.copied, failuresOf(outcome)], [1, []], `${from} ${suffix}`);
      const place = `${target.slice(0, -1)}${path}`;
      assertEquals(await Deno.readTextFile(place), "some data");
      const again = await ferry(from, `${to}${suffix}`, at.options).done;
      assertEquals([again.copied, again.skipped], [0, 1], `${from} ${suffix}`);
    }
  }
});

Deno.test("ferry() refuses what makes no sense before anything is written", async () => {
  await using at = await places();
  for (const [from, to, source, target] of ways(at)) {
    await emptied(at);
    const none = await refused(() => ferry(from, to, at.options).done);
    assertStringIncludes(none.message, "it is not there");
    await writeFiles(source, { "a.txt": "some data" });
    const folder = await refused(() => ferry(from, to, at.options).done);
    assert(isPlaceError(folder) && folder.step?.kind === "pass", folder.message);
    await Deno.writeTextFile(target, "a file");
    for (const overwrite of [false, true]) {
      const onto = await refused(() => {
        return ferry(from, to, { ...at.options, recursive: true, overwrite }).done;
      });
      assertStringIncludes(onto.message, "a file is in its place");
      assertEquals(await Deno.readTextFile(target), "a file");
    }
    await emptied(at);
    await Deno.writeTextFile(source, "a file");
    await Deno.writeTextFile(target, "a file");
    const slash = await refused(() => ferry(from, `${to}/`, at.options).done);
    assertStringIncludes(slash.message, "a file is in its place");
  }
});

Deno.test("ferry() refuses to copy a file onto itself by way of its folder", async () => {
  await using at = await places();
  await writeFiles(at.labFolder, { "a/x": "x" });
  for (
    const [from, to] of [
      ["tapis:lab:/a/x", "tapis:lab:/a/"],
      ["tapis:lab:/a/x", "tapis:lab:/a"],
      [at.lab("/a/x"), at.lab("/a")],
    ] as const
  ) {
    const error = await refused(() => ferry(from, to, at.options).done);
    assert(isPlaceError(error), error.message);
    assertStringIncludes(error.message, "is the source itself");
  }
  assertEquals(await Deno.readTextFile(`${at.labFolder}/a/x`), "x");
});

Deno.test("ferry() says how much would go through this machine before it does", async () => {
  await using at = await places();
  await writeFiles(at.labFolder, { "a/x": "some data", "a/sub/y": "more" });
  const copy = () => ferry(at.lab("/a"), "tapis:archive:/a", { ...at.options, recursive: true });
  const error = await refused(() => copy().done);
  assert(isPlaceError(error));
  assertStringIncludes(error.message, "2 files, 13 B");
  assertEquals(error.step, { kind: "pass", option: "throughHere" });
  assertEquals(await treeOf(at.archiveFolder), {});
});

Deno.test("ferry() skips and counts links, pipes and sockets on every way", async () => {
  await using at = await places();
  for (const [from, to, source, target] of ways(at)) {
    await emptied(at);
    await writeFiles(source, { "a.txt": "some data", "sub/b.txt": "b" });
    await Deno.symlink("a.txt", `${source}/link`);
    await Deno.symlink("..", `${source}/sub/loop`);
    await Deno.symlink("nowhere", `${source}/dangling`);
    const isLocal = source.startsWith(at.here);
    if (isLocal) await new Deno.Command("mkfifo", { args: [`${source}/pipe`] }).output();
    const outcome = await ferry(from, to, { ...at.options, recursive: true }).done;
    const links = isLocal ? 4 : 3;
    assertEquals([outcome.copied, outcome.links, outcome.failed], [2, links, 0], from);
    assertEquals(Object.keys(await treeOf(target)).sort(), ["/a.txt", "/sub", "/sub/b.txt"]);
  }
});

Deno.test("ferry() follows a single source that is a link, and names one that leads in a circle", async () => {
  await using at = await places();
  await writeFiles(at.here, { "a.txt": "some data" });
  await Deno.symlink("a.txt", `${at.here}/link`);
  await Deno.symlink("loop", `${at.here}/loop`);
  const outcome = await ferry(`${at.here}/link`, "tapis:lab:/x", at.options).done;
  assertEquals(outcome.copied, 1);
  assertEquals(await Deno.readTextFile(`${at.labFolder}/x`), "some data");
  const error = await refused(() => ferry(`${at.here}/loop`, "tapis:lab:/y", at.options).done);
  assertStringIncludes(error.message, "loop");
  assertStringIncludes(error.message, "symbolic links");
});

Deno.test("ferry() writes through no link below its destination", async () => {
  await using at = await places();
  await writeFiles(at.labFolder, { "a/sub/x": "new", "a/y": "new", "a/z": "new" });
  await writeFiles(at.here, { "elsewhere/x": "old", "target": "old" });
  await Deno.mkdir(`${at.here}/b`);
  await Deno.symlink("../elsewhere", `${at.here}/b/sub`);
  await Deno.symlink("../target", `${at.here}/b/y`);
  const options = { ...at.options, recursive: true, overwrite: true };
  const outcome = await ferry("tapis:lab:/a", `${at.here}/b`, options).done;
  assertEquals([outcome.copied, outcome.failed], [1, 2]);
  assertEquals(failuresOf(outcome).map((text) => text.split(":")[0]), ["sub/x", "y"]);
  assertEquals(await Deno.readTextFile(`${at.here}/elsewhere/x`), "old");
  assertEquals(await Deno.readTextFile(`${at.here}/target`), "old");
  // B itself may be one.
  await Deno.symlink("b", `${at.here}/c`);
  assertEquals((await ferry("tapis:lab:/a", `${at.here}/c`, options).done).skipped, 1);
});

Deno.test("ferry() heeds include and exclude on every way alike", async () => {
  await using at = await places();
  for (const [from, to, source, target] of ways(at)) {
    await emptied(at);
    await writeFiles(source, { "a.tmp": "1", "keep.tmp": "2", "b.csv": "3", "x.tmp/c.tmp": "4" });
    const outcome = await ferry(from, to, {
      ...at.options,
      recursive: true,
      include: ["keep.*"],
      exclude: ["*.tmp"],
    }).done;
    assertEquals([outcome.copied, outcome.failed], [2, 0], from);
    assertEquals(Object.keys(await treeOf(target)).sort(), ["/b.csv", "/keep.tmp", "/x.tmp"]);
  }
});

Deno.test("ferry() keeps the time of change of what it downloads", async () => {
  await using at = await places();
  const time = new Date("2020-02-29T12:34:56.000Z");
  await writeFiles(at.labFolder, { "a/x": "some data" });
  await Deno.utime(`${at.labFolder}/a/x`, time, time);
  for (const from of [at.lab("/a"), "tapis:lab:/a"]) {
    await Deno.remove(`${at.here}/b`, { recursive: true }).catch(() => {});
    await ferry(from, `${at.here}/b`, { ...at.options, recursive: true }).done;
    assertEquals((await Deno.stat(`${at.here}/b/x`)).mtime, time, from);
  }
});

Deno.test("ferry().stop() gives a copy up, and the same copy goes on", async () => {
  await using at = await places();
  for (const [from, to, source, target] of ways(at)) {
    await emptied(at);
    await writeFiles(source, { "one.txt": "1", "three.txt": "333", "two.txt": "22" });
    const early = ferry(from, to, { ...at.options, recursive: true });
    early.stop();
    const stopped = await early.done;
    assertEquals([stopped.copied, stopped.submitted, stopped.failed], [0, 0, 0], from);
    assert(stopped.stopped !== undefined, from);
    const onItem = (): void => midway.stop();
    const midway: Ferry = ferry(from, to, { ...at.options, recursive: true, streams: 1, onItem });
    const { copied } = await midway.done;
    const { skipped, copied: rest } = await ferry(from, to, { ...at.options, recursive: true })
      .done;
    assertEquals([skipped, rest], [copied, 3 - copied], from);
    assertEquals(await treeOf(target), await treeOf(source), from);
  }
});

Deno.test("ferry() counts an upload that is known by its size alone", async () => {
  await using at = await places();
  await writeFiles(at.here, { "a/x": "some data", "a/y": "more" });
  const old = new Date("2020-02-29T12:34:56Z");
  await Deno.utime(`${at.here}/a/x`, old, old);
  const given = { ...at.options, recursive: true };
  await ferry(`${at.here}/a`, "tapis:lab:/b", given).done;
  // Uploaded at once, however long this machine took for it.
  const { mtime } = await Deno.stat(`${at.here}/a/y`);
  assert(mtime !== null);
  await Deno.utime(`${at.labFolder}/b/y`, mtime, mtime);
  const again = await ferry(`${at.here}/a`, "tapis:lab:/b", given).done;
  assertEquals([again.copied, again.skipped, again.notCompared], [0, 2, 1]);
  const verified = await ferry(`${at.here}/a`, "tapis:lab:/b", { ...given, verify: true }).done;
  assertEquals([verified.copied, verified.skipped, verified.notCompared], [0, 2, 0]);
});

Deno.test("ferry() refuses another number of streams than 1 to 16", () => {
  for (const streams of [0, 17, 1.5, NaN, -1]) {
    assertThrows(() => ferry("a", "tapis:lab:/a", { streams }), RangeError);
  }
});

Deno.test("ferry() asks Tapis once for each file whose size the listing has told", async () => {
  await using at = await places();
  const files = Array.from({ length: 20 }, (_, index) => [`a/${index}`, `file ${index}`]);
  await writeFiles(at.labFolder, Object.fromEntries(files));
  const outcome = await ferry("tapis:lab:/a", `${at.here}/b`, { ...at.options, recursive: true })
    .done;
  assertEquals(outcome.copied, 20);
  const asked = at.sandbox.requests.filter(({ path }) => path.startsWith("/v3/files/"));
  const contents = asked.filter(({ path }) => path.startsWith("/v3/files/content/"));
  // Two looks at the folder, and its listing.
  assertEquals([contents.length, asked.length - contents.length <= 3], [20, true]);
});
