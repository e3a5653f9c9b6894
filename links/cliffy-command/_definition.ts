/** A place for a value: `<name:type>`, `[name:type]`, `<name...:type>`. */
export interface Slot {
  name: string;
  type: string;
  optional: boolean;
  variadic: boolean;
  description: string;
}

/** What may be said of an option in addition to its flags and description. */
export interface OptionOptions {
  /** Whether it may be given again; the values are gathered in an array. */
  collect?: boolean;
  /** Whether sub-commands have it too. */
  global?: boolean;
  /** Options that must be given too. */
  depends?: string[];
  /** Options that must not be given too. */
  conflicts?: string[];
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

/** The places of a definition such as `<endpoint:string> [path:string]`. */
export function readSlots(definition: string, descriptions: string[] = []): Slot[] {
  return [...definition.matchAll(/([<[])([^:>\]]+?)(\.\.\.)?(?::([^>\]]+))?[>\]]/g)].map(
    ([, open, name = "", dots, type = "string"], index) => ({
      name,
      type,
      optional: open === "[",
      variadic: dots !== undefined,
      description: descriptions[index] ?? "",
    }),
  );
}

/** The option that a text such as `-p, --port <port:number>` defines. */
export function readOption(text: string, description: string, options: OptionOptions): Option {
  const [, names = "", typeDefinition = ""] = /^([^<]*[^< ])(?: (<.*))?$/.exec(text) ?? [];
  const flags = names.split(", ");
  const bare = flags.map((flag) => flag.replace(/^--?/, ""));
  const name = bare.find((_, index) => flags[index]?.startsWith("--")) ?? "";
  const [slot] = readSlots(typeDefinition);
  const aliases = bare.filter((one) => one !== name);
  return { ...options, name, aliases, flags, description, typeDefinition, ...(slot && { slot }) };
}

/** The option of a name, which may be its short one. */
export function findOption(options: readonly Option[], name: string): Option | undefined {
  return options.findLast((option) => option.name === name || option.aliases.includes(name));
}

/** `name` as it is typed: one dash for a letter, two for a word. */
export function flagOf(name: string): string {
  return name.length > 1 ? `--${name}` : `-${name}`;
}

/** `dry-run` as a property name: `dryRun`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
