import {
  type Option,
  type OptionOptions,
  readOption,
  readSlots,
  type Slot,
  splitDefinition,
} from "./_definition.ts";
import { helpText } from "./_help_text.ts";
import { describe, type HelpOptions, painter } from "./_layout.ts";
import { readWords, type State } from "./_words.ts";
import { didYouMean, ValidationError } from "./errors.ts";
import {
  type ArgumentValue,
  BooleanType,
  FileType,
  IntegerType,
  NumberType,
  SecretType,
  StringType,
  Type,
  type TypeHandler,
} from "./types.ts";

/** What a command does; its parameters say which options and arguments it takes. */
export type ActionHandler = (
  this: Command,
  options: never,
  ...args: never[]
) => unknown;

/** Told of an error before it is thrown or printed. */
export type ErrorHandler = (
  error: Error,
  cmd: Command,
  context: { options: Record<string, unknown>; args: unknown[] },
) => unknown;

/** What `parse()` made of the command line. */
export interface CommandResult {
  /** Options and environment variables by name. */
  options: Record<string, unknown>;
  /** The arguments. */
  args: unknown[];
  /** The words after `--`. */
  literal: string[];
  /** The command that ran. */
  cmd: Command;
}

/** What may be said of an environment variable. */
export interface EnvVarOptions {
  /** Whether it must be set. */
  required?: boolean;
  /** What is cut from the name to make the option's. */
  prefix?: string;
  /** Whether sub-commands have it too. */
  global?: boolean;
  /** Whether help leaves it out. */
  hidden?: boolean;
  /** Makes the final value of the one read. */
  value?: (value: never) => unknown;
}

/** A type of values, with its name. */
export interface TypeDef {
  /** The name. */
  name: string;
  /** What reads a value. */
  handler: Type<unknown> | TypeHandler<unknown>;
}

interface EnvVar extends EnvVarOptions {
  names: string[];
  description: string;
  slot: Slot;
}

