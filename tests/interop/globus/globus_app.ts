import { assertEquals } from "@std/assert";
import { accessTokenAuthorizer } from "../../../src/globus/auth/mod.ts";
import {
  deleteData,
  type TransferClient,
  transferClient,
} from "../../../src/globus/transfer/mod.ts";
import { collectionId, type Sandbox } from "../../../src/sandbox/mod.ts";
import type { Call } from "../comparison/_python.ts";
import { programs, scenario, type Stage } from "../comparison/_scenario.ts";

const { globusSdk } = programs;
const [lab, archive] = [await collectionId("lab"), await collectionId("archive")];
const dataAccess =
  `urn:globus:auth:scope:transfer.api.globus.org:all[*https://auth.globus.org/scopes/${archive}/data_access]`;
const inLab = ["README.txt", "cells.csv", "runs"];

/** Has the SDK's app make calls in a sandbox's home. */
async function ask(stage: Stage, sandbox: Sandbox, calls: readonly Call[]): Promise<unknown[]> {
  const { home, env } = sandbox;
  return await stage.ask(globusSdk, "globus_sdk_app.py", calls, { home, env });
}

/** An app of a person's, logged in. */
function userApp(
  { pageUrl, tokens }: Sandbox,
  options: Readonly<Record<string, unknown>> = {},
): Call {
  return ["user_app", { page_url: pageUrl, client_id: tokens.globusApps.other, ...options }];
}

function ours({ url, tokens }: Sandbox): TransferClient {
  const authorizer = accessTokenAuthorizer(tokens.globusTransfer);
  return transferClient({ authorizer, baseUrl: url });
}

/** What a path was asked, by status. */
function statusesOf({ requests }: Sandbox, end: string): number[] {
  return requests.filter(({ path }) => path.endsWith(end)).map(({ status }) => status);
}

scenario([globusSdk], "a client's own app needs no login", async (stage) => {
  await using sandbox = await stage.sandbox();
  const { id, secret } = sandbox.tokens.globusClient;
  const [sub, listing] = await ask(stage, sandbox, [
    ["client_app", { client_id: id, client_secret: secret }],
    ["ls", { endpoint: lab }],
  ]);
  assertEquals(sub, id);
  assertEquals(listing, inLab);
});

scenario(
  [globusSdk],
  "an app that lacks a consent is told which, and logs in for it",
  async (stage) => {
    await using sandbox = await stage.sandbox({ globusAuth: { dataAccess: ["archive"] } });
    const [, refused, , names, logins] = await ask(stage, sandbox, [
      userApp(sandbox),
      ["ls", { endpoint: archive }],
      ["log_in_for", { scopes: [dataAccess] }],
      ["ls", { endpoint: archive }],
      ["logins"],
    ]);
    assertEquals(refused, {
      raised: "TransferAPIError",
      status: 403,
      code: "ConsentRequired",
      scopes: [dataAccess],
    });
    assertEquals([names, logins], [["2019", "README.txt"], 2]);
  },
);

scenario([globusSdk], "an app redrives a call for which a consent is missing", async (stage) => {
  await using sandbox = await stage.sandbox({ globusAuth: { dataAccess: ["archive"] } });
  const [, names, again, logins] = await ask(stage, sandbox, [
    userApp(sandbox, { redrive: true }),
    ["ls", { endpoint: archive }],
    ["ls", { endpoint: archive }],
    ["logins"],
  ]);
  assertEquals([names, again, logins], [["2019", "README.txt"], ["2019", "README.txt"], 2]);
  assertEquals(statusesOf(sandbox, "/ls"), [403, 200, 200]);
});

scenario([globusSdk], "an app sees by the consents whether it must log in", async (stage) => {
  await using sandbox = await stage.sandbox({ globusAuth: { dataAccess: ["archive"] } });
  const [, required, names, again, logins] = await ask(stage, sandbox, [
    userApp(sandbox),
    ["ask_for_data", { endpoint: archive }],
    ["ls", { endpoint: archive }],
    ["ask_for_data", { endpoint: archive }],
    ["logins"],
  ]);
  assertEquals([required, again, logins], [[true, false], [false, false], 2]);
  assertEquals(names, ["2019", "README.txt"]);
});

