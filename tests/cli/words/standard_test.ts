import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../../cli.ts";
import { printedFile } from "../../../src/cli/words/one_file.ts";
import { parsePlace } from "../../../src/ferry/mod.ts";
import { tapisPort } from "../../../src/ferry/ports/tapis.ts";
import { v3 } from "../../../src/tapis/mod.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { fakeIo } from "../_cli.ts";
import { run } from "../_program.ts";
import { plantedSandbox } from "../_sandbox.ts";

const flags = ["-A"];

for (
  const [get, put, place] of [
    [["globus", "get"], ["globus", "put"], (name: string, id: string) => `${id}:/${name}`],
    [
      ["tapis", "files", "get"],
      ["tapis", "files", "put"],
      (name: string, id: string) => `${id}:${name}`,
    ],
  ] as const
) {
  Deno.test(`keyferry ${put.join(" ")} reads standard input for -, and ${get.join(" ")} - prints it, to the byte`, async () => {
    await using planted = await plantedSandbox();
    const archive = get[0] === "globus" ? planted.archive : "archive";
    const there = place("piped.bin", archive);
    const stdin = "line\n\u00e9\u0000\n".repeat(400_000);
    const sandbox = ["--sandbox", planted.home];
    const sent = await run([...put, "-", there, ...sandbox], { flags, stdin });
    assertEquals(sent.code, 0, sent.stderr);
    const got = await run([...get, there, "-", ...sandbox], { flags });
    assertEquals([got.code, got.stdout === stdin], [0, true], got.stderr);
    assertStringIncludes(got.stderr, "written to standard output");
    const again = await run([...put, "-", there, ...sandbox], { flags, stdin: "other" });
    assertEquals(again.code, 1);
    assertStringIncludes(again.stderr, "--overwrite");
  });

  Deno.test(`keyferry ${get.join(" ")} and ${put.at(-1)} say what - cannot be`, async () => {
    await using planted = await plantedSandbox();
    const [lab, archive] = get[0] === "globus"
      ? [planted.lab, planted.archive]
      : ["lab", "archive"];
    const sandbox = ["--sandbox", planted.home];
    const json = fakeIo();
    assertEquals(
      await main([...get, place("README.txt", lab), "-", "--json", ...sandbox], json),
      2,
    );
    assertStringIncludes(JSON.parse(json.output).error.message, "--json and - both take");
    const missing = fakeIo();
    assertEquals(await main([...get, place("no such", lab), "-", ...sandbox], missing), 1);
    assertEquals(missing.output, "");
    const folder = fakeIo();
    assertEquals(await main([...get, place("runs", lab), "-", ...sandbox], folder), 2);
    const nameless = await run([...put, "-", place("", archive), ...sandbox], {
      flags,
      stdin: "x",
    });
    assertEquals(nameless.code, 2, nameless.stderr);
  });
}

Deno.test("what a link of Tapis leads to is printed whole, of which no length is known", async () => {
  // The size that is listed is the link's own, and the service streams in chunks.
  const link = { name: "link", path: "link", type: "symbolic_link", size: 4 };
  await using server = startRawServer(({ target }) => {
    return target.includes("/ops/")
      ? { json: { status: "success", result: [link] } }
      : { raw: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nsome data\r\n0\r\n\r\n" };
  });
  const port = tapisPort(v3.tapisClient({ baseUrl: server.url }), "lab");
  const io = fakeIo();
  const from = { place: parsePlace("tapis:lab:/link"), port, path: "/link", engine: {} };
  assertEquals([await printedFile(from, {}, io), io.output], [0, "some data"]);
});
