/** Completions for fish. */

import type { CompletedCommand, CompletedOption } from "./tree.ts";

/**
 * A script for fish that completes the command's words, each with what it is for.
 *
 * @param tree What there is to complete.
 */
export function fishCompletions(tree: readonly CompletedCommand[]): string {
  const paths = tree.map(({ path }) => path).filter((path) => path !== "keyferry permissions");
  const valued = tree.flatMap(({ path, options }) => {
    return options.filter(({ takesValue }) => takesValue)
      .flatMap(({ flags }) => flags.map((flag) => `${path} ${flag}`));
  });
  return `# Completions of keyferry for fish. In config.fish: keyferry completions fish | source

set -g __keyferry_paths ${paths.map(quoted).join(" ")}
set -g __keyferry_valued ${valued.map(quoted).join(" ")}

function __keyferry_is
    set -l at keyferry
    set -l skip no
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if test $skip = yes
            set skip no
        else if test "$word" = --
            return 1
        else if contains -- "$at $word" $__keyferry_valued
            set skip yes
        else if contains -- "$at $word" $__keyferry_paths
            set at "$at $word"
        end
    end
    test $skip = no -a "$at" = "$argv[1]"
end

complete -c keyferry -e
${tree.flatMap(linesOf).join("\n")}
${[...new Set(tree.flatMap(({ options }) => options).flatMap(valueLine))].join("\n")}`;
}

function linesOf({ path, commands, values, options }: CompletedCommand): string[] {
  // Its words are another command's, and complete as those.
  if (path === "keyferry permissions") return [];
  const here = `complete -c keyferry -n "__keyferry_is '${path}'"`;
  return [
    ...commands.map(({ word, about }) => `${here} -f -a ${word} -d ${quoted(about)}`),
    ...values.map((value) => `${here} -f -a ${quoted(value)}`),
    ...options.map((option) => `${here} ${optionWords(option)}`),
  ];
}

function optionWords({ flags, about }: CompletedOption): string {
  const spelled = flags.map((flag) => {
    return flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
  });
  return `${spelled.join(" ")} -d ${quoted(about)}`;
}

/** What may follow an option that takes a value: its values, or files. */
function valueLine({ flags, takesValue, values }: CompletedOption): string[] {
  if (!takesValue) return [];
  const last = `contains -- (commandline -opc)[-1] ${flags.join(" ")}`;
  const words = values.length === 0 ? "-F" : `-f -a ${quoted(values.join(" "))}`;
  return [`complete -c keyferry -n ${quoted(last)} ${words}`];
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
}
