// deno-lint-ignore-file no-console
/**
 * Installs the command from this checkout: a small launcher where `deno install -g` puts commands, in
 * `~/.deno/bin` or `DENO_INSTALL_ROOT/bin`. `deno install` itself cannot: what it installs leaves the
 * checkout's configuration behind, without which no package is found.
 */
import { join } from "@std/path/join";
import { shellWord } from "../src/shell_word.ts";
import { checkout } from "./_member.ts";

const flags = ["run", "-q", "-A", "--unstable-lazy-dynamic-imports"];

function shellScript(deno: string, words: readonly string[]): string {
  return `#!/bin/sh\nexec ${
    [deno, ...words].map((word) => shellWord(word, "posix")).join(" ")
  } "$@"\n`;
}

function batchFile(deno: string, words: readonly string[]): string {
  return `@echo off\r\n${[deno, ...words].map((word) => `"${word}"`).join(" ")} %*\r\n`;
}

const isWindows = Deno.build.os === "windows";
const home = Deno.env.get(isWindows ? "USERPROFILE" : "HOME");
const root = Deno.env.get("DENO_INSTALL_ROOT") || home && join(home, ".deno");
if (!root) {
  console.error("error: neither HOME nor DENO_INSTALL_ROOT says where to install");
  Deno.exit(1);
}
const folder = join(root, "bin");
const path = join(folder, isWindows ? "keyferry.cmd" : "keyferry");
const words = [...flags, "--config", join(checkout, "deno.json"), join(checkout, "cli.ts")];
await Deno.mkdir(folder, { recursive: true });
const make = isWindows ? batchFile : shellScript;
await Deno.writeTextFile(path, make(Deno.execPath(), words), { mode: 0o755 });
console.log(`Installed ${path}, which runs this checkout`);
const separator = isWindows ? ";" : ":";
if (!(Deno.env.get("PATH") ?? "").split(separator).includes(folder)) {
  console.log(`${folder} is not in your PATH: add it, or call the command by its whole path`);
}
