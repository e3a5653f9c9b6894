import {
  findOption,
  type Option,
  type OptionOptions,
  readOption,
  readSlots,
  type Slot,
} from "./_definition.ts";
import { type HelpOptions, helpText } from "./_help.ts";
import { type Line, readOptions, readWords } from "./_words.ts";
import {
  type ArgumentValue,
  builtinTypes,
  Type,
  type TypeHandler,
  ValidationError,
} from "./types.ts";

/** What a command does; its parameters say which options and arguments it takes. */
export type ActionHandler = (this: Command, options: never, ...args: never[]) => unknown;

type AnyType = Type<unknown> | TypeHandler<unknown>;

interface Settings {
  name: string;
  description: string;
  version?: string;
  usage?: string;
  argsDefinition: string;
  slots: Slot[];
  action?: ActionHandler;
  rawArgs?: boolean;
  hidden?: boolean;
}

/**
 * A command, built by a chain of calls. After `.command(...)` the chain speaks of that sub-command, until
 * `.reset()`.
 *
 * The type parameter stands for the options that the parent makes global; the real package checks handlers
 * against it, the stand-in only takes it.
 */
export class Command<_ParentGlobals extends Record<string, unknown> | void = void> {
  #parent: Command | undefined;
  #current: Command = this;
  #settings: Settings = { name: "COMMAND", description: "", argsDefinition: "", slots: [] };
  #examples: Array<{ name: string; description: string }> = [];
  #options: Option[] = [];
  #types = new Map<string, AnyType>();
  #commands: Command[] = [];
  #groupName: string | undefined;

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

  /** Sets what help shows after the name instead of the arguments. */
  usage(usage: string): this {
    return this.#set({ usage });
  }

  /** Leaves the command out of help. */
  hidden(): this {
    return this.#set({ hidden: true });
  }

  /** Sets the arguments, for instance `<endpoint:string> [path:string]`. */
  arguments(argsDefinition: string, descriptions?: string[]): this {
    return this.#set({ argsDefinition, slots: readSlots(argsDefinition, descriptions) });
  }

  /** Sets what the command does. */
  action(action: ActionHandler): this {
    return this.#set({ action });
  }

  /** Takes all words as arguments. */
  useRawArgs(): this {
    return this.#set({ rawArgs: true });
  }

  /** Throws errors instead of printing them and leaving: the stand-in knows no other way. */
  noExit(): this {
    return this;
  }

  /** Names the group of the options that follow. */
  group(name: string): this {
    this.#groupName = name;
    return this;
  }

  /** Adds an example to help. */
  example(name: string, description: string): this {
    this.#current.#examples.push({ name, description });
    return this;
  }

  /** Adds a type of values for this command and its sub-commands. */
  type(name: string, handler: AnyType): this {
    this.#current.#types.set(name, handler);
    return this;
  }

  /** The same as `type()`: here sub-commands know every type of the commands above. */
  globalType(name: string, handler: AnyType): this {
    return this.type(name, handler);
  }

