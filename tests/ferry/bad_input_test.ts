import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { FileError, globus, isApiError, isFileError, isPlaceError } from "../../mod.ts";
import { copyFile, ferry, type FerryOutcome, openPlace } from "../../src/ferry/mod.ts";
import { writeFiles } from "../helpers/temporary_folder.ts";
import { places, treeOf } from "./_places.ts";

/** The paths that failed. */
function failed({ failures }: FerryOutcome): string[] {
  return failures.map(({ path }) => path).sort();
}

for (const [service, to] of [["a collection", "LAB:/b"], ["Tapis", "tapis:lab:/b"]] as const) {
  Deno.test(`a file that shrinks or grows on its way to ${service} fails, and is not there`, async () => {
    await using at = await places();
    const size = 6 * 1024 * 1024;
    for (const changed of [size - 1024 * 1024, size + 1]) {
      await writeFiles(at.here, { large: new Uint8Array(size) });
      let isChanged = false;
      const onProgress = (): void => {
        if (!isChanged) Deno.truncateSync(`${at.here}/large`, changed);
        isChanged = true;
      };
      const target = to.replace("LAB:", at.lab(""));
      const from = await openPlace(`${at.here}/large`);
      const copy = copyFile(from, await openPlace(target, at.options), { onProgress });
      const error = await assertRejects(() => copy, Error, "changed while it was read");
      assert(isFileError(error), `${error}`);
      // What the service had of it, it throws away by itself.
      await assertRejects(() => Deno.lstat(`${at.labFolder}/b`), Deno.errors.NotFound);
      const again = await ferry(`${at.here}/large`, target, at.options).done;
      assertEquals([again.copied, again.bytes, again.failed], [1, changed, 0]);
      await Deno.remove(`${at.labFolder}/b`);
    }
  });
}

for (const kind of ["Globus", "Tapis"] as const) {
  Deno.test(`a credential that ${kind} refuses while its task runs is told, and the task goes on`, async () => {
    await using at = await places();
    await writeFiles(at.labFolder, { "a/x": "some data", "a/y": "more" });
    const gate = Promise.withResolvers<void>();
    at.sandbox.faults.transfer = async () => {
      await gate.promise;
      return undefined;
    };
    at.sandbox.faults.request = ({ method, path }) => {
      const isLook = method === "GET" && /^\/(v0\.10\/task|v3\/files\/transfers)\//.test(path);
      return isLook ? { status: 401, body: "{}" } : undefined;
    };
    const [from, to] = kind === "Globus"
      ? [at.lab("/a"), at.archive("/b")] as const
      : ["tapis:lab:/a", "tapis:archive:/b"] as const;
    const given = { ...at.options, recursive: true };
    const outcome = await ferry(from, to, given).done;
    assert(isApiError(outcome.stopped) && outcome.stopped.loginNeeded, `${outcome.stopped}`);
    assertEquals([outcome.submitted, outcome.copied, outcome.failed], [2, 0, 0]);
    assert(outcome.taskId !== undefined);
    at.sandbox.faults.request = undefined;
    gate.resolve();
    await at.sandbox.idle();
    const again = await ferry(from, to, given).done;
    assertEquals([again.copied, again.skipped, again.failed], [0, 2, 0]);
  });

  Deno.test(`names that differ by case alone are all copied by ${kind} itself`, async () => {
    await using at = await places();
    const files = { "a/README": "1", "a/readme": "2", "a/Sub/x": "3", "a/sub/x": "4" };
    await writeFiles(at.labFolder, files);
    const [from, to] = kind === "Globus"
      ? [at.lab("/a"), at.archive("/b")] as const
      : ["tapis:lab:/a", "tapis:archive:/b"] as const;
    const outcome = await ferry(from, to, { ...at.options, recursive: true }).done;
    assertEquals([outcome.copied, outcome.failed], [4, 0]);
    assertEquals(await treeOf(`${at.archiveFolder}/b`), await treeOf(`${at.labFolder}/a`));
  });
}

Deno.test("a bookmark of the source is no other place to copy to", async () => {
  await using at = await places();
  await writeFiles(at.labFolder, { "a/x": "some data" });
  const { transfer } = await globus.restore(at.options.globus);
  const lab = at.lab("").slice(0, -1);
  await transfer.createBookmark({ name: "mine", endpoint_id: lab, path: "/a/" });
  for (
    const [from, to, words] of [
      [at.lab("/a"), "globus:mine", "is the source itself"],
      [at.lab("/a"), "globus:mine:/b", "is inside the source"],
      ["globus:mine", at.lab("//a/./b"), "is inside the source"],
    ] as const
  ) {
    const copy = ferry(from, to, { ...at.options, recursive: true });
    const error = await assertRejects(() => copy.done, Error);
    assert(isPlaceError(error), `${error}`);
    assertStringIncludes(error.message, words);
  }
  assertEquals(await treeOf(at.labFolder), { "/a": "folder", "/a/x": "736f6d652064617461" });
});

