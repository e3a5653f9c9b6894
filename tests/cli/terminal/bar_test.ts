import { assert, assertEquals } from "@std/assert";
import { openBar } from "../../../src/cli/terminal/bar.ts";
import { displayWidth } from "../../../src/cli/terminal/text.ts";
import { fakeIo } from "../_cli.ts";

Deno.test("openBar() draws lines that fit the terminal, and says as much as fits beside the bar", async () => {
  const io = fakeIo({ stderrIsTerminal: true });
  const facts = "120 of 1,000 files, 182.2 MB of 40.1 GB, 60.7 kB/s, 1 h 12 min, 3 d left";
  for (const text of ["1 of 1 file", facts, "/a/".repeat(40)]) {
    const bar = await openBar(io);
    bar.show(0.5, text);
    bar.stop();
  }
  // deno-lint-ignore no-control-regex -- the escapes that move the cursor
  const drawn = io.talk.split(/\x1b(?:\[\??[\d;]*[A-Za-z]|[78])/).filter((line) =>
    line.includes("#")
  );
  assert(drawn.length >= 3, io.talk);
  assertEquals(drawn.filter((line) => displayWidth(line) > 80), []);
  assert(drawn.some((line) => line.endsWith(" 120 of 1,000 files, 182.2 MB of 40.1 GB")), io.talk);
});
