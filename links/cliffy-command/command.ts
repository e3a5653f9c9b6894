import {
  type Option,
  type OptionOptions,
  readOption,
  readSlots,
  type Slot,
  splitDefinition,
} from "./_definition.ts";
import { helpText } from "./_help_text.ts";
import { describe, type HelpOptions } from "./_layout.ts";
import { readWords, type State } from "./_words.ts";
import { didYouMean, ValidationError } from "./errors.ts";
import {
  type ArgumentValue,
  IntegerType,
  NumberType,
  StringType,
  Type,
  type TypeHandler,
} from "./types.ts";

/** What a command does; its parameters say which options and arguments it takes. */
export type ActionHandler = (this: Command, options: never, ...args: never[]) => unknown;

/** What `parse()` made of the command line. */
export interface CommandResult {
  /** Options by name. */
  options: Record<string, unknown>;
  /** The arguments. */
  args: unknown[];
  /** The words after `--`. */
  literal: string[];
  /** The command that ran. */
  cmd: Command;
}

/** A type of values, with its name. */
export interface TypeDef {
  /** The name. */
  name: string;
  /** What reads a value. */
  handler: Type<unknown> | TypeHandler<unknown>;
}

interface Settings {
  name: string;
  description: string;
  version?: string;
  usage?: string;
  examples: Array<{ name: string; description: string }>;
  slots: Slot[];
  argsDefinition?: string;
  options: Option[];
  types: Map<string, Type<unknown> | TypeHandler<unknown>>;
  commands: Map<string, Command>;
  groupName: string | null;
  action?: ActionHandler;
  rawArgs?: boolean;
  hidden?: boolean;
}

/**
 * A command, built by a chain of calls. After `.command(...)` the chain speaks of that
 * sub-command, until `.reset()`.
 *
 * The type parameter stands for the options that the parent makes global; the real package checks
 * handlers against it, the stand-in only takes it.
 */
