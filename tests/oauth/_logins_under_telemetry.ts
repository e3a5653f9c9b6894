/** Logs in to Globus and to CAVE through a browser, at a sandbox of another process. */

import { client } from "../../src/cave/mod.ts";
import { sandboxSurroundings } from "../../src/credentials/mod.ts";
import { login } from "../../src/globus/mod.ts";

const [home = "", clientId = "", serverAddress = ""] = Deno.args;

/** Says something on the standard output; of the console, Deno would export it. */
function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** Whoever started this program is the person at the browser. */
function openBrowser(url: string): boolean {
  say(`OPEN ${url}`);
  return true;
}

const surroundings = await sandboxSurroundings(home);
const { transfer } = await login({
  ...surroundings,
  clientId,
  app: "telemetry",
  talk: { say() {} },
  flow: "loopback",
  openBrowser,
});
await transfer.get("/v0.10/task_list");
const { auth, info } = client({ serverAddress });
await auth.logIn({ showUrl: openBrowser });
await info.getDatastacks();
say("LOGGED IN");
