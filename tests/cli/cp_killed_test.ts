import { assert, assertEquals, assertMatch } from "@std/assert";
import { main } from "../../cli.ts";
import { plantTree, treeOf } from "../ferry/_places.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { fakeIo } from "./_cli.ts";
import { start } from "./_program.ts";
import { plantedSandbox } from "./_sandbox.ts";

/** `KEYFERRY_TREE=1000` for more. */
const count = Number(Deno.env.get("KEYFERRY_TREE") ?? 200);

/** How many files are there, those with a name of their own. */
async function filesIn(folder: string): Promise<string[]> {
  const tree = await treeOf(folder).catch(() => ({}));
  return Object.entries(tree)
    .filter(([path, what]) => what !== "folder" && !/\/\.keyferry-[^/]*$/.test(path))
    .map(([path]) => path);
}

for (
  const [name, from, to] of [
    ["a collection to this machine", "LAB:/tree", "HERE/copy"],
    ["this machine to a collection", "HERE/tree", "LAB:/copy"],
    ["Tapis to this machine", "tapis:lab:/tree", "HERE/copy"],
    ["this machine to Tapis", "HERE/tree", "tapis:lab:/copy"],
  ] as const
) {
  Deno.test(`cp from ${name} that is killed goes on with what is missing`, async () => {
    await using planted = await plantedSandbox();
    await using folder = await temporaryFolder();
    const lab = planted.sandbox.collections[0]?.path ?? "";
    const at = (text: string) => text.replace("LAB", planted.lab).replace("HERE", folder.path);
    const real = (text: string) =>
      text.replace(/^(LAB|tapis:lab):/, lab).replace("HERE", folder.path);
    await plantTree(real(from), count);
    const source = await treeOf(real(from));
    planted.sandbox.faults.request = ({ path }) => {
      return /^\/(https|v3\/files\/(content|ops))\//.test(path) ? { delayMs: 10 } : undefined;
    };
    const words = ["cp", "-r", at(from), at(to), "--sandbox", planted.home];
    const child = start(words, { flags: ["--allow-all"] });
    const [out, err] = [child.stdout.cancel(), child.stderr.cancel()];
    const enough = count / 5;
    const until = Date.now() + 60_000;
    while ((await filesIn(real(to))).length < enough) {
      assert(Date.now() < until, "nothing was copied");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    child.kill("SIGKILL");
    await Promise.allSettled([child.status, out, err]);
    planted.sandbox.faults.request = undefined;
    // What it had sent when it was killed, the service may still be about to write.
    await planted.sandbox.idle();
    const there = await filesIn(real(to));
    assert(there.length < count, "it was not killed midway");
    const target = await treeOf(real(to));
    for (const path of there) assertEquals(target[path], source[path], path);

    const io = fakeIo();
    assertEquals(await main(words, io), 0, io.talk);
    const [, copied = "", skipped = ""] =
      /^(\d+) files? copied \(.*?\), (\d+) skipped/.exec(io.output) ?? [];
    assertMatch(io.output, /, 0 failed\n$/);
    assertEquals(Number(copied) + Number(skipped), count);
    // One that a service was still writing may have come between the look and the run.
    assert(Number(copied) <= count - there.length, `${copied} of ${count - there.length}`);
    assertEquals(await treeOf(real(to)), source);
  });
}
