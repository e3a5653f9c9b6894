/** Lines that set and clear environment variables, to paste into a shell or a program. */

import { powershellText } from "../../shell_word.ts";

/** What is to change in an environment. */
export interface EnvironmentChange {
  /** The variables to set. */
  readonly env: Readonly<Record<string, string>>;
  /** The variables to clear. */
  readonly unset: readonly string[];
}

/**
 * Lines for bash, zsh and other shells of its family.
 *
 * @param change What is to change; at least one variable is cleared.
 */
export function bashLines({ env, unset }: EnvironmentChange): string[] {
  const exports = Object.entries(env).map(([name, value]) => `export ${name}=${bashText(value)}`);
  return [denoCache(), `unset ${unset.join(" ")}`, ...exports];
}

/** Deno's cache stays where it is although the home moves: everything would be fetched again. */
function denoCache(): string {
  const folder = Deno.build.os === "darwin"
    ? "$HOME/Library/Caches"
    : "${XDG_CACHE_HOME:-$HOME/.cache}";
  return `export DENO_DIR="\${DENO_DIR:-${folder}/deno}"`;
}

/**
 * Lines for fish.
 *
 * @param change What is to change; at least one variable is cleared.
 */
export function fishLines({ env, unset }: EnvironmentChange): string[] {
  const word = (value: string): string => `'${value.replaceAll(/[\\']/g, "\\$&")}'`;
  const folder = Deno.build.os === "darwin"
    ? "$HOME/Library/Caches"
    : "(set -q XDG_CACHE_HOME; and echo $XDG_CACHE_HOME; or echo $HOME/.cache)";
  return [
    `set -q DENO_DIR; or set -gx DENO_DIR ${folder}/deno`,
    `for name in ${unset.join(" ")}; set -e $name; end`,
    ...Object.entries(env).map(([name, value]) => `set -gx ${name} ${word(value)}`),
  ];
}

function bashText(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/**
 * Lines for PowerShell.
 *
 * @param change What is to change; at least one variable is cleared.
 */
export function powershellLines({ env, unset }: EnvironmentChange): string[] {
  const clear = `Remove-Item -ErrorAction Ignore ${unset.map((name) => `Env:${name}`).join(", ")}`;
  const settings = Object.entries(env)
    .map(([name, value]) => `$env:${name} = ${powershellText(value)}`);
  const cache = 'if (-not $env:DENO_DIR) { $env:DENO_DIR = "$env:LOCALAPPDATA\\deno" }';
  return [cache, clear, ...settings];
}

/**
 * Lines for Python.
 *
 * @param change What is to change; at least one variable is cleared.
 */
export function pythonLines({ env, unset }: EnvironmentChange): string[] {
  // Every string of JSON is one of Python, as long as its characters are whole.
  const members = Object.entries(env)
    .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  return [
    "import os",
    // Not by a call whose value an interactive Python would show: it is the user's secret.
    `for name in os.environ.keys() & "${unset.join(" ")}".split(): del os.environ[name]`,
    // An interactive Python takes what follows for a part of the loop otherwise.
    "",
    ...["os.environ.update({", ...members, "})"],
  ];
}
