import { camelCase, findOption, type Option, type Slot } from "./_definition.ts";
import { didYouMean, flagOf, ValidationError } from "./errors.ts";
import type { ArgumentValue } from "./types.ts";

/** What is known of a command line so far; a parent command hands it on to its sub-command. */
export interface State {
  unknown: string[];
  flags: Record<string, unknown>;
  args: unknown[];
  literal: string[];
  defaults: Set<string>;
  seen: string[];
  stopped: boolean;
}

/** What to read the words by. */
export interface Grammar {
  options: Option[];
  slots: Slot[];
  stopOnUnknown: boolean;
  convert(value: ArgumentValue): unknown;
}

function unknownOption(
  flag: string,
  options: readonly Option[],
): ValidationError {
  const names = options.flatMap((option) => [option.name, ...option.aliases])
    .map(flagOf);
  const hint = didYouMean("option", flagOf(flag), names);
  return new ValidationError(`Unknown option "${flagOf(flag)}".${hint}`);
}

/** `-abc` is `-a -b -c`, and `-l10` is `-l 10`. */
function splitCluster(word: string): string[] {
  const flag = word.slice(1);
  const equals = flag.indexOf("=");
  const letters = [...(equals === -1 ? flag : flag.slice(0, equals))];
  const words = Number.isNaN(Number(flag.at(-1)))
    ? letters.map((letter) => `-${letter}`)
    : [`-${letters[0]}`, letters.slice(1).join("")].filter((part) => part !== "");
  if (equals !== -1) words[words.length - 1] += flag.slice(equals);
  return words;
}

/** Reads the words of `state.unknown` into its flags and arguments. */
export function readWords(state: State, grammar: Grammar): void {
  const given = new Map<string, Option>();
  takeWords(state, grammar, given);
  checkOptions(state, grammar, given);
  checkArguments(state, grammar);
}

function takeWords(
  state: State,
  grammar: Grammar,
  given: Map<string, Option>,
): void {
  const words = state.unknown;
  state.unknown = [];
  state.stopped = false;
  let inLiteral = false;
  for (let at = 0; at < words.length; at++) {
    const raw = words[at]!;
    if (inLiteral) {
      state.literal.push(raw);
      continue;
    }
    if (raw === "--") {
      inLiteral = true;
      continue;
    }
    const isFlag = raw.length > 1 && raw.startsWith("-");
    if (state.stopped || (!isFlag && grammar.slots.length === 0)) {
      if (!isFlag && grammar.stopOnUnknown) state.stopped = true;
      state.unknown.push(raw);
      continue;
    }
    let cluster = 1;
    if (isFlag && raw[1] !== "-" && raw.length > 2 && raw[2] !== ".") {
      const split = splitCluster(raw);
      cluster = split.length;
      words.splice(at, 1, ...split);
    }
    const word = words[at]!;
    const equals = word.indexOf("=");
    const flag = equals === -1 ? word : word.slice(0, equals);
    const option = isFlag ? findOption(grammar.options, flag) : undefined;
    if (option) {
      const joined = equals === -1 ? undefined : word.slice(equals + 1);
      at = takeOption(state, grammar, given, option, {
        words,
        at,
        flag,
        joined,
      });
    } else if (grammar.stopOnUnknown) {
      state.stopped = true;
      state.unknown.push(word);
    } else if (takeArgument(state, grammar, raw)) {
      at += cluster - 1;
    } else if (isFlag) {
      throw unknownOption(flag, grammar.options);
    } else {
      throw new ValidationError(`Too many arguments: ${raw}`);
    }
  }
}

/** A word that looks like an unknown flag is taken too: so does the real package. */
function takeArgument(state: State, grammar: Grammar, raw: string): boolean {
  const last = grammar.slots.length - 1;
  const slot = grammar.slots[
    state.args.length > last && grammar.slots[last]?.variadic ? last : state.args.length
  ];
  if (!slot) return false;
  if (slot.optional && raw === "") {
    if (!slot.variadic) state.args.push(undefined);
  } else {
    const { name, type } = slot;
    state.args.push(grammar.convert({ label: "Argument", name, type, value: raw }));
  }
  return true;
}

