import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { v3 } from "../../../../src/tapis/mod.ts";
import type { Sandbox } from "../../../../src/sandbox/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";

async function tapisOf(sandbox: Sandbox) {
  const { username, password } = sandbox.tokens.tapis;
  return await v3.restore({ baseUrl: sandbox.url, username, password, env: {} });
}

/** A server of the web on this machine. */
function web(answer: (request: Request) => Response): AsyncDisposable & { readonly url: string } {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, answer);
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, [Symbol.asyncDispose]: () => server.shutdown() };
}

function folderOf(sandbox: Sandbox, name: string): string {
  return sandbox.collections.find((one) => one.name === name)?.path ?? "";
}

Deno.test("a transfer of Tapis v3 fetches from the web, and counts what it fetched", async () => {
  await using sandbox = await startSandbox();
  await using server = web(() => new Response("some data"));
  const tapis = await tapisOf(sandbox);
  const sourceURI = `${server.url}/data.csv?key=1`;
  const { uuid } = await tapis.createTransferTask([
    { sourceURI, destinationURI: "tapis://archive/new/data.csv" },
  ]);
  const task = await tapis.waitForTransfer(uuid, { pollingInterval: 0.05 });
  assertEquals([task.status, task.totalBytesTransferred, task.estimatedTotalBytes], [
    "COMPLETED",
    9,
    9,
  ]);
  assertEquals(
    await Deno.readTextFile(`${folderOf(sandbox, "archive")}/new/data.csv`),
    "some data",
  );
  const { parentTasks } = await tapis.getTransferTaskDetails(uuid);
  assertEquals(parentTasks?.[0]?.children?.[0]?.sourceURI, sourceURI);
});

Deno.test("a transfer of Tapis v3 leaves nothing of what the web does not give whole", async () => {
  await using sandbox = await startSandbox();
  await using server = web(({ url }) => {
    if (url.endsWith("/none")) return new Response("no", { status: 404 });
    let pulled = 0;
    return new Response(
      new ReadableStream({
        pull(controller): void {
          if (pulled++ === 0) controller.enqueue(new TextEncoder().encode("some"));
          else controller.error(new Error("broke off"));
        },
      }),
    );
  });
  const tapis = await tapisOf(sandbox);
  for (const name of ["none", "torn"]) {
    const { uuid } = await tapis.createTransferTask([
      { sourceURI: `${server.url}/${name}`, destinationURI: `tapis://archive/${name}` },
    ]);
    const task = await tapis.waitForTransfer(uuid, { pollingInterval: 0.05 });
    assertEquals(task.status, "FAILED");
    assert((task.errorMessage ?? "") !== "");
  }
  const left = await Array.fromAsync(Deno.readDir(folderOf(sandbox, "archive")));
  assertEquals(left.filter(({ name }) => /none|torn|part$/.test(name)), []);
});

Deno.test("a transfer of Tapis v3 meets faults item by item", async () => {
  await using sandbox = await startSandbox();
  sandbox.faults.transfer = ({ step, sourcePath }) => {
    return step === "copy" && sourcePath === "tapis://lab/cells.csv"
      ? { code: "PERMISSION_DENIED", description: "It may not be read" }
      : undefined;
  };
  const tapis = await tapisOf(sandbox);
  const { uuid } = await tapis.createTransferTask(["README.txt", "cells.csv"].map((name) => ({
    sourceURI: `tapis://lab/${name}`,
    destinationURI: `tapis://archive/${name}`,
    optional: true,
  })));
  await tapis.waitForTransfer(uuid, { pollingInterval: 0.05 });
  const { parentTasks } = await tapis.getTransferTaskDetails(uuid);
  assertEquals(parentTasks?.map(({ status }) => status), ["COMPLETED", "FAILED_OPT"]);
  assertStringIncludes(parentTasks?.[1]?.errorMessage ?? "", "may not be read");
});
