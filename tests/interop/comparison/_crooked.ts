import { assert, assertEquals } from "@std/assert";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { assertHolds } from "./_holds.ts";
import { parseInt64Json, stringifyInt64Json } from "../../../src/http/body/int64_json.ts";
import { namesOf, plain } from "./_named.ts";
import { expectedOf, type Row } from "./_same_requests.ts";

/** A way to the sandbox on which answers can be bent. */
export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  /** The requests that went this way, since it was bent or made straight last. */
  readonly sent: readonly string[];
  /** Has the answers from here on arrive bent, all or one by its number; without a way, as sent. */
  bend(how?: Bend, which?: number): void;
}

type Bend = keyof typeof wrong;

/** A straight wire. */
export function wire(): Wire {
  const sent: string[] = [];
  let [how, which]: [how?: Bend | undefined, which?: number | undefined] = [];
  return {
    sent,
    async fetch(input, init) {
      const request = new Request(input, init);
      const number = sent.push(`${request.method} ${new URL(request.url).pathname}`) - 1;
      const response = await fetch(request);
      if (how === undefined || (which !== undefined && which !== number)) return response;
      return await bent(response, how);
    },
    bend(nextHow, nextWhich) {
      [how, which] = [nextHow, nextWhich];
      sent.length = 0;
    },
  };
}

/** Ways to answer wrongly in the form of the right answer. */
const wrong = { emptied, nonsense };

async function bent(response: Response, how: Bend): Promise<Response> {
  const kind = response.headers.get("content-type") ?? "";
  const headers = { "content-type": kind };
  if (kind.startsWith("application/json")) {
    const document = wrong[how](parseInt64Json(await response.text()));
    return new Response(stringifyInt64Json(document), { headers });
  }
  if (/^application\/octet-stream|^binary/.test(kind)) {
    const bytes = await response.bytes();
    return new Response(how === "emptied" ? null : bytes.map((byte) => byte ^ 7), { headers });
  }
  return new Response(how === "emptied" ? "" : "nonsense", { headers });
}

/**
 * Has keyferry alone make the calls of the rows, and those that only read once more for each wrong
 * answer: to one request of theirs, or to all where they ask until something has ended. Asserts that
 * every wrong answer is noticed: that the call fails, or that the answer holds not what is expected.
 *
 * @param rows The calls, in order.
 * @param sandbox keyferry's sandbox.
 * @param way The wire between the two.
 * @param forget Has keyferry forget what it was answered before; nothing where it keeps nothing.
 */
export async function assertWrongAnswersNoticed(
  rows: readonly Row[],
  sandbox: Sandbox,
  way: Wire,
  forget: () => void = () => {},
): Promise<void> {
  const unnoticed: string[] = [];
  const names = namesOf(sandbox);
  let reads = 0;
  for (const [index, { name, ours, told = plain, ...row }] of rows.entries()) {
    if (ours === undefined) continue;
    const passes = async (): Promise<boolean> => {
      forget();
      try {
        const answer = told(names(plain(await ours())));
        assertHolds(answer, names(expectedOf({ name, ours, ...row })), name);
        return true;
      } catch {
        return false;
      }
    };
    const start = sandbox.requests.length;
    way.bend();
    assert(await passes(), `${name} (row ${index}) is answered rightly`);
    const requests = sandbox.requests.slice(start);
    const only = row.reads ?? requests.every(({ method }) => method === "GET");
    if (requests.length === 0 || !only || row.ignores !== undefined) continue;
    reads++;
    const sent = [...way.sent];
    const tried = async (what: string): Promise<void> => {
      if (await passes()) unnoticed.push(`${name} (row ${index}): ${what}`);
    };
    for (const how of Object.keys(wrong) as Bend[]) {
      for (const which of row.polls ? [undefined] : sent.keys()) {
        way.bend(how, which);
        await tried(`${how} ${which === undefined ? "" : sent[which]}`);
        way.bend();
      }
      // A GET with a body goes another way.
      for (const { method, path } of requests) {
        if (sent.includes(`${method} ${path}`)) continue;
        sandbox.faults.request = (request) => {
          return request.path === path ? Response.json(wrong[how]({ made: ["up"] })) : undefined;
        };
        await tried(`${how} ${method} ${path}`);
        delete sandbox.faults.request;
      }
    }
    forget();
    await ours();
  }
  assert(reads > 0, "there are rows that read");
  assertEquals(unnoticed, []);
}

/** The document without what it lists, or says; an empty list has an item. */
function emptied(document: unknown): unknown {
  if (Array.isArray(document)) return document.length === 0 ? [{}] : [];
  const entries = Object.entries(Object(document));
  if (!entries.some(([, item]) => holds(item))) return {};
  return Object.fromEntries(
    entries.map(([key, item]) => [key, holds(item) ? emptied(item) : blank(key, item)]),
  );
}

function holds(item: unknown): boolean {
  return typeof item === "object" && item !== null;
}

function blank(key: string, item: unknown): unknown {
  if (kept.has(key)) return item;
  return typeof item === "string" ? "" : typeof item === "number" ? 0 : item;
}

/** Words that tell what kind of document it is. */
const kept = new Set(["status", "DATA_TYPE"]);

/** How something has ended, and how it did not. */
const ended: Readonly<Record<string, string>> = {
  SUCCEEDED: "ACTIVE",
  COMPLETED: "FAILED",
  CANCELLED: "FAILED",
};

/** The document with other words and figures; what has ended goes on. */
function nonsense(document: unknown): unknown {
  if (Array.isArray(document)) return document.length === 0 ? [{}] : document.map(nonsense);
  if (typeof document === "string" || document === null) return "nonsense";
  if (typeof document === "number" || typeof document === "bigint") return -7;
  if (typeof document === "boolean") return !document;
  return Object.fromEntries(
    Object.entries(Object(document)).map(([key, item]) => {
      if (key !== "status") return [key, nonsense(item)];
      return [key, ended[String(item)] ?? item];
    }),
  );
}
