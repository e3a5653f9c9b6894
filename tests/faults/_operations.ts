import { chunkedgraphClient } from "../../src/cave/client.ts";
import { accessTokenAuthorizer, nativeAppAuthClient } from "../../src/globus/auth/mod.ts";
import { collectionClient, transferClient, transferData } from "../../src/globus/transfer/mod.ts";
import type { ClientOptions } from "../../src/http/client.ts";
import type { Sandbox } from "../../src/sandbox/mod.ts";
import { v3 } from "../../src/tapis/mod.ts";
import type { Asked, Good } from "./_fault_server.ts";

/** What an operation is run with. */
export interface Place {
  /** The origin of the server. */
  readonly url: string;
  /** Time-outs, retries and the credential. */
  readonly options: ClientOptions;
  /** A secret that is sent, and which no error may show. */
  readonly secret: string;
  /** A folder of its own, with the file `source`. */
  readonly folder: string;
  /** Gives up what has no other end. */
  readonly signal: AbortSignal;
  /** A sandbox, which all cells share. */
  readonly sandbox: Sandbox;
}

/** What keyferry does with a server. */
export interface Operation {
  readonly name: string;
  /** Which of its requests a fault meets; all by default. */
  readonly meets?: (asked: Asked) => boolean;
  /** The good answer. */
  readonly answer: (asked: Asked, place: Place) => Good | Promise<Good>;
  /** Does it, and says `whole` when it got what it should have, else what it got. */
  readonly run: (place: Place) => Promise<string>;
  /** What must hold afterwards, however it ended; a sentence where it does not. */
  readonly wrong?: (place: Place, outcome: string) => Promise<string | undefined>;
}

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** The file that is fetched and sent. */
export const fileBytes: Uint8Array<ArrayBuffer> = bytes("0123456789abcdef".repeat(4096));

function json(document: unknown): Good {
  const headers = { "content-type": "application/json" };
  return { status: 200, headers, body: bytes(JSON.stringify(document)) };
}

function compared(got: unknown, wanted: unknown): string {
  return JSON.stringify(got) === JSON.stringify(wanted) ? "whole" : "as sent";
}

async function comparedFile(path: string): Promise<string> {
  const got = await Deno.readFile(path);
  return got.length === fileBytes.length && got.every((byte, at) => byte === fileBytes[at])
    ? "whole"
    : "as sent";
}

/** A failed download leaves nothing, a good one the file alone. */
async function leftovers({ folder }: Place, outcome: string): Promise<string | undefined> {
  const names = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
  const wanted = outcome === "whole" || outcome === "as sent" ? ["got", "source"] : ["source"];
  return names.join() === wanted.join() ? undefined : `it left ${names}`;
}

/** A file as a collection serves it, in ranges too. */
function ranged({ headers }: Asked): Good {
  const common = {
    "content-type": "application/octet-stream",
    "accept-ranges": "bytes",
    "etag": '"one"',
  };
  const from = Number(/^bytes=(\d+)-$/.exec(headers.get("range") ?? "")?.[1] ?? 0);
  if (from === 0) return { status: 200, headers: common, body: fileBytes };
  const range = `bytes ${from}-${fileBytes.length - 1}/${fileBytes.length}`;
  return {
    status: 206,
    headers: { ...common, "content-range": range },
    body: fileBytes.slice(from),
  };
}

const supervoxels = [89309001002348421n, 89309001002348426n];
const roots = [864691135571546921n, 864691135571546922n];

const document: Operation = {
  name: "document",
  answer: () => json({ DATA_TYPE: "task", task_id: id, status: "ACTIVE", label: "run 7" }),
  async run({ url, options }): Promise<string> {
    const { status, label } = await transferClient({ ...options, baseUrl: url }).getTask(id);
    return compared([status, label], ["ACTIVE", "run 7"]);
  },
};

const pageList: Operation = {
  name: "page list",
  meets: ({ target }) => target.includes("offset=2"),
  answer({ target }): Good {
    const at = Number(/offset=(\d+)/.exec(target)?.[1] ?? 0);
    const tasks = [0, 1, 2, 3].map((number) => ({ task_id: String(number), status: "ACTIVE" }));
    return json({ DATA_TYPE: "task_list", total: 4, offset: at, DATA: tasks.slice(at, at + 2) });
  },
  async run({ url, options }): Promise<string> {
    const list = transferClient({ ...options, baseUrl: url }).taskList({ pageSize: 2 });
    const ids: string[] = [];
    for await (const { task_id } of list) ids.push(task_id);
    return compared(ids, ["0", "1", "2", "3"]);
  },
};

const download: Operation = {
  name: "collection file",
  answer: ranged,
  async run({ url, options, folder, signal }): Promise<string> {
    const files = collectionClient(url, options);
    await files.downloadFile("/run 7/a.bin", `${folder}/got`, { signal });
    return await comparedFile(`${folder}/got`);
  },
  wrong: leftovers,
};

const tapisFile = { name: "a.bin", path: "/a.bin", type: "file", size: fileBytes.length };

function tapisAnswer(result: unknown): Good {
  return json({ status: "success", message: "ok", result, version: "1" });
}

