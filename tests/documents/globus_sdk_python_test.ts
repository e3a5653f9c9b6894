/** The examples of globus-sdk-python 1.1.0's documentation. */

import { assert, assertEquals, assertGreater, assertRejects } from "@std/assert";
import {
  accessTokenAuthorizer,
  authClient,
  clientCredentialsAuthorizer,
  type ConfidentialAppAuthClient,
  confidentialAppAuthClient,
  nativeAppAuthClient,
  type OAuthTokenResponse,
  refreshTokenAuthorizer,
} from "../../src/globus/auth/mod.ts";
import { restore } from "../../src/globus/mod.ts";
import {
  deleteData,
  type TransferClient,
  transferClient,
  transferData,
} from "../../src/globus/transfer/mod.ts";
import { ApiError, isApiError, isNetworkError } from "../../src/http/reply/errors.ts";
import { approveLogin, type Sandbox } from "../../src/sandbox/mod.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { documentTests, present } from "./_document.ts";

const transferScope = "urn:globus:auth:scope:transfer.api.globus.org:all";

function tcOf(sandbox: Sandbox): TransferClient {
  const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
  return transferClient({ authorizer, baseUrl: sandbox.url });
}

function appOf(sandbox: Sandbox): ConfidentialAppAuthClient {
  const { id, secret } = sandbox.tokens.globusClient;
  return confidentialAppAuthClient(id, secret, { baseUrl: sandbox.url });
}

/** Steps 2 and 3 of the tutorial: a person logs in, and pastes the code. */
async function loggedIn(
  sandbox: Sandbox,
  refreshTokens = false,
): Promise<{ client: ReturnType<typeof nativeAppAuthClient>; tokens: OAuthTokenResponse }> {
  const client = nativeAppAuthClient(sandbox.tokens.globusApps.other, { baseUrl: sandbox.url });
  const flow = client.oauth2StartFlow({ refreshTokens });
  const page = await approveLogin(sandbox, await client.oauth2GetAuthorizeUrl(flow));
  const authCode = present(new URL(page).searchParams.get("code"), "code");
  return { client, tokens: await client.oauth2ExchangeCodeForTokens(flow, authCode) };
}

async function transferred(tc: TransferClient, [source, destination]: Sandbox["collections"]) {
  const data = transferData(source?.id ?? "", destination?.id ?? "", { label: "SDK example" });
  data.addItem("/cells.csv", "/~/cells.csv");
  const { task_id } = await tc.submitTransfer(data);
  assert(await tc.taskWait(task_id, { timeout: 60, pollingInterval: 1 }));
  return task_id;
}

