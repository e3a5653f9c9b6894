/** Who builds on keyferry finds every type that a function takes or gives where the function is. */

import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import config from "../deno.json" with { type: "json" };

const root = fromFileUrl(new URL("..", import.meta.url));

const entries = [
  ".",
  "./credentials",
  "./http",
  "./globus",
  "./globus/transfer",
  "./globus/auth",
  "./tapis",
  "./tapis/v2",
  "./tapis/v3",
  "./cave",
  "./sandbox",
] as const;

for (const entry of entries) {
  Deno.test(`deno doc --lint finds nothing in ${entry}`, async () => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["doc", "--lint", "--no-lock", config.exports[entry]],
      cwd: root,
      env: { NO_COLOR: "1" },
      stdout: "null",
    }).output();
    const words = new TextDecoder().decode(stderr);
    const findings = words.split("\n").filter((line) => /^error\[|^ +--> /.test(line));
    assertEquals([findings, code], [[], 0]);
  });
}