Deno.test("a destination that is in the source by way of a link gets what was there before", async () => {
  await using at = await places();
  const files = { "a/x": "some data", "a/sub/y": "more" };
  for (
    const [from, to, folder] of [
      ["tapis:lab:/link", "tapis:lab:/a/b", "a/b"],
      ["tapis:lab:/link", "tapis:lab:/a/sub/b", "a/sub/b"],
      [at.lab("/link"), at.lab("/a/b"), "a/b"],
    ] as const
  ) {
    for (const throughHere of [true, false]) {
      await Deno.remove(`${at.labFolder}/link`).catch(() => {});
      await Deno.remove(`${at.labFolder}/a`, { recursive: true }).catch(() => {});
      await writeFiles(at.labFolder, files);
      await Deno.symlink("a", `${at.labFolder}/link`);
      const given = { ...at.options, recursive: true, throughHere };
      const outcome = await ferry(`${from}/`, to, given).done;
      assertEquals([outcome.copied, failed(outcome)], [2, []], `${from} ${to} ${throughHere}`);
      assertEquals(Object.keys(await treeOf(`${at.labFolder}/${folder}`)).sort(), [
        "/sub",
        "/sub/y",
        "/x",
      ]);
    }
  }
});

Deno.test("a file that a service lists twice is copied once", async () => {
  await using at = await places();
  await writeFiles(at.labFolder, { "a/x": "some data" });
  at.sandbox.faults.request = ({ path }) => {
    if (!path.endsWith("/ls")) return undefined;
    const file = {
      DATA_TYPE: "file",
      name: "x",
      type: "file",
      size: 9,
      last_modified: "2026-01-01 00:00:00+00:00",
      link_target: null,
    };
    return Response.json({ DATA_TYPE: "file_list", DATA: [file, file], path: "/a/", total: 2 });
  };
  for (const overwrite of [false, true]) {
    await Deno.remove(`${at.here}/b`, { recursive: true }).catch(() => {});
    const given = { ...at.options, recursive: true, overwrite };
    const outcome = await ferry(at.lab("/a"), `${at.here}/b`, given).done;
    assertEquals([outcome.copied, failed(outcome)], [1, []]);
  }
});

Deno.test("a service without room ends the copy, and what is there is whole", async () => {
  await using at = await places();
  const files = Array.from({ length: 30 }, (_, index) => [`a/${index}`, `file ${index}`]);
  await writeFiles(at.here, Object.fromEntries(files));
  let count = 0;
  at.sandbox.faults.request = ({ method, path }) => {
    if (method !== "PUT" || !path.startsWith("/https/")) return undefined;
    return ++count > 5 ? { status: 507, body: "{}" } : undefined;
  };
  const given = { ...at.options, recursive: true, streams: 1 };
  const outcome = await ferry(`${at.here}/a`, at.lab("/b"), given).done;
  assertEquals([outcome.copied, outcome.failed], [5, 0]);
  assert(isApiError(outcome.stopped) && outcome.stopped.status === 507, `${outcome.stopped}`);
  const source = await treeOf(`${at.here}/a`);
  for (const [path, bytes] of Object.entries(await treeOf(`${at.labFolder}/b`))) {
    assertEquals(bytes, source[path]);
  }
});

Deno.test("one file whose name holds a newline, a percent sign or a quote is copied on every way", async () => {
  await using at = await places();
  for (const name of ["new\nline", "100%41 \"quoted'", "#?&=+;"]) {
    const path = `/${name}`;
    await writeFiles(at.here, { [name]: "some data" });
    for (
      const [from, to, target] of [
        [`${at.here}${path}`, at.lab("/in/"), `${at.labFolder}/in${path}`],
        [at.lab(`/in${path}`), `${at.here}/out/`, `${at.here}/out${path}`],
        [at.lab(`/in${path}`), at.archive("/task/"), `${at.archiveFolder}/task${path}`],
        [`${at.here}${path}`, "tapis:lab:/tapis/", `${at.labFolder}/tapis${path}`],
        [`tapis:lab:/tapis${path}`, `${at.here}/back/`, `${at.here}/back${path}`],
        [`tapis:lab:/tapis${path}`, "tapis:archive:/own/", `${at.archiveFolder}/own${path}`],
      ] as const
    ) {
      const outcome = await ferry(from, to, at.options).done;
      assertEquals([outcome.copied, failed(outcome)], [1, []], `${from} ${to}`);
      assertEquals(await Deno.readTextFile(target), "some data");
    }
  }
});

