import { collectionId, type Sandbox } from "../../src/sandbox/mod.ts";

/** A reply, read. */
export interface Reply {
  status: number;
  headers: Headers;
  // deno-lint-ignore no-explicit-any -- tests look into documents of many shapes
  body: any;
  text: string;
}

/** Sends a request as it is and reads the reply. */
export async function send(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, { redirect: "manual", ...init });
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  return { status: response.status, headers: response.headers, body, text };
}

/** Calls Transfer with the sandbox's own token. */
export function transfer(sandbox: Sandbox, path: string, init: RequestInit = {}): Promise<Reply> {
  return send(`${sandbox.url}/v0.10${path}`, {
    ...init,
    headers: { authorization: `Bearer ${sandbox.tokens.globusTransfer}` },
  });
}

/** Posts JSON to Transfer. */
export function post(sandbox: Sandbox, path: string, body: unknown): Promise<Reply> {
  return transfer(sandbox, path, { method: "POST", body: JSON.stringify(body) });
}

/** One item of a transfer. */
export function item(from: string, to: string, more: Record<string, unknown> = {}): unknown {
  return { DATA_TYPE: "transfer_item", source_path: from, destination_path: to, ...more };
}

/** Submits a transfer from one named collection to another; gives the reply. */
export async function submit(
  sandbox: Sandbox,
  [from, to]: readonly [string, string],
  items: readonly unknown[],
  more: Record<string, unknown> = {},
): Promise<Reply> {
  const id = await transfer(sandbox, "/submission_id");
  return await post(sandbox, "/transfer", {
    DATA_TYPE: "transfer",
    submission_id: id.body.value,
    source_endpoint: await collectionId(from),
    destination_endpoint: await collectionId(to),
    DATA: items,
    ...more,
  });
}

/** Submits a transfer, waits for its end, and gives the task document. */
export async function run(
  sandbox: Sandbox,
  names: readonly [string, string],
  items: readonly unknown[],
  more: Record<string, unknown> = {},
  // deno-lint-ignore no-explicit-any -- see Reply
): Promise<any> {
  const { body } = await submit(sandbox, names, items, more);
  await sandbox.idle();
  return (await transfer(sandbox, `/task/${body.task_id}`)).body;
}

/** The codes of a task's events, oldest first; a slow machine has some of `PROGRESS` among them. */
export async function eventCodes(sandbox: Sandbox, taskId: string): Promise<string[]> {
  const { body } = await transfer(sandbox, `/task/${taskId}/event_list?limit=1000`);
  const codes: string[] = body.DATA.map((event: { code: string }) => event.code).reverse();
  return codes.filter((code) => code !== "PROGRESS");
}

/** A temporary folder that removes itself. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "keyferry-test-" }));
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** The real path of a named collection. */
export function folderOf(sandbox: Sandbox, name: string): string {
  const found = sandbox.collections.find((collection) => collection.name === name);
  if (found === undefined) throw new Error(`No collection ${name}`);
  return found.path;
}

/** Every path under a folder, sorted. */
export async function tree(folder: string, prefix = ""): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const name = prefix + entry.name;
    names.push(entry.isDirectory ? name + "/" : name);
    if (entry.isDirectory) names.push(...await tree(`${folder}/${entry.name}`, name + "/"));
  }
  return names.sort();
}
