import { assertEquals, assertMatch } from "@std/assert";
import { cacheFolder, runChild, sourceUrl } from "../../helpers/child.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { openTerminal } from "../../helpers/terminal.ts";

/** A program that calls a server twice, and gives up its permission between the calls. */
function program(url: string): string {
  return `
import { get } from "${sourceUrl("src/http/verbs.ts")}";
import { createClient } from "${sourceUrl("src/http/client.ts")}";
const client = createClient({ service: "Test", baseUrl: "${url}" });
const call = () => get(client, "/").then(({ status }) => status, ({ name, flags }) => name + flags);
console.log("before", await call());
Deno.permissions.revokeSync({ name: "net" });
console.log("after", await call());
`;
}

Deno.test("a call after the permission was given up names the flag", async () => {
  await using server = startRawServer(() => ({ json: {} }));
  const { stdout, stderr } = await runChild(program(server.url), { flags: ["--allow-net"] });
  const flag = `--allow-net=${new URL(server.url).host}`;
  assertEquals([stdout, stderr], [`before 200\nafter PermissionNeededError${flag}\n`, ""]);
});

Deno.test("a call after the permission was given up does not make Deno ask on a terminal", async () => {
  await using server = startRawServer(() => ({ json: {} }));
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/program.ts`, program(server.url));
    const config = new URL("../../../deno.json", import.meta.url).pathname;
    const words = ["run", "-q", "--no-lock", "--config", config, "--allow-net"];
    await using terminal = openTerminal([Deno.execPath(), ...words, `${folder}/program.ts`], {
      env: { DENO_DIR: cacheFolder(), NO_COLOR: "1" },
      patienceMs: 10_000,
    });
    // A question of Deno's would wait for an answer.
    assertMatch(
      await terminal.until(/after \S+\s/),
      /^before 200\s+after PermissionNeededError--allow-net=127/,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
