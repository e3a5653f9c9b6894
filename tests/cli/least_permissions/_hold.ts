import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { basename } from "@std/path/basename";
import { commandTree } from "../../../src/cli/words/command_tree.ts";
import type { AnyCommand } from "../../../src/cli/terminal/job.ts";
import { atMost } from "../../helpers/at_most.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";
import { ownFolder, run, type RunOptions } from "../_program.ts";
import { commandsHeldIn } from "./_commands.ts";

/** A flag with one of its values. */
export interface Grant {
  readonly kind: string;
  readonly value: string;
}

/** A command, and what it is to find. */
export interface Case {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Whether it runs until it is told to stop. */
  readonly isStopped?: boolean;
  /** The exit code under exactly the printed flags. */
  readonly code: number;
  /** What is to be printed, as `kind:value`, in any order. */
  readonly expected?: readonly string[];
  /** What is to be printed among others. */
  readonly among?: readonly string[];
  /** What is to be said on standard error. */
  readonly said?: string;
}

/** The flags of a printed line, as a shell reads it. */
export async function flagsIn(line: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `for word in ${line}; do printf '%s\\0' "$word"; done`],
  }).output();
  return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
}

/** Flags, one value each. */
export function grantsIn(flags: readonly string[]): Grant[] {
  return flags.flatMap((flag) => {
    const [, kind = "", list = ""] = /^--allow-(\w+)=(.*)$/s.exec(flag) ?? [];
    return list.split(",").map((value) => ({ kind, value }));
  });
}

/** The flag that grants it. */
export function flagOf({ kind, value }: Grant): string {
  return `--allow-${kind}=${value}`;
}

/** What Deno wrote down that the command touched. */
export async function touched(path: string): Promise<Grant[]> {
  const text = await Deno.readTextFile(path).catch(() => "");
  const all: Grant[] = text.split("\n").filter((line) => line !== "").map((line) => {
    const { permission: kind, value } = JSON.parse(line);
    // Deno writes the whole address that is fetched, and host and port of any other connection.
    return { kind, value: kind === "net" ? URL.parse(value)?.host || value : value };
  });
  return all.filter(({ value }) => ownFolder === undefined || !value.startsWith(ownFolder));
}

/** Whether what is granted is enough for what was touched. */
export function covers(granted: Grant, { kind, value }: Grant): boolean {
  if (granted.kind !== kind) return false;
  // A folder covers what lies in it, and a host without a port all of its ports.
  const sign = kind === "net" ? ":" : "/";
  const below = ["read", "write", "net"].includes(kind) && value.startsWith(granted.value + sign);
  return granted.value === value || below;
}

/** The commands that were held to their word in this file. */
const held = new Set<string>();

/** The command that words call, without options. */
function commandIn(root: AnyCommand, words: readonly string[]): string {
  let command = root;
  for (const word of words) command = command.getCommand(word) ?? command;
  return command.getPath();
}

/** The groups of commands with what each was run without. */
const leftOut = new Set<string>();

/**
 * Whether a command is to be run without a flag. Where it calls, each command is: what it does when it may
 * not is its own. What finds a credential is the same for all commands of a group, so that the first is run
 * without it, whatever the names of temporary folders are; that the others use it they show by doing so.
 */
function isToBeLeftOut(command: string, { kind, value }: Grant): boolean {
  if (kind === "net") return true;
  const [, group] = command.split(" ");
  const key = `${group} ${kind} ${value.replaceAll(/[0-9a-f]{8,}/g, "*")}`;
  if (leftOut.has(key)) return false;
  leftOut.add(key);
  return true;
}

/**
 * Asks `permissions` about a command; runs it under exactly these, and under these without each one that no
 * other command of its group was run without. Of what was printed it must use every flag, or refuse to run
 * without it; and it may touch nothing else.
 */
export async function holdToItsWord(
  { words, env, stdin, isStopped = false, code, expected, among = [], said = "" }: Case,
): Promise<void> {
  const command = commandIn(await commandTree(), words);
  held.add(command);
  const options = (flags: readonly string[], more: Record<string, string> = {}): RunOptions => ({
    flags,
    env: { ...env, ...more },
    ...(stdin === undefined ? {} : { stdin }),
    isStopped,
  });
  const all = { ...options(["--allow-env", "--allow-read"]), isStopped: false };
  const asked = await run(["permissions", ...words], all);
  assertEquals([asked.code, asked.stderr], [0, said]);
  assertEquals(asked.stdout.split("\n").length, 2);
  const grants = grantsIn(await flagsIn(asked.stdout.trimEnd()));
  const printed = grants.map(({ kind, value }) => `${kind}:${value}`).sort();
  if (expected !== undefined) assertEquals(printed, [...expected].sort());
  assertEquals(among.filter((grant) => !printed.includes(grant)), [], asked.stdout);

  const without = grants.filter((grant) => isToBeLeftOut(command, grant));
  await atMost(3, without, async (left) => {
    const flags = grants.filter((grant) => grant !== left).map(flagOf);
    const refused = await run(words, options(flags));
    assertEquals(refused.code, 4, `without ${flagOf(left)}: ${refused.stderr}`);
    const [offered = ""] = /(?:'|\B)--allow-.*/.exec(refused.stderr) ?? [];
    assertStringIncludes((await flagsIn(offered)).join(" "), flagOf(left));
    assertEquals([refused.stdout, refused.stderr.split("\n").length], ["", 2]);
  });

  await using folder = await temporaryFolder();
  const audit = `${folder.path}/audit.jsonl`;
  const flags = grants.map(flagOf);
  const ran = await run(words, options(flags, { DENO_AUDIT_PERMISSIONS: audit }));
  assertEquals(ran.code, code, ran.stderr);
  const accesses = (await touched(audit)).map(({ kind, value }) => {
    // Deno does not write down where it makes temporary folders.
    return { kind, value: value === "<TMP>" ? env.TMPDIR ?? "/tmp" : value };
  });
  assert(accesses.length > 0);
  const uncovered = accesses.filter((access) => !grants.some((grant) => covers(grant, access)));
  assertEquals(uncovered, []);
  const unused = grants.filter((grant) => {
    return !without.includes(grant) && !accesses.some((access) => covers(grant, access));
  });
  assertEquals(unused.map(flagOf), []);
}

/**
 * Adds the last test of a file: that it held the commands to their word that the table names for it.
 *
 * @param url The `import.meta.url` of the file.
 */
export function testThatAllWereHeld(url: string): void {
  const file = basename(url);
  Deno.test(`the commands of ${file} were held to their word`, () => {
    const expected = (commandsHeldIn[file] ?? []).map((command) => `keyferry ${command}`);
    assertEquals(expected.filter((command) => !held.has(command)), []);
    // Another file may have been dealt into the same module.
    const known = Object.values(commandsHeldIn).flat().map((command) => `keyferry ${command}`);
    assertEquals([...held].filter((command) => !known.includes(command)), []);
  });
}
