import { assertEquals } from "@std/assert";
import { pythonLines } from "../../src/cli/environment_lines.ts";
import { collectionId, plantCredentials } from "../../src/sandbox/mod.ts";
import { programs, scenario } from "./_scenario.ts";

const { globusSdk } = programs;
const script = "pasted_lines.py";

scenario([globusSdk], "the lines for Python point it at the sandbox", async (stage) => {
  await using sandbox = await stage.sandbox();
  await plantCredentials(sandbox);
  const lines = pythonLines(sandbox.env).join("\n");
  const app = { client_id: sandbox.tokens.globusApps.planted, app_name: "keyferry-sandbox" };
  const endpoint = await collectionId("lab");
  // Nothing but the lines: the process has a home and variables of its own.
  const [name] = await stage.ask(globusSdk, script, [["display_name", {
    lines,
    endpoint,
    ...app,
  }]]);
  assertEquals(name, "lab");
});

scenario([globusSdk], "the lines for Python give it every value as it is", async (stage) => {
  const env = {
    WINDOWS: String.raw`C:\Users\Renée\new folder\N{DASH}\x41`,
    QUOTES: `it's "data" {0} %s`,
    BEYOND: "größe 🧠\u2028\u007f",
    NEWLINE: "one\ntwo\ttabbed",
    EMPTY: "",
  };
  const lines = pythonLines(env).join("\n");
  const [read] = await stage.ask(globusSdk, script, [["variables", { lines }]]);
  const values = read as Readonly<Record<string, string>>;
  assertEquals(Object.keys(env).map((name) => values[name]), Object.values(env));
});
