import { assert, assertEquals, assertRejects } from "@std/assert";
import { startSandbox } from "../../../src/sandbox/mod.ts";
import { send } from "../_sandbox.ts";

Deno.test("A fault answers instead of the sandbox, with its status, headers and body", async () => {
  await using sandbox = await startSandbox({
    faults: {
      request: ({ path, count }) =>
        path === "/tenants" && count <= 2
          ? { status: 503, headers: { "retry-after": "7" }, body: "later" }
          : undefined,
    },
  });
  const replies = [];
  for (let index = 0; index < 3; index++) replies.push(await send(`${sandbox.url}/tenants`));
  assertEquals(replies.map((reply) => reply.status), [503, 503, 200]);
  assertEquals([replies[0]?.headers.get("retry-after"), replies[0]?.text], ["7", "later"]);
});

Deno.test("A fault may be any Response, and is gone once it is cleared", async () => {
  await using sandbox = await startSandbox();
  sandbox.faults.request = () => new Response("<html>", { status: 200 });
  assertEquals((await send(`${sandbox.url}/tenants`)).text, "<html>");
  sandbox.faults.request = undefined;
  assertEquals((await send(`${sandbox.url}/tenants`)).body.status, "success");
});

Deno.test("A torn reply breaks in the middle of its body", async () => {
  await using sandbox = await startSandbox({
    faults: { request: () => ({ torn: true, body: '{"status": "suc' }) },
  });
  const response = await fetch(`${sandbox.url}/tenants`);
  assertEquals(response.status, 200);
  const reader = response.body?.getReader();
  assert(reader);
  const first = await reader.read();
  assertEquals(new TextDecoder().decode(first.value), '{"status": "suc');
  await assertRejects(() => reader.read(), Error);
});

Deno.test("A delayed request is answered afterwards, and waits for nobody once the sandbox closes", async () => {
  const sandbox = await startSandbox();
  sandbox.faults.request = () => ({ delayMs: 1 });
  assertEquals((await send(`${sandbox.url}/tenants`)).status, 200);
  const asked = Promise.withResolvers<void>();
  sandbox.faults.request = () => {
    asked.resolve();
    return { delayMs: 3_600_000 };
  };
  const pending = send(`${sandbox.url}/tenants`).catch(() => "refused");
  await asked.promise;
  await sandbox.close();
  await pending;
});
