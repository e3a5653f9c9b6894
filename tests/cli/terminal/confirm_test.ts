import { assertEquals, assertRejects } from "@std/assert";
import { confirmed } from "../../../src/cli/terminal/confirm.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { fakeIo } from "../_cli.ts";

Deno.test("confirmed() goes on at a clear yes alone", async () => {
  for (const [answer, wanted] of [["y", true], [" YES ", true], ["", false], ["yep", false]]) {
    const io = fakeIo({ answers: [String(answer)] });
    assertEquals(await confirmed("Delete it", false, io), wanted, String(answer));
    assertEquals(io.prompts, ["Delete it? [y/N] "]);
  }
  assertEquals(await confirmed("Delete it", false, fakeIo({ answers: [] })), false);
});

Deno.test("confirmed() does not ask with --yes, and refuses where no one is there", async () => {
  const io = fakeIo();
  assertEquals(await confirmed("Delete it", true, io), true);
  await assertRejects(() => confirmed("Delete it", false, io), MisuseError, "add --yes");
  assertEquals(io.prompts, []);
});
