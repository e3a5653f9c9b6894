import { assert, assertEquals } from "@std/assert";
import { ferry, type FerryOptions } from "../../src/ferry/mod.ts";
import { type Places, places, plantTree, treeOf } from "./_places.ts";

/** `KEYFERRY_TREE=1000` for more files, of up to 8 MiB. */
const more = Deno.env.get("KEYFERRY_TREE");
const count = Number(more ?? 60);
const most = more === undefined ? 8192 : 8 * 1024 * 1024;

interface Case {
  readonly name: string;
  readonly from: (at: Places) => string;
  readonly to: (at: Places) => string;
  /** The folders of this machine behind the two. */
  readonly folders: (at: Places) => readonly [string, string];
  readonly options?: FerryOptions;
}

const cases: readonly Case[] = [
  {
    name: "this machine to a collection",
    from: ({ here }) => `${here}/tree`,
    to: ({ lab }) => lab("/copy/"),
    folders: ({ here, labFolder }) => [`${here}/tree`, `${labFolder}/copy`],
  },
  {
    name: "a collection to this machine",
    from: ({ lab }) => lab("/tree"),
    to: ({ here }) => `${here}/copy`,
    folders: ({ here, labFolder }) => [`${labFolder}/tree`, `${here}/copy`],
  },
  {
    name: "this machine to a Tapis system",
    from: ({ here }) => `${here}/tree/`,
    to: () => "tapis:archive:/copy",
    folders: ({ here, archiveFolder }) => [`${here}/tree`, `${archiveFolder}/copy`],
  },
  {
    name: "a Tapis system to this machine",
    from: () => "tapis://lab/tree",
    to: ({ here }) => `${here}/copy`,
    folders: ({ here, labFolder }) => [`${labFolder}/tree`, `${here}/copy`],
  },
  {
    name: "a collection to another",
    from: ({ lab }) => lab("/tree"),
    to: ({ archive }) => archive("/copy"),
    folders: ({ labFolder, archiveFolder }) => [`${labFolder}/tree`, `${archiveFolder}/copy`],
  },
  {
    name: "a Tapis system to another",
    from: () => "tapis:lab:/tree",
    to: () => "tapis:archive:/copy",
    folders: ({ labFolder, archiveFolder }) => [`${labFolder}/tree`, `${archiveFolder}/copy`],
  },
  {
    name: "a collection to a Tapis system, through here",
    from: ({ lab }) => lab("/tree"),
    to: () => "tapis:archive:/copy",
    folders: ({ labFolder, archiveFolder }) => [`${labFolder}/tree`, `${archiveFolder}/copy`],
    options: { throughHere: true },
  },
  {
    name: "a Tapis system to a collection, through here",
    from: () => "tapis:lab:/tree",
    to: ({ archive }) => archive("/copy"),
    folders: ({ labFolder, archiveFolder }) => [`${labFolder}/tree`, `${archiveFolder}/copy`],
    options: { throughHere: true },
  },
];

for (const { name, from, to, folders, options = {} } of cases) {
  Deno.test(`ferry() copies a folder from ${name}, and nothing the second time`, async () => {
    await using at = await places();
    const [source, target] = folders(at);
    await plantTree(source, count, most);
    const given = { ...at.options, ...options, recursive: true };
    const outcome = await ferry(from(at), to(at), given).done;
    assertEquals([outcome.copied, outcome.skipped, outcome.failures], [count, 0, []]);
    assertEquals(await treeOf(target), await treeOf(source));
    const again = await ferry(from(at), to(at), given).done;
    assertEquals([again.copied, again.bytes, again.skipped, again.failed], [0, 0, count, 0]);
    assertEquals(again.stopped, undefined);
  });
}

Deno.test("ferry() tells how far it is, to the end", async () => {
  await using at = await places();
  await plantTree(`${at.labFolder}/tree`, count);
  const copy = ferry("tapis:lab:/tree", `${at.here}/copy`, { ...at.options, recursive: true });
  let last;
  for await (const state of copy) last = state;
  const { copied, bytes } = await copy.done;
  assertEquals([last?.route, last?.files, last?.filesDone], ["download", count, copied]);
  assertEquals([last?.bytes, last?.bytesTransferred], [bytes, bytes]);
  assert(bytes > 0 && (last?.bytesPerSecond ?? 0) > 0);
});
