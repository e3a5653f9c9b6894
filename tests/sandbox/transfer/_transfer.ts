import { collectionId, type Sandbox } from "../../../src/sandbox/mod.ts";
import { type Reply, send } from "../_sandbox.ts";

/** Transfer, called by one person. */
export interface Caller {
  get(path: string): Promise<Reply>;
  post(path: string, body?: unknown): Promise<Reply>;
  put(path: string, body: unknown): Promise<Reply>;
  del(path: string): Promise<Reply>;
}

function caller(sandbox: Sandbox, token: string): Caller {
  function call(method: string, path: string, body?: unknown): Promise<Reply> {
    return send(`${sandbox.url}/v0.10${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
  return {
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, body),
    put: (path, body) => call("PUT", path, body),
    del: (path) => call("DELETE", path),
  };
}

/** The person whose sandbox it is. */
export function asPerson(sandbox: Sandbox): Caller {
  return caller(sandbox, sandbox.tokens.globusTransfer);
}

/** The colleague, who has no account on the collections. */
export function asColleague(sandbox: Sandbox): Caller {
  return caller(sandbox, sandbox.tokens.globusColleague.globusTransfer);
}

/** Makes a guest collection of a folder of "lab"; gives its id. */
export async function share(
  sandbox: Sandbox,
  hostPath: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const { body } = await asPerson(sandbox).post("/shared_endpoint", {
    DATA_TYPE: "shared_endpoint",
    host_endpoint: await collectionId("lab"),
    host_path: hostPath,
    display_name: "shared runs",
    ...more,
  });
  return body.id;
}

/** Lets the colleague see a folder of a guest collection; gives the rule's id. */
export async function allow(
  sandbox: Sandbox,
  guestId: string,
  rule: { path: string; permissions: "r" | "rw" },
): Promise<string> {
  const { body } = await asPerson(sandbox).post(`/endpoint/${guestId}/access`, {
    DATA_TYPE: "access",
    principal_type: "identity",
    principal: sandbox.tokens.globusColleague.id,
    ...rule,
  });
  return body.access_id;
}

/** Gives the colleague a role; gives its id. */
export async function giveRole(
  sandbox: Sandbox,
  endpointId: string,
  role: string,
): Promise<string> {
  const { body } = await asPerson(sandbox).post(`/endpoint/${endpointId}/role`, {
    DATA_TYPE: "role",
    principal_type: "identity",
    principal: sandbox.tokens.globusColleague.id,
    role,
  });
  return body.id;
}

/** Submits a delete. */
export async function submitDelete(
  me: Caller,
  endpoint: string,
  paths: readonly string[],
  more: Record<string, unknown> = {},
): Promise<Reply> {
  const { body } = await me.get("/submission_id");
  return await me.post("/delete", {
    DATA_TYPE: "delete",
    submission_id: body.value,
    endpoint,
    DATA: paths.map((path) => ({ DATA_TYPE: "delete_item", path })),
    ...more,
  });
}

/** Submits a transfer between collections named by id. */
export async function submitTransfer(
  me: Caller,
  [from, to]: readonly [string, string],
  items: readonly unknown[],
  more: Record<string, unknown> = {},
): Promise<Reply> {
  const { body } = await me.get("/submission_id");
  return await me.post("/transfer", {
    DATA_TYPE: "transfer",
    submission_id: body.value,
    source_endpoint: from,
    destination_endpoint: to,
    DATA: items,
    ...more,
  });
}

/** Status and code of a reply. */
export function codeOf(reply: Reply): [number, string] {
  return [reply.status, reply.body?.code];
}

/** Asks again until the answer fits, since what it tells comes about by itself. */
export async function eventually(
  ask: () => Promise<Reply>,
  // deno-lint-ignore no-explicit-any -- see Reply
  fits: (body: any) => boolean,
): Promise<Reply> {
  for (;;) {
    const reply = await ask();
    if (fits(reply.body)) return reply;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