scenario([globusSdk], "an app renews a revoked token, and no revoked login", async (stage) => {
  await using sandbox = await stage.sandbox();
  const [, active, names, , , refused] = await ask(stage, sandbox, [
    userApp(sandbox),
    ["revoke", { kind: "access_token" }],
    ["ls", { endpoint: lab }],
    ["revoke", { kind: "refresh_token" }],
    ["revoke", { kind: "access_token" }],
    ["ls", { endpoint: lab }],
  ]);
  assertEquals([active, names], [false, inLab]);
  assertEquals(refused, { raised: "AuthAPIError", status: 401, code: null, scopes: null });
  assertEquals(statusesOf(sandbox, "/ls"), [401, 200, 401]);
});

scenario(
  [globusSdk],
  "an app tries again where the service is away, and gives up",
  async (stage) => {
    await using sandbox = await stage.sandbox();
    sandbox.faults.request = ({ path, count }) => {
      if (path.endsWith("/bookmark_list") && count === 1) return { torn: true };
      return path.endsWith(`${lab}/ls`) && count <= 2 || path.endsWith(`${archive}/ls`)
        ? { status: 503, body: '{"code": "ServiceUnavailable", "message": "away"}' }
        : undefined;
    };
    const [, names, refused, bookmarks] = await ask(stage, sandbox, [
      userApp(sandbox, { max_retries: 2 }),
      ["ls", { endpoint: lab }],
      ["ls", { endpoint: archive }],
      ["bookmarks"],
    ]);
    assertEquals([names, bookmarks], [inLab, []]);
    assertEquals(statusesOf(sandbox, "/bookmark_list"), [200, 200]);
    assertEquals((refused as { status: number }).status, 503);
    assertEquals(statusesOf(sandbox, `${lab}/ls`), [503, 503, 200]);
    assertEquals(statusesOf(sandbox, `${archive}/ls`), [503, 503, 503]);
  },
);

scenario([globusSdk], "an app waits for a task, and for no longer than it said", async (stage) => {
  await using sandbox = await stage.sandbox();
  const held = Promise.withResolvers<void>();
  sandbox.faults.transfer = async ({ sourcePath }) => {
    if (sourcePath === "/README.txt") await held.promise;
  };
  const [, task] = await ask(stage, sandbox, [
    userApp(sandbox),
    ["submit", { source: lab, destination: archive, path: "/README.txt" }],
  ]);
  const wait = (timeout: number): Call => ["wait", { task, timeout, interval: 1 }];
  const [, early] = await ask(stage, sandbox, [userApp(sandbox), wait(2)]);
  held.resolve();
  const [, late] = await ask(stage, sandbox, [userApp(sandbox), wait(60)]);
  assertEquals([early, late], [false, true]);
});

scenario([globusSdk], "2,500 tasks come whole, page by page, to both", async (stage) => {
  await using sandbox = await stage.sandbox();
  const submitted = await submitMany(ours(sandbox), 2500);
  const calls = [userApp(sandbox), ["task_ids"], ["page_lengths", { text: "made-up" }]] as const;
  const [, ids, lengths] = await ask(stage, sandbox, calls);
  const [paged = [], counted = []] = ids as string[][];
  // The SDK's own pages end with the thousandth item; keyferry's go on to the end.
  assertEquals([paged.length, new Set(paged).size], [1000, 1000]);
  assertEquals(counted.toSorted(), submitted.toSorted());
  const { items, total } = await ours(sandbox).taskList().collect();
  assertEquals(items.map(({ task_id }) => task_id), counted);
  assertEquals([total, paged], [2500, counted.slice(0, 1000)]);
  assertEquals(lengths, [100, 100, 50]);
});

/** Submits tasks that delete nothing; gives their ids. */
async function submitMany(client: TransferClient, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const batch = Array.from({ length: Math.min(25, count - ids.length) }, async () => {
      const data = deleteData(archive, { ignoreMissing: true, label: `${ids.length}` });
      data.addItem("/nothing");
      return (await client.submitDelete(data)).task_id;
    });
    ids.push(...await Promise.all(batch));
  }
  return ids;
}
