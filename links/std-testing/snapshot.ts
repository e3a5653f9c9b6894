/**
 * Values compared with those of an earlier run, kept in a file beside the test.
 *
 * @module
 */
import { assertEquals, AssertionError } from "@std/assert";
import { basename, dirname, fromFileUrl, join, resolve, toFileUrl } from "@std/path";

/** Whether a snapshot is compared or written. */
export type SnapshotMode = "assert" | "update";

/** How a snapshot is taken. */
export interface SnapshotOptions<T = unknown> {
  /** The folder of the file, from that of the test. */
  dir?: string;
  /** The file, from the folder of the test. */
  path?: string;
  /** Compared or written; by default as the arguments say: `-- --update`. */
  mode?: SnapshotMode;
  /** What the assertion says when it fails. */
  msg?: string;
  /** The name; by default that of the test. */
  name?: string;
  /** How the value becomes text. */
  serializer?: (actual: T) => string;
}

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
export function serialize(actual: unknown): string {
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

function isUpdate({ mode }: SnapshotOptions): boolean {
  return mode ? mode === "update" : Deno.args.some((arg) => arg === "--update" || arg === "-u");
}

function testName(context: Deno.TestContext): string {
  return context.parent ? `${testName(context.parent)} > ${context.name}` : context.name;
}

function fileOf(context: Deno.TestContext, { dir, path }: SnapshotOptions): SnapshotFile {
  const test = fromFileUrl(context.origin);
  const folder = dirname(test);
  const name = `${basename(test)}.snap`;
  const at = path ? resolve(folder, path) : resolve(folder, dir ?? "__snapshots__", name);
  const file = files.get(at) ?? {
    path: at,
    known: undefined,
    counts: new Map(),
    asked: [],
    updated: new Map(),
    watched: false,
  };
  files.set(at, file);
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
export async function assertSnapshot<T>(
  context: Deno.TestContext,
  actual: T,
  messageOrOptions: string | SnapshotOptions<T> = {},
): Promise<void> {
  const given = typeof messageOrOptions === "string" ? { msg: messageOrOptions } : messageOrOptions;
  const { serializer = serialize, ...options } = given as SnapshotOptions;
  const file = fileOf(context, options);
  const test = options.name || testName(context);
  const count = (file.counts.get(test) ?? 0) + 1;
  file.counts.set(test, count);
  const name = `${test} ${count}`;
  const update = isUpdate(options);
  file.known ??= readFile(file.path, update);
  const known = await file.known;
  const expected = known.get(name);
  file.asked.push(name);
  const text = serializer(actual);
  if (update) {
    await watch(file, known);
    if (text !== expected) file.updated.set(name, text);
  } else if (expected === undefined) {
    throw new AssertionError(options.msg ?? `Missing snapshot: ${name}`);
  } else if (text !== expected) {
    throw new AssertionError(options.msg ?? mismatch(text, expected));
  }
}
