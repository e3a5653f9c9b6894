/** What a renewal changes is not frozen in what restore() returned. */

import { assert, assertEquals } from "@std/assert";
import { sandboxSurroundings } from "../../src/credentials/mod.ts";
import { client as caveClient } from "../../src/cave/mod.ts";
import * as globus from "../../src/globus/mod.ts";
import { plantCredentials } from "../../src/sandbox/mod.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { madeUpJwt } from "../tapis/v3/_v3.ts";
import { startSandbox } from "../helpers/sandbox.ts";

const day = 86_400_000;

Deno.test("the session of globus.restore() says when the renewed token expires, whoever keeps it", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const here = await sandboxSurroundings(sandbox.home);
  const now = (): number => Date.now() + 30 * day;
  const { id, secret } = sandbox.tokens.globusClient;
  const stored = await globus.restore({ ...here, now });
  const own = await globus.restore({ ...here, now, clientId: id, clientSecret: secret });
  const before = stored.session.expiresAt;
  assert(before !== undefined && before < now());
  assertEquals(own.session.expiresAt, undefined);
  for (const { transfer, session } of [stored, own]) {
    await transfer.taskList({ maxItems: 1 }).collect();
    assert(session.expiresAt !== undefined && session.expiresAt > now(), `${session.expiresAt}`);
  }
});

Deno.test("the sessions of v2.restore() and v3.restore() change with the token", async () => {
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  await using sandbox = await startSandbox({ now });
  const { username, password, apiKey, apiSecret } = sandbox.tokens.tapis;
  const here = await sandboxSurroundings(sandbox.home);
  const login = { username, password, apiKey, apiSecret, apiServer: sandbox.url };
  const clients = [
    await v2.client({ ...here, ...login, now }),
    await v3.restore({ ...here, now, username, password, baseUrl: sandbox.url }),
  ];
  for (const client of clients) {
    assertEquals([client.session.username, client.session.expiresAt], [username, undefined]);
    await client.refresh();
    const first = client.session.expiresAt;
    assert(first !== undefined && first > Date.now());
    ahead += 60_000;
    await client.refresh();
    assert((client.session.expiresAt ?? 0) > first);
    assertEquals(client.session.username, username);
  }
});

Deno.test("a client that was named later says so, in what restore() returned too", async () => {
  const env = { TAPIS_BASE_URL: "https://t.example.org", TAPIS_TOKEN: "made-up" };
  const token = madeUpJwt({ jti: "x" });
  const { transfer, auth } = await globus.restore({
    env: { GLOBUS_SDK_TRANSFER_TOKEN: "made-up" },
  });
  const clients = [
    transfer,
    auth,
    await v2.restore({ env }),
    await v3.restore({ env: { ...env, TAPIS_TOKEN: token } }),
    caveClient({ token: "made-up" }).info,
  ];
  for (const client of clients) {
    client.setAppName("nightly");
    assertEquals(client.appName, "nightly", client.service);
  }
});
