import { assertEquals } from "@std/assert";
import { collectionId, type Sandbox } from "../../../src/sandbox/mod.ts";
import { fidelityRows } from "../../helpers/fidelity_rows.ts";
import {
  type Accepted,
  assertNoticed,
  assertTrue,
  type Case,
  type Fields,
} from "../comparison/_comparison.ts";
import type { Recorded } from "./_globus_truth.ts";
import { type Asked, authRequests, transferRequests } from "../comparison/_recorded_requests.ts";
import { programs, scenario } from "../comparison/_scenario.ts";
import { versionOf } from "../comparison/_stage.ts";

const { globusSdk } = programs;

const accepted: readonly Accepted[] = [
  {
    why: "Transfer tells in its parser's words where a body is no JSON",
    cases: ["transfer.set_subscription_admin_verified.non_valid_verified_status"],
    fields: ["message"],
  },
  {
    why: "recorded shorter than it is: the SDK's own live tests read its DATA_TYPE",
    cases: ["transfer.get_submission_id.default"],
    fields: ["DATA_TYPE"],
  },
  {
    why: "recorded from the documentation, whose example is older: all others have the version",
    cases: ["transfer.cancel_task.default"],
    fields: ["resource"],
  },
];

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
  const sent: string[] = [];
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
    sent.push(`${found.method} ${path.replace(/\?.*/, "")}`);
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
  const version = await versionOf(globusSdk);
  const truth = { source: "globus-sdk: the sandbox", version, accepted };
  assertTrue(truth, answers);
  // The page says so of these operations, and of no others.
  const rows = await fidelityRows();
  const compared = rows.filter(([operation = ""]) => {
    return sent.some((one) => shapeOf(operation.replaceAll("`", "")).test(one));
  });
  const named = rows.filter(([, , , server]) => server === `globus_sdk.testing ${version}`);
  assertEquals(named.map(([name]) => name), compared.map(([name]) => name));
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

function shapeOf(operation: string): RegExp {
  const parts = operation.split(/\{[^}]+\}/).map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join("[^/]+")}$`);
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