interface Cursor {
  words: string[];
  at: number;
  flag: string;
  joined: string | undefined;
}

function takeOption(
  state: State,
  grammar: Grammar,
  given: Map<string, Option>,
  option: Option,
  { words, at, flag, joined }: Cursor,
): number {
  state.seen.push(words[at]!);
  const negated = flag.startsWith("--no-");
  const key = camelCase(negated ? option.name.replace(/^no-?/, "") : option.name);
  const before = state.flags[key];
  if (before !== undefined && !option.collect && !state.defaults.has(option.name)) {
    const name = flagOf(flag).replace(/^--no-/, "--");
    throw new ValidationError(
      `Option "${name}" can only occur once, but was found several times.`,
    );
  }
  const { slot } = option;
  if (!slot && joined !== undefined) {
    throw new ValidationError(
      `Option "${flagOf(option.name)}" doesn't take a value, but got "${joined}".`,
    );
  }
  let value: unknown = !negated;
  let end = at;
  if (slot) {
    const next = joined ?? words[end + 1];
    if (next === undefined) {
      throw new ValidationError(`Missing value for option "${flagOf(option.name)}".`);
    }
    if (joined === undefined) state.seen.push(words[++end]!);
    // As the real package does: a word without a letter stands for no value.
    if (next === "") return end;
    const { type } = slot;
    value = grammar.convert({ label: "Option", name: `--${option.name}`, type, value: next });
  }
  if (option.value) value = option.value(value as never);
  if (option.collect) value = [...(Array.isArray(before) ? before : []), value];
  state.flags[key] = value;
  state.defaults.delete(key);
  given.set(key, option);
  return end;
}

function setDefaults(state: State, grammar: Grammar): void {
  for (const option of grammar.options) {
    const positive = /^no-(.+)/.exec(option.name)?.[1];
    const key = camelCase(positive ?? option.name);
    const isNegation = positive !== undefined && !findOption(grammar.options, positive);
    const value = option.default ?? (isNegation ? true : undefined);
    if (state.flags[key] !== undefined || value === undefined) continue;
    state.flags[key] = value;
    state.defaults.add(option.name);
  }
}

function checkOptions(state: State, grammar: Grammar, given: Map<string, Option>): void {
  setDefaults(state, grammar);
  for (const option of given.values()) checkCompany(state, grammar, option);
}

function checkCompany(state: State, grammar: Grammar, option: Option): void {
  const named = new Set(
    state.seen.map((word) => word.replace(/^-+/, "").split("=")[0]!),
  );
  for (const name of option.conflicts ?? []) {
    const names = [name, ...(findOption(grammar.options, name)?.aliases ?? [])];
    if (names.some((one) => named.has(one))) {
      throw new ValidationError(
        `Option "${flagOf(option.name)}" conflicts with option "${flagOf(name)}".`,
      );
    }
  }
  for (const name of option.depends ?? []) {
    if (state.flags[camelCase(name)] === undefined && !state.defaults.has(option.name)) {
      throw new ValidationError(
        `Option "${flagOf(option.name)}" depends on option "${flagOf(name)}".`,
      );
    }
  }
}

function checkArguments(state: State, { slots }: Grammar): void {
  const missing = slots.filter((slot, index) => !slot.optional && state.args[index] === undefined);
  const [first] = missing;
  if (first !== undefined) {
    const names = missing.map(({ name }) => name).join(", ");
    throw new ValidationError(
      state.args.length === 0 ? `Missing argument(s): ${names}` : `Missing argument: ${first.name}`,
    );
  }
  if (slots.length > 0 && state.unknown.length > 0) {
    throw new ValidationError(`Too many arguments: ${state.unknown.join(" ")}`);
  }
}
