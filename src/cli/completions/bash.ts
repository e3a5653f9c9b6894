/** Completions for bash. */

import type { CompletedCommand } from "./tree.ts";

/**
 * A script for bash that completes the command's words.
 *
 * @param tree What there is to complete.
 */
export function bashCompletions(tree: readonly CompletedCommand[]): string {
  const places = tree.map(({ path, commands, values, options }) => {
    const lists = [
      `commands='${commands.map(({ word }) => word).join(" ")}'`,
      `values='${values.join(" ")}'`,
      `options='${options.flatMap(({ flags }) => flags).join(" ")}'`,
      `valued='${options.filter((one) => one.takesValue).flatMap(({ flags }) => flags).join(" ")}'`,
    ];
    return `    '${path}')\n      ${lists.join("\n      ")}\n      ;;`;
  });
  const values = tree.flatMap(({ path, options }) => {
    return options.filter(({ values }) => values.length > 0).flatMap(({ flags, values }) => {
      return flags.map((flag) => `    '${path} ${flag}') values='${values.join(" ")}' ;;`);
    });
  });
  return `# Completions of keyferry for bash. In ~/.bashrc: source <(keyferry completions bash)

_keyferry_at() {
  commands= values= options= valued=
  case $1 in
${places.join("\n")}
  esac
}

_keyferry_values() {
  values=
  case $1 in
${values.join("\n")}
  esac
}

_keyferry() {
  local at=keyferry current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local commands values options valued word words i
  COMPREPLY=()
  _keyferry_at "$at"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == -- ]]; then
      return
    elif [[ " $valued " == *" $word "* ]]; then
      i=$((i + 1))
    elif [[ " $commands " == *" $word "* && $word != permissions ]]; then
      at+=" $word"
      _keyferry_at "$at"
    fi
  done
  if ((i > COMP_CWORD)); then
    _keyferry_values "$at $previous"
    words=$values
  elif [[ $current == -* ]]; then
    words=$options
  else
    words="$commands $values"
  fi
  # shellcheck disable=SC2207 # no word of ours holds a space
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}

complete -o default -F _keyferry keyferry`;
}
