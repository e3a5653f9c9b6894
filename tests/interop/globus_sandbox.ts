import { collectionId, type Sandbox, type SandboxTokens } from "../../src/sandbox/mod.ts";
import { type Accepted, assertNoticed, assertTrue, type Case, type Fields } from "./_comparison.ts";
import type { Recorded } from "./_globus_truth.ts";
import { programs, scenario } from "./_scenario.ts";
import { versionOf } from "./_stage.ts";

const { globusSdk } = programs;

/** How the sandbox is asked what the recorded answer is one to. */
interface Asked {
  /** The recorded answer's name. */
  readonly name: string;
  /** The path, where it is not that of the recorded answer with ids of the sandbox's. */
  readonly path?: string;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly authorization?: string;
}

/** What steps refer to. */
interface Known {
  readonly lab: string;
  readonly tokens: SandboxTokens;
  readonly submission: readonly string[];
}

const accepted: readonly Accepted[] = [
  {
    why: "Transfer tells in its parser's words where a body is no JSON",
    cases: ["transfer.set_subscription_admin_verified.non_valid_verified_status"],
    fields: ["message"],
  },
  {
    why: "recorded from the documentation, whose example is older: all others have the version",
    cases: ["transfer.cancel_task.default"],
    fields: ["resource"],
  },
];

const made = { DATA_TYPE: "mkdir", path: "/made" };
const renamed = { DATA_TYPE: "rename", old_path: "/made", new_path: "/renamed" };

function authRequests({ globusTransfer, globusAuth, globusClient }: SandboxTokens): Asked[] {
  const client = `Basic ${btoa(`${globusClient.id}:${globusClient.secret}`)}`;
  const credentials = (scope: string) => ({ grant_type: "client_credentials", scope });
  const [transferScope, usernames] = [
    "urn:globus:auth:scope:transfer.api.globus.org:all",
    "?usernames=somebody@example.org",
  ];
  return [
    { name: "auth.get_identities.unauthorized" },
    { name: "auth.userinfo.unauthorized" },
    { name: "auth.userinfo.forbidden", authorization: `Bearer ${globusTransfer}` },
    {
      name: "auth.get_identities.default",
      path: `/v2/api/identities${usernames}`,
      authorization: `Bearer ${globusAuth}`,
    },
    {
      name: "auth.oauth2_exchange_code_for_tokens.invalid_grant",
      authorization: client,
      form: { grant_type: "authorization_code", code: "x", redirect_uri: "https://x.example.org" },
    },
    {
      name: "auth.oauth2_client_credentials_tokens.default",
      authorization: client,
      form: credentials(transferScope),
    },
    {
      name: "auth.oauth2_client_credentials_tokens.openid",
      authorization: client,
      form: credentials("openid"),
    },
    {
      name: "auth.oauth2_token_introspect.default",
      authorization: client,
      form: { token: "$token" },
    },
    { name: "auth.oauth2_revoke_token.default", authorization: client, form: { token: "made-up" } },
  ];
}

function transferRequests({ lab, submission: [first, second, third] }: Known): Asked[] {
  const operation = `/v0.10/operation/endpoint/${lab}`;
  const endpoint = `/v0.10/endpoint/${lab}`;
  const verified = `${endpoint}/subscription_admin_verified`;
  const transfer = {
    DATA_TYPE: "transfer",
    source_endpoint: lab,
    destination_endpoint: lab,
  };
  const DATA = [{
    DATA_TYPE: "transfer_item",
    source_path: "/README.txt",
    destination_path: "/copy.txt",
  }];
  return [
    { name: "transfer.get_submission_id.default" },
    { name: "transfer.get_endpoint.default", path: endpoint },
    { name: "transfer.update_endpoint.default", path: endpoint, body: { description: "é" } },
    { name: "transfer.operation_stat.default", path: `${operation}/stat?path=/README.txt` },
    { name: "transfer.operation_stat.not_found", path: `${operation}/stat?path=/nowhere` },
    { name: "transfer.operation_stat.permission_denied", path: `${operation}/stat?path=/../a` },
    { name: "transfer.operation_mkdir.default", path: `${operation}/mkdir`, body: made },
    { name: "transfer.operation_rename.default", path: `${operation}/rename`, body: renamed },
    {
      name: "transfer.set_subscription_admin_verified.non_subscribed_endpoint",
      path: verified,
      body: { subscription_admin_verified: true },
    },
    {
      name: "transfer.set_subscription_id.default",
      path: `${endpoint}/subscription`,
      body: { subscription_id: "DEFAULT" },
    },
    { name: "transfer.set_subscription_id.not_found", body: { subscription_id: "DEFAULT" } },
    {
      name: "transfer.set_subscription_admin_verified.default",
      path: verified,
      body: { subscription_admin_verified: true },
    },
    {
      name: "transfer.set_subscription_admin_verified.non_valid_verified_status",
      path: verified,
      body: "{",
    },
    {
      name: "transfer.submit_transfer.failure",
      body: { ...transfer, submission_id: first, DATA: [] },
    },
    {
      name: "transfer.submit_transfer.default",
      body: { ...transfer, submission_id: second, DATA },
    },
    {
      name: "transfer.submit_delete.default",
      body: {
        DATA_TYPE: "delete",
        submission_id: third,
        endpoint: lab,
        recursive: true,
        DATA: [{ DATA_TYPE: "delete_item", path: "/renamed" }],
      },
    },
    { name: "transfer.task_list.default" },
    { name: "transfer.cancel_task.default", path: "/v0.10/task/$1/cancel", body: {} },
    {
      name: "transfer.endpoint_manager_task_list.default",
      path: `/v0.10/endpoint_manager/task_list?filter_endpoint=${lab}`,
    },
    {
      name: "transfer.endpoint_manager_task_successful_transfers.default",
      path: "/v0.10/endpoint_manager/task/$0/successful_transfers",
    },
  ];
}

