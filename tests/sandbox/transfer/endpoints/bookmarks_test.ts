import { assertEquals, assertMatch } from "@std/assert";
import { collectionId, startSandbox } from "../../../../src/sandbox/mod.ts";
import { asColleague, asPerson, codeOf } from "../_transfer.ts";

async function wanted(more: Record<string, unknown> = {}) {
  return { name: "sharebm", endpoint_id: await collectionId("lab"), path: "/share/", ...more };
}

Deno.test("A bookmark is made, read, changed, listed and deleted in the service's words", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const { body: made } = await me.post("/bookmark", await wanted());
  assertMatch(made.id, /^[0-9a-f-]{36}$/);
  assertEquals(made, {
    DATA_TYPE: "bookmark",
    id: made.id,
    pinned: false,
    ...await wanted(),
  });
  const path = `/bookmark/${made.id}`;
  assertEquals((await me.get(path)).body, made);
  const renamed = { ...made, name: "updated_sharebm" };
  assertEquals((await me.put(path, { name: "updated_sharebm" })).body, renamed);
  const { body: list } = await me.get("/bookmark_list");
  assertEquals(list, { DATA_TYPE: "bookmark_list", DATA: [renamed] });
  const gone = await me.del(path);
  assertEquals([gone.body.DATA_TYPE, gone.body.code, gone.body.message], [
    "result",
    "Deleted",
    `Bookmark '${made.id}' deleted successfully`,
  ]);
  assertEquals(codeOf(await me.get(path)), [404, "BookmarkNotFound"]);
});

Deno.test("A bookmark keeps its path as it was given", async () => {
  await using sandbox = await startSandbox();
  const { body } = await asPerson(sandbox).post("/bookmark", await wanted({ path: "/a/b" }));
  assertEquals(body.path, "/a/b");
});

Deno.test("Bookmarks are one's own, and their names differ", async () => {
  await using sandbox = await startSandbox();
  const [me, them] = [asPerson(sandbox), asColleague(sandbox)];
  const { body } = await me.post("/bookmark", await wanted());
  await me.post("/bookmark", await wanted({ name: "other" }));
  assertEquals((await them.get("/bookmark_list")).body.DATA, []);
  assertEquals(codeOf(await them.get(`/bookmark/${body.id}`)), [404, "BookmarkNotFound"]);
  assertEquals(codeOf(await them.del(`/bookmark/${body.id}`)), [404, "BookmarkNotFound"]);
  assertEquals((await them.post("/bookmark", await wanted())).status, 200);
  assertEquals(codeOf(await me.post("/bookmark", await wanted())), [409, "Exists"]);
  assertEquals(codeOf(await me.put(`/bookmark/${body.id}`, { name: "other" })), [409, "Exists"]);
});

Deno.test("A bookmark without a name, endpoint or path is refused", async () => {
  await using sandbox = await startSandbox();
  for (const missing of ["name", "endpoint_id", "path"]) {
    const reply = await asPerson(sandbox).post("/bookmark", await wanted({ [missing]: undefined }));
    assertEquals([missing, ...codeOf(reply)], [missing, 400, "BadRequest"]);
  }
});
