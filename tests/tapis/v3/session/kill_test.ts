import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { writeMarker } from "../../../../src/sandbox/kept/home.ts";
import { v3 } from "../../../../src/tapis/mod.ts";
import { child, entryUrl, runChild } from "../../../helpers/child.ts";
import { startRawServer } from "../../../helpers/servers/raw_server.ts";
import { temporaryFolder } from "../../../helpers/temporary_folder.ts";
import { killRounds } from "../../../helpers/test_size.ts";
import { everything } from "../../v2/session/_process.ts";
import { grantAnswer, madeUpJwt } from "../_v3.ts";

const script = `
  import { v3 } from "${entryUrl("src/tapis/mod.ts")}";
  try {
    const tapis = await v3.restore();
    console.log((await tapis.getUserinfo()).username);
  } catch (error) {
    console.log(error.name + ": " + error.message);
  }
`;

/** A pair whose access token ended long ago, or ends in an hour. */
function pairOf(end: number): [string, string] {
  return [madeUpJwt({ exp: end }), madeUpJwt({ exp: end + 86_400 })];
}

Deno.test("a stored session of v3 is whole wherever a process is killed, and the next one works or says why not", async () => {
  for (let round = 0; round < killRounds(); round++) {
    await using folder = await temporaryFolder();
    const home = folder.path;
    const now = Math.floor(Date.now() / 1000);
    const granted = Promise.withResolvers<void>();
    let ended: (() => Promise<unknown>) | undefined;
    await using server = startRawServer(async ({ target }) => {
      if (target !== "/v3/oauth2/tokens") return { json: { result: { username: "ada" } } };
      granted.resolve();
      await ended?.();
      return grantAnswer(...pairOf(now + 3600));
    });
    // What a server on this machine grants is a sandbox's, and this is its home.
    await writeMarker(home, server.url);
    const [access, refresh] = pairOf(now - 3600);
    const client = v3.tapisClient({ baseUrl: server.url });
    const oauthClient = { clientId: "client", clientKey: "made-up" };
    const pair = await v3.tapisClient({
      baseUrl: server.url,
      fetch: () => Promise.resolve(Response.json(grantAnswer(access, refresh).json)),
    }).createToken("ada", "made-up", { oauthClient });
    await v3.storeTokens(client, pair, { home, env: {}, oauthClient });
    const names = ["BASE_URL", "TOKEN", "USERNAME", "PASSWORD", "CLIENT_ID", "CLIENT_KEY"];
    const nothing = Object.fromEntries(names.map((name) => [`TAPIS_${name}`, ""]));
    const options = {
      env: { ...nothing, HOME: home, TAPIS_CACHE_DIR: `${home}/.agave` },
      flags: everything,
    };
    const process = child(script, options);
    const kill = (): Promise<unknown> => {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has come to its end.
      }
      return process.status;
    };
    if (round % 2 === 0) ended = kill;
    else {
      await Promise.race([granted.promise, process.status]);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 12));
      await kill();
    }
    await Promise.all([process.status, process.stdout.cancel(), process.stderr.cancel()]);
    ended = undefined;
    const text = await Deno.readTextFile(`${home}/.agave/keyferry.json`);
    assert(Object.keys(JSON.parse(text)).length > 0);
    const next = await runChild(script, options);
    assertEquals(next.stderr, "");
    if (next.stdout === "ada\n") continue;
    assertStringIncludes(next.stdout, "Refresh interrupted");
  }
});
