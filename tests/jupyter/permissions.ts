import { assert, assertEquals } from "@std/assert";
import { talkInJupyter } from "./_jupyter.ts";

Deno.test("after lockDown() no error in a kernel names a flag: a kernel takes none", async () => {
  const { texts, errors } = await talkInJupyter([
    `import { cave, globus } from "@keyferry/keyferry";
     import { lockDown, loginInNotebook, showStatus } from "@keyferry/keyferry/notebook";
     import { readText } from "@keyferry/keyferry/credentials";
     import { ferry } from "@keyferry/keyferry/ferry";
     import { sandboxLab } from "@keyferry/keyferry/sandbox";
     const held = await globus.restore({ env: { GLOBUS_SDK_TRANSFER_TOKEN: "made-up" } });
     const here = { home: "/home/ada", env: {} };
     const app = { clientId: crypto.randomUUID(), app: "mine" };
     const all = [
       () => sandboxLab(),
       () => globus.logout({ ...here, ...app }),
       () => loginInNotebook("cave", { ...here, force: true, serverAddress: "http://127.0.0.1:1" }),
       () => readText("/etc/hosts"),
       () => ferry("/etc/hosts", "tapis:lab:/x").done,
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
  assertEquals(said.match(/--allow-[a-z]\S*/g), null);
  const told = said.match(/restart the kernel, since [a-z, ]+ (was|were) given up by lockDown/g);
  assert((told?.length ?? 0) >= 10, said);
  assertEquals(said.match(/Requires .* access|no error/g), null, said);
  // What a login would keep could not be seen either.
  assertEquals(said.match(/Next: run .*/g), null, said);
});
