import { isApiError } from "../../src/http/errors.ts";
import { v3 } from "../../src/tapis/mod.ts";
import { approveLogin, type Sandbox } from "../../src/sandbox/mod.ts";
import type { Call } from "./_python.ts";
import type { Row } from "./_same_requests.ts";

type Fields = Readonly<Record<string, unknown>>;

const callback = "http://127.0.0.1:1/back";
const made = { client_id: "made-up", callback_url: callback, description: "for both" };
const given = { clientId: "made-up", callbackUrl: callback, description: "for both" };
const elements = [{ sourceURI: "tapis://lab/made", destinationURI: "tapis://archive/in" }];
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
export function rowsOf({ theirs, ours, file, content }: Setting): readonly Row[] {
  const { username, password, clientName, apiSecret } = ours.tokens.tapis;
  const their = theirs.tokens.tapis;
  const oauthClient = { clientId: clientName, clientKey: apiSecret };
  const open = v3.tapisClient({ baseUrl: ours.url });
  let tapis: v3.TapisClient = open;
  const kept: Kept = { access: "", refresh: "", key: "", task: "", large: "" };
  /** Goes on with a pair, and tells what it says. */
  const goOn = async (pair: v3.TokenPair): Promise<unknown> => {
    kept.access = pair.accessToken.reveal();
    kept.refresh = pair.refreshToken?.reveal() ?? "";
    tapis = await v3.restore({ baseUrl: ours.url, token: pair.accessToken });
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
        await open.listSites();
        return (await open.listTenants())[0]?.tenant_id;
      },
    },
    own("Tapis.get_user_tokens", ["tokens", { name: "get_user_tokens" }], () => {
      return said(open.createToken(username, password));
    }),
    {
      name: "Tapis()",
      theirs: ["connect", {
        base_url: theirs.url,
        username,
        password: their.password,
        tenant_id: "sandbox",
        ...client,
      }],
    },
    own("Tapis.get_tokens", ["tokens", { name: "get_tokens" }], async () => {
      return await goOn(await open.createToken(username, password, { oauthClient }));
    }),
    own("Tapis.refresh_tokens", ["tokens", { name: "refresh_tokens" }], async () => {
      return await goOn(await open.refreshToken(oauthClient, kept.refresh));
    }),
    own("Tapis.refresh_user_tokens", ["tokens", { name: "refresh_user_tokens" }], async () => {
      return await goOn(await open.refreshToken(oauthClient, kept.refresh));
    }),
    { name: "Tapis.validate_token", theirs: ["validate"] },
    { name: "authenticator.get_server_metadata", theirs: called("get_server_metadata") },
    row("tenants.list_tenants", {}, () => tapis.listTenants()),
    row("tenants.get_tenant", { tenant_id: "sandbox" }, () => tapis.getTenant("sandbox")),
    row("tenants.list_sites", {}, () => tapis.listSites()),
    row("authenticator.get_userinfo", {}, () => tapis.getUserinfo()),
    row("authenticator.get_profile", { username }, () => tapis.getProfile(username)),
    row("authenticator.list_profiles", { limit: 10, offset: 0 }, async () => {
      return (await tapis.listProfiles({ pageSize: 10 }).collect()).items;
    }),
    refused("authenticator.get_profile", { username: "nobody" }, () => tapis.getProfile("nobody")),
    row("authenticator.create_client", made, () => keyed(tapis.createClient(given)), "made"),
    refused("authenticator.create_client", made, () => tapis.createClient(given)),
    row("authenticator.get_client", { client_id: "made-up" }, () => {
      return keyed(tapis.getClient("made-up"));
    }),
    row("authenticator.update_client", { client_id: "made-up", display_name: "é" }, () => {
      return keyed(tapis.updateClient("made-up", { displayName: "é" }));
    }),
    row("authenticator.list_clients", {}, async () => {
      return await Promise.all(
        (await tapis.listClients()).map((one) => keyed(Promise.resolve(one))),
      );
    }),
    ...loginRows(theirs, ours, open, kept),
    row(
      "files.listFiles",
      { systemId: "lab", path: "runs" },
      () => {
        return files(tapis.listFiles("lab", "runs").collect());
      },
      undefined,
      undated,
    ),
    row(
      "files.listFiles",
      { systemId: "lab", path: "runs", recurse: true, pattern: "*.txt", limit: 5, offset: 0 },
      () => {
        const options = { recurse: true, pattern: "*.txt", pageSize: 5 };
        return files(tapis.listFiles("lab", "runs", options).collect());
      },
      undefined,
      undated,
    ),
    refused("files.listFiles", { systemId: "lab", path: "nowhere" }, async () => {
      return await tapis.listFiles("lab", "nowhere").collect();
    }),
    done("files.mkdir", { systemId: "lab", path: "made" }, () => tapis.mkdir("lab", "made")),
    uploaded(
      "Tapis.upload",
      ["upload", { system_id: "lab", source_file_path: file, dest_file_path: "made/a.txt" }],
      () => tapis.upload("lab", "made/a.txt", content),
    ),
    uploaded(
      "files.insert",
      ["insert", { systemId: "lab", path: "made/b é.txt", content }],
      () => tapis.upload("lab", "made/b é.txt", content),
    ),
    row("files.getContents", { systemId: "lab", path: "made/b é.txt" }, async () => {
      return await new Response((await tapis.download("lab", "made/b é.txt")).body).text();
    }),
    done("files.moveCopy", {
      systemId: "lab",
      path: "made/a.txt",
      operation: "COPY",
      newPath: "made/c.txt",
    }, () => tapis.copyFile("lab", "made/a.txt", "made/c.txt")),
    done("files.moveCopy", {
      systemId: "lab",
      path: "made/c.txt",
      operation: "MOVE",
      newPath: "made/d.txt",
    }, () => tapis.moveFile("lab", "made/c.txt", "made/d.txt")),
    done("files.delete", { systemId: "lab", path: "made/d.txt" }, () => {
      return tapis.deleteFile("lab", "made/d.txt");
    }),
    row("files.createTransferTask", { tag: "é", elements }, async () => {
      const task = await tapis.createTransferTask(elements, { tag: "é" });
      kept.task = task.uuid;
      return task;
    }, "task"),
    {
      ...own("files.getTransferTask", ["until_ended", { task: "$task.uuid" }], async () => {
        const task = await tapis.waitForTransfer(kept.task, { pollingInterval: 0.05 });
        return task.status;
      }),
      polls: true,
    },
    row("files.getTransferTask", { transferTaskId: "$task.uuid", includeSummary: true }, () => {
      return tapis.getTransferTask(kept.task);
    }),
    row("files.getTransferTaskDetails", { transferTaskId: "$task.uuid" }, () => {
      return tapis.getTransferTaskDetails(kept.task);
    }),
    row("files.createTransferTask", { elements: large }, async () => {
      const task = await tapis.createTransferTask(large);
      kept.large = task.uuid;
      return task;
    }, "large"),
    done("files.cancelTransferTask", { transferTaskId: "$large.uuid" }, () => {
      return tapis.cancelTransferTask(kept.large);
    }),
    {
      ...own("files.getTransferTask", ["until_ended", { task: "$large.uuid" }], async () => {
        const wait = { pollingInterval: 0.05 };
        return (await tapis.waitForTransfer(kept.large, wait)).status;
      }),
      polls: true,
    },
    row("files.getRecentTransferTasks", { limit: 10, offset: 0 }, async () => {
      return (await tapis.listTransferTasks({ pageSize: 10 }).collect()).items;
    }),
    row(
      "authenticator.delete_client",
      { client_id: "made-up" },
      () => {
        return tapis.deleteClient("made-up");
      },
      undefined,
      () => "done",
    ),
    // Deleting hides it from the list, no more.
    row("authenticator.get_client", { client_id: "made-up" }, () => {
      return keyed(tapis.getClient("made-up"));
    }),
    row("authenticator.create_v2_token", { access_token: "$access" }, async () => {
      return await tapis.tokenToV2(kept.access);
    }),
    { name: "Tapis.set_access_token", theirs: ["setters"] },
    row(
      "authenticator.revoke_token",
      { token: "$access" },
      async () => {
        return await tapis.revokeToken(kept.access);
      },
      undefined,
      () => "done",
    ),
    refused("authenticator.get_userinfo", {}, () => tapis.getUserinfo()),
    refused("files.listFiles", { systemId: "lab", path: "runs" }, async () => {
      return await tapis.listFiles("lab", "runs").collect();
    }),
  ];
}

