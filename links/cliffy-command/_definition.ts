import { ValidationError } from "./errors.ts";

/** A place for a value: `<name:type>`, `[name:type]`, `[name...:type]`. */
export interface Slot {
  name: string;
  type: string;
  raw: string;
  optional: boolean;
  variadic: boolean;
  description?: string;
}

/** One option of a command. */
export interface Option extends OptionOptions {
  name: string;
  aliases: string[];
  flags: string[];
  description: string;
  slot?: Slot;
  typeDefinition: string;
  groupName?: string;
}

/** What may be said of an option beside its flags and description. */
export interface OptionOptions {
  /** The value where none is given. */
  default?: unknown;
  /** Whether it may be given again; the values are gathered in an array. */
  collect?: boolean;
  /** Whether help leaves it out. */
  hidden?: boolean;
  /** Whether sub-commands have it too. */
  global?: boolean;
  /** Options that must be given too. */
  depends?: string[];
  /** Options that must not be given too. */
  conflicts?: string[];
  /** Makes the final value of the one read. */
  value?: (value: never) => unknown;
}

/** The names and the value places of a flag text such as `-p, --port <port:number>`. */
export function splitDefinition(
  text: string,
): { names: string[]; typeDefinition: string } {
  const names = text.trim().split(/[, =] */);
  const places: string[] = [];
  while (/^[<[].+[\]>]$/.test(names.at(-1) ?? "")) places.unshift(names.pop()!);
  return { names, typeDefinition: places.join(" ") };
}

function readSlot(raw: string): Slot | undefined {
  const [, inside] = /^[<[](.+)[\]>]$/.exec(raw) ?? [];
  if (inside === undefined) return undefined;
  const [label = "", type = "string"] = inside.split(":");
  const variadic = label.length > 3 && /^\.\.\.|\.\.\.$/.test(label);
  return {
    name: variadic ? label.replace(/^\.\.\.|\.\.\.$/, "") : label,
    type,
    raw,
    optional: raw.startsWith("["),
    variadic,
  };
}

/** The places of a definition such as `<endpoint:string> [path:string]`. */
export function readSlots(definition: string): Slot[] {
  const slots: Slot[] = [];
  for (const word of definition.split(/ +/)) {
    const slot = readSlot(word);
    if (!slot) continue;
    const last = slots.at(-1);
    if (last?.variadic) {
      throw new ValidationError(
        `An argument cannot follow an variadic argument, but got "${word}".`,
      );
    }
    if (last?.optional && !slot.optional) {
      throw new ValidationError(
        `An required argument cannot follow an optional argument, ` +
          `but "${slot.name}"  is defined as required.`,
      );
    }
    slots.push(slot);
  }
  return slots;
}

/** The option that a flag text defines. */
export function readOption(
  flags: string,
  description: string,
  options: OptionOptions,
  groupName: string | null,
): Option {
  const { names, typeDefinition } = splitDefinition(flags);
  const slots = readSlots(typeDefinition);
  if (slots.length > 1) {
    throw new TypeError(`The stand-in takes one value an option: ${flags}`);
  }
  const long = names.find((name) => name.startsWith("--"))?.slice(2);
  const bare = names.map((name) => name.replace(/^--?/, ""));
  const [slot] = slots;
  return {
    ...options,
    name: long ?? "",
    aliases: bare.filter((name) => name !== long),
    flags: names,
    description,
    ...(slot && { slot }),
    typeDefinition,
    ...(groupName !== null && { groupName }),
  };
}

/** `dry-run` as a property name: `dryRun`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The option that a flag names, dashes or not. */
export function findOption(
  options: readonly Option[],
  flag: string,
): Option | undefined {
  const name = flag.replace(/^-+/, "");
  return options.find((option) => option.name === name || option.aliases.includes(name));
}
