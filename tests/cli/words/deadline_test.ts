import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { deadlineOf } from "../../../src/cli/words/deadline.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { runChild, sourceUrl } from "../../helpers/child.ts";

const now = (): number => Date.UTC(2026, 10, 21, 12);
const silence = (words: string): never => {
  throw new Error(`Nothing was to be said: ${words}`);
};

Deno.test("deadlineOf() takes a time from now, or a moment ahead with its zone, as they are", () => {
  assertEquals(deadlineOf(undefined, now, silence), undefined);
  assertEquals(deadlineOf("2h", now, silence), "2h");
  assertEquals(deadlineOf("2026-11-21T12:00:01Z", now, silence), "2026-11-21T12:00:01Z");
  assertEquals(deadlineOf("2026-11-22 12:30+02:00", now, silence), "2026-11-22 12:30+02:00");
});

Deno.test("deadlineOf() takes a date without a zone for this machine's, and says which moment that is", async () => {
  const script = `
    import { deadlineOf } from ${JSON.stringify(sourceUrl("src/cli/words/deadline.ts"))};
    const now = () => Date.UTC(2026, 10, 21, 12);
    for (const text of ["2026-11-28 02:30", "2026-11-28T02:30:15", "2026-11-28", "2027-07-01"]) {
      const said = [];
      console.log(text, deadlineOf(text, now, (words) => said.push(words)), said.join());
    }
  `;
  const moments: Readonly<Record<string, readonly string[]>> = {
    "America/New_York": ["28T07:30:00", "28T07:30:15", "28T05:00:00", "01T04:00:00"],
    "Asia/Kolkata": ["27T21:00:00", "27T21:00:15", "27T18:30:00", "30T18:30:00"],
    "UTC": ["28T02:30:00", "28T02:30:15", "28T00:00:00", "01T00:00:00"],
  };
  for (const [zone, expected] of Object.entries(moments)) {
    const { stdout, stderr } = await runChild(script, { env: { TZ: zone } });
    const lines = stdout.trim().split("\n");
    assertEquals(lines.length, 4, stderr);
    for (const [index, line] of lines.entries()) {
      const moment = /20\d\d-\d\d-(\S+)\.000Z Gives up at/.exec(line)?.[1];
      assertEquals(moment, expected[index], line);
      assertMatch(line, /of this machine's time zone, which is 20\S+Z$/);
    }
  }
});

Deno.test("deadlineOf() refuses what is not a time, and one that is over, in words of the option", () => {
  const wrong = ["10x", "", "soon", "2026-13-01", "0m", "2027-02-30", "2027-02-29", "2026-12-32"];
  for (const text of [...wrong, "2027-06-31T10:00:00Z", "2026-12-01T25:00Z", "2026-12-01 10:61"]) {
    assertThrows(
      () => deadlineOf(text, now, silence),
      MisuseError,
      `--deadline "${text}" is not a time`,
    );
  }
  for (const text of ["2026-11-20", "2026-11-21T12:00:00Z", "2026-11-21 13:00+02:00"]) {
    assertThrows(
      () => deadlineOf(text, now, silence),
      MisuseError,
      `--deadline "${text}" is over`,
    );
  }
  assertEquals(deadlineOf("2028-02-29T00:00Z", now, silence), "2028-02-29T00:00Z");
});
