import { assertEquals, assertRejects } from "@std/assert";
import { collectionClient, transferClient } from "../../../src/globus/mod.ts";
import { globusPort } from "../../../src/ferry/ports/globus.ts";
import { localPort } from "../../../src/ferry/ports/local.ts";
import { fileNames, temporaryFolder } from "../../helpers/temporary_folder.ts";

Deno.test("globusPort() asks how long a file is of which no length came with its bytes", async () => {
  await using folder = await temporaryFolder();
  let length = "9";
  // A server that only closes the connection at the end, which a broken one looks like.
  const fetch = (_url: unknown, init?: RequestInit): Promise<Response> => {
    return Promise.resolve(
      init?.method === "HEAD"
        ? new Response(null, { headers: { "content-length": length } })
        : new Response("some dat"),
    );
  };
  const files = collectionClient("https://g-1.data.example.org", { fetch });
  const port = globusPort(transferClient(), "an id", files);
  const entry = { name: "x", type: "file", size: undefined, modified: undefined } as const;
  const copy = () => {
    return localPort().write(`${folder.path}/x`, port.read("/x", entry), {
      overwrite: false,
      modified: undefined,
    });
  };
  await assertRejects(copy, Error, "8 bytes came of a file of 9");
  assertEquals(await fileNames(folder.path), []);
  length = "8";
  assertEquals(await copy(), 8);
});
