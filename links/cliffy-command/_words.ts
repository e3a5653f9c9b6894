import { camelCase, findOption, flagOf, type Option, type Slot } from "./_definition.ts";
import { type ArgumentValue, ValidationError } from "./types.ts";

/** What was read of a command line; a command passes it on to its sub-command. */
export interface Line {
  /** The words that are left. */
  words: string[];
  /** The values of options. */
  options: Record<string, unknown>;
  /** The values of arguments. */
  args: unknown[];
}

/** What to read the words by. */
export interface Grammar {
  options: Option[];
  slots: Slot[];
  convert(value: ArgumentValue): unknown;
}

/** `-abc` is `-a -b -c`, and `-l10` is `-l 10`. */
function splitCluster(word: string): string[] {
  const [, letters = "", joined = ""] = /^-([^=]*)(=.*)?$/s.exec(word) ?? [];
  if (/\d$/.test(letters)) return [`-${letters[0]}`, letters.slice(1) + joined];
  const flags = [...letters].map((letter) => `-${letter}`);
  return [...flags.slice(0, -1), flags.at(-1) + joined];
}

/** Reads the options before the name of a sub-command; whatever else comes is left. */
export function readOptions(line: Line, grammar: Grammar): void {
  const { options } = grammar;
  while (optionOf(line.words[0] ?? "", options)) takeOption(line, grammar, line.words.shift()!);
}

function optionOf(word: string, options: readonly Option[]): Option | undefined {
  const [flag = ""] = word.split("=", 1);
  return /^-./.test(flag) ? findOption(options, flag.replace(/^--?/, "")) : undefined;
}

/** Reads all words; those that no argument is open for are left. */
export function readWords(line: Line, grammar: Grammar): void {
  const given: Option[] = [];
  const left: string[] = [];
  while (line.words.length > 0) {
    const word = line.words.shift()!;
    const parts = /^-[^-=][^.=]/.test(word) ? splitCluster(word) : [word];
    if (optionOf(parts[0]!, grammar.options)) {
      line.words.unshift(...parts.slice(1));
      given.push(takeOption(line, grammar, parts[0]!));
    } else if (!takeArgument(line, grammar, word)) {
      if (/^-./.test(word)) {
        throw new ValidationError(`Unknown option "${parts[0]!.split("=", 1)}".`);
      }
      left.push(word);
    }
  }
  line.words = left;
  checkOptions(line, grammar, given);
  checkArguments(line, grammar);
}

/** A word that looks like an unknown flag is an argument too where one is open: so it is in the real package. */
function takeArgument({ args }: Line, { slots, convert }: Grammar, value: string): boolean {
  const slot = slots[args.length] ?? (slots.at(-1)?.variadic ? slots.at(-1) : undefined);
  if (slot) args.push(convert({ label: "Argument", name: slot.name, type: slot.type, value }));
  return slot !== undefined;
}

function takeOption({ words, options }: Line, grammar: Grammar, word: string): Option {
  const option = optionOf(word, grammar.options)!;
  const { name, slot, collect } = option;
  const [, flag = "", joined] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const key = camelCase(name.replace(/^no-/, ""));
  const before = options[key];
  if (before !== undefined && !collect) {
    const said = flag.replace(/^--no-/, "--");
    throw new ValidationError(`Option "${said}" can only occur once, but was found several times.`);
  }
  if (!slot) {
    if (joined !== undefined) {
      throw new ValidationError(`Option "--${name}" doesn't take a value, but got "${joined}".`);
    }
    options[key] = !name.startsWith("no-");
    return option;
  }
  const value = joined ?? words.shift();
  if (value === undefined) throw new ValidationError(`Missing value for option "--${name}".`);
  const { type } = slot;
  const read = grammar.convert({ label: "Option", name: `--${name}`, type, value });
  options[key] = collect ? [...(before as unknown[] ?? []), read] : read;
  return option;
}

function checkOptions({ options }: Line, grammar: Grammar, given: Option[]): void {
  for (const { name } of grammar.options) {
    const [, positive] = /^no-(.+)/.exec(name) ?? [];
    if (positive && !findOption(grammar.options, positive)) options[camelCase(positive)] ??= true;
  }
  for (const { name, conflicts = [], depends = [] } of given) {
    const other = conflicts.find((conflict) => given.some((one) => one.name === conflict));
    if (other) {
      throw new ValidationError(
        `Option "${flagOf(name)}" conflicts with option "${flagOf(other)}".`,
      );
    }
    const missing = depends.find((one) => options[camelCase(one)] === undefined);
    if (missing) {
      throw new ValidationError(
        `Option "${flagOf(name)}" depends on option "${flagOf(missing)}".`,
      );
    }
  }
}

function checkArguments({ args }: Line, { slots }: Grammar): void {
  const missing = slots.slice(args.length).filter(({ optional }) => !optional)
    .map(({ name }) => name);
  if (missing.length === 0) return;
  throw new ValidationError(
    args.length === 0
      ? `Missing argument(s): ${missing.join(", ")}`
      : `Missing argument: ${missing[0]}`,
  );
}
