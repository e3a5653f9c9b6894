/** What to do next, as a value: a script, a notebook and the command line each say it in their words. */

import { denialsOf } from "../permissions.ts";
import { isKernel } from "../../kernel.ts";
import { shellWord } from "../../shell_word.ts";
import { checkArguments } from "../../options.ts";

/**
 * What a service demands of a login, in its own parameters.
 *
 * @category What to do next
 */
export interface LoginDemands {
  /** Scopes to consent to. */
  readonly requiredScopes?: readonly string[] | undefined;
  /** The service's own parameters, unchanged. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * What is known of the login that a credential came from.
 *
 * @category What to do next
 */
export interface LoginFacts {
  /** The app that logged in, by its client id. */
  readonly clientId?: string | undefined;
  /** The app that logged in, by its name. */
  readonly app?: string | undefined;
  /** The command of another program whose login it is: what does the step, to be pasted. */
  readonly native?: string | undefined;
}

/**
 * A step that is done by logging in.
 *
 * @category What to do next
 */
export type LoginStep = Extract<Step, { readonly kind: "log in" | "consent" }>;

/**
 * Adds to a step what is known of the login that a credential came from.
 *
 * @category What to do next
 */
export type LoginKnower = (step: LoginStep) => LoginStep;

/**
 * The next step after an error or after a source that did not have what was wanted. Names of arguments
 * are the library's own; the command line puts its options in their place.
 *
 * - `log in`: to a platform, where it is named; `how` is the call that does it in a script;
 * - `consent`: log in with what a service demands;
 * - `set variable`, `unset variable`, `replace`: what the environment, or a place that is named, holds;
 * - `choose`: one of several, by an argument;
 * - `give`: what an argument takes;
 * - `log out`: of a platform, where another person is logged in;
 * - `allow`: flags for Deno, and those that deny the same;
 * - `make readable`, `fix file`, `delete file`: a file of the person's;
 * - `overwrite`: say that what is there may be replaced;
 * - `pass`: an option that says yes;
 * - `try again`: as it is, later;
 * - `update`: a program that is too old for what it found;
 * - `use platform`: the credential is another platform's, or another version's;
 * - `create client`: register an OAuth client;
 * - `other`: anything else, in words that hold wherever they are read.
 *
 * @category What to do next
 */
export type Step =
  | {
    readonly kind: "log in";
    readonly platform?: string | undefined;
    readonly how?: string | undefined;
    /** The call that does it in a notebook. */
    readonly cell?: string | undefined;
    /** Why, where an error's own words do not tell. */
    readonly because?: string | undefined;
    /** The file of the program that logged in, where only that program can. */
    readonly keptIn?: string | undefined;
    /** Whether the login there is was refused. */
    readonly again?: boolean | undefined;
    readonly scopes?: readonly string[] | undefined;
    /** The collection whose files the scopes are for. */
    readonly collection?: string | undefined;
  } & LoginFacts
  | {
    readonly kind: "consent";
    readonly platform?: string | undefined;
    readonly demands: LoginDemands;
  } & LoginFacts
  | {
    readonly kind: "set variable";
    readonly variables: readonly string[];
    readonly to?: string | undefined;
    /** What would do as well. */
    readonly or?: string | undefined;
  }
  | {
    readonly kind: "unset variable";
    readonly variables: readonly string[];
    /** What would do as well. */
    readonly or?: string | undefined;
  }
  | { readonly kind: "replace"; readonly place: string; readonly variable: boolean }
  | {
    readonly kind: "choose";
    readonly by: readonly string[];
    /** Whether it takes all of them. */
    readonly all?: boolean | undefined;
    /** What would do as well. */
    readonly or?: string | undefined;
    readonly platform?: string | undefined;
    readonly among?: readonly string[] | undefined;
  }
  | {
    readonly kind: "give";
    /** What is to be given, such as `its client id`. */
    readonly what: string;
    readonly argument: string;
    readonly platform: string;
    /** The variable that may hold it as well. */
    readonly variable?: string | undefined;
  }
  | { readonly kind: "log out"; readonly platform: string; readonly or: string }
  | {
    readonly kind: "allow";
    readonly flags: readonly string[];
    /** The `--deny-…` flags that win over them, where there are any. */
    readonly denials?: readonly string[] | undefined;
  }
  | {
    readonly kind: "make readable";
    readonly path: string;
    /** Whether it is a folder. */
    readonly isFolder?: boolean | undefined;
  }
  | { readonly kind: "fix file"; readonly path?: string | undefined }
  | { readonly kind: "delete file"; readonly path: string }
  | { readonly kind: "overwrite" }
  | { readonly kind: "pass"; readonly option: "recursive" | "throughHere" }
  | { readonly kind: "try again" }
  | { readonly kind: "update"; readonly program: string }
  | { readonly kind: "use platform"; readonly platform: string; readonly how: string }
  | {
    readonly kind: "create client";
    readonly platform: string;
    readonly because?: string | undefined;
    readonly how: string;
  }
  | { readonly kind: "other"; readonly words: string };

/**
 * Says a step in the words of where it is read.
 *
 * @category What to do next
 */
export type StepWords = (step: Step) => string;

/**
 * A step in the words of a script.
 *
 * @param step The step.
 * @returns Words that may follow a sentence, without a full stop.
 *
 * @example
 * ```ts
 * import { stepInWords } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(stepInWords({ kind: "unset variable", variables: ["CAVE_TOKEN"] }), "unset CAVE_TOKEN");
 * assertEquals(
 *   stepInWords({ kind: "choose", by: ["namespace"], among: ["lab", "home"] }),
 *   "choose one by namespace: lab, home",
 * );
 * ```
 *
 * @category What to do next
 */
export function stepInWords(step: Step): string {
  checkArguments({ step }, { step: "names" });
  const { native } = step as LoginFacts;
  if (native !== undefined) return native;
  switch (step.kind) {
    case "log in": {
      const { because, how, keptIn, cell } = step;
      if (cell !== undefined && isKernel()) return `${reasonWords(because)}${cellWords(cell)}`;
      const kept = keptIn === undefined
        ? ""
        : ` with the program that keeps its tokens in ${keptIn}`;
      return `${reasonWords(because)}${loginWords(step)}${kept}${
        how === undefined ? "" : `: ${how}`
      }`;
    }
    case "consent":
      return isKernel()
        ? "log in with what it demands: catch the error, and give loginInNotebook() its requirements"
        : "log in with what it demands: pass error.requirements to login()";
    case "set variable": {
      const to = step.to === undefined ? "" : ` to ${step.to}`;
      return `set ${step.variables.join(" and ")}${to}${orWords(step.or)}`;
    }
    case "unset variable":
      return `unset ${step.variables.join(" and ")}${orWords(step.or)}`;
    case "replace":
      return step.variable ? `unset or replace ${step.place}` : `replace the one in ${step.place}`;
    case "choose":
      return `choose one by ${inList(step.by, step.all ? "and" : "or")}${amongWords(step)}${
        orWords(step.or)
      }`;
    case "give":
      return `give ${step.what} as ${step.argument}${variableWords(step.variable)}`;
    case "log out":
      return `log out of ${step.platform} first, or ${step.or}`;
    case "allow":
      return isKernel()
        ? givenUpWords(step.flags)
        : `add ${step.flags.map((flag) => shellWord(flag)).join(" ")}${denialWords(step.denials)}`;
    case "make readable":
      return Deno.build.os === "windows"
        ? "make it readable for you"
        : `make it readable: chmod ${step.isFolder ? 700 : 600} ${shellWord(step.path)}`;
    case "fix file":
      return "fix or delete the file";
    case "delete file":
      return `delete ${step.path}`;
    case "overwrite":
      return "allow overwriting";
    case "pass":
      return `pass ${step.option}: true`;
    case "try again":
      return "try again";
    case "update":
      return `update ${step.program}`;
    case "create client":
      return `${reasonWords(step.because)}${step.how}`;
    case "use platform":
      return step.how;
    case "other":
      return step.words;
  }
}

function denialWords(denials: readonly string[] = []): string {
  return denials.length === 0 ? "" : `, and remove the ${inList(denials, "and")} that forbids it`;
}

/** The step of letting Deno do what it may not. */
export function allowStep(flags: readonly string[]): Step {
  const denials = denialsOf(flags);
  return { kind: "allow", flags, ...denials.length === 0 ? {} : { denials } };
}

/** A kernel starts with every permission, and has no flags: what it lacks, a cell gave up. */
function givenUpWords(flags: readonly string[]): string {
  const kinds = flags.map((flag) => flag.replace(/^--allow-/, "").replace(/=.*$/s, ""));
  const all = [...new Set(kinds)];
  const given = `${inList(all, "and")} ${all.length > 1 ? "were" : "was"}`;
  return `restart the kernel, since ${given} given up by lockDown(), and do this before it`;
}

function orWords(or: string | undefined): string {
  return or === undefined ? "" : `, or ${or}`;
}

/** A login that was refused, or that lacks a scope, belongs to a service that its error names. */
function loginWords({ platform, again, scopes }: Extract<Step, { kind: "log in" }>): string {
  if (scopes !== undefined) {
    return `log in with the scope${scopes.length === 1 ? "" : "s"} ${scopes.join(" ")}`;
  }
  return again || platform === undefined ? "log in again" : `log in to ${platform}`;
}

/**
 * That a call is to be run in a notebook, in words.
 *
 * @param call The call.
 */
export function cellWords(call: string): string {
  return `run await ${call} in a cell`;
}

/**
 * A login in a notebook, as a call.
 *
 * @param name The platform, as `loginInNotebook()` calls it.
 * @param options The options that it needs.
 */
export function loginCall(name: string, options: readonly string[]): string {
  return `loginInNotebook("${name}"${options.length === 0 ? "" : `, { ${options.join(", ")} }`})`;
}

/**
 * The options of a search that its login needs as well: without them it would keep another credential,
 * or keep it where the search does not look.
 *
 * @param search The search.
 * @param names The options that are such.
 */
export function narrowing<Search extends object>(
  search: Search,
  names: readonly (keyof Search & string)[],
): string[] {
  return names.filter((name) => search[name] !== undefined);
}

/** Why a step is to be taken, before the step; nothing where its error tells. */
export function reasonWords(because: string | undefined): string {
  return because === undefined ? "" : `${because}: `;
}

/** The variable that holds an argument as well, where there is one. */
export function variableWords(variable: string | undefined): string {
  return variable === undefined ? "" : ` or in ${variable}`;
}

/** Of what a `choose` chooses, after a colon; nothing where that is not known. */
export function amongWords({ among = [] }: Extract<Step, { kind: "choose" }>): string {
  return among.length === 0 ? "" : `: ${among.join(", ")}`;
}

/**
 * Names as a list in words.
 *
 * @param names The names.
 * @param last The word before the last.
 * @returns Such as `a, b or c`.
 */
export function inList(names: readonly string[], last: "and" | "or"): string {
  const end = names.at(-1) ?? "";
  return names.length < 2 ? end : `${names.slice(0, -1).join(", ")} ${last} ${end}`;
}
