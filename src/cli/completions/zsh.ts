/** Completions for zsh. */

import type { CompletedCommand, Suggestion } from "./tree.ts";

/**
 * A script for zsh that completes the command's words, each with what it is for.
 *
 * @param tree What there is to complete.
 */
export function zshCompletions(tree: readonly CompletedCommand[]): string {
  const places = tree.map(({ path, commands, values, options }) => {
    const spelled = options.flatMap(({ flags, about }) => flags.map((word) => ({ word, about })));
    const valued = options.filter(({ takesValue }) => takesValue).flatMap(({ flags }) => flags);
    const lists = [
      `_keyferry_commands=(${described(commands)})`,
      `_keyferry_words=(${values.map(quoted).join(" ")})`,
      `_keyferry_options=(${described(spelled)})`,
      `_keyferry_valued=(${valued.join(" ")})`,
    ];
    return `    (${quoted(path)})\n      ${lists.join("\n      ")}\n      ;;`;
  });
  const values = tree.flatMap(({ path, options }) => {
    return options.filter(({ values }) => values.length > 0).flatMap(({ flags, values }) => {
      const list = values.map(quoted).join(" ");
      return flags.map((flag) => `    (${quoted(`${path} ${flag}`)}) _keyferry_words=(${list}) ;;`);
    });
  });
  return `#compdef keyferry
# Completions of keyferry for zsh. In ~/.zshrc: source <(keyferry completions zsh)

_keyferry_at() {
  _keyferry_commands=() _keyferry_words=() _keyferry_options=() _keyferry_valued=()
  case $1 in
${places.join("\n")}
  esac
}

_keyferry_values() {
  _keyferry_words=()
  case $1 in
${values.join("\n")}
  esac
}

_keyferry() {
  local at=keyferry word i
  local -a names _keyferry_commands _keyferry_words _keyferry_options _keyferry_valued
  _keyferry_at $at
  names=(\${_keyferry_commands%%:*})
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if [[ $word == -- ]]; then
      _files
      return
    elif (( \${_keyferry_valued[(Ie)$word]} )); then
      ((i++))
    elif [[ $word != permissions ]] && (( \${names[(Ie)$word]} )); then
      at+=" $word"
      _keyferry_at $at
      names=(\${_keyferry_commands%%:*})
    fi
  done
  if ((i > CURRENT)); then
    _keyferry_values "$at $words[CURRENT-1]"
  elif [[ $PREFIX == -* ]]; then
    _describe option _keyferry_options
    return
  elif (( $#_keyferry_commands )); then
    _describe command _keyferry_commands
    return
  fi
  if (( $#_keyferry_words )); then
    compadd -a _keyferry_words
  else
    _files
  fi
}

(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
compdef _keyferry keyferry`;
}

function described(suggestions: readonly Suggestion[]): string {
  return suggestions.map(({ word, about }) => quoted(about === "" ? word : `${word}:${about}`))
    .join(" ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
