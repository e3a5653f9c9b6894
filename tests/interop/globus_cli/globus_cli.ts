import { assertEquals, assertNotEquals } from "@std/assert";
import { makeSandboxToken, sandboxSurroundings } from "../../../src/credentials/mod.ts";
import * as globus from "../../../src/globus/mod.ts";
import { collectionId } from "../../../src/sandbox/mod.ts";
import { assertAgree } from "../comparison/_agree.ts";
import {
  asStored,
  authServer,
  clientId,
  found,
  inAnHour,
  issuedBy,
  makeRecords,
  person,
  type Records,
  sandboxApp,
  told,
  transferServer,
} from "../globus/_globus.ts";
import { programs, scenario } from "../comparison/_scenario.ts";

const { globusCli } = programs;
const script = "globus_cli_storage.py";
const source = "~/.globus/cli/storage.db";

scenario([globusCli], "tokenChain() finds what its login left", async (stage) => {
  const { home } = stage;
  const client = { client_id: clientId, client_secret: "made-up" };
  const [records, profile] = [makeRecords(inAnHour()), makeRecords(inAnHour() + 60)];
  const work = { GLOBUS_PROFILE: "work" };
  const login = (made: Records) => {
    return [["login", { records: asStored(made), client, sub: person }]] as const;
  };
  assertEquals(await stage.ask(globusCli, script, login(records)), ["userprofile/production"]);
  const first = await found({ home });
  assertAgree(first.fields, told(records));
  assertEquals(first.source, `${source} (userprofile/production)`);
  assertEquals(await stage.ask(globusCli, script, login(profile), { env: work }), [
    "userprofile/production/work",
  ]);
  assertAgree((await found({ home })).fields, told(records));
  const second = await found({ home, env: work });
  assertAgree(second.fields, told(profile));
  assertEquals(second.source, `${source} (userprofile/production/work)`);
  assertAgree((await found({ home, profile: "work" })).fields, told(profile));
  // It was only read: globus-cli finds all that it left.
  for (const [env, left] of [[{}, records], [work, profile]] as const) {
    const [read] = await stage.ask(globusCli, script, [["read"]], { env });
    const contracts = [authServer, transferServer];
    assertEquals(read, { records: asStored(left), client, user: { sub: person }, contracts });
  }
});

scenario([globusCli], "it and restore() renew its login in turn", async (stage) => {
  await using sandbox = await stage.sandbox();
  const place = { home: sandbox.home, env: sandbox.env };
  const surroundings = await sandboxSurroundings(sandbox.home);
  const endpoint = await collectionId("lab");
  const past = Math.floor(Date.now() / 1000) - 10;
  // The sandbox takes this app whatever secret it shows; keyferry sends it no secret of another origin.
  const client = { client_id: sandboxApp, client_secret: await makeSandboxToken(sandbox.url) };
  const expired = issuedBy(sandbox, past);
  const turns = ["keyferry", "globus-cli", "keyferry"];
  const seen = new Set([sandbox.tokens.globusTransfer]);
  for (const turn of turns) {
    await stage.ask(
      globusCli,
      script,
      [["login", { records: expired, client, sub: person }]],
      place,
    );
    if (turn === "keyferry") {
      const { transfer } = await globus.restore(surroundings);
      assertEquals((await transfer.getEndpoint(endpoint)).display_name, "lab");
    } else {
      const [name] = await stage.ask(globusCli, script, [["display_name", { endpoint }]], place);
      assertEquals(name, "lab");
    }
    const [read] = await stage.ask(globusCli, script, [["read"]], place) as [
      { readonly records: Records; readonly client: unknown; readonly user: unknown },
    ];
    const { [authServer]: auth, [transferServer]: transfer } = read.records;
    assertEquals(auth, expired[authServer]);
    assertEquals([read.client, read.user], [client, { sub: person }]);
    const ours = await found(surroundings);
    assertAgree(ours.fields, {
      transfer: transfer?.access_token,
      auth: auth?.access_token,
      seconds: transfer?.expires_at_seconds,
      identityId: person,
    });
    assertNotEquals(transfer?.expires_at_seconds, past);
    seen.add(transfer?.access_token ?? "");
    // Whoever did not renew uses what the other has stored.
    const [name] = await stage.ask(globusCli, script, [["display_name", { endpoint }]], place);
    const again = await globus.restore(surroundings);
    assertEquals((await again.transfer.getEndpoint(endpoint)).display_name, name);
  }
  assertEquals(seen.size, 1 + turns.length);
  const grants = sandbox.requests.filter(({ path }) => path === "/v2/oauth2/token");
  assertEquals(grants.map(({ status }) => status), turns.map(() => 200));
});
