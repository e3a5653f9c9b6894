import { assertEquals } from "@std/assert";
import { sandboxSurroundings } from "../../src/credentials/mod.ts";
import { openPlace } from "../../src/ferry/mod.ts";
import { startSandbox } from "../../src/sandbox/mod.ts";

Deno.test("openPlace() finds the tokens of a collection once: its files and its engine share the one for Transfer", async () => {
  await using sandbox = await startSandbox();
  const { id: clientId, secret: clientSecret } = sandbox.tokens.globusClient;
  const asked: string[] = [];
  const globus = {
    ...await sandboxSurroundings(sandbox.home),
    clientId,
    clientSecret,
    fetch: (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
      asked.push(new URL(input instanceof Request ? input.url : input).pathname);
      return fetch(input, init);
    },
  };
  const [lab] = sandbox.collections;
  const { engine, port } = await openPlace(`globus:${lab?.id}:/README.txt`, { globus });
  await engine.transfer?.operationLs(lab?.id ?? "");
  assertEquals((await port.stat("/README.txt"))?.type, "file");
  assertEquals(asked.filter((path) => path.endsWith("/token")).length, 1, asked.join("\n"));
});
