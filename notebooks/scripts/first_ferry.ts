// deno-lint-ignore-file no-console
/**
 * The main job, from end to end and offline: three credentials found where the platforms' own tools
 * leave them, and a folder moved by a transfer task. `deno task demo` runs it on the checkout's own
 * files; everything it makes lies in `.demo/`.
 *
 * To do the same for real, drop the sandbox and give `restore()` nothing: it then looks in your own
 * environment and home.
 */

import { join } from "@std/path/join";
import { fromFileUrl } from "@std/path/from-file-url";
import {
  cave,
  credentials,
  globus,
  isKeyferryError,
  sandboxSurroundings,
  tapis,
} from "@keyferry/keyferry";
import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";

const checkout = fromFileUrl(new URL("../../", import.meta.url));
const made = join(checkout, ".demo");
const folder = "src";

async function main(): Promise<void> {
  await Deno.remove(made, { recursive: true }).catch(() => {});
  await Deno.mkdir(join(made, "copy"), { recursive: true });
  await using sandbox = await startSandbox({
    home: join(made, "home"),
    workFolder: made,
    collections: [
      { name: "checkout", path: checkout },
      { name: "copy", path: join(made, "copy"), writable: true },
    ],
  });
  await plantCredentials(sandbox);
  say(`The sandbox at ${sandbox.url} plays Globus, Tapis and CAVE; its home is .demo/home.`);

  say("\nCredentials");
  const here = await sandboxSurroundings(sandbox.home);
  const { transfer, ...tokens } = await globus.restore(here);
  const client = await tapis.restore(here);
  const { info, source } = await cave.restore(here);
  const expires = credentials.inWords(tokens.session.expiresAt ?? Infinity);
  say(`  Globus  ${tokens.source}, ${expires}`);
  const { username } = await client.profilesGet();
  say(`  Tapis   ${client.source}, of ${username}, ${client.capabilities.mode}`);
  say(`  CAVE    ${source}, opens ${(await info.getDatastacks()).join(", ")}`);

  const [from, to] = sandbox.collections;
  if (from === undefined || to === undefined) throw new Error("The sandbox has no collections");
  const listing = await transfer.operationLs(from.id, { path: `/${folder}/`, orderby: "name" });
  say(`\nCollection "${from.name}" (${from.id}), /${folder}/`);
  for (const { name, type } of listing) say(`  ${name}${type === "dir" ? "/" : ""}`);

  const data = globus.transferData(from.id, to.id, { label: "demo", verifyChecksum: true });
  data.addItem(`/${folder}/`, `/${folder}/`, { recursive: true });
  const { task_id } = await transfer.submitTransfer(data);
  say(`\nTransfer of /${folder}/ to collection "${to.name}", task ${task_id}`);
  const task = await follow(transfer, task_id);
  if (task.status !== "SUCCEEDED") throw new Error(`The task ended as ${task.status}`);

  const { files, bytes } = await compare(join(checkout, folder), join(made, "copy", folder));
  const rate = kilobytes(task.effective_bytes_per_second ?? 0);
  say(`\n${files} files, ${kilobytes(bytes)}, equal byte by byte; ${rate} per second, checksums`);
  say("included. The copy is in .demo/copy.");
}

function say(line: string): void {
  console.log(line);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** Watches a task, with a bar where a person is looking. */
async function follow(
  transfer: globus.TransferClient,
  taskId: string,
): Promise<globus.TaskDocument> {
  const bar = Deno.stderr.isTerminal() ? await progressBar() : undefined;
  let last: globus.TaskDocument | undefined;
  let full = 0;
  try {
    for await (const { task } of transfer.watchTask(taskId, { pollingInterval: 0.05 })) {
      const done = task.files_transferred ?? 0;
      // More files are found while some are copied already: the bar waits then, and does not go back.
      full = Math.max(full, task.files === 0 ? 0 : done / task.files);
      bar?.update(full, { files: `${done} of ${task.files}` });
      last = task;
    }
  } finally {
    bar?.stop();
  }
  if (last === undefined) throw new Error(`Nothing is known of task ${taskId}`);
  return last;
}

async function progressBar(): Promise<
  { update(fraction: number, words: { files: string }): void; stop(): void }
> {
  const { default: cliProgress } = await import("cli-progress");
  const bar = new cliProgress.SingleBar({ format: "  {bar} {files} files" });
  bar.start(1, 0, { files: "0 of 0" });
  return bar;
}

/** Reads both folders and compares every file; throws at the first difference. */
async function compare(source: string, copy: string): Promise<{ files: number; bytes: number }> {
  let files = 0;
  let bytes = 0;
  for await (const entry of Deno.readDir(source)) {
    const [one, other] = [join(source, entry.name), join(copy, entry.name)];
    if (entry.isDirectory) {
      const inside = await compare(one, other);
      files += inside.files;
      bytes += inside.bytes;
    } else if (entry.isFile) {
      const [left, right] = [await Deno.readFile(one), await Deno.readFile(other)];
      const same = left.length === right.length && left.every((byte, at) => byte === right[at]);
      if (!same) throw new Error(`The copy of ${one} differs`);
      files++;
      bytes += left.length;
    }
  }
  return { files, bytes };
}

try {
  await main();
} catch (error) {
  if (!isKeyferryError(error)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
