import { assertEquals, assertRejects } from "@std/assert";
import { findPlace, placeById, transferClient } from "../../../../src/globus/transfer/mod.ts";

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const other = "31ce9ba0-176d-45a5-add3-f37d233ba47d";

/** A Transfer that knows two bookmarks, and what it was asked. */
function bookmarked(): { client: ReturnType<typeof transferClient>; asked: string[] } {
  const asked: string[] = [];
  const DATA = [
    { DATA_TYPE: "bookmark", id: "1", name: "runs", endpoint_id: id, path: "/data/runs/" },
    { DATA_TYPE: "bookmark", id: "2", name: "the archive", endpoint_id: other, path: "/~" },
  ];
  const client = transferClient({
    fetch: (url) => {
      asked.push(new URL(String(url)).pathname);
      return Promise.resolve(Response.json({ DATA_TYPE: "bookmark_list", DATA }));
    },
  });
  return { client, asked };
}

const places: [string, string, string | undefined][] = [
  [id, id, undefined],
  [`${id}:`, id, undefined],
  [`${id}:/a b/`, id, "/a b/"],
  [`${id}:~/x:y`, id, "~/x:y"],
  [`${id}:/line\nbreak`, id, "/line\nbreak"],
  [id.toUpperCase(), id.toUpperCase(), undefined],
];
for (const [text, collection, path] of places) {
  Deno.test(`findPlace() reads ${JSON.stringify(text)}, and asks nobody`, async () => {
    const { client, asked } = bookmarked();
    assertEquals(await findPlace(client, text), { collection, path, bookmark: undefined });
    assertEquals(asked, []);
  });
}

const marked: [string, string, string, string][] = [
  ["runs", id, "/data/runs/", "runs"],
  ["runs:", id, "/data/runs/", "runs"],
  ["runs:a/b.txt", id, "/data/runs/a/b.txt", "runs"],
  ["runs:/a/b.txt", id, "/data/runs/a/b.txt", "runs"],
  ["the archive:a:b/", other, "/~/a:b/", "the archive"],
];
for (const [text, collection, path, bookmark] of marked) {
  Deno.test(`findPlace() finds ${JSON.stringify(text)} below its bookmark`, async () => {
    const { client, asked } = bookmarked();
    assertEquals(await findPlace(client, text), { collection, path, bookmark });
    assertEquals(asked, ["/v0.10/bookmark_list"]);
  });
}

for (const text of ["Runs", "lab:/x", "run", `${id}x`, ` ${id}`, "../x"]) {
  Deno.test(`findPlace() takes ${JSON.stringify(text)} for no bookmark, and names those there are`, async () => {
    await assertRejects(
      () => findPlace(bookmarked().client, text),
      RangeError,
      "(yours: runs, the archive)",
    );
  });
}

Deno.test("findPlace() says where the colon goes that a path after an id lacks", async () => {
  await assertRejects(
    () => findPlace(bookmarked().client, `${id}/x`),
    RangeError,
    `for a path on ${id} write ${id}:/x`,
  );
});

Deno.test("findPlace() refuses what names nothing, and a path that leads away", async () => {
  const { client, asked } = bookmarked();
  for (const text of ["", ":/x"]) {
    await assertRejects(() => findPlace(client, text), TypeError, "UUID");
  }
  assertEquals(asked, []);
  await assertRejects(() => findPlace(client, "runs:~/x"), TypeError, "/data/runs/");
});

Deno.test("placeById() takes UUIDs alone", () => {
  assertEquals(placeById(`${id}:/a`)?.path, "/a");
  for (const text of ["runs", `${id}x`, `a${id}`]) assertEquals(placeById(text), undefined);
});