scenario([globusSdk], "the sandbox answers as it has recorded", async (stage) => {
  const [recorded] = await stage.ask(globusSdk, "globus_sdk_truth.py", [["recorded"]]) as [
    Recorded[],
  ];
  await using sandbox = await stage.sandbox();
  const held = Promise.withResolvers<void>();
  // So that there is a task to cancel.
  sandbox.faults.transfer = ({ step }) => step === "delete" ? held.promise : undefined;
  const asked = await requestsOf(sandbox);
  const answers: Case[] = [];
  const tasks: string[] = [];
  let token = "";
  for (const one of asked) {
    const found = recorded.find(({ name }) => name === one.name);
    if (found === undefined) throw new Error(`${one.name} is not recorded`);
    const path = (one.path ?? found.path)
      .replace(/\$(\d)/, (_, index) => tasks[Number(index)] ?? "");
    const form = one.form && Object.fromEntries(
      Object.entries(one.form).map(([key, text]) => [key, text === "$token" ? token : text]),
    );
    const asking = form === undefined ? one : { ...one, form };
    const { status, document } = await ask(sandbox, found.method, path, asking);
    token = String(Object(document).access_token ?? token);
    if (/^\/v0\.10\/(?:transfer|delete)$/.test(path) && status < 400) {
      tasks.push(String(Object(document).task_id));
    }
    if (path.endsWith("/cancel")) {
      held.resolve();
      await sandbox.idle();
    }
    const theirs: unknown = JSON.parse(found.body ?? "null");
    answers.push({
      name: one.name,
      theirs: { ...told(found.status, theirs, found.path), lacking: [] },
      ours: { ...told(status, document, path), lacking: lacking(theirs, document) },
    });
  }
  const truth = {
    source: "globus-sdk: the sandbox",
    version: await versionOf(globusSdk),
    accepted,
  };
  assertTrue(truth, answers);
  const names = answers.map(({ name }) => name);
  const bent = (wrong: Fields) =>
    answers.map((one) => ({ ...one, ours: { ...one.ours, ...wrong } }));
  assertNoticed(truth, bent({ lacking: ["planted"] }), names);
  assertNoticed(truth, bent({ status: 599 }), names);
});

async function requestsOf(sandbox: Sandbox): Promise<Asked[]> {
  const lab = await collectionId("lab");
  const submission = await Promise.all([1, 2, 3].map(async () => {
    const { document } = await ask(sandbox, "GET", "/v0.10/submission_id", { name: "id" });
    return String(Object(document).value);
  }));
  const path = `/v0.10/endpoint/${lab}/subscription`;
  await ask(sandbox, "PUT", path, { name: "none", body: { subscription_id: null } });
  const known = { lab, tokens: sandbox.tokens, submission };
  return [...authRequests(sandbox.tokens), ...transferRequests(known)];
}

async function ask(
  { url, tokens }: Sandbox,
  method: string,
  path: string,
  { name, body, form, authorization }: Asked,
): Promise<{ readonly status: number; readonly document: unknown }> {
  const headers = new Headers();
  const given = name.startsWith("auth.") ? authorization : `Bearer ${tokens.globusTransfer}`;
  if (given !== undefined) headers.set("authorization", given);
  if (body !== undefined) headers.set("content-type", "application/json");
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const sent = form === undefined ? text : new URLSearchParams(form);
  const response = await fetch(url + path, { method, headers, body: sent ?? null });
  return { status: response.status, document: await response.json() };
}

/** What an answer says in words, and where it says that it comes from; ids by their kind. */
function told(status: number, document: unknown, path: string): Fields {
  const { code, message, error, error_description, errors, resource, task_link, DATA_TYPE } =
    Object(document);
  const [first] = Array.isArray(errors) ? errors : [];
  const words = (text: unknown): unknown => {
    return typeof text === "string" ? text.split("\n")[0]?.replace(ids, "ID") : text;
  };
  return {
    status,
    DATA_TYPE,
    code,
    message: words(message),
    error,
    error_description,
    first: first === undefined ? undefined : { ...first, id: undefined },
    resource: resource === path.replace(/\?.*/, "") ? "the path" : words(resource),
    href: words(task_link?.href),
  };
}

const ids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** The fields of one document that another has not, or not of the same kind. */
function lacking(theirs: unknown, ours: unknown, where = ""): string[] {
  if (theirs === null || ours === null) return [];
  if (kindOf(theirs) !== kindOf(ours)) return [`${where}: ${kindOf(ours)}, not ${kindOf(theirs)}`];
  if (Array.isArray(theirs)) {
    if (theirs.length === 0) return [];
    const [item] = ours as unknown[];
    return item === undefined ? [`${where}: empty`] : lacking(theirs[0], item, `${where}[]`);
  }
  if (typeof theirs !== "object") return [];
  return Object.entries(Object(theirs)).flatMap(([name, item]) => {
    const here = `${where}.${name}`.replace(/^\./, "");
    return Object.hasOwn(Object(ours), name)
      ? lacking(item, Reflect.get(Object(ours), name), here)
      : [`${here}: missing`];
  });
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "list" : typeof value;
}