  /** Adds an option. */
  option(flags: string, description: string, options: OptionOptions = {}): this {
    const option = readOption(flags, description, options);
    const { name, aliases } = option;
    if ([name, ...aliases].some((one) => findOption(this.#current.#options, one))) {
      throw new Error(`An option with name '--${name}' is already registered`);
    }
    if (this.#groupName !== undefined) option.groupName = this.#groupName;
    this.#current.#options.push(option);
    return this;
  }

  /** Adds an option for this command and its sub-commands. */
  globalOption(flags: string, description: string, options: OptionOptions = {}): this {
    return this.option(flags, description, { ...options, global: true });
  }

  /** Adds a sub-command, and lets the chain speak of it. */
  command(name: string, command: Command): this {
    command.reset().name(name);
    command.#parent = this;
    this.#commands.push(command);
    this.#groupName = undefined;
    this.#current = command;
    return this;
  }

  /** Lets the chain speak of this command again. */
  reset(): this {
    this.#groupName = undefined;
    this.#current = this;
    return this;
  }

  /** Reads the command line and runs the command it names. */
  async parse(args: string[] = Deno.args): Promise<void> {
    await this.#run({ words: args.slice(), options: {}, args: [] });
  }

  async #run(line: Line): Promise<void> {
    try {
      const next = this.#subCommand(line);
      await (next ? next.#run(line) : this.#runHere(line));
    } catch (error) {
      if (error instanceof ValidationError) error.cmd ??= this;
      throw error;
    }
  }

  #convert(value: ArgumentValue): unknown {
    const { handler } = this.getType(value.type) ?? {};
    if (!handler) throw new Error(`Unknown type "${value.type}".`);
    return handler instanceof Type ? handler.parse(value) : handler(value);
  }

  /** The sub-command that comes next; global options may stand before its name. */
  #subCommand(line: Line): Command | undefined {
    if (this.#settings.rawArgs) return undefined;
    const options = this.getOptions().filter(({ global }) => global);
    readOptions(line, { options, slots: [], convert: (value) => this.#convert(value) });
    const found = this.getCommand(line.words[0] ?? "", true);
    if (found) line.words.shift();
    return found;
  }

  async #runHere(line: Line): Promise<void> {
    const { rawArgs, slots, action } = this.#settings;
    if (rawArgs) {
      line.args = line.words;
    } else {
      const convert = (value: ArgumentValue) => this.#convert(value);
      readWords(line, { options: this.getOptions(), slots, convert });
      this.#refuse(line.words);
    }
    await action?.call(this, line.options as never, ...line.args as never[]);
  }

  #refuse(words: string[]): void {
    const [word] = words;
    if (word === undefined) return;
    throw new ValidationError(
      this.getCommand(word, true) || this.getArguments().length > 0
        ? `Too many arguments: ${words.join(" ")}`
        : this.getCommands().length > 0
        ? `Unknown command "${word}".`
        : `No arguments allowed for command "${this.getPath()}".`,
    );
  }

  /** This command and those above it, from here up. */
  #line(): Command[] {
    return this.#parent ? [this, ...this.#parent.#line()] : [this];
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
    return this.#line().map((command) => command.getName()).reverse().join(" ");
  }

  /** The description. */
  getDescription(): string {
    return this.#settings.description;
  }

  /** The first line of the description. */
  getShortDescription(): string {
    return this.getDescription().trim().split("\n", 1)[0]!.trim();
  }

  /** The version of the topmost command. */
  getVersion(): string | undefined {
    return this.#line().at(-1)!.#settings.version;
  }

  /** What help shows after the name. */
  getUsage(): string {
    return this.#settings.usage ?? this.getArgsDefinition();
  }

  /** The text that defined the arguments. */
  getArgsDefinition(): string {
    return this.#settings.argsDefinition;
  }

  /** The arguments. */
  getArguments(): Slot[] {
    return this.#settings.slots;
  }

  /** The examples. */
  getExamples(): Array<{ name: string; description: string }> {
    return this.#examples;
  }

  /** The help. */
  getHelp(options: Partial<HelpOptions> = {}): string {
    return helpText(this, { colors: true, long: false, width: 150, ...options });
  }

  /** The options, global ones of the commands above first. */
  getOptions(): Option[] {
    const names = new Set<string>();
    const [own = [], ...above] = this.#line().map((command) =>
      [...command.#builtinOptions(), ...command.#options].filter((option) =>
        (option.global || command === this) && !names.has(option.name) && names.add(option.name)
      )
    );
    return [...above.flat(), ...own];
  }

  /** The two options that every command has in its help; keyferry answers them itself. */
  #builtinOptions(): Option[] {
    if (this.#parent) return [];
    const help = readOption("-h, --help", "Show this help.", { global: true });
    const about = "Show the version number for this program.";
    return this.getVersion() ? [help, readOption("-V, --version", about, {})] : [help];
  }

  /** The option of a name, this command's own or a global one. */
  getOption(name: string, _hidden?: boolean): Option | undefined {
    return findOption(this.getOptions(), name);
  }

  /** The sub-commands. */
  getCommands(): Command[] {
    return this.#commands.filter((command) => !command.#settings.hidden);
  }

  /** The sub-command of a name. */
  getCommand(name: string, hidden = false): Command | undefined {
    const known = hidden ? this.#commands : this.getCommands();
    return known.find((command) => command.getName() === name);
  }

  /** The type of a name, this command's own or one of those above. */
  getType(name: string): { handler: AnyType } | undefined {
    const types = this.#line().map((command) => command.#types.get(name));
    const handler = types.find((type) => type) ?? builtinTypes[name];
    return handler && { handler };
  }
}