const tapisDownload: Operation = {
  name: "Tapis file",
  meets: ({ target }) => target.includes("/content/"),
  answer(asked): Good {
    if (asked.target.includes("/content/")) {
      return {
        status: 200,
        headers: { "content-type": "application/octet-stream" },
        body: fileBytes,
      };
    }
    return tapisAnswer([tapisFile]);
  },
  async run({ url, options, folder, signal }): Promise<string> {
    const tapis = v3.tapisClient({ ...options, baseUrl: url });
    await tapis.downloadFile("lab", "a.bin", `${folder}/got`, { signal });
    return await comparedFile(`${folder}/got`);
  },
  wrong: leftovers,
};

const upload: Operation = {
  name: "upload",
  meets: ({ method }) => method === "PUT",
  answer(asked): Good {
    if (asked.method === "GET") return ranged(asked);
    const headers = { "content-type": "text/plain" };
    if (asked.method === "PUT") return { status: 200, headers, body: bytes("ok") };
    const length = { "content-length": String(fileBytes.length) };
    return { status: 200, headers: { ...headers, ...length }, body: new Uint8Array() };
  },
  async run({ url, options, folder, signal }): Promise<string> {
    const files = collectionClient(url, options);
    const { bytes } = await files.uploadFile(`${folder}/source`, "/run 7/a.bin", { signal });
    return compared(bytes, fileBytes.length);
  },
};

const tapisUpload: Operation = {
  name: "Tapis upload",
  meets: ({ method }) => method === "POST",
  answer: ({ method }) => tapisAnswer(method === "POST" ? null : [tapisFile]),
  async run({ url, options, folder, signal }): Promise<string> {
    const tapis = v3.tapisClient({ ...options, baseUrl: url });
    const { bytes } = await tapis.uploadFile(`${folder}/source`, "lab", "a.bin", { signal });
    return compared(bytes, fileBytes.length);
  },
};

const tokenGrant: Operation = {
  name: "token grant",
  answer: () =>
    json({
      access_token: "access-2",
      refresh_token: "refresh-2",
      expires_in: 3600,
      resource_server: "transfer.api.globus.org",
      token_type: "Bearer",
      scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
      other_tokens: [],
    }),
  async run({ url, options: { authorizer: _authorizer, ...options }, secret }): Promise<string> {
    const app = nativeAppAuthClient(id, { ...options, baseUrl: url });
    const { byResourceServer } = await app.oauth2RefreshToken(secret);
    const { access_token } = byResourceServer["transfer.api.globus.org"] ?? {};
    return compared(access_token, "access-2");
  },
};

const caveBinary: Operation = {
  name: "CAVE binary",
  answer: () => ({
    status: 200,
    headers: { "content-type": "application/octet-stream" },
    body: new Uint8Array(new BigUint64Array(roots).buffer),
  }),
  async run({ url, options }): Promise<string> {
    const graph = chunkedgraphClient(options, { server: url, table: "t" });
    return compared((await graph.getRoots(supervoxels)).map(String), roots.map(String));
  },
};

const sandboxSubmit: Operation = {
  name: "sandbox",
  meets: ({ method, target }) => method === "POST" && target === "/v0.10/transfer",
  async answer({ method, target, body }, { sandbox }): Promise<Good> {
    const response = await fetch(`${sandbox.url}${target}`, {
      method,
      headers: {
        "authorization": `Bearer ${sandbox.tokens.globusTransfer}`,
        "content-type": "application/json",
      },
      ...(method === "GET" ? {} : { body }),
    });
    const type = response.headers.get("content-type") ?? "";
    return {
      status: response.status,
      headers: { "content-type": type },
      body: await response.bytes(),
    };
  },
  async run({ url, options, folder, sandbox }): Promise<string> {
    const transfer = transferClient({ ...options, baseUrl: url });
    const [lab, archive] = sandbox.collections;
    const data = transferData(lab?.id ?? "", archive?.id ?? "", { label: nameOf(folder) });
    data.addItem("/cells.csv", `/${nameOf(folder)}.csv`);
    const { code, task_id } = await transfer.submitTransfer(data);
    const [task] = await tasksOf(sandbox, folder);
    return task === task_id && ["Accepted", "Duplicate"].includes(code) ? "whole" : "as sent";
  },
  async wrong({ sandbox, folder }, outcome): Promise<string | undefined> {
    const { length } = await tasksOf(sandbox, folder);
    const good = length <= 1 && (outcome !== "whole" || length === 1);
    return good ? undefined : `it made ${length} tasks`;
  },
};

/** A name that no other cell has. */
function nameOf(folder: string): string {
  return folder.split("/").at(-1) ?? "";
}

/** The ids of the tasks that the sandbox has of a cell. */
async function tasksOf({ url, tokens }: Sandbox, folder: string): Promise<string[]> {
  const transfer = transferClient({
    baseUrl: url,
    authorizer: accessTokenAuthorizer(tokens.globusTransfer),
  });
  const list = transfer.taskList({ filter: { label: nameOf(folder) } });
  return (await list.collect()).items.map(({ task_id }) => task_id);
}

/** All operations, in the order of the table's columns. */
export const operations: readonly Operation[] = [
  document,
  pageList,
  download,
  tapisDownload,
  upload,
  tapisUpload,
  tokenGrant,
  caveBinary,
  sandboxSubmit,
];
