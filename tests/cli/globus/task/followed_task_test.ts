import { assertEquals, assertThrows } from "@std/assert";
import { MisuseError } from "../../../../src/cli/words/misuse.ts";
import { taskId } from "../../../../src/cli/globus/task/followed_task.ts";

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";

Deno.test("taskId() takes a UUID alone", () => {
  assertEquals(taskId(id), id);
  for (const text of ["", "..", `${id}:`, "7"]) assertThrows(() => taskId(text), MisuseError);
});
