import { assert, assertEquals, assertMatch } from "@std/assert";
import { talkInJupyter } from "./_jupyter.ts";

// Jupyter's stop button sends the kernel this signal.
const begin = `
import { globus } from "@keyferry/keyferry";
import { ferry } from "@keyferry/keyferry/ferry";
import { progress, show } from "@keyferry/keyferry/notebook";
import { sandboxLab } from "@keyferry/keyferry/sandbox";
const lab = await sandboxLab({ credentials: true, tiles: 200 });
const { source, destination } = lab;
const { transfer } = await globus.restore(lab.globus);
const pressSoon = () => setTimeout(() => Deno.kill(Deno.pid, "SIGINT"), 1000);
`;
const end = "await lab.close(); await show('the kernel has its values');";

Deno.test("the stop button ends the watching of a task, not the kernel, and says how to follow it again", async () => {
  const { texts, errors } = await talkInJupyter([
    begin,
    `const data = globus.transferData(source.id, destination.id, { label: "tiles" })
       .addItem(source.path, destination.path, { recursive: true });
     const { task_id } = await transfer.submitTransfer(data);
     pressSoon();
     await progress(transfer.watchTask(task_id));`,
    "await show((await transfer.getTask(task_id)).status + ' ' + task_id);",
    end,
  ], null);
  const id = /ACTIVE (\S+)/.exec(texts.join("\n"))?.[1];
  const words = `Stopped watching; the transfer goes on: watchTask("${id}") follows it again`;
  assertEquals(errors.map(({ name, message }) => [name, message]), [["InterruptedError", words]]);
  assert(texts.some((text) => /^tiles \d+ % .*: no longer watched, it goes on$/.test(text)));
  assertEquals(texts.at(-1), "the kernel has its values");
});

Deno.test("the stop button ends a copy between two collections without ending its task", async () => {
  const { texts, errors } = await talkInJupyter([
    begin,
    `pressSoon();
     await progress(ferry(
       "globus:" + source.id + ":" + source.path,
       "globus:" + destination.id + ":" + destination.path,
       { recursive: true, globus: lab.globus },
     ));`,
    "for await (const { status } of transfer.taskList()) await show(status);",
    end,
  ], null);
  assertEquals(errors.map(({ name }) => name), ["InterruptedError"]);
  assertMatch(errors[0]?.message ?? "", /^Stopped watching; task [0-9a-f-]{36} goes on\. Run the/);
  assert(texts.includes("ACTIVE"), texts.join("\n"));
  assertEquals(texts.at(-1), "the kernel has its values");
});

Deno.test("the stop button ends a copy through this machine cleanly, and the same copy copies the rest", async () => {
  const { texts, errors } = await talkInJupyter([
    begin,
    `const folder = await Deno.makeTempDir();
     const slowly = async (...given) => {
       await new Promise((done) => setTimeout(done, 100));
       return await fetch(...given);
     };
     const tapis = { ...lab.tapis, fetch: slowly };
     pressSoon();
     await progress(ferry("tapis:lab:/tiles", folder, { recursive: true, tapis }));`,
    `const { copied, skipped } = await ferry("tapis:lab:/tiles", folder, { recursive: true, tapis: lab.tapis }).done;
     await Deno.remove(folder, { recursive: true });
     await show(skipped + " and " + copied);`,
    end,
  ], null);
  assertEquals(errors.map(({ name }) => name), ["InterruptedError"]);
  const [, before] = /^Stopped: (\d+) files copied.*Run the cell again to copy the rest$/
    .exec(errors[0]?.message ?? "") ?? [];
  const [, skipped, copied] = /^(\d+) and (\d+)$/m.exec(texts.join("\n")) ?? [];
  assertEquals([Number(skipped), Number(copied) + Number(skipped)], [Number(before), 200]);
  assert(Number(before) > 0 && Number(copied) > 0);
  assertEquals(texts.at(-1), "the kernel has its values");
});
