import { assert, assertEquals } from "@std/assert";
import { sourceUrl } from "../../helpers/child.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";
import { run } from "../_program.ts";
import { plantedSandbox } from "../_sandbox.ts";

/** The part of V8's coverage that says which functions ran; the first is the module's own body. */
interface Script {
  readonly url: string;
  readonly functions: readonly {
    readonly functionName: string;
    readonly ranges: readonly { readonly startOffset: number; readonly count: number }[];
  }[];
}

/** The files of the checkout of which a function ran. */
async function filesEntered(folder: string): Promise<string[]> {
  const files = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".json")) continue;
    const { url, functions }: Script = JSON.parse(await Deno.readTextFile(`${folder}/${name}`));
    if (!url.startsWith(sourceUrl(""))) continue;
    const isEntered = functions.some(({ functionName, ranges: [range] }) => {
      const isBody = functionName === "" && range?.startOffset === 0;
      return !isBody && (range?.count ?? 0) > 0;
    });
    const path = url.slice(sourceUrl("").length);
    if (isEntered && /^(src\/|cli\.ts$)/.test(path)) files.add(path);
  }
  return [...files].sort();
}

Deno.test("globus transfer, from its words to its bar, goes through no other command", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const { home, lab, archive, sandbox } = planted;
  await sandbox.idle();
  const places = [`${lab}:/README.txt`, `${archive}:/walk.txt`];
  const words = ["globus", "transfer", "--wait", "--sandbox", home, ...places];
  const flags = ["-A", `--coverage=${folder.path}`];
  const { code, stderr } = await run(words, { flags, fromSource: true });
  assertEquals(code, 0, stderr);
  const entered = await filesEntered(folder.path);
  assertEquals(entered.filter((file) => file.startsWith("src/cli/globus/")), [
    "src/cli/globus/client.ts",
    "src/cli/globus/commands.ts",
    "src/cli/globus/place.ts",
    "src/cli/globus/submit.ts",
    "src/cli/globus/task/followed_task.ts",
    "src/cli/globus/transfer.ts",
  ]);
  assertEquals(entered.filter((file) => /^src\/(tapis|cave|sandbox|platforms)\//.test(file)), []);
  assert(
    entered.includes("src/globus/transfer/tasks/watch_task.ts"),
    "the walk was followed to its end",
  );
});
