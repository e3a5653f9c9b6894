import { assert, assertEquals } from "@std/assert";
import type { Sandbox } from "../../src/sandbox/mod.ts";
import { assertHolds } from "./_holds.ts";
import { namesOf, plain } from "./_named.ts";
import { expectedOf, type Row } from "./_same_requests.ts";

/** A way to the sandbox on which answers can be bent. */
export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  /** What becomes of a document on its way; nothing where answers arrive as they were sent. */
  bend: ((document: unknown) => unknown) | undefined;
}

/** A straight wire. */
export function wire(): Wire {
  const made: Wire = {
    bend: undefined,
    async fetch(input, init) {
      const response = await fetch(input, init);
      if (made.bend === undefined) return response;
      return Response.json(made.bend(JSON.parse(await response.text())));
    },
  };
  return made;
}

/** Ways to answer wrongly in the form of the right answer. */
const wrong = { emptied, nonsense };

/**
 * Has keyferry alone make the calls of the rows, and those that only read once more for each wrong
 * answer. Asserts that every wrong answer is noticed: that the call fails, or that the answer holds
 * not what is expected.
 *
 * @param rows The calls, in order.
 * @param sandbox keyferry's sandbox.
 * @param way The wire between the two.
 */
export async function assertWrongAnswersNoticed(
  rows: readonly Row[],
  sandbox: Sandbox,
  way: Wire,
): Promise<void> {
  const unnoticed: string[] = [];
  const names = namesOf(sandbox);
  let reads = 0;
  for (const [index, { name, ours, told = plain, ...row }] of rows.entries()) {
    if (ours === undefined) continue;
    const passes = async (): Promise<boolean> => {
      try {
        const answer = told(names(plain(await ours())));
        assertHolds(answer, names(expectedOf({ name, ours, ...row })), name);
        return true;
      } catch {
        return false;
      }
    };
    const start = sandbox.requests.length;
    assert(await passes(), `${name} (row ${index}) is answered rightly`);
    const sent = sandbox.requests.slice(start);
    if (sent.length === 0 || sent.some(({ method }) => method !== "GET")) continue;
    reads++;
    for (const [kind, bend] of Object.entries(wrong)) {
      way.bend = bend;
      if (await passes()) unnoticed.push(`${name} (row ${index}): ${kind}`);
      way.bend = undefined;
    }
    await ours();
  }
  assert(reads > 0, "there are rows that read");
  assertEquals(unnoticed, []);
}

/** The document without what it lists, or holds; an empty list has an item. */
function emptied(document: unknown): unknown {
  if (Array.isArray(document)) return document.length === 0 ? [{}] : [];
  const entries = Object.entries(Object(document));
  if (!entries.some(([, item]) => holds(item))) return {};
  return Object.fromEntries(
    entries.map(([key, item]) => [key, holds(item) ? emptied(item) : item]),
  );
}

function holds(item: unknown): boolean {
  return typeof item === "object" && item !== null;
}

/** The document with other words and figures; what has ended goes on. */
function nonsense(document: unknown): unknown {
  if (Array.isArray(document)) return document.length === 0 ? [{}] : document.map(nonsense);
  if (typeof document === "string") return "nonsense";
  if (typeof document === "number") return -7;
  if (typeof document !== "object" || document === null) return document;
  return Object.fromEntries(
    Object.entries(document).map(([key, item]) => {
      if (key !== "status") return [key, nonsense(item)];
      return [key, item === "SUCCEEDED" ? "ACTIVE" : item];
    }),
  );
}