Deno.test("a local destination that is a link in a circle, or leads nowhere, is named and left alone", async () => {
  await using at = await places();
  await writeFiles(at.labFolder, { "a/x": "some data" });
  await Deno.symlink("loop", `${at.here}/loop`);
  await Deno.symlink("nowhere", `${at.here}/dangling`);
  for (const name of ["loop", "dangling"]) {
    for (const [from, recursive] of [["tapis:lab:/a", true], ["tapis:lab:/a/x", false]] as const) {
      for (const overwrite of [false, true]) {
        const given = { ...at.options, recursive, overwrite };
        const copy = ferry(from, `${at.here}/${name}`, given);
        const outcome = await copy.done.catch((error: Error) => error);
        const error = outcome instanceof Error ? outcome : outcome.failures[0]?.error;
        assertStringIncludes(error?.message ?? "", name);
        // What cannot help is not offered: it said so of a link whatever was given.
        assertFalse(error instanceof FileError && error.step?.kind === "overwrite", error?.message);
      }
    }
  }
  assertEquals(await treeOf(at.here), {});
});

Deno.test("two copies of one tree at once both end well, and every file is whole", async () => {
  await using at = await places();
  const files = Array.from({ length: 40 }, (_, index) => {
    return [`a/${index % 3}/${index}`, "data ".repeat(index)];
  });
  await writeFiles(at.labFolder, Object.fromEntries(files));
  for (const from of [at.lab("/a"), "tapis:lab:/a"]) {
    for (const overwrite of [false, true]) {
      await Deno.remove(`${at.here}/b`, { recursive: true }).catch(() => {});
      const given = { ...at.options, recursive: true, overwrite };
      const both = [1, 2].map(() => ferry(from, `${at.here}/b`, given).done);
      for (const outcome of await Promise.all(both)) {
        assertEquals([outcome.copied + outcome.skipped, failed(outcome)], [40, []]);
      }
      assertEquals(await treeOf(`${at.here}/b`), await treeOf(`${at.labFolder}/a`));
    }
  }
});

Deno.test("another version that comes meanwhile is left alone, and is a failure", async () => {
  await using at = await places();
  await writeFiles(at.labFolder, { "a/x": "some data", "a/y": "more" });
  const { mtime } = await Deno.stat(`${at.labFolder}/a/x`);
  for (
    const [text, verify, copied, skipped, failures] of [
      ["not mine", false, 1, 0, ["x"]],
      // Of the same size and time it is the same, unless both are read.
      ["not mine!", false, 1, 1, []],
      ["not mine!", true, 1, 0, ["x"]],
      ["some data", true, 1, 1, []],
    ] as const
  ) {
    await Deno.remove(`${at.here}/b`, { recursive: true }).catch(() => {});
    let isThere = false;
    at.sandbox.faults.request = ({ path }) => {
      if (isThere || !path.endsWith("/a/x")) return undefined;
      isThere = true;
      Deno.writeTextFileSync(`${at.here}/b/x`, text);
      Deno.utimeSync(`${at.here}/b/x`, mtime ?? 0, mtime ?? 0);
      return undefined;
    };
    const given = { ...at.options, recursive: true, verify };
    const outcome = await ferry(at.lab("/a"), `${at.here}/b`, given).done;
    assertEquals<readonly unknown[]>(
      [outcome.copied, outcome.skipped, failed(outcome)],
      [copied, skipped, failures],
      `${text} ${verify}`,
    );
    assertEquals(await Deno.readTextFile(`${at.here}/b/x`), text);
  }
});

Deno.test("a folder of the destination that becomes a link meanwhile gets nothing", async () => {
  await using at = await places();
  const files = { "a/1": "first", "a/m/n/x": "1", "a/m/x": "2", "a/m/y": "3" };
  await writeFiles(at.labFolder, files);
  for (const from of [at.lab("/a"), "tapis:lab:/a"]) {
    await Deno.remove(`${at.here}/b`, { recursive: true }).catch(() => {});
    await writeFiles(at.here, { "b/m/old": "o", "outside/old": "o" });
    let listings = 0;
    at.sandbox.faults.request = ({ path }) => {
      const isListing = /\/ls$|\/ops\/lab\/a(\/m)?$/.test(path);
      // Its own folder is listed first.
      if (isListing && ++listings === 2) {
        Deno.removeSync(`${at.here}/b/m`, { recursive: true });
        Deno.symlinkSync("../outside", `${at.here}/b/m`);
      }
      return undefined;
    };
    const given = { ...at.options, recursive: true };
    const outcome = await ferry(from, `${at.here}/b`, given).done;
    at.sandbox.faults.request = undefined;
    assertEquals([outcome.copied, failed(outcome)], [1, ["m/n", "m/x", "m/y"]], from);
    assertEquals(await treeOf(`${at.here}/outside`), { "/old": "6f" }, from);
  }
});
