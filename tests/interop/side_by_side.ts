import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { makeSandboxToken, resolve, sandboxSurroundings } from "../../src/credentials/mod.ts";
import * as globus from "../../src/globus/mod.ts";
import { collectionId, plantCredentials, type Sandbox } from "../../src/sandbox/mod.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { found, issuedBy, person, sandboxApp } from "./globus/_globus.ts";
import { programs, scenario } from "./comparison/_scenario.ts";

const { agavepy09, agavepy10, globusCli, tapipy } = programs;

/** So many of keyferry's restores, one after the other: some meet the other program while it renews. */
const waits = Array.from({ length: 16 }, (_, index) => index * 100);

async function after<T>(waitMs: number, work: () => Promise<T>): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  return await work();
}

/** The statuses of the renewals that a sandbox was asked for. */
function renewals({ requests }: Sandbox, path: string): number[] {
  return requests
    .filter((request) => request.path === path && /\brefresh_token\b/.test(request.body))
    .map(({ status }) => status);
}

scenario([globusCli], "commands and restore() renew its login at the same time", async (stage) => {
  await using sandbox = await stage.sandbox();
  const place = { home: sandbox.home, env: sandbox.env };
  const script = "globus_cli_storage.py";
  const surroundings = await sandboxSurroundings(sandbox.home);
  const endpoint = await collectionId("lab");
  const client = { client_id: sandboxApp, client_secret: await makeSandboxToken(sandbox.url) };
  const past = Math.floor(Date.now() / 1000) - 10;
  const expired = ["login", { records: issuedBy(sandbox, past), client, sub: person }] as const;
  const theirs = async (): Promise<unknown> => {
    return (await stage.ask(globusCli, script, [["display_name", { endpoint }]], place))[0];
  };
  const ours = async (): Promise<unknown> => {
    const { transfer } = await globus.restore(surroundings);
    return (await transfer.getEndpoint(endpoint)).display_name;
  };
  const rounds = 3;
  for (let round = 0; round < rounds; round++) {
    await stage.ask(globusCli, script, [expired], place);
    const crowd = waits.map((waitMs) => after(waitMs, ours));
    const names = await Promise.all([theirs(), theirs(), ...crowd]);
    assertEquals(new Set(names), new Set(["lab"]));
    // The file is whole, both read the same in it, and both go on.
    const [read] = await stage.ask(globusCli, script, [["read"]], place) as [
      { readonly records: Readonly<Record<string, { readonly access_token: string }>> },
    ];
    const { fields } = await found(surroundings);
    assertEquals(
      String(fields.transfer instanceof Object ? fields.transfer.reveal() : fields.transfer),
      read.records["transfer.api.globus.org"]?.access_token,
    );
    assertEquals([await theirs(), await ours()], ["lab", "lab"]);
  }
  const statuses = renewals(sandbox, "/v2/oauth2/token");
  assert(statuses.length >= rounds, `${statuses.length} renewals`);
  assertEquals(new Set(statuses), new Set([200]));
});

for (
  const [program, script] of [[agavepy09, "agavepy_0_9.py"], [agavepy10, "agavepy_1_0.py"]] as const
) {
  scenario([program], "it and refresh() meet over one single-use token", async (stage) => {
    await using sandbox = await stage.sandbox();
    await plantCredentials(sandbox);
    const { home, env } = sandbox;
    const surroundings = await sandboxSurroundings(home);
    const { username } = sandbox.tokens.tapis;
    const ask = async (verb: string): Promise<unknown> => {
      return (await stage.ask(program, script, [[verb]], { home, env }))[0];
    };
    const tokenOf = async (): Promise<string | undefined> => {
      return (await resolve(v2.sessionChain(surroundings))).value.session.accessToken?.reveal();
    };
    /** Has the other program renew; keyferry does so, too, once its request has come. */
    const meet = async (delayMs: number): Promise<[theirs: unknown, ours: string]> => {
      const tapis = await v2.restore(surroundings);
      const asked = Promise.withResolvers<void>();
      sandbox.faults.request = ({ path }) => {
        if (path !== "/token") return undefined;
        delete sandbox.faults.request;
        asked.resolve();
        return { delayMs };
      };
      const theirs = ask("renew");
      await asked.promise;
      if (delayMs === 0) await answered(sandbox, renewals(sandbox, "/token").length);
      await tapis.refresh();
      assertEquals((await tapis.profilesGet()).username, username);
      return [await theirs, tapis.tokens().reveal().access_token];
    };
    for (let round = 0; round < 2; round++) {
      // The other one's request is held up: keyferry has the new tokens, and it is refused.
      const [late, first] = await meet(1500);
      assertEquals(late, { raised: "HTTPError" });
      assertEquals(await tokenOf(), first);
      // The other one was first: keyferry is refused, or finds the new tokens, and goes on with them.
      const [early, second] = await meet(0);
      assertNotEquals(second, first);
      assertEquals(early, second);
      assertEquals([await tokenOf(), await ask("profile")], [second, username]);
    }
    assertEquals(renewals(sandbox, "/token").filter((status) => status === 200).length, 4);
  });
}

scenario([tapipy], "it and restore() renew one login at the same time", async (stage) => {
  await using sandbox = await stage.sandbox();
  await plantCredentials(sandbox);
  const surroundings = await sandboxSurroundings(sandbox.home);
  const { username, clientName, apiSecret, tenantId } = sandbox.tokens.tapis;
  const stored = async (): Promise<{ access_token: string; refresh_token: string }> => {
    const { session } = (await resolve(v3.sessionChain(surroundings))).value;
    const { accessToken, refreshToken } = session;
    return {
      access_token: accessToken?.reveal() ?? "",
      refresh_token: refreshToken?.reveal() ?? "",
    };
  };
  const theirs = async (): Promise<unknown[]> => {
    const login = { base_url: sandbox.url, tenant_id: tenantId, ...await stored() };
    return await stage.ask(tapipy, "tapipy_client.py", [
      ["go_on", { ...login, client_id: clientName, client_key: apiSecret }],
      ["refresh"],
      ["whoami"],
    ]);
  };
  const ours = async (): Promise<unknown> => {
    const tapis = await v3.restore(surroundings);
    await tapis.refresh();
    return (await tapis.getUserinfo()).username;
  };
  const rounds = 3;
  for (let round = 0; round < rounds; round++) {
    const before = await stored();
    const crowd = waits.map((waitMs) => after(waitMs, ours));
    const [[first, token, second], ...names] = await Promise.all([theirs(), ...crowd]);
    assertEquals(new Set([first, second, ...names]), new Set([username]));
    const { access_token } = await stored();
    assertNotEquals(access_token, before.access_token);
    assertNotEquals(access_token, token);
    // Both pairs go on: a refresh token of Tapis v3 is not used up.
    const [again, , renewed] = await theirs();
    assertEquals([again, renewed, await ours()], [username, username, username]);
  }
  const statuses = renewals(sandbox, "/v3/oauth2/tokens");
  assert(statuses.length >= 3 * rounds, `${statuses.length} renewals`);
  assertEquals(new Set(statuses), new Set([200]));
});

/** Waits for one renewal more than there were. */
async function answered(sandbox: Sandbox, before: number): Promise<void> {
  while (renewals(sandbox, "/token").length <= before) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
