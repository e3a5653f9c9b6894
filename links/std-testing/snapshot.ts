/**
 * Values compared with those of an earlier run, kept in a file beside the test.
 *
 * @module
 */
import { assertEquals, AssertionError } from "@std/assert";
import { basename, dirname, fromFileUrl, join, toFileUrl } from "@std/path";

interface SnapshotFile {
  path: string;
  known: Promise<Map<string, string>> | undefined;
  counts: Map<string, number>;
  asked: string[];
  updated: Map<string, string>;
  watched: boolean;
}

const files = new Map<string, SnapshotFile>();

/** A value as the text that snapshots hold. */
function serialize(actual: unknown): string {
  return Deno.inspect(actual, {
    depth: Infinity,
    sorted: true,
    trailingComma: true,
    compact: false,
    iterableLimit: Infinity,
    strAbbreviateSize: Infinity,
    breakLength: Infinity,
    escapeSequences: false,
  }).replaceAll("\r", "\\r");
}

function isUpdate(): boolean {
  return Deno.args.some((arg) => arg === "--update" || arg === "-u");
}

function testName(context: Deno.TestContext): string {
  return context.parent ? `${testName(context.parent)} > ${context.name}` : context.name;
}

function fileOf(context: Deno.TestContext): SnapshotFile {
  const test = fromFileUrl(context.origin);
  const path = join(dirname(test), "__snapshots__", `${basename(test)}.snap`);
  const file = files.get(path) ?? {
    path,
    known: undefined,
    counts: new Map(),
    asked: [],
    updated: new Map(),
    watched: false,
  };
  files.set(path, file);
  return file;
}

async function readFile(path: string, update: boolean): Promise<Map<string, string>> {
  const url = toFileUrl(path).href;
  let snapshot: Record<string, unknown> = {};
  try {
    ({ snapshot = {} } = await import(url));
  } catch (error) {
    const missing = error instanceof TypeError && error.message.startsWith("Module not found");
    if (!missing) throw error;
    if (!update) throw new AssertionError("Missing snapshot file.");
  }
  return new Map(
    Object.entries(snapshot).map(([name, text]) => {
      if (typeof text !== "string") {
        throw new AssertionError(`Corrupt snapshot:\n\t(${name})\n\t${url}`);
      }
      return [name, text.includes("\n") ? text.slice(1, -1) : text];
    }),
  );
}

function quote(text: string): string {
  return `\`${text.replace(/[\\`$]/g, "\\$&")}\``;
}

/** Snapshots that no test asked for are dropped, so a renamed test leaves nothing behind. */
function writeFile(file: SnapshotFile, known: Map<string, string>): void {
  const lines = ["export const snapshot = {};"];
  for (const name of file.asked) {
    const text = file.updated.get(name) ?? known.get(name);
    if (text === undefined) continue;
    lines.push(
      `\nsnapshot[${quote(name)}] = ${quote(text.includes("\n") ? `\n${text}\n` : text)};`,
    );
  }
  Deno.mkdirSync(join(file.path, ".."), { recursive: true });
  Deno.writeTextFileSync(file.path, `${lines.join("\n")}\n`);
  const removed = [...known.keys()].filter((name) => !file.asked.includes(name));
  for (const [count, verb] of [[file.updated.size, "updated"], [removed.length, "removed"]]) {
    // deno-lint-ignore no-console
    if (count) console.log(`\n > ${count} ${count === 1 ? "snapshot" : "snapshots"} ${verb}.`);
  }
}

async function watch(file: SnapshotFile, known: Map<string, string>): Promise<void> {
  if (file.watched) return;
  const { state } = await Deno.permissions.query({ name: "write", path: file.path });
  if (state !== "granted") {
    throw new Deno.errors.PermissionDenied(
      `Missing write access to snapshot file (${file.path}): pass --allow-write to update it`,
    );
  }
  file.watched = true;
  globalThis.addEventListener("unload", () => writeFile(file, known));
}

function mismatch(actual: string, expected: string): string {
  try {
    assertEquals(actual, expected);
  } catch (error) {
    const lines = (error as Error).message.split("\n").slice(1);
    return `Snapshot does not match:\n${lines.join("\n")}\nTo update snapshots, run\n` +
      "    deno test --allow-read --allow-write [files]... -- --update\n";
  }
  return "";
}

/** Asserts that a value is what it was when its snapshot was taken, or takes it. */
export async function assertSnapshot(context: Deno.TestContext, actual: unknown): Promise<void> {
  const file = fileOf(context);
  const test = testName(context);
  const count = (file.counts.get(test) ?? 0) + 1;
  file.counts.set(test, count);
  const name = `${test} ${count}`;
  file.known ??= readFile(file.path, isUpdate());
  const known = await file.known;
  const expected = known.get(name);
  file.asked.push(name);
  const text = serialize(actual);
  if (isUpdate()) {
    await watch(file, known);
    if (text !== expected) file.updated.set(name, text);
  } else if (expected === undefined) {
    throw new AssertionError(`Missing snapshot: ${name}`);
  } else if (text !== expected) {
    throw new AssertionError(mismatch(text, expected));
  }
}
