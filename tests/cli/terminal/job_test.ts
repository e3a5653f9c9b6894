import { assertEquals } from "@std/assert";
import { type Act, jobCommand } from "../../../src/cli/terminal/job.ts";

interface Copy {
  readonly from: string;
  readonly to?: string | undefined;
  readonly also: readonly string[];
  readonly quiet?: boolean;
}

const job = { run: () => Promise.resolve(0), needs: () => Promise.resolve({ needed: [] }) };

/** What is handed over when words are read. */
async function read(
  words: string[],
  names: readonly (keyof Copy)[],
  args: string,
): Promise<unknown> {
  let handed: unknown;
  const act: Act = (taken, options) => {
    assertEquals<unknown>(taken, job);
    handed = options;
  };
  await jobCommand<Copy>(act, job, ...names).arguments(args).option("--quiet", "").parse(words);
  return handed;
}

Deno.test("jobCommand() hands arguments over as the options that they are, in their order", async () => {
  const names = ["from", "to"] as const;
  const two = "<source:string> [target:string]";
  assertEquals(await read(["a", "b", "--quiet"], names, two), { from: "a", to: "b", quiet: true });
  assertEquals(await read(["a"], names, two), { from: "a", to: undefined });
});

Deno.test("jobCommand() hands over all words of an argument that takes several", async () => {
  const names = ["from", "also"] as const;
  const many = "<source:string> <others...:string>";
  assertEquals(await read(["a", "b", "c"], names, many), { from: "a", also: ["b", "c"] });
  assertEquals(await read(["a", "b"], names, many), { from: "a", also: ["b"] });
});