interface Settings {
  name: string;
  description: string | (() => string);
  version?: () => string;
  usage?: string;
  aliases: string[];
  meta: Record<string, string>;
  examples: Array<{ name: string; description: string }>;
  slots: Slot[];
  argsDefinition?: string;
  options: Option[];
  envVars: EnvVar[];
  types: Map<string, Type<unknown> | TypeHandler<unknown>>;
  commands: Map<string, Command>;
  groupName: string | null;
  action?: ActionHandler;
  globalAction?: ActionHandler;
  error?: ErrorHandler;
  help?: (cmd: Command, options: HelpOptions) => string;
  autoHelp?: boolean;
  throwErrors?: boolean;
  exit?: boolean;
  stopEarly?: boolean;
  allowEmpty?: boolean;
  rawArgs?: boolean;
  defaultCommand?: string;
  hidden?: boolean;
  global?: boolean;
  noGlobals?: boolean;
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
  #rawArgs: string[] = [];
  #literal: string[] = [];
  #isRoot = false;
  #hasDefaults = false;
  #helpOption: Option | undefined;
  #versionOption: Option | undefined;
  #globalParent: Command | undefined;
  #parsed: { options: Record<string, unknown>; args: unknown[] } = {
    options: {},
    args: [],
  };
  #settings: Settings = {
    name: "COMMAND",
    description: "",
    aliases: [],
    meta: {},
    examples: [],
    slots: [],
    options: [],
    envVars: [],
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
  version(version: string | (() => string)): this {
    return this.#set({
      version: typeof version === "string" ? () => version : version,
    });
  }

  /** Sets the description. */
  description(description: string | (() => string)): this {
    return this.#set({ description });
  }

  /** Sets what help shows after the name in place of the arguments. */
  usage(usage: string): this {
    return this.#set({ usage });
  }

  /** Adds a line to help and to the long version. */
  meta(name: string, value: string): this {
    this.#current.#settings.meta[name] = value;
    return this;
  }

  /** Sets how help looks, or what it is. */
  help(
    help:
      | string
      | ((cmd: Command, options: HelpOptions) => string)
      | HelpOptions & {
        auto?: boolean;
      },
    { auto }: { auto?: boolean } = {},
  ): this {
    const text = typeof help === "string"
      ? () => help
      : typeof help === "function"
      ? help
      : (cmd: Command, options: HelpOptions) => helpText(cmd, { ...help, ...options });
    const autoHelp = typeof help === "object" ? help.auto : auto;
    return this.#set({
      help: text,
      ...(autoHelp !== undefined && { autoHelp }),
    });
  }

  /** Leaves the command out of help. */
  hidden(): this {
    return this.#set({ hidden: true });
  }

  /** Makes the command known to all sub-commands of its parent. */
  global(): this {
    return this.#set({ global: true });
  }

  /** Takes no options, variables or commands from parents. */
  noGlobals(): this {
    return this.#set({ noGlobals: true });
  }

  /** Sets the arguments, for instance `<endpoint:string> [path:string]`. */
  arguments(definition: string, descriptions: string[] = []): this {
    const slots = readSlots(definition).map((slot, i) => {
      const description = descriptions[i];
      return description === undefined ? slot : { ...slot, description };
    });
    return this.#set({ slots, argsDefinition: definition });
  }

  /** Adds an argument. */
  argument(
    definition: string,
    description: string,
    options: { default?: unknown; separator?: string } = {},
  ): this {
    const { argsDefinition, slots } = this.#current.#settings;
    const whole = argsDefinition === undefined ? definition : `${argsDefinition} ${definition}`;
    const added = readSlots(whole).at(-1)!;
    return this.#set({
      argsDefinition: whole,
      slots: [...slots, { ...added, ...options, description }],
    });
  }

  /** Sets what the command does. */
  action(handler: ActionHandler): this {
    return this.#set({ action: handler });
  }

  /** Sets what is done before the action of this command and of its sub-commands. */
  globalAction(handler: ActionHandler): this {
    return this.#set({ globalAction: handler });
  }

  /** Takes all words from the first argument on as arguments. */
  stopEarly(stopEarly = true): this {
    return this.#set({ stopEarly });
  }

  /** Lets required options be missing where none is given. */
  allowEmpty(allowEmpty = true): this {
    return this.#set({ allowEmpty });
  }

  /** Takes all words as arguments. */
  useRawArgs(rawArgs = true): this {
    return this.#set({ rawArgs });
  }

  /** Sets the sub-command that a bare call runs. */
  default(name: string): this {
    return this.#set({ defaultCommand: name });
  }

  /** Throws validation errors in place of printing them and leaving. */
  throwErrors(): this {
    return this.#set({ throwErrors: true });
  }

  /** Neither leaves after help and version nor on errors, which are thrown. */
  noExit(): this {
    return this.#set({ exit: false, throwErrors: true });
  }

  /** Sets who is told of errors. */
  error(handler: ErrorHandler): this {
    return this.#set({ error: handler });
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

  /** Adds a second name. */
  alias(alias: string): this {
    const { name, aliases } = this.#current.#settings;
    if (name === alias || aliases.includes(alias)) {
      throw new Error(`Duplicate command alias "${alias}".`);
    }
    aliases.push(alias);
    return this;
  }

  /** Adds a type of values. */
  type(
    name: string,
    handler: Type<unknown> | TypeHandler<unknown>,
    { override }: { override?: boolean; global?: boolean } = {},
  ): this {
    const { types } = this.#current.#settings;
    if (types.has(name) && !override) {
      throw new Error(`Type with name "${name}" already exists.`);
    }
    types.set(name, handler);
    return this;
  }

  /** Adds a type of values for this command and its sub-commands. */
  globalType(
    name: string,
    handler: Type<unknown> | TypeHandler<unknown>,
  ): this {
    return this.type(name, handler, { global: true });
  }

  /** Adds an option. */
  option(
    flags: string,
    description: string,
    options: OptionOptions | NonNullable<OptionOptions["value"]> = {},
  ): this {
    const target = this.#current.#settings;
    const given = typeof options === "function" ? { value: options } : options;
    const option = readOption(
      flags,
      description,
      given,
      this.#settings.groupName,
    );
    for (const name of [option.name, ...option.aliases]) {
      const same = target.options.findIndex((one) =>
        one.name === name || one.aliases.includes(name)
      );
      if (same === -1) continue;
      if (!option.override) {
        throw new Error(
          `An option with name '${name.length > 1 ? `--${name}` : `-${name}`}' is already ` +
            `registered on command '${this.getPath()}'. If it is intended to override the ` +
            `option, set the 'override' option of the 'option' method to true.`,
        );
      }
      target.options.splice(same, 1);
    }
    if (option.prepend) target.options.unshift(option);
    else target.options.push(option);
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

  /** Adds an environment variable, read only where reading it is permitted. */
  env(
    definition: string,
    description: string,
    options: EnvVarOptions = {},
  ): this {
    const { names, typeDefinition } = splitDefinition(definition);
    const [slot] = readSlots(
      typeDefinition === "" ? "<value:boolean>" : typeDefinition,
    );
    this.#current.#settings.envVars.push({
      ...options,
      names,
      description,
      slot: slot!,
    });
    return this;
  }

  /** Adds an environment variable for this command and its sub-commands. */
  globalEnv(
    definition: string,
    description: string,
    options: EnvVarOptions = {},
  ): this {
    return this.env(definition, description, { ...options, global: true });
  }

  /** Adds a sub-command, and lets the chain speak of it. */
  command(
    definition: string,
    commandOrDescription?: Command | string,
    { override }: { override?: boolean } = {},
  ): this {
    this.reset();
    const { names: [name, ...aliases], typeDefinition } = splitDefinition(
      definition,
    );
    if (!name) throw new Error("Missing command name.");
    if (this.getBaseCommand(name, true)) {
      if (!override) throw new Error(`Duplicate command name "${name}".`);
      this.#settings.commands.delete(name);
    }
    const child = commandOrDescription instanceof Command
      ? commandOrDescription.reset()
      : new Command();
    child.#settings.name = name;
    child.#parent = this;
    if (typeof commandOrDescription === "string") {
      child.description(commandOrDescription);
    }
    if (typeDefinition !== "") child.arguments(typeDefinition);
    for (const alias of aliases) child.alias(alias);
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
  parse(args: string[] = Deno.args): Promise<CommandResult> {
    this.#isRoot = true;
    return this.#run({
      unknown: args.slice(),
      flags: {},
      env: {},
      args: [],
      literal: [],
      defaults: new Set(),
      seen: [],
      actions: [],
      stopped: false,
    });
  }

  async #run(state: State): Promise<CommandResult> {
    let next: Command | undefined;
    try {
      this.reset();
      this.#registerDefaults();
      this.#rawArgs = state.unknown.slice();
      next = await this.#subCommand(state);
      if (!next) return await this.#runHere(state);
    } catch (thrown) {
      return this.throw(
        thrown instanceof Error ? thrown : new Error(`[non-error-thrown] ${thrown}`),
      );
    }
    next.#globalParent = this;
    return next.#run(state);
  }

  /** The sub-command that comes next; global options may stand before its name. */
  async #subCommand(state: State): Promise<Command | undefined> {
    const { defaultCommand } = this.#settings;
    if (
      defaultCommand !== undefined &&
      state.unknown.length + state.seen.length === 0
    ) {
      const found = this.getCommand(defaultCommand, true);
      if (found) return found;
      throw new Error(`Default command "${defaultCommand}" not found.`);
    }
    if (this.#settings.rawArgs || state.unknown.length === 0) return undefined;
    if (!this.getCommand(state.unknown[0]!, true)) {
      const name = state.unknown[0]!.replace(/^-+/, "").split("=")[0]!;
      const option = this.getOption(name, true);
      if (!option?.global || option.standalone) return undefined;
      await this.#readEnv(
        state,
        this.getEnvVars(true).filter((one) => one.global),
        true,
      );
      const options = this.getOptions(true).filter((one) => one.global);
      this.#readWords(state, options, {
        slots: [],
        stopEarly: true,
        stopOnUnknown: true,
      });
    }
    const found = state.unknown.length > 0 ? this.getCommand(state.unknown[0]!, true) : undefined;
    if (found) state.unknown.shift();
    return found;
  }

  async #runHere(state: State): Promise<CommandResult> {
    if (this.#settings.rawArgs) {
      await this.#readEnv(state, this.#settings.envVars, true);
      return await this.#execute(state.env, state.unknown, state);
    }
    const asksHelp = state.unknown.some((word) => this.#getHelpOption()?.flags.includes(word));
    const asksVersion = this.#versionOption?.flags.includes(state.unknown[0] ?? "") ?? false;
    await this.#readEnv(
      state,
      this.getEnvVars(true),
      !asksHelp && !asksVersion,
    );
    this.#readWords(state, this.getOptions(true), {
      slots: this.#settings.slots,
      stopEarly: this.#settings.stopEarly ?? false,
      stopOnUnknown: false,
    });
    const options = { ...state.env, ...state.flags };
    this.#parsed = { options, args: [] };
    this.#refuseUnknown(state.unknown);
    const args = state.args.length > 0
      ? await Promise.all(state.args)
      : state.stopped
      ? state.unknown
      : [];
    this.#parsed = { options, args };
    this.#literal = state.literal;
    if (state.actions.length > 0) {
      await Promise.all(
        state.actions.map((action) => action.call(this, options as never, ...args as never[])),
      );
      if (state.standalone) {
        return { options, args, cmd: this, literal: this.#literal };
      }
    }
    return await this.#execute(options, args, state);
  }

  #readWords(
    state: State,
    options: Option[],
    { slots, stopEarly, stopOnUnknown }: {
      slots: Slot[];
      stopEarly: boolean;
      stopOnUnknown: boolean;
    },
  ): void {
    const { allowEmpty = false } = this.#settings;
    const convert = (value: ArgumentValue) => this.#convert(value);
    readWords(state, {
      options,
      slots,
      stopEarly,
      stopOnUnknown,
      allowEmpty,
      convert,
    });
  }

  #refuseUnknown([word, ...rest]: string[]): void {
    if (word === undefined || this.#settings.slots.length > 0) return;
    const commands = this.getCommands(true);
    if (commands.length === 0) {
      throw new ValidationError(
        `No arguments allowed for command "${this.getPath()}".`,
      );
    }
    if (this.getCommand(word, true)) {
      throw new ValidationError(
        `Too many arguments: ${[word, ...rest].join(" ")}`,
      );
    }
    throw unknownCommand(word, this.getCommands());
  }

  async #execute(
    options: Record<string, unknown>,
    args: unknown[],
    state: State,
  ): Promise<CommandResult> {
    const bare = state.unknown.length === 0 && state.seen.length === 0;
    if (
      bare && this.#settings.commands.size > 0 && !this.#settings.action &&
      (this.#nearest("autoHelp") ?? true)
    ) {
      this.showHelp();
      this.#exit();
    }
    await this.#globalActions(options, args);
    await this.#settings.action?.call(
      this,
      options as never,
      ...args as never[],
    );
    return { options, args, cmd: this, literal: this.#literal };
  }

  async #globalActions(
    options: Record<string, unknown>,
    args: unknown[],
  ): Promise<void> {
    if (this.#parent && !this.#settings.noGlobals) {
      await this.#parent.#globalActions(options, args);
    }
    await this.#settings.globalAction?.call(
      this,
      options as never,
      ...args as never[],
    );
  }

  #convert(value: ArgumentValue): unknown {
    const handler = this.getType(value.type)?.handler;
    if (!handler) {
      const hint = didYouMean("type", value.type, [...this.#allTypes().keys()]);
      throw new Error(`Unknown type "${value.type}".${hint}`);
    }
    return handler instanceof Type ? handler.parse(value) : handler(value);
  }

  async #readEnv(
    state: State,
    variables: EnvVar[],
    validate: boolean,
  ): Promise<void> {
    for (const variable of variables) {
      const found = await findVariable(variable.names);
      if (!found) {
        if (!variable.required || !validate) continue;
        throw new ValidationError(
          `Missing required environment variable "${variable.names[0]}".`,
        );
      }
      const first = variable.names[0]!;
      const bare = variable.prefix && first.startsWith(variable.prefix)
        ? first.slice(variable.prefix.length)
        : first;
      const key = bare.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase()
        .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      const convert = (value: string) =>
        this.#convert({
          label: "Environment variable",
          type: variable.slot.type,
          name: found.name,
          value,
        });
      const value = variable.slot.list
        ? found.value.split(variable.slot.separator ?? ",").map(convert)
        : convert(found.value);
      state.env[key] = variable.value ? variable.value(value as never) : value;
    }
  }

  /** Tells the error handler, then throws, or prints help and the message and leaves. */
  throw(error: Error): never {
    if (error instanceof ValidationError) error.cmd = this;
    this.#nearest("error")?.(error, this, this.#parsed);
    if (this.#nearest("throwErrors") || !(error instanceof ValidationError)) {
      throw error;
    }
    this.showHelp();
    const paint = painter(true);
    // deno-lint-ignore no-console
    console.error(
      paint(`  ${paint("error", "bold")}: ${error.message}\n`, "red"),
    );
    Deno.exit(error.exitCode);
  }

  #registerDefaults(): void {
    if (this.#parent) {
      if (this.#isRoot) this.getMainCommand().#registerDefaults();
      return;
    }
    if (this.#hasDefaults) return;
    this.#hasDefaults = true;
    this.reset();
    if (this.#settings.version) {
      this.option(
        "-V, --version",
        "Show the version number for this program.",
        {
          standalone: true,
          prepend: true,
          action: function (this: Command) {
            // deno-lint-ignore no-console
            console.log(
              this.#rawArgs.includes("--version") ? this.getLongVersion() : this.getVersion(),
            );
            this.#exit();
          } as ActionHandler,
        },
      );
      this.#versionOption = this.#settings.options[0];
    }
    this.option("-h, --help", "Show this help.", {
      standalone: true,
      global: true,
      prepend: true,
      action: function (this: Command) {
        this.showHelp({ long: this.#rawArgs.includes("--help") });
        this.#exit();
      } as ActionHandler,
    });
    this.#helpOption = this.#settings.options[0];
  }

  #exit(): void {
    if (this.#nearest("exit") ?? true) Deno.exit(0);
  }

  #getHelpOption(): Option | undefined {
    return this.getMainCommand().#helpOption;
  }

  #nearest<K extends keyof Settings>(key: K): Settings[K] | undefined {
    return this.#line().map((cmd) => cmd.#settings[key]).find((value) => value !== undefined);
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

  /** The other names. */
  getAliases(): string[] {
    return this.#settings.aliases;
  }

  /** The command above. */
  getParent(): Command | undefined {
    return this.#parent;
  }

  /** The command that handed over to this one. */
  getGlobalParent(): Command | undefined {
    return this.#globalParent;
  }

  /** The topmost command. */
  getMainCommand(): Command {
    return this.#parent?.getMainCommand() ?? this;
  }

  /** The names from the topmost command to this one. */
  getPath(name?: string): string {
    return this.#parent && !this.#isRoot
      ? `${this.#parent.getPath(name)} ${this.#settings.name}`
      : name || this.#settings.name;
  }

  /** The description. */
  getDescription(): string {
    const { description } = this.#settings;
    return typeof description === "function" ? description.call(this) : description;
  }

  /** The first line of the description. */
  getShortDescription(): string {
    return describe(this.getDescription(), true);
  }

  /** The version, or the one above. */
  getVersion(): string | undefined {
    return this.#settings.version?.() ?? this.#parent?.getVersion();
  }

  /** Name, version and what `.meta()` added. */
  getLongVersion(): string {
    const paint = painter(true);
    const lines = Object.entries(this.getMeta())
      .map(([name, value]) => `\n${paint(name, "bold")} ${paint(value, "brightBlue")}`);
    const name = paint(this.getMainCommand().getName(), "bold");
    return `${name} ${paint(this.getVersion() ?? "", "brightBlue")}${lines.join("")}`;
  }

  /** What `.meta()` added. */
  getMeta(): Record<string, string> {
    return this.#settings.meta;
  }

  /** What help shows after the name. */
  getUsage(): string {
    if (this.#settings.usage !== undefined) return this.#settings.usage;
    const required = this.getOptions().filter((option) => option.required).map(
      (option) => {
        const flag = option.flags.find((one) => one.startsWith("--")) ??
          option.flags[0];
        return [flag, option.typeDefinition].filter(Boolean).join(" ");
      },
    );
    return [this.getArgsDefinition(), required.join(" ")].join(" ").trim();
  }

  /** The text that defined the arguments. */
  getArgsDefinition(): string | undefined {
    return this.#settings.argsDefinition;
  }

  /** The arguments. */
  getArguments(): Slot[] {
    return this.#settings.slots;
  }

  /** The words that came to this command. */
  getRawArgs(): string[] {
    return this.#rawArgs;
  }

  /** The words after `--`. */
  getLiteralArgs(): string[] {
    return this.#literal;
  }

  /** The examples. */
  getExamples(): Array<{ name: string; description: string }> {
    return this.#settings.examples;
  }

  /** The help. */
  getHelp(options: HelpOptions = {}): string {
    this.#registerDefaults();
    const help = this.#nearest("help") ?? helpText;
    return help.call(this, this, options);
  }

  /** Prints the help. */
  showHelp(options: HelpOptions = {}): void {
    // deno-lint-ignore no-console
    console.log(this.getHelp(options));
  }

  /** Prints the version. */
  showVersion(): void {
    // deno-lint-ignore no-console
    console.log(this.getVersion());
  }

  /** The options, global ones of the commands above first. */
  getOptions(hidden?: boolean): Option[] {
    const own = this.#settings.options;
    const names = new Set(own.map((option) => option.name));
    const inherited: Option[] = [];
    let cut = this.#settings.noGlobals ?? false;
    for (const cmd of this.#line().slice(1)) {
      for (const option of cmd.#settings.options) {
        if (!option.global || names.has(option.name)) continue;
        if (cut && option !== this.#getHelpOption()) continue;
        names.add(option.name);
        inherited.push(option);
      }
      cut ||= cmd.#settings.noGlobals ?? false;
    }
    return [...inherited, ...own].filter((option) => hidden || !option.hidden);
  }

  /** The option of a name, this command's own or a global one. */
  getOption(name: string, hidden?: boolean): Option | undefined {
    const options = this.getOptions(hidden);
    return options.findLast((option) => option.name === name || option.aliases.includes(name));
  }

  /** The sub-commands, global ones of the commands above first. */
  getCommands(hidden?: boolean): Command[] {
    const own = this.#settings.commands;
    const names = new Set(own.keys());
    const inherited: Command[] = [];
    let cut = this.#settings.noGlobals ?? false;
    for (const parent of this.#line().slice(1)) {
      for (const [name, cmd] of parent.#settings.commands) {
        if (!cmd.#settings.global || cmd === this || names.has(name)) continue;
        if (cut && name !== "help") continue;
        names.add(name);
        inherited.push(cmd);
      }
      cut ||= parent.#settings.noGlobals ?? false;
    }
    return [...inherited, ...own.values()].filter((cmd) => hidden || !cmd.#settings.hidden);
  }

  /** The sub-command of a name or alias, this command's own or a global one. */
  getCommand(name: string, hidden?: boolean): Command | undefined {
    const own = this.getBaseCommand(name, hidden);
    if (own) return own;
    let cut = this.#settings.noGlobals ?? false;
    for (const parent of this.#line().slice(1)) {
      const found = parent.getBaseCommand(name, hidden);
      if (found && found.#settings.global) {
        return cut && found.getName() !== "help" ? undefined : found;
      }
      cut ||= parent.#settings.noGlobals ?? false;
    }
    return undefined;
  }

  /** This command's own sub-command of a name or alias. */
  getBaseCommand(name: string, hidden?: boolean): Command | undefined {
    const found = this.#settings.commands.values().find((cmd) =>
      cmd.getName() === name || cmd.getAliases().includes(name)
    );
    return found && (hidden || !found.#settings.hidden) ? found : undefined;
  }

  /** The environment variables, global ones of the commands above first. */
  getEnvVars(hidden?: boolean): EnvVar[] {
    const names = new Set(
      this.#settings.envVars.map(({ names: [name] }) => name),
    );
    const inherited: EnvVar[] = [];
    for (const cmd of this.#settings.noGlobals ? [] : this.#line().slice(1)) {
      for (const variable of cmd.#settings.envVars) {
        if (!variable.global || names.has(variable.names[0])) continue;
        names.add(variable.names[0]);
        inherited.push(variable);
      }
    }
    return [...inherited, ...this.#settings.envVars].filter((one) => hidden || !one.hidden);
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
    ["boolean", new BooleanType()],
    ["file", new FileType()],
    ["secret", new SecretType()],
  ]);
}

/** The error for a sub-command that is not there. */
export function unknownCommand(
  name: string,
  commands: Command[],
  excluded: string[] = [],
): ValidationError {
  const names = commands.map((cmd) => cmd.getName()).filter((one) => !excluded.includes(one));
  return new ValidationError(
    `Unknown command "${name}".${didYouMean("command", name, names)}`,
  );
}

/** Asks for permission's state before the variable, so that nobody is prompted. */
async function findVariable(
  names: string[],
): Promise<{ name: string; value: string } | undefined> {
  for (const name of names) {
    const { state } = await Deno.permissions.query({
      name: "env",
      variable: name,
    });
    const value = state === "granted" ? Deno.env.get(name) : undefined;
    if (value) return { name, value };
  }
  return undefined;
}
