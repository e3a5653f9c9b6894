import { v3 } from "../../../src/tapis/mod.ts";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import type { Call } from "../comparison/_python.ts";
import type { Row } from "../comparison/_same_requests.ts";
import {
  begun,
  callback,
  claims,
  elements,
  ended,
  folder,
  hidden,
  log,
  made,
  oauth,
  parentOf,
  planted,
  profile,
  site,
  summary,
  tenant,
} from "./_tapis_v3_answers.ts";
import { loginRows } from "./_tapis_v3_login_calls.ts";
import { done, own, refused, row } from "./_tapis_v3_rows.ts";

type Fields = Readonly<Record<string, unknown>>;

const given = { clientId: "made-up", callbackUrl: callback, description: "for both" };
const large = [{ sourceURI: "tapis://lab/large.bin", destinationURI: "tapis://archive/large.bin" }];

/** What the calls need of this machine. */
export interface Setting {
  /** tapipy's sandbox. */
  readonly theirs: Sandbox;
  /** keyferry's. */
  readonly ours: Sandbox;
  /** A file to upload, and what it holds. */
  readonly file: string;
  readonly content: string;
  /** How keyferry fetches. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What a call gives and a later one needs. */
interface Kept {
  access: string;
  refresh: string;
  key: string;
  task: string;
  large: string;
}

/** The calls, in an order in which each finds what it needs. */
export function rowsOf(setting: Setting): readonly Row[] {
  const { theirs, ours, file, content, fetch = globalThis.fetch } = setting;
  const { username, password, clientName, apiSecret } = ours.tokens.tapis;
  const their = theirs.tokens.tapis;
  const oauthClient = { clientId: clientName, clientKey: apiSecret };
  const open = v3.tapisClient({ baseUrl: ours.url, fetch });
  let tapis: v3.TapisClient = open;
  const kept: Kept = { access: "", refresh: "", key: "", task: "", large: "" };
  /** Goes on with a pair, and tells what it says. */
  const goOn = async (pair: v3.TokenPair): Promise<unknown> => {
    kept.access = pair.accessToken.reveal();
    kept.refresh = pair.refreshToken?.reveal() ?? "";
    tapis = await v3.restore({ baseUrl: ours.url, token: pair.accessToken, fetch });
    return pair.claims;
  };
  const said = async (pair: Promise<v3.TokenPair>): Promise<unknown> => (await pair).claims;
  const keyed = async (client: Promise<v3.KeyedClient>): Promise<unknown> => {
    const { document, clientKey } = await client;
    kept.key = clientKey.reveal();
    return { ...document, client_key: clientKey };
  };
  const files = (names: Promise<{ readonly items: readonly v3.FileInfo[] }>): Promise<unknown> => {
    return names.then(({ items }) => items.map(undated));
  };
  const client = { client_id: their.clientName, client_key: their.apiSecret };
  return [
    {
      name: "Tapis()",
      theirs: ["connect", { base_url: theirs.url, username, password: their.password }],
      async ours() {
        const [site] = await open.listSites();
        const tenants = await open.listTenants();
        return tenants.find(({ site_id }) => site_id === site?.site_id)?.tenant_id;
      },
      expected: "sandbox",
    },
    own("Tapis.get_user_tokens", ["tokens", { name: "get_user_tokens" }], () => {
      return said(open.createToken(username, password));
    }, claims("password", { "tapis/client_id": null })),
    {
      name: "Tapis()",
      theirs: ["connect", {
        base_url: theirs.url,
        username,
        password: their.password,
        tenant_id: "sandbox",
        ...client,
      }],
      expected: "sandbox",
    },
    own("Tapis.get_tokens", ["tokens", { name: "get_tokens" }], async () => {
      return await goOn(await open.createToken(username, password, { oauthClient }));
    }, claims("password", planted)),
    own("Tapis.refresh_tokens", ["tokens", { name: "refresh_tokens" }], async () => {
      return await goOn(await open.refreshToken(oauthClient, kept.refresh));
    }, claims("refresh_token", { ...planted, "tapis/refresh_count": 1 })),
    own("Tapis.refresh_user_tokens", ["tokens", { name: "refresh_user_tokens" }], async () => {
      return await goOn(await open.refreshToken(oauthClient, kept.refresh));
    }, claims("refresh_token", { ...planted, "tapis/refresh_count": 2 })),
    {
      name: "Tapis.validate_token",
      theirs: ["validate"],
      expected: claims("refresh_token", { ...planted, "tapis/refresh_count": 2 }),
    },
    {
      name: "authenticator.get_server_metadata",
      theirs: called("get_server_metadata"),
      expected: {
        authorization_endpoint: "http://HOST/v3/oauth2/authorize",
        // As the real one says, whose path is /v3/oauth2/tokens.
        token_endpoint: "http://HOST/v3/oauth2/token",
        jwks_uri: "http://HOST/v3/tenants/sandbox",
        registration_endpoint: "http://HOST/v3/oauth2/clients",
      },
    },
    row("tenants.list_tenants", {}, () => tapis.listTenants(), [tenant]),
    row("tenants.get_tenant", { tenant_id: "sandbox" }, () => {
      return tapis.getTenant("sandbox");
    }, tenant),
    row("tenants.list_sites", {}, () => tapis.listSites(), [site]),
    row("authenticator.get_userinfo", {}, () => tapis.getUserinfo(), profile),
    row("authenticator.get_profile", { username }, () => tapis.getProfile(username), profile),
    row("authenticator.list_profiles", { limit: 10, offset: 0 }, async () => {
      return (await tapis.listProfiles({ pageSize: 10 }).collect()).items;
    }, [profile]),
    refused("authenticator.get_profile", { username: "nobody" }, () => {
      return tapis.getProfile("nobody");
    }, 400),
    row(
      "authenticator.create_client",
      made,
      () => {
        return keyed(tapis.createClient(given));
      },
      oauth,
      { keep: "made" },
    ),
    // Its id stays taken.
    refused("authenticator.create_client", made, () => tapis.createClient(given), 400),
    row("authenticator.get_client", { client_id: "made-up" }, () => {
      return keyed(tapis.getClient("made-up"));
    }, oauth),
    row("authenticator.update_client", { client_id: "made-up", display_name: "é" }, () => {
      return keyed(tapis.updateClient("made-up", { displayName: "é" }));
    }, { ...oauth, display_name: "é" }),
    row("authenticator.list_clients", {}, async () => {
      return await Promise.all(
        (await tapis.listClients()).map((one) => keyed(Promise.resolve(one))),
      );
    }, [{ client_id: "keyferry-sandbox" }, { ...oauth, display_name: "é" }]),
    ...loginRows(theirs, ours, open, kept),
    row(
      "files.listFiles",
      { systemId: "lab", path: "runs" },
      () => {
        return files(tapis.listFiles("lab", "runs").collect());
      },
      [folder],
      { told: undated },
    ),
    row(
      "files.listFiles",
      { systemId: "lab", path: "runs", recurse: true, pattern: "regex:-|txt", limit: 5, offset: 0 },
      () => {
        const options = { recurse: true, pattern: "regex:-|txt", pageSize: 5 };
        return files(tapis.listFiles("lab", "runs", options).collect());
      },
      [folder, log],
      { told: undated },
    ),
    refused("files.listFiles", { systemId: "lab", path: "nowhere" }, async () => {
      return await tapis.listFiles("lab", "nowhere").collect();
    }, 404),
    done("files.mkdir", { systemId: "lab", path: "made" }, () => {
      return tapis.mkdir("lab", "made");
    }, "FAPI_OP_COMPLETE Operation completed. Operation: mkdir"),
    {
      ...done("Tapis.upload", {}, () => {
        return tapis.upload("lab", "made/a.txt", content);
      }, "FAPI_OP_COMPLETE Operation completed. Operation: upload"),
      theirs: ["upload", {
        system_id: "lab",
        source_file_path: file,
        dest_file_path: "made/a.txt",
      }],
    },
    {
      ...done("files.insert", {}, () => {
        return tapis.upload("lab", "made/b é.txt", content);
      }, "FAPI_OP_COMPLETE Operation completed. Operation: upload"),
      theirs: ["insert", { systemId: "lab", path: "made/b é.txt", content }],
    },
    row("files.getContents", { systemId: "lab", path: "made/b é.txt" }, async () => {
      return await new Response((await tapis.download("lab", "made/b é.txt")).body).text();
    }, content),
    done(
      "files.moveCopy",
      {
        systemId: "lab",
        path: "made/a.txt",
        operation: "COPY",
        newPath: "made/c.txt",
      },
      () => tapis.copyFile("lab", "made/a.txt", "made/c.txt"),
      "FAPI_MVCP_COMPLETE Operation completed. Operation: COPY",
    ),
    done(
      "files.moveCopy",
      {
        systemId: "lab",
        path: "made/c.txt",
        operation: "MOVE",
        newPath: "made/d.txt",
      },
      () => tapis.moveFile("lab", "made/c.txt", "made/d.txt"),
      "FAPI_MVCP_COMPLETE Operation completed. Operation: MOVE",
    ),
    done("files.delete", { systemId: "lab", path: "made/d.txt" }, () => {
      return tapis.deleteFile("lab", "made/d.txt");
    }, "FAPI_OP_COMPLETE Operation completed. Operation: delete"),
    row(
      "files.createTransferTask",
      { tag: "é", elements },
      async () => {
        const task = await tapis.createTransferTask(elements, { tag: "é" });
        kept.task = task.uuid;
        return task;
      },
      begun,
      { keep: "task" },
    ),
    {
      ...own("files.getTransferTask", ["until_ended", { task: "$task.uuid" }], async () => {
        const task = await tapis.waitForTransfer(kept.task, { pollingInterval: 0.05 });
        return task.status;
      }, "COMPLETED"),
      polls: true,
    },
    row("files.getTransferTask", { transferTaskId: "$task.uuid", includeSummary: true }, () => {
      return tapis.getTransferTask(kept.task);
    }, { ...ended, ...summary(content) }),
    row("files.getTransferTaskDetails", { transferTaskId: "$task.uuid" }, () => {
      return tapis.getTransferTaskDetails(kept.task);
    }, { ...ended, parentTasks: [parentOf(content)] }),
    row(
      "files.createTransferTask",
      { elements: large },
      async () => {
        const task = await tapis.createTransferTask(large);
        kept.large = task.uuid;
        return task;
      },
      { ...begun, tag: null },
      { keep: "large" },
    ),
    done("files.cancelTransferTask", { transferTaskId: "$large.uuid" }, () => {
      return tapis.cancelTransferTask(kept.large);
    }, ""),
    {
      ...own("files.getTransferTask", ["until_ended", { task: "$large.uuid" }], async () => {
        const wait = { pollingInterval: 0.05 };
        return (await tapis.waitForTransfer(kept.large, wait)).status;
      }, "CANCELLED"),
      polls: true,
    },
    row("files.getRecentTransferTasks", { limit: 10, offset: 0 }, async () => {
      return (await tapis.listTransferTasks({ pageSize: 10 }).collect()).items;
    }, [{ ...ended, tag: null, status: "CANCELLED" }, ended]),
    {
      ...row(
        "authenticator.delete_client",
        { client_id: "made-up" },
        () => {
          return tapis.deleteClient("made-up");
        },
        undefined,
        { told: (answer) => answer ?? hidden },
      ),
      theirExpected: hidden,
      answersDiffer: "keyferry gives nothing",
    },
    // Deleting hides it from the list, no more.
    row("authenticator.get_client", { client_id: "made-up" }, () => {
      return keyed(tapis.getClient("made-up"));
    }, hidden),
    row("authenticator.create_v2_token", { access_token: "$access" }, async () => {
      return await tapis.tokenToV2(kept.access);
    }, { expires_in: 14400, access_token: /^made-up secret/, refresh_token: /^made-up secret/ }),
    { name: "Tapis.set_access_token", theirs: ["setters"], expected: username },
    done("authenticator.revoke_token", { token: "$access" }, async () => {
      return await tapis.revokeToken(kept.access);
    }, /^Token made-up id \d+ has been revoked\.$/),
    refused("authenticator.get_userinfo", {}, () => tapis.getUserinfo(), 400),
    refused("files.listFiles", { systemId: "lab", path: "runs" }, async () => {
      return await tapis.listFiles("lab", "runs").collect();
    }, 401),
  ];
}

function undated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(undated);
  const { lastModified: _, ...info } = value as Fields;
  return info;
}

function called(name: string, options: Fields = {}): Call {
  return ["call", { name: `authenticator.${name}`, options }];
}
