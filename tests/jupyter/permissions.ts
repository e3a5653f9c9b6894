import { assert, assertEquals } from "@std/assert";
import { talkInJupyter } from "./_jupyter.ts";

Deno.test("after lockDown() no error in a kernel names a flag: a kernel takes none", async () => {
  const { texts, errors } = await talkInJupyter([
    `import { cave, globus } from "@keyferry/keyferry";
     import { lockDown, showStatus } from "@keyferry/keyferry/notebook";
     const held = await globus.restore({ env: { GLOBUS_SDK_TRANSFER_TOKEN: "made-up" } });
     const all = [
       () => cave.restore(),
       () => globus.restore(),
       () => globus.login({ clientId: crypto.randomUUID() }),
       () => held.transfer.taskList().collect(),
       async () => { throw new Error(Deno.inspect(await showStatus())); },
     ];
     lockDown({ keep: [] });`,
    "for (const one of all) console.log(await one().then(() => 'no error', ({ message }) => message));",
  ], null);
  assertEquals(errors, []);
  const said = texts.join("\n");
  assertEquals(said.match(/--allow-\S*/g), null);
  const told = said.match(/restart the kernel, since [a-z, ]+ (was|were) given up by lockDown/g);
  assert((told?.length ?? 0) >= 5, said);
});