/** Logging in through a page, and with a code on another device. */
function loginRows(
  theirs: Sandbox,
  ours: Sandbox,
  open: v3.TapisClient,
  client: Pick<Kept, "key">,
): Row[] {
  const key = new URL(theirs.pageUrl).searchParams.get("key") ?? "";
  const kept = { device: {} as v3.DeviceLogin, code: "" };
  const said = async (pair: Promise<v3.TokenPair>): Promise<unknown> => (await pair).claims;
  const query = new URLSearchParams({
    client_id: "made-up",
    redirect_uri: callback,
    response_type: "code",
    state: "s",
  });
  const page = `/v3/oauth2/authorize?${query}`;
  return [
    row(
      "authenticator.generate_device_code",
      { client_id: "made-up" },
      async () => {
        kept.device = await open.startDevice("made-up");
        return { ...kept.device };
      },
      "device",
    ),
    {
      ...refused("authenticator.create_token", {
        grant_type: "device_code",
        client_id: "made-up",
        device_code: "$device.device_code",
      }, () => open.waitForDevice(kept.device, { timeout: 0.01, pollingInterval: 1 })),
      answersDiffer: "keyferry takes this refusal for the wait that it is",
    },
    own(
      "page",
      ["answer_page", { url: "$device.verification_uri", key, user_code: "$device.user_code" }],
      async () => {
        const { verification_uri, user_code } = kept.device;
        await approveLogin(ours, verification_uri, { userCode: user_code });
        return null;
      },
    ),
    own("authenticator.create_token", ["grant", {
      grant_type: "device_code",
      client_id: "made-up",
      device_code: "$device.device_code",
    }], () => said(open.waitForDevice(kept.device))),
    own("page", ["answer_page", { url: theirs.url + page, key }], async () => {
      const where = new URL(await approveLogin(ours, ours.url + page));
      kept.code = where.searchParams.get("code") ?? "";
      return null;
    }),
    own("authenticator.create_token", ["grant", {
      grant_type: "authorization_code",
      code: "$code",
      redirect_uri: callback,
      client: ["made-up", "$made.client_key"],
    }], () => {
      const oauthClient = { clientId: "made-up", clientKey: client.key };
      return said(open.exchangeCode(oauthClient, kept.code, callback));
    }),
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

/** A call by the operation's name. */
function row(
  name: string,
  options: Fields,
  ours: () => Promise<unknown>,
  keep?: string,
  told?: (answer: unknown) => unknown,
): Row {
  const theirs: Call = ["call", { name, options, ...(keep === undefined ? {} : { keep }) }];
  return { name, theirs, ours, ...(told === undefined ? {} : { told }) };
}

/** A call whose answer is that it was done: keyferry gives nothing then. */
function done(name: string, options: Fields, ours: () => Promise<unknown>): Row {
  return { ...row(name, options, ours), told: () => "done" };
}

/** A call that has a verb of its own. */
function own(name: string, theirs: Call, ours: () => Promise<unknown>): Row {
  return { name, theirs, ours };
}

/** A file sent: its bytes stream by the log, and are compared where they come to lie. */
function uploaded(name: string, theirs: Call, ours: () => Promise<unknown>): Row {
  return { name, theirs, ours, told: () => "done" };
}

/** A call that the service refuses. */
function refused(name: string, options: Fields, ours: () => Promise<unknown>): Row {
  return {
    name,
    theirs: ["refused", { name, options }],
    ours: () => ours().catch((error: unknown) => isApiError(error) ? error.status : String(error)),
  };
}
