import { assertEquals, assertThrows } from "@std/assert";
import { collectionPath, taskId } from "../../src/cli/collection_path.ts";
import { MisuseError } from "../../src/cli/misuse.ts";

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";

const places: [string, string, string | undefined][] = [
  [id, id, undefined],
  [`${id}:`, id, undefined],
  [`${id}:/a b/`, id, "/a b/"],
  [`${id}:~/x:y`, id, "~/x:y"],
  [`${id}:/line\nbreak`, id, "/line\nbreak"],
  [id.toUpperCase(), id.toUpperCase(), undefined],
];
for (const [text, collection, path] of places) {
  Deno.test(`collectionPath() reads ${JSON.stringify(text)}`, () => {
    assertEquals(collectionPath(text), { collection, path });
  });
}

for (const text of ["lab", "", "lab:/x", `${id}x`, `${id}/x`, ` ${id}`, "../x", "..:/"]) {
  Deno.test(`collectionPath() refuses ${JSON.stringify(text)} and says where ids are found`, () => {
    assertThrows(() => collectionPath(text), MisuseError, "https://app.globus.org/collections");
  });
}

Deno.test("taskId() takes a UUID alone", () => {
  assertEquals(taskId(id), id);
  for (const text of ["", "..", `${id}:`, "7"]) assertThrows(() => taskId(text), MisuseError);
});
