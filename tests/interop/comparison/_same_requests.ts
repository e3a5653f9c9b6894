import { assertEquals } from "@std/assert";
import { parseInt64Json } from "../../../src/http/body/int64_json.ts";
import type { RequestRecord, Sandbox } from "../../../src/sandbox/mod.ts";
import { assertHolds } from "./_holds.ts";
import { namesOf, plain } from "./_named.ts";
import type { Call } from "./_python.ts";

/** A request, in the form in which two programs' requests are compared. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly body: unknown;
}

/** One call, as each of the two programs makes it. */
export interface Row {
  /** The operation, as the other program calls it. */
  readonly name: string;
  /** The call of the script, which answers `{ answer, requests }`. */
  readonly theirs: Call;
  /** The same call with keyferry; nothing where keyferry has none. */
  ours?(): Promise<unknown>;
  /** Why the two answers are not compared. */
  readonly answersDiffer?: string;
  /**
   * What both must be answered by the sandbox's own data, in the terms of `assertHolds()`; else only
   * the same. A function says so once keyferry was answered.
   */
  readonly expected?: unknown;
  /** What the other program must be answered, where it tells that in a form of its own. */
  readonly theirExpected?: unknown;
  /** What of the two answers is compared; all of it without. */
  readonly told?: (answer: unknown) => unknown;
  /** That it only reads, though it does not ask by GET. */
  readonly reads?: true;
  /** Why a wrong answer to it changes nothing. */
  readonly ignores?: string;
  /** That it asks until something has ended: the same request again and again counts as one. */
  readonly polls?: boolean;
}

/** Where the two may differ, and why. */
export interface Difference {
  /** The reason. */
  readonly why: string;
  /** The operations. */
  readonly names: readonly string[];
  /** Whether it takes more than a comparison in a sandbox brings about. */
  readonly rare?: true;
  /** What keyferry sends where the other program sends these. */
  of(theirs: readonly Sent[]): readonly Sent[];
}

/** A difference that is there in each request. */
export function each(of: (sent: Sent) => Sent): Difference["of"] {
  return (theirs) => theirs.map(of);
}

/** What a row's call answered, and how many requests it made. */
export interface Answered {
  readonly answer: unknown;
  readonly requests: number;
}

/** What became of the rows. */
export interface Played {
  /** What the other program sent, row by row. */
  readonly theirs: readonly (readonly Sent[])[];
  /** What keyferry sent; nothing for a row that keyferry has no call for. */
  readonly ours: readonly (readonly Sent[] | undefined)[];
  /** What the other program was answered, row by row, made-up values by their order. */
  readonly theirAnswers: readonly unknown[];
  /** What keyferry was answered. */
  readonly ourAnswers: readonly unknown[];
  /** What both had to be answered, where that is known. */
  readonly expected: readonly unknown[];
}

/**
 * Has both programs make the calls of the rows, each in a sandbox of its own.
 *
 * @param rows The calls, in order.
 * @param sandboxes The other program's sandbox, and keyferry's.
 * @param ask Has the other program make its calls.
 */
export async function play(
  rows: readonly Row[],
  [theirs, ours]: readonly [theirs: Sandbox, ours: Sandbox],
  ask: (calls: readonly Call[]) => Promise<unknown[]>,
): Promise<Played> {
  let from = theirs.requests.length;
  const answers = await ask(rows.map((row) => row.theirs)) as Answered[];
  const made = answers.reduce((total, { requests }) => total + requests, 0);
  assertEquals(
    made,
    theirs.requests.length - from,
    "each request of the other program belongs to a row",
  );
  const [theirNames, ourNames] = [namesOf(theirs), namesOf(ours)];
  const played: { [K in keyof Played]: Played[K][number][] } = {
    theirs: [],
    ours: [],
    theirAnswers: [],
    ourAnswers: [],
    expected: [],
  };
  for (const [index, row] of rows.entries()) {
    const { requests = 0, answer } = answers[index] ?? {};
    const sent = theirs.requests.slice(from, from += requests);
    played.theirs.push(sentIn(row, sent, theirNames));
    played.theirAnswers.push(theirNames(answer));
    const start = ours.requests.length;
    const ourAnswer = plain(await row.ours?.());
    const ourSent = sentIn(row, ours.requests.slice(start), ourNames);
    played.ours.push(row.ours === undefined ? undefined : ourSent);
    played.ourAnswers.push(ourNames(ourAnswer));
    played.expected.push(ourNames(expectedOf(row)));
  }
  return played;
}