export class Command<_ParentGlobals extends Record<string, unknown> | void = void> {
  #parent: Command | undefined;
  #current: Command = this;
  #hasDefaults = false;
  #settings: Settings = {
    name: "COMMAND",
    description: "",
    examples: [],
    slots: [],
    options: [],
    types: new Map(),
    commands: new Map(),
    groupName: null,
  };

  #set(settings: Partial<Settings>): this {
    Object.assign(this.#current.#settings, settings);
    return this;
  }

  /** Sets the name. */
  name(name: string): this {
    return this.#set({ name });
  }

  /** Sets the version. */
  version(version: string): this {
    return this.#set({ version });
  }

  /** Sets the description. */
  description(description: string): this {
    return this.#set({ description });
  }

  /** Sets what help shows after the name in place of the arguments. */
  usage(usage: string): this {
    return this.#set({ usage });
  }

  /** Leaves the command out of help. */
  hidden(): this {
    return this.#set({ hidden: true });
  }

  /** Sets the arguments, for instance `<endpoint:string> [path:string]`. */
  arguments(definition: string, descriptions: string[] = []): this {
    const slots = readSlots(definition).map((slot, i) => {
      const description = descriptions[i];
      return description === undefined ? slot : { ...slot, description };
    });
    return this.#set({ slots, argsDefinition: definition });
  }

  /** Sets what the command does. */
  action(handler: ActionHandler): this {
    return this.#set({ action: handler });
  }

  /** Takes all words as arguments. */
  useRawArgs(rawArgs = true): this {
    return this.#set({ rawArgs });
  }

  /** Throws errors in place of printing them and leaving: the stand-in knows no other way. */
  noExit(): this {
    return this;
  }

  /** Names the group of the options that follow. */
  group(name: string | null): this {
    this.#settings.groupName = name;
    return this;
  }

  /** Adds an example to help. */
  example(name: string, description: string): this {
    this.#current.#settings.examples.push({ name, description });
    return this;
  }

  /** Adds a type of values, for sub-commands too. */
  type(name: string, handler: Type<unknown> | TypeHandler<unknown>): this {
    const { types } = this.#current.#settings;
    if (types.has(name)) throw new Error(`Type with name "${name}" already exists.`);
    types.set(name, handler);
    return this;
  }

  /** Adds a type of values for this command and its sub-commands. */
  globalType(name: string, handler: Type<unknown> | TypeHandler<unknown>): this {
    return this.type(name, handler);
  }

  /** Adds an option. */
  option(
    flags: string,
    description: string,
    options: OptionOptions | NonNullable<OptionOptions["value"]> = {},
  ): this {
    const target = this.#current.#settings;
    const given = typeof options === "function" ? { value: options } : options;
    const option = readOption(flags, description, given, this.#settings.groupName);
    for (const name of [option.name, ...option.aliases]) {
      if (!target.options.some((one) => one.name === name || one.aliases.includes(name))) continue;
      throw new Error(
        `An option with name '${name.length > 1 ? `--${name}` : `-${name}`}' is already ` +
          `registered on command '${this.getPath()}'. If it is intended to override the ` +
          `option, set the 'override' option of the 'option' method to true.`,
      );
    }
    target.options.push(option);
    return this;
  }

  /** Adds an option for this command and its sub-commands. */
  globalOption(
    flags: string,
    description: string,
    options: OptionOptions | NonNullable<OptionOptions["value"]> = {},
  ): this {
    const given = typeof options === "function" ? { value: options } : options;
    return this.option(flags, description, { ...given, global: true });
  }

  /** Adds a sub-command, and lets the chain speak of it. */
  command(definition: string, commandOrDescription?: Command | string): this {
    this.reset();
    const { names: [name], typeDefinition } = splitDefinition(definition);
    if (!name) throw new Error("Missing command name.");
    if (this.getCommand(name, true)) throw new Error(`Duplicate command name "${name}".`);
    const child = commandOrDescription instanceof Command
      ? commandOrDescription.reset()
      : new Command();
    child.#settings.name = name;
    child.#parent = this;
    if (typeof commandOrDescription === "string") child.description(commandOrDescription);
    if (typeDefinition !== "") child.arguments(typeDefinition);
    this.#settings.commands.set(name, child);
    this.#current = child;
    return this;
  }

  /** Lets the chain speak of this command again. */
  reset(): this {
    this.#settings.groupName = null;
    this.#current = this;
    return this;
  }

  /** Reads the command line and runs the command it names. */
  async parse(args: string[] = Deno.args): Promise<CommandResult> {
    return await this.#run({
      unknown: args.slice(),
      flags: {},
      args: [],
      literal: [],
      defaults: new Set(),
      seen: [],
      stopped: false,
    });
  }

  async #run(state: State): Promise<CommandResult> {
    let next: Command | undefined;
    try {
      this.reset();
      this.#registerDefaults();
      next = this.#subCommand(state);
      if (!next) return await this.#runHere(state);
    } catch (error) {
      if (error instanceof ValidationError) error.cmd = this;
      throw error;
    }
    return await next.#run(state);
  }

  /** The sub-command that comes next; global options may stand before its name. */
  #subCommand(state: State): Command | undefined {
    const [first] = state.unknown;
    if (this.#settings.rawArgs || first === undefined) return undefined;
    if (!this.getCommand(first, true)) {
      const option = this.getOption(first.replace(/^-+/, "").split("=")[0]!, true);
      if (!option?.global) return undefined;
      const options = this.getOptions(true).filter((one) => one.global);
      this.#readWords(state, options, { slots: [], stopOnUnknown: true });
    }
    const found = state.unknown.length > 0 ? this.getCommand(state.unknown[0]!, true) : undefined;
    if (found) state.unknown.shift();
    return found;
  }

  async #runHere(state: State): Promise<CommandResult> {
    if (this.#settings.rawArgs) return await this.#execute({}, state.unknown, state);
    this.#readWords(state, this.getOptions(true), {
      slots: this.#settings.slots,
      stopOnUnknown: false,
    });
    this.#refuseUnknown(state.unknown);
    return await this.#execute({ ...state.flags }, await Promise.all(state.args), state);
  }

  #readWords(
    state: State,
    options: Option[],
    { slots, stopOnUnknown }: { slots: Slot[]; stopOnUnknown: boolean },
  ): void {
    const convert = (value: ArgumentValue) => this.#convert(value);
    readWords(state, { options, slots, stopOnUnknown, convert });
  }

  #refuseUnknown(words: string[]): void {
    const [word] = words;
    if (word === undefined || this.#settings.slots.length > 0) return;
    if (this.getCommand(word, true)) {
      throw new ValidationError(`Too many arguments: ${words.join(" ")}`);
    }
    const names = this.getCommands().map((cmd) => cmd.getName());
    throw new ValidationError(
      names.length === 0
        ? `No arguments allowed for command "${this.getPath()}".`
        : `Unknown command "${word}".${didYouMean("command", word, names)}`,
    );
  }

  async #execute(
    options: Record<string, unknown>,
    args: unknown[],
    { literal }: State,
  ): Promise<CommandResult> {
    await this.#settings.action?.call(this, options as never, ...args as never[]);
    return { options, args, cmd: this, literal };
  }

  #convert(value: ArgumentValue): unknown {
    const handler = this.getType(value.type)?.handler;
    if (!handler) throw new Error(`Unknown type "${value.type}".`);
    return handler instanceof Type ? handler.parse(value) : handler(value);
  }

  /** The two options that every command has in its help; the command answers them itself. */
  #registerDefaults(): void {
    const main = this.#line().at(-1)!;
    if (main.#hasDefaults) return;
    main.#hasDefaults = true;
    main.reset();
    const { options, version } = main.#settings;
    const added = [readOption("-h, --help", "Show this help.", { global: true }, null)];
    if (version) {
      const about = "Show the version number for this program.";
      added.push(readOption("-V, --version", about, {}, null));
    }
    options.unshift(...added);
  }

  #allTypes(): Map<string, Type<unknown> | TypeHandler<unknown>> {
    const inherited = this.#parent ? this.#parent.#allTypes() : builtinTypes();
    return new Map([...inherited, ...this.#settings.types]);
  }

  /** This command and those above it, from here up. */
  #line(): Command[] {
    const line: Command[] = [this];
    for (let at = this.#parent; at; at = at.#parent) line.push(at);
    return line;
  }

  /** The name. */
  getName(): string {
    return this.#settings.name;
  }

  /** The command above. */
  getParent(): Command | undefined {
    return this.#parent;
  }

  /** The names from the topmost command to this one. */
  getPath(): string {
    return this.#line().map((cmd) => cmd.getName()).reverse().join(" ");
  }

  /** The description. */
  getDescription(): string {
    return this.#settings.description;
  }

  /** The first line of the description. */
  getShortDescription(): string {
    return describe(this.getDescription(), true);
  }

  /** The version of the topmost command. */
  getVersion(): string | undefined {
    return this.#line().at(-1)!.#settings.version;
  }

  /** What help shows after the name. */
  getUsage(): string {
    return this.#settings.usage ?? this.getArgsDefinition() ?? "";
  }

  /** The text that defined the arguments. */
  getArgsDefinition(): string | undefined {
    return this.#settings.argsDefinition;
  }

  /** The arguments. */
  getArguments(): Slot[] {
    return this.#settings.slots;
  }

  /** The examples. */
  getExamples(): Array<{ name: string; description: string }> {
    return this.#settings.examples;
  }

  /** The help. */
  getHelp(options: HelpOptions = {}): string {
    this.#registerDefaults();
    return helpText(this, options);
  }

  /** The options, global ones of the commands above first. */
  getOptions(hidden?: boolean): Option[] {
    const own = this.#settings.options;
    const names = new Set(own.map((option) => option.name));
    const inherited: Option[] = [];
    for (const cmd of this.#line().slice(1)) {
      for (const option of cmd.#settings.options) {
        if (!option.global || names.has(option.name)) continue;
        names.add(option.name);
        inherited.push(option);
      }
    }
    return [...inherited, ...own].filter((option) => hidden || !option.hidden);
  }

  /** The option of a name, this command's own or a global one. */
  getOption(name: string, hidden?: boolean): Option | undefined {
    const options = this.getOptions(hidden);
    return options.findLast((option) => option.name === name || option.aliases.includes(name));
  }

  /** The sub-commands. */
  getCommands(hidden?: boolean): Command[] {
    return [...this.#settings.commands.values()].filter((cmd) => hidden || !cmd.#settings.hidden);
  }

  /** The sub-command of a name. */
  getCommand(name: string, hidden?: boolean): Command | undefined {
    const found = this.#settings.commands.get(name);
    return found && (hidden || !found.#settings.hidden) ? found : undefined;
  }

  /** The type of a name, this command's own or one of those above. */
  getType(name: string): TypeDef | undefined {
    const handler = this.#allTypes().get(name);
    return handler && { name, handler };
  }
}

function builtinTypes(): Map<string, Type<unknown>> {
  return new Map<string, Type<unknown>>([
    ["string", new StringType()],
    ["number", new NumberType()],
    ["integer", new IntegerType()],
  ]);
}
