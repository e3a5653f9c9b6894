import { assertEquals } from "@std/assert";
import { pythonLines } from "../../src/sandbox/kept/environment_lines.ts";
import { collectionId, plantCredentials } from "../../src/sandbox/mod.ts";
import { programs, scenario } from "./comparison/_scenario.ts";

const { globusSdk } = programs;
const script = "pasted_lines.py";

scenario([globusSdk], "the lines for Python point it at the sandbox", async (stage) => {
  await using sandbox = await stage.sandbox();
  await plantCredentials(sandbox);
  const lines = pythonLines(sandbox);
  const app = { client_id: sandbox.tokens.globusApps.planted, app_name: "keyferry-sandbox" };
  const endpoint = await collectionId("lab");
  // Nothing but the lines: the process has a home and variables of its own.
  const env = Object.fromEntries(sandbox.unset.map((name) => [name, "mine"]));
  const [name] = await stage.ask(
    globusSdk,
    script,
    [["display_name", { lines, endpoint, ...app }]],
    { env },
  );
  assertEquals(name, "lab");
});

scenario([globusSdk], "the lines for Python point every service at the sandbox", async (stage) => {
  await using sandbox = await stage.sandbox();
  const [read] = await stage.ask(globusSdk, script, [["services", {
    lines: pythonLines(sandbox),
  }]]);
  const addresses = read as Readonly<Record<string, string>>;
  assertEquals(Object.keys(addresses).length >= 7, true);
  assertEquals(Object.entries(addresses).filter(([, url]) => !url.startsWith(sandbox.url)), []);
});

scenario(
  [globusSdk],
  "the lines for Python give it every value as it is, and clear the others",
  async (stage) => {
    const env = {
      WINDOWS: String.raw`C:\Users\Renée\new folder\N{DASH}\x41`,
      QUOTES: `it's "data" {0} %s`,
      BEYOND: "größe 🧠\u2028\u007f",
      NEWLINE: "one\ntwo\ttabbed",
      EMPTY: "",
    };
    const unset = ["CAVE_TOKEN", "GLOBUS_PROFILE"];
    const lines = pythonLines({ env, unset });
    const [read] = await stage.ask(globusSdk, script, [["variables", { lines }]], {
      env: { CAVE_TOKEN: "mine" },
    });
    const values = read as Readonly<Record<string, string>>;
    assertEquals(Object.keys(env).map((name) => values[name]), Object.values(env));
    assertEquals(unset.filter((name) => name in values), []);
  },
);
