import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import {
  globusBookmarkCreate,
  globusBookmarkDelete,
  globusBookmarkList,
  globusBookmarkRename,
} from "../../../src/cli/globus/bookmark.ts";
import { globusSearch } from "../../../src/cli/globus/search.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";
import type { GlobusSearchReport } from "../../../src/cli/globus/json_documents.ts";

Deno.test("globusSearch() prints a table with the owners where no one is there", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab, archive } = planted;
  const io = fakeIo();
  assertEquals(await globusSearch({ scope: "my-endpoints", sandbox }, io), 0);
  const [head = "", ...rows] = io.output.trimEnd().split("\n");
  assertEquals(head.split(/ +/), ["Collection", "Name", "Owner", "Kind"]);
  const ids = rows.map((row) => row.split(/ +/)[0]);
  assertEquals([ids.includes(lab), ids.includes(archive)], [true, true]);
  assertMatch(rows[0] ?? "", /^[0-9a-f-]{36} +\S+ +\S+@\S+ +mapped collection$/);
  assertEquals(io.prompts, []);
});

Deno.test("globusSearch() lets a person choose, and prints the id alone", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const listed = fakeIo();
  await globusSearch({ scope: "my-endpoints", json: true, sandbox }, listed);
  const { collections }: GlobusSearchReport = JSON.parse(listed.output);
  const io = fakeIo({ answers: ["0", "x", "99", " 2 "] });
  const choose = true;
  assertEquals(await globusSearch({ scope: "my-endpoints", choose, sandbox }, io), 0);
  assertEquals(io.output, `${collections[1]?.id}\n`);
  assertEquals(io.prompts[0], `Which one? [1-${collections.length}, Enter for none] `);
  assertEquals(io.prompts.length, 4);
  assertStringIncludes(io.talk, "99 is not among them");
  const none = fakeIo({ answers: [""] });
  assertEquals(await globusSearch({ scope: "my-endpoints", choose, sandbox }, none), 1);
  assertEquals(none.output, "");
});

Deno.test("globusSearch() says when nothing is found, and wants something to look for", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const io = fakeIo({ answers: ["1"] });
  assertEquals(await globusSearch({ words: "no such thing anywhere", sandbox }, io), 0);
  assertEquals([io.output, io.talk, io.prompts], ["", "No collection was found\n", []]);
  await assertRejects(() => globusSearch({ sandbox }, fakeIo()), MisuseError, "--scope");
  const limit = { words: "lab", limit: 0, sandbox };
  await assertRejects(() => globusSearch(limit, fakeIo()), MisuseError, "--limit");
});

Deno.test("globusSearch() asks for one more than it shows, to know whether there is more, and shows no control characters", async () => {
  const hit = { id: "6c54", display_name: "lab\x1b[2J", owner_string: "ada\n", entity_type: null };
  const DATA = Array.from({ length: 100 }, () => hit);
  await using server = startRawServer([{
    json: { DATA_TYPE: "endpoint_list", DATA, limit: 100, offset: 0, has_next_page: true },
  }]);
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "made-up", GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  await globusSearch({ words: "lab", ownerId: "o", limit: 2 }, io);
  assertEquals(io.output.split("\n").length, 4);
  assertStringIncludes(io.output, "lab\\x1b[2J  ada\\x0a  -");
  assertEquals(server.requests.length, 1);
  const query = new URL(server.requests[0]?.target ?? "", server.url).searchParams;
  const sent = ["filter_fulltext", "filter_owner_id", "limit"].map((name) => query.get(name));
  assertEquals(sent, ["lab", "o", "3"]);
});

Deno.test("globusBookmark commands make, list, rename and remove bookmarks", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab } = planted;
  const made = fakeIo();
  await globusBookmarkCreate({ name: "runs", place: `${lab}:/runs`, sandbox }, made);
  assertEquals(made.output, "runs\n");
  assertStringIncludes(made.talk, `On lab (${lab}) of `);
  await globusBookmarkRename({ name: "runs", newName: "old", sandbox }, fakeIo());
  const list = fakeIo();
  await globusBookmarkList({ sandbox }, list);
  const lines = list.output.trimEnd().split("\n").map((line) => line.split(/ +/));
  assertEquals(lines, [["Name", "Collection", "Path"], ["old", lab, "/runs/"]]);
  const json = fakeIo();
  await globusBookmarkList({ json: true, sandbox }, json);
  assertEquals(JSON.parse(json.output).DATA[0].name, "old");
  const missing = { name: "runs", yes: true, sandbox };
  await assertRejects(() => globusBookmarkDelete(missing, fakeIo()), MisuseError, "yours are old");
  const removed = fakeIo();
  await globusBookmarkDelete({ name: "old", yes: true, sandbox }, removed);
  assertEquals([removed.output, removed.talk], ["old\n", `It led to ${lab}:/runs/\n`]);
  const none = fakeIo();
  await globusBookmarkList({ sandbox }, none);
  assertEquals(none.output, "");
});

Deno.test("globusBookmarkDelete() asks the person, and wants --yes where no one can be asked", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox, lab } = planted;
  await globusBookmarkCreate({ name: "runs", place: `${lab}:/runs`, sandbox }, fakeIo());
  const options = { name: "runs", sandbox };
  await assertRejects(() => globusBookmarkDelete(options, fakeIo()), MisuseError, "add --yes");
  const kept = fakeIo({ answers: ["n"] });
  assertEquals(await globusBookmarkDelete(options, kept), 1);
  assertEquals([kept.output, kept.talk], ["", "Nothing was removed\n"]);
  assertEquals(kept.prompts, [
    `Remove the bookmark runs, which leads to ${lab}:/runs/? [y/N] `,
  ]);
  const removed = fakeIo({ answers: ["y"] });
  assertEquals(await globusBookmarkDelete(options, removed), 0);
  assertEquals(removed.output, "runs\n");
});

Deno.test("globusBookmarkCreate() refuses names that could not be found again, and bad places", async () => {
  const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
  const refused = (name: string, place: string) => () => {
    return globusBookmarkCreate({ name, place }, fakeIo());
  };
  await assertRejects(refused("a:b", `${id}:/`), MisuseError, "holds a colon or is a UUID");
  await assertRejects(refused(id, `${id}:/`), MisuseError, "holds a colon or is a UUID");
  await assertRejects(refused("a", id), MisuseError, "lacks its path");
  await assertRejects(refused("a", "lab:/"), MisuseError, "is not of the form UUID:PATH");
});