/**
 * Asserts that both sent the same, apart from the listed differences, and that none of these is there
 * no more.
 */
export function assertSameRequests(
  rows: readonly { readonly name: string }[],
  { theirs, ours }: Pick<Played, "theirs" | "ours">,
  differences: readonly Difference[],
): void {
  const used = new Set<string>();
  for (const [index, { name }] of rows.entries()) {
    const mine = ours[index];
    if (mine === undefined) continue;
    let wanted = theirs[index] ?? [];
    for (const { why, names, of } of differences) {
      if (!names.includes(name)) continue;
      const changed = of(wanted);
      if (JSON.stringify(changed) !== JSON.stringify(wanted)) used.add(`${why}: ${name}`);
      wanted = changed;
    }
    assertEquals(mine, wanted, `${name} (row ${index})`);
  }
  const listed = differences.flatMap(({ why, names }) => names.map((name) => `${why}: ${name}`));
  assertEquals([...used].toSorted(), listed.toSorted());
}

/** What a row's answer must hold, as far as is known by now. */
export function expectedOf({ expected }: Row): unknown {
  return typeof expected === "function" ? expected() : expected;
}

/**
 * Asserts that both were answered the same, where both made the call, and what is expected where that
 * is known: two programs that take the same wrong answer agree.
 */
export function assertSameAnswers(
  rows: readonly Row[],
  { theirAnswers, ourAnswers, expected }: Pick<Played, "theirAnswers" | "ourAnswers" | "expected">,
): void {
  for (
    const [index, { name, ours, answersDiffer, theirExpected, told = itself }] of rows.entries()
  ) {
    const [mine, wanted] = [told(ourAnswers[index]), told(theirAnswers[index])];
    const where = `${name} (row ${index})`;
    assertHolds(wanted, theirExpected ?? expected[index], where);
    if (ours === undefined) continue;
    assertHolds(mine, expected[index], where);
    if (answersDiffer === undefined) assertEquals(mine, wanted, where);
  }
}

/** Asserts that of each row it is known what must be answered. */
export function assertAllExpected(rows: readonly Row[]): void {
  const unknown = rows.filter(({ expected, theirExpected }) => {
    return expected === undefined && theirExpected === undefined;
  });
  assertEquals(unknown.map(({ name }) => name), []);
}

function itself(answer: unknown): unknown {
  return answer;
}

/**
 * Asserts that each public name of a program is called in a row, or listed with a reason, and that no
 * name is listed that is called or gone.
 */
export function assertAllNames(
  names: readonly string[],
  rows: readonly { readonly name: string }[],
  listed: Readonly<Record<string, readonly string[]>>,
): void {
  const called = new Set(rows.map(({ name }) => name));
  const others = Object.values(listed).flat();
  assertEquals([...called, ...others].toSorted(), [...new Set(names)].toSorted());
}

function sentIn(
  { polls = false }: Row,
  records: readonly RequestRecord[],
  names: (value: unknown) => unknown,
): Sent[] {
  const sent = records.map((record) => sentOf(record, names));
  const same = (one: Sent, other: Sent | undefined): boolean => {
    return JSON.stringify(one) === JSON.stringify(other);
  };
  return sent.filter((one, index) => !polls || !same(one, sent[index - 1]));
}

function sentOf(record: RequestRecord, names: (value: unknown) => unknown): Sent {
  const query = [...new URLSearchParams(record.query)].map(([key, value]) => [key, value] as const);
  const sent = {
    method: record.method,
    path: record.path,
    query: sorted(query),
    body: bodyOf(record),
  };
  return names(sent) as Sent;
}

function bodyOf({ body, headers }: RequestRecord): unknown {
  if (body === "") return undefined;
  if ((headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded")) {
    return sorted([...new URLSearchParams(body)]);
  }
  try {
    return plain(parseInt64Json(body));
  } catch {
    return body;
  }
}

/** The fields of a query or a form, in an order that two programs share. */
export function sorted<T extends readonly [string, string]>(pairs: readonly T[]): T[] {
  const key = (pair: T): string => JSON.stringify(pair);
  return pairs.toSorted((a, b) => key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
