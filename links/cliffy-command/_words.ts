import { camelCase, defaultOf, findOption, type Option, type Slot } from "./_definition.ts";
import { didYouMean, flagOf, ValidationError } from "./errors.ts";
import type { ArgumentValue } from "./types.ts";

/** What is known of a command line so far; a parent command hands it on to its sub-command. */
export interface State {
  unknown: string[];
  flags: Record<string, unknown>;
  env: Record<string, unknown>;
  args: unknown[];
  literal: string[];
  defaults: Set<string>;
  seen: string[];
  actions: Array<NonNullable<Option["action"]>>;
  standalone?: Option;
  stopped: boolean;
}

/** What to read the words by. */
export interface Grammar {
  options: Option[];
  slots: Slot[];
  stopEarly: boolean;
  stopOnUnknown: boolean;
  allowEmpty: boolean;
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

function readValue(
  grammar: Grammar,
  slot: Slot,
  label: string,
  name: string,
  word: string,
) {
  const { type } = slot;
  if (!slot.list) return grammar.convert({ label, name, type, value: word });
  return word.split(slot.separator ?? ",").map((value) =>
    grammar.convert({ label, name, type, value })
  );
}

function takesNext(
  grammar: Grammar,
  option: Option,
  slot: Slot,
  word: string,
  joined: boolean,
) {
  const known = findOption(grammar.options, word);
  if (!slot.optional && (!slot.variadic || !known)) return true;
  if (option.equalsSign && slot.optional && !slot.variadic && !joined) {
    return false;
  }
  if (known) return false;
  return !word.startsWith("-") || joined ||
    (slot.type === "number" && !Number.isNaN(Number(word)));
}

/** Reads the words of `state.unknown` into its flags and arguments. */
export function readWords(state: State, grammar: Grammar): void {
  const given = new Map<string, Option>();
  takeWords(state, grammar, given);
  checkOptions(state, grammar, given);
  checkArguments(state, grammar, given);
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
    if (
      state.stopped ||
      (!isFlag && (grammar.stopEarly || grammar.slots.length === 0))
    ) {
      if (!isFlag && grammar.stopEarly) state.stopped = true;
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
    state.args.push(readValue(grammar, slot, "Argument", slot.name, raw));
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
  if (option.standalone) state.standalone = option;
  const negated = flag.startsWith("--no-");
  const key = camelCase(
    negated ? option.name.replace(/^no-?/, "") : option.name,
  );
  const before = state.flags[key];
  if (
    before !== undefined && !option.collect && !state.defaults.has(option.name)
  ) {
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
  let value: unknown;
  const many: unknown[] = [];
  let end = at;
  while (!negated && slot) {
    const next = joined ?? words[end + 1];
    if (
      next === undefined ||
      !takesNext(grammar, option, slot, next, joined !== undefined)
    ) {
      if (slot.optional && slot.type === "boolean" && many.length === 0) {
        value = true;
      }
      break;
    }
    const empty = next === "" && (!option.required || slot.optional);
    if (!empty) {
      many.push(readValue(grammar, slot, "Option", `--${option.name}`, next));
    }
    if (joined === undefined) state.seen.push(words[++end]!);
    if (empty && !slot.variadic) return end;
    if (!slot.variadic || joined !== undefined) break;
  }
  if (negated) value = false;
  else if (many.length > 0) value = slot!.variadic ? many : many[0];
  if (value === undefined) {
    if (slot && !slot.optional) {
      throw new ValidationError(
        `Missing value for option "${flagOf(option.name)}".`,
      );
    }
    value = option.default !== undefined && (slot || option.value) ? defaultOf(option) : true;
  }
  if (option.value) value = option.value(value as never, before as never);
  else if (option.collect) {
    value = [
      ...(before === undefined ? [] : Array.isArray(before) ? before : [before]),
      value,
    ];
  }
  state.flags[key] = value;
  state.defaults.delete(key);
  given.set(key, option);
  if (option.action) state.actions.push(option.action);
  return end;
}

function setDefaults(state: State, grammar: Grammar): void {
  for (const option of grammar.options) {
    const positive = /^no-(.+)/.exec(option.name)?.[1];
    let key = camelCase(option.name);
    let fallback: unknown;
    if (positive !== undefined) {
      if (
        state.flags[positive] !== undefined ||
        findOption(grammar.options, positive)
      ) continue;
      key = camelCase(positive);
      fallback = true;
    }
    if (state.env[key] !== undefined || state.flags[key] !== undefined) {
      continue;
    }
    const value = defaultOf(option) ?? fallback;
    if (value === undefined) continue;
    state.flags[key] = option.value ? option.value(value as never) : value;
    state.defaults.add(option.name);
  }
}

function checkOptions(
  state: State,
  grammar: Grammar,
  given: Map<string, Option>,
): void {
  setDefaults(state, grammar);
  if (Object.keys(state.flags).length === 0 && grammar.allowEmpty) return;
  if (state.standalone) {
    const others = [...given.values()].some((option) =>
      option !== state.standalone && !state.defaults.has(option.name)
    );
    if (!others || Object.keys(state.flags).length === 1) return;
    throw new ValidationError(
      `Option "${flagOf(state.standalone.name)}" cannot be combined with other options.`,
    );
  }
  for (const option of given.values()) checkCompany(state, grammar, option);
  for (const option of grammar.options) {
    if (!option.required || camelCase(option.name) in state.flags) continue;
    const excused = option.conflicts?.some((name) => state.flags[name]) ||
      [...given.values()].some((other) => other.conflicts?.includes(option.name));
    if (excused) continue;
    throw new ValidationError(
      `Missing required option "${flagOf(option.name)}".`,
    );
  }
}

function checkCompany(state: State, grammar: Grammar, option: Option): void {
  const named = new Set(
    state.seen.map((word) => word.replace(/^-+/, "").split("=")[0]!),
  );
  for (const name of option.conflicts ?? []) {
    const names = [name, ...(findOption(grammar.options, name)?.aliases ?? [])];
    if (
      names.some((one) => named.has(one)) ||
      state.env[camelCase(name)] !== undefined
    ) {
      throw new ValidationError(
        `Option "${flagOf(option.name)}" conflicts with option "${flagOf(name)}".`,
      );
    }
  }
  for (const name of option.depends ?? []) {
    if (
      state.flags[camelCase(name)] === undefined &&
      state.env[name] === undefined &&
      !state.defaults.has(option.name)
    ) {
      throw new ValidationError(
        `Option "${flagOf(option.name)}" depends on option "${flagOf(name)}".`,
      );
    }
  }
}

function checkArguments(
  state: State,
  grammar: Grammar,
  given: Map<string, Option>,
): void {
  const { slots } = grammar;
  if (slots.length === 0) return;
  if (
    state.args.length === 0 && !slots.some((slot) => slot.default !== undefined)
  ) {
    const missing = slots.filter((slot) => !slot.optional).map((slot) => slot.name);
    if (
      missing.length === 0 ||
      [...given.values()].some((option) => option.standalone)
    ) return;
    throw new ValidationError(`Missing argument(s): ${missing.join(", ")}`);
  }
  for (const [index, slot] of slots.entries()) {
    if (state.args[index] === undefined) {
      const value = defaultOf(slot);
      if (value !== undefined && slot.variadic && Array.isArray(value)) {
        state.args.splice(index, 0, ...value);
      } else if (value !== undefined) state.args[index] = value;
      else if (!slot.optional) {
        throw new ValidationError(`Missing argument: ${slot.name}`);
      }
    }
  }
  if (state.unknown.length > 0) {
    throw new ValidationError(`Too many arguments: ${state.unknown.join(" ")}`);
  }
}