documentTests({
  name: "globus-sdk-python 1.1.0",
  blocks: 97,
  nothingToPerform: {
    "commands of a shell": [1, 2, 77, 88],
    "signatures and addresses": [25, 26, 28, 30, 32, 45, 46, 47, 48, 49, 50, 55, 70, 71, 73],
    "settings of another program": [87],
    "what the document says not to do": [82],
  },
  examples: [
    {
      blocks: [3, 4, 5],
      shows: "tutorial: log in by a pasted code, and list my endpoints",
      async perform(sandbox) {
        const { tokens } = await loggedIn(sandbox);
        const auth = present(tokens.byResourceServer["auth.globus.org"], "Auth token");
        const transfer = present(tokens.byResourceServer["transfer.api.globus.org"], "token");
        assert(auth.access_token !== transfer.access_token);
        const authorizer = accessTokenAuthorizer(transfer.access_token);
        const tc = transferClient({ authorizer, baseUrl: sandbox.url });
        const names: (string | null | undefined)[] = [];
        for await (const ep of tc.endpointSearch({ filterScope: "my-endpoints" })) {
          names.push(ep.display_name);
        }
        assert(names.includes("lab"), names.join());
      },
    },
    {
      blocks: [6, 7],
      shows: "advanced 1: a token response by resource server",
      async perform(sandbox) {
        const { tokens } = await loggedIn(sandbox);
        const { "auth.globus.org": auth, "transfer.api.globus.org": transfer, ...others } =
          tokens.byResourceServer;
        assertEquals(others, {});
        assertEquals(auth?.scope.split(" ").toSorted(), ["email", "openid", "profile"]);
        assertEquals(
          [transfer?.scope, transfer?.token_type, transfer?.refresh_token],
          [transferScope, "Bearer", null],
        );
        assertGreater(transfer?.expires_at_seconds ?? 0, Date.now() / 1000);
      },
    },
    {
      blocks: [8, 9, 10, 84],
      shows: "advanced 2: refresh tokens, never log in again",
      async perform(sandbox) {
        const { client, tokens } = await loggedIn(sandbox, true);
        const transfer = present(tokens.byResourceServer["transfer.api.globus.org"], "token");
        const refresh = present(transfer.refresh_token, "refresh token");
        const authorizer = refreshTokenAuthorizer(refresh, client, {
          accessToken: transfer.access_token,
          expiresAt: transfer.expires_at_seconds,
        });
        const tc = transferClient({ authorizer, baseUrl: sandbox.url });
        await tc.taskList().collect();
        // All that is at hand may be the refresh token: it bootstraps itself.
        const alone = refreshTokenAuthorizer(refresh, client);
        await transferClient({ authorizer: alone, baseUrl: sandbox.url }).taskList().collect();
      },
    },
    {
      blocks: [11],
      shows: "the last 25 tasks, transfers and deletes, with a token from the configuration",
      async perform(sandbox) {
        await transferred(tcOf(sandbox), sandbox.collections);
        const env = {
          GLOBUS_SDK_TRANSFER_TOKEN: sandbox.tokens.globusTransfer,
          GLOBUS_SDK_SERVICE_URL_TRANSFER: sandbox.url,
        };
        const { transfer: tc } = await restore({ env, home: sandbox.home });
        const seen: string[] = [];
        const tasks = tc.taskList({ maxItems: 25, filter: "type:TRANSFER,DELETE" });
        for await (const task of tasks) seen.push(`${task.type} ${task.status}`);
        assertEquals(seen, ["TRANSFER SUCCEEDED"]);
      },
    },
    {
      blocks: [12, 13],
      shows: "get_endpoint and update_endpoint",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const id = present(sandbox.collections[1], "collection").id;
        const endpoint = await tc.getEndpoint(id);
        assertEquals(endpoint.display_name || endpoint.canonical_name, "archive");
        const update = { display_name: "My New Endpoint Name", description: "Better Description" };
        assertEquals((await tc.updateEndpoint(id, update)).code, "Updated");
        assertEquals((await tc.getEndpoint(id)).display_name, "My New Endpoint Name");
      },
    },
    {
      blocks: [14, 15],
      shows: "create_endpoint and delete_endpoint",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const { id } = await tc.createEndpoint({
          DATA_TYPE: "endpoint",
          display_name: "mine",
          DATA: [{ DATA_TYPE: "server", hostname: "gridftp.example.edu" }],
        });
        assertEquals((await tc.getEndpoint(id)).display_name, "mine");
        assertEquals((await tc.deleteEndpoint(id)).code, "Deleted");
        await assertRejects(() => tc.getEndpoint(id), ApiError, "404");
      },
    },
    {
      blocks: [16, 17, 18, 19],
      shows: "endpoint_search: by text, by scope, and as many as are wanted",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const found = await tc.endpointSearch({ filterFulltext: "lab" }).collect();
        assert(found.items.some(({ display_name }) => display_name === "lab"));
        for await (
          const ep of tc.endpointSearch({ filterFulltext: "lab", filterScope: "my-endpoints" })
        ) {
          assertEquals(typeof ep.id, "string");
        }
        const some = await tc.endpointSearch({ filterFulltext: "collection", maxItems: 120 })
          .collect();
        const all = await tc.endpointSearch({ filterFulltext: "collection" }).collect();
        assertEquals(some.items.length, Math.min(120, all.items.length));
      },
    },
    {
      blocks: [20, 21, 22],
      shows: "endpoint_autoactivate, and what its codes say",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const id = present(sandbox.collections[0], "collection").id;
        const first = await tc.endpointAutoactivate(id, { ifExpiresIn: 3600 });
        const known = ["AutoActivated.GlobusOnlineCredential", "AlreadyActivated"];
        assert(known.includes(String(first.code)), String(first.code));
        const second = await tc.endpointAutoactivate(id, { ifExpiresIn: 3600 });
        assertEquals(second.code, "AlreadyActivated");
        assertEquals(typeof second.message, "string");
      },
    },
    {
      blocks: [23, 24],
      shows: "create_shared_endpoint and add_endpoint_acl_rule",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const host = present(sandbox.collections[1], "collection").id;
        await tc.operationMkdir(host, "/share/");
        await tc.operationMkdir(host, "/share/dataset1/");
        const { id } = await tc.createSharedEndpoint({
          DATA_TYPE: "shared_endpoint",
          host_endpoint: host,
          host_path: "/share/",
          display_name: "my share",
          description: "my test share",
        });
        const { access_id } = await tc.addEndpointAclRule(id, {
          DATA_TYPE: "access",
          principal_type: "identity",
          principal: sandbox.tokens.globusColleague.id,
          path: "/dataset1/",
          permissions: "rw",
        });
        assertEquals((await tc.getEndpointAclRule(id, String(access_id))).permissions, "rw");
      },
    },
    {
      blocks: [27, 29, 31],
      shows: "operation_ls, operation_mkdir and operation_rename",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const [lab, archive] = sandbox.collections;
        for (const entry of await tc.operationLs(lab?.id ?? "", { path: "/runs/" })) {
          assert(["file", "dir"].includes(entry.type), entry.name);
        }
        const id = archive?.id ?? "";
        await tc.operationMkdir(id, "/~/newdir/");
        await tc.operationRename(id, "/~/newdir", "/~/project1data");
        const names = [...await tc.operationLs(id, { path: "/~/" })].map(({ name }) => name);
        assert(names.includes("project1data") && !names.includes("newdir"), names.join());
      },
    },
    {
      blocks: [33, 35, 36, 37, 38, 39, 40, 95, 96, 97],
      shows:
        "TransferData, with a deadline in a minute; task_wait; task lists, events and transfers",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const [lab, archive] = sandbox.collections;
        const future1minute = new Date(Date.now() + 60_000);
        const data = transferData(lab?.id ?? "", archive?.id ?? "", {
          label: "SDK example",
          syncLevel: "checksum",
          deadline: future1minute,
        });
        data.addItem("/runs/", "/~/runs/", { recursive: true });
        data.addItem("/cells.csv", "/~/cells.csv");
        const { task_id: id } = await tc.submitTransfer(data);
        while (!await tc.taskWait(id, { timeout: 1, pollingInterval: 1 }));
        assert(await tc.taskWait(id, { timeout: 60 }));
        assert(await tc.taskWait(id, { timeout: 600, pollingInterval: 60 }));
        const task = present((await tc.taskList().collect()).items[0], "task");
        assertEquals(
          [task.task_id, task.source_endpoint_id, task.destination_endpoint_id],
          [id, lab?.id, archive?.id],
        );
        assertEquals(
          Date.parse(task.deadline ?? "") / 1000 | 0,
          future1minute.getTime() / 1000 | 0,
        );
        const events = (await tc.taskEventList(id).collect()).items;
        assert(events.some(({ code }) => code === "SUCCEEDED"));
        const copied = (await tc.taskSuccessfulTransfers(id).collect()).items;
        assert(copied.some((info) => info.source_path === "/cells.csv"));
      },
    },
    {
      blocks: [34],
      shows: "DeleteData",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const id = present(sandbox.collections[1], "collection").id;
        await tc.operationMkdir(id, "/dir/");
        await transferred(tc, sandbox.collections);
        const data = deleteData(id, { recursive: true });
        data.addItem("/dir/");
        data.addItem("/~/cells.csv");
        const { task_id } = await tc.submitDelete(data);
        assert(await tc.taskWait(task_id, { timeout: 60, pollingInterval: 1 }));
        assertEquals((await tc.getTask(task_id)).status, "SUCCEEDED");
      },
    },
    {
      blocks: [41, 42],
      shows: "endpoint_manager_task_list",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const id = await transferred(tc, sandbox.collections);
        const filterEndpoint = present(sandbox.collections[1], "collection").id;
        const { items } = await tc.endpointManagerTaskList({ filterEndpoint }).collect();
        assertEquals(items.map(({ task_id }) => task_id), [id]);
        assertEquals(typeof items[0]?.owner_string, "string");
      },
    },
    {
      blocks: [43, 44],
      shows: "endpoint_manager_create_pause_rule and its update",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const { id } = await tc.endpointManagerCreatePauseRule({
          DATA_TYPE: "pause_rule",
          message: "Message to users explaining why tasks are paused",
          endpoint_id: present(sandbox.collections[1], "collection").id,
          identity_id: null,
          start_time: null,
        });
        // The document calls create again; what it describes is the update.
        await tc.endpointManagerUpdatePauseRule(id, {
          message: "Update to pause, reads are now allowed.",
          pause_ls: false,
          pause_task_transfer_read: false,
        });
        const rule = await tc.endpointManagerGetPauseRule(id);
        assertEquals([rule.pause_ls, rule.pause_task_transfer_read], [false, false]);
      },
    },
    {
      blocks: [51, 52, 53, 54, 59],
      shows: "AuthClient: get_identities by ids and by names, and oauth2_userinfo",
      async perform(sandbox) {
        const ac = authClient({
          authorizer: accessTokenAuthorizer(sandbox.tokens.globusAuth),
          baseUrl: sandbox.url,
        });
        const info = await ac.oauth2Userinfo();
        const name = present(info.preferred_username, "name");
        const { id, username } = sandbox.tokens.globusColleague;
        const one = await ac.getIdentities({ ids: info.sub });
        assertEquals(one.identities.map((identity) => identity.username), [name]);
        const by = async (search: Parameters<typeof ac.getIdentities>[0]): Promise<string[]> => {
          return (await ac.getIdentities(search)).identities.map((identity) => identity.id)
            .toSorted();
        };
        const both = [info.sub, id].toSorted();
        assertEquals(await by({ ids: both.join(", ") }), both);
        assertEquals(await by({ ids: both }), both);
        assertEquals(await by({ usernames: [name, username] }), both);
        assertEquals(await by({ usernames: `${name},${username}` }), both);
        assertEquals([typeof info.name, typeof info.email], ["string", "string"]);
      },
    },
    {
      blocks: [56, 57, 58, 61],
      shows: "revoke, validate and introspect a token",
      async perform(sandbox) {
        const ac = appOf(sandbox);
        const tokens = await ac.oauth2ClientCredentialsTokens({ requestedScopes: transferScope });
        const { access_token } = present(
          tokens.byResourceServer["transfer.api.globus.org"],
          "token",
        );
        assertEquals((await ac.oauth2ValidateToken(access_token)).active, true);
        assertEquals(typeof (await ac.oauth2TokenIntrospect(access_token)).active, "boolean");
        await ac.oauth2RevokeToken(access_token);
        assertEquals((await ac.oauth2ValidateToken(access_token)).active, false);
      },
    },
    {
      blocks: [60, 81, 85, 86],
      shows: "client credentials: tokens of the app itself, and its endpoints",
      async perform(sandbox) {
        const tokens = await appOf(sandbox).oauth2ClientCredentialsTokens();
        const servers = tokens.byResourceServer;
        present(servers["auth.globus.org"], "Auth token");
        const { access_token } = present(servers["transfer.api.globus.org"], "token");
        const authorizer = accessTokenAuthorizer(access_token);
        const tc = transferClient({ authorizer, baseUrl: sandbox.url });
        for await (const ep of tc.endpointSearch({ filterScope: "my-endpoints" })) {
          assertEquals(typeof ep.id, "string");
        }
      },
    },
    {
      blocks: [62, 63],
      shows: "a response: its keys, and its items",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const [lab] = sandbox.collections;
        assertEquals((await tc.getEndpoint(lab?.id ?? "")).id, lab?.id);
        const listing = await tc.operationLs(lab?.id ?? "", { path: "/runs/" });
        assertEquals(listing.path, "/runs/");
        assertEquals([...listing], [...listing.DATA]);
      },
    },
    {
      blocks: [64, 65, 66, 67],
      shows: "activation requirements: how long it stays active, and how it is activated",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const id = present(sandbox.collections[0], "collection").id;
        await tc.endpointAutoactivate(id);
        const reqs = await tc.endpointGetActivationRequirements(id);
        assertEquals(reqs.activeUntil(3600), true);
        const in2033 = 2_000_000_000;
        assertEquals(reqs.activeUntil(in2033, { relativeTime: false }), true);
        assertEquals(
          [typeof reqs.supportsAutoActivation, typeof reqs.supportsWebActivation],
          ["boolean", "boolean"],
        );
      },
    },
    {
      blocks: [68, 69],
      shows: "errors: a search without parameters, the code and message, and a network failure",
      async perform(sandbox) {
        const tc = tcOf(sandbox);
        const error = await assertRejects(() => tc.endpointSearch({}).collect());
        assert(isApiError(error) && error instanceof ApiError, String(error));
        assertEquals([typeof error.code, typeof error.serviceMessage], ["string", "string"]);
        assertEquals(error.status, 400);
        const gone = transferClient({ baseUrl: "http://127.0.0.1:9", retry: { retries: 0 } });
        assert(isNetworkError(await assertRejects(() => gone.endpointSearch({}).collect())));
      },
    },
    {
      blocks: [72, 79, 80],
      shows: "RefreshTokenAuthorizer with an app that has a secret, for Auth and Transfer",
      async perform(sandbox) {
        const { tokens } = await webLogin(sandbox, true);
        const internal = appOf(sandbox);
        const of = (server: string) => {
          const token = present(tokens.byResourceServer[server]?.refresh_token, "refresh token");
          return { authorizer: refreshTokenAuthorizer(token, internal), baseUrl: sandbox.url };
        };
        const ac = authClient(of("auth.globus.org"));
        assertEquals(typeof (await ac.oauth2Userinfo()).sub, "string");
        await transferClient(of("transfer.api.globus.org")).taskList().collect();
      },
    },
    {
      blocks: [74],
      shows: "ClientCredentialsAuthorizer",
      async perform(sandbox) {
        const authorizer = clientCredentialsAuthorizer(appOf(sandbox), transferScope);
        const tc = transferClient({ authorizer, baseUrl: sandbox.url });
        assertEquals((await tc.taskList().collect()).items, []);
      },
    },
    {
      blocks: [75, 76],
      shows: "configuration files: ~/.globus.cfg with its sections",
      async perform(sandbox) {
        await using home = await temporaryFolder();
        await writeFiles(home.path, {
          ".globus.cfg": `[general]\ntransfer_token = ${sandbox.tokens.globusTransfer}\n\n` +
            `[environment default]\ntransfer_service = ${sandbox.url}\n`,
        });
        const { transfer, source } = await restore({ home: home.path, env: {} });
        assertEquals(source, "~/.globus.cfg");
        await transfer.taskList().collect();
      },
    },
    {
      blocks: [78],
      shows: "AccessTokenAuthorizer on AuthClient and TransferClient",
      async perform(sandbox) {
        const at = (token: string) => ({
          authorizer: accessTokenAuthorizer(token),
          baseUrl: sandbox.url,
        });
        await authClient(at(sandbox.tokens.globusAuth)).oauth2Userinfo();
        await transferClient(at(sandbox.tokens.globusTransfer)).taskList().collect();
      },
    },
    {
      blocks: [83],
      shows: "native app login",
      async perform(sandbox) {
        const { tokens } = await loggedIn(sandbox);
        for (const server of ["auth.globus.org", "transfer.api.globus.org"]) {
          assertEquals(typeof tokens.byResourceServer[server]?.access_token, "string");
        }
      },
    },
    {
      blocks: [89, 90, 91, 92, 93, 94],
      shows: "a web application: login, endpoints of the person, logout",
      async perform(sandbox) {
        const { client, tokens } = await webLogin(sandbox);
        const servers = tokens.byResourceServer;
        const { access_token } = present(servers["transfer.api.globus.org"], "token");
        const authorizer = accessTokenAuthorizer(access_token);
        const tc = transferClient({ authorizer, baseUrl: sandbox.url });
        const { items } = await tc.endpointSearch({ filterScope: "my-endpoints" }).collect();
        assert(items.some(({ display_name }) => display_name === "lab"));
        for (const info of Object.values(servers)) {
          await client.oauth2RevokeToken(info.access_token);
        }
        await assertRejects(() => tc.taskList().collect(), ApiError, "401");
      },
    },
  ],
});

/** Where the web application has people sent back to. */
const redirectUri = "http://localhost:5000/login";

async function webLogin(
  sandbox: Sandbox,
  refreshTokens = false,
): Promise<{ client: ConfidentialAppAuthClient; tokens: OAuthTokenResponse }> {
  const client = appOf(sandbox);
  const flow = client.oauth2StartFlow(redirectUri, { refreshTokens });
  const back = new URL(await approveLogin(sandbox, await client.oauth2GetAuthorizeUrl(flow)));
  assertEquals(back.origin + back.pathname, redirectUri);
  const code = present(back.searchParams.get("code"), "code");
  return { client, tokens: await client.oauth2ExchangeCodeForTokens(flow, code) };
}
