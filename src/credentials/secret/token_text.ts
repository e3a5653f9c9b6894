/** A token as people hand it over: typed, pasted, set in a variable or written into a file. */

/** A token that can be sent, or why a text is not one; the words follow "holds" and quote nothing. */
export type TokenText = { readonly token: string } | { readonly problem: string };

/** Longer than any reminder to put a token there, and shorter than a JWT. */
const longestPlaceholder = 80;

/** What a header, a shell or a JSON file puts round a token. */
const pairs = [['"', '"'], ["'", "'"], ["`", "`"], ["\u201c", "\u201d"], ["\u2018", "\u2019"]];

/**
 * The token in a text: without the space around it, one pair of quotes, and the `Bearer` (or the name of
 * the whole header) that a token copied out of a request has before it. What is left is looked at: a
 * reminder to put a token there, or a text that no token can be, is told by what is wrong with it.
 *
 * This is the one cleaning and the one check of tokens, for prompts, variables, files and arguments.
 *
 * @param given The text.
 */
export function tokenText(given: string): TokenText {
  const field = withoutQuotes(given).replace(/^(?:authorization|x-tapis-token)\s*:\s*/i, "");
  const alone = withoutQuotes(withoutQuotes(field).replace(/^bearer(?:\s+|$)/i, ""));
  if (alone === "") return { problem: "no token, only what stands around one" };
  if (isPlaceholder(alone)) return { problem: "a placeholder, not a token" };
  if (!/^[\x20-\x7e]+$/.test(alone)) return { problem: "a character that no header can hold" };
  if (/[\s"'`<>]/.test(alone)) {
    return { problem: "a space, a quote or a bracket inside the token, as no token does" };
  }
  return { token: alone };
}

/** A text without the space around it and without one pair of quotes. */
function withoutQuotes(text: string): string {
  const bare = text.trim();
  return isQuoted(bare) ? bare.slice(1, -1).trim() : bare;
}

function isQuoted(text: string): boolean {
  return pairs.some(([open = "", close = ""]) => {
    return text.length > 1 && text.startsWith(open) && text.endsWith(close);
  });
}

/**
 * What is wrong with a value that is sent as it is, such as a client's secret; the words follow "holds" and
 * quote nothing. Docker's `--env-file`, for one, keeps quotes as a part of the value, and whether they belong
 * to it, nobody but its owner knows.
 *
 * @param text The value.
 * @returns Nothing where it can be sent.
 */
export function valueProblem(text: string): string | undefined {
  if (isPlaceholder(text)) return "a placeholder, not a value";
  return isQuoted(text.trim()) ? "quotes around the value, as a part of it" : undefined;
}

/** What people and programs leave where a secret is to be put; looked for in short texts alone. */
const placeholders = [
  // <your token here>, ${CAVE_TOKEN}, $CAVE_TOKEN, %CAVE_TOKEN%, {{ token }}
  /^(?:<[^<>]*[a-z][^<>]*>|\$\{\w+\}|\$[a-z]\w+|%\w{2,}%|\{\{[^{}]*\}\})$/i,
  // xxxxxxxx, ********, ...
  /^(?:x{3,}|\*{3,}|\.{3,}|\u2026+|\u2022{3,})$/i,
  /^(?:todo|tbd|change[-_ ]?me|none|null|undefined|placeholder|\[?redacted\]?)$/i,
  /^(?:\[object object\]|secret\(hidden\))$/i,
  // YOUR_TOKEN, your-cave-token, my token goes here, PASTE_TOKEN_HERE, replace-me
  /^(?:your|(?:paste|insert|enter|put|replace)(?:[-_ ]\w+)?)(?:[-_ ]\w+){0,3}[-_ ](?:token|secret|key|password|here|me|this)$/i,
  /^(?:\w+[-_ ]){0,3}(?:token|secret|key|password)[-_ ](?:goes[-_ ])?here$/i,
];

/**
 * Whether a text stands where a secret is to be put, as examples and templates have it.
 *
 * @param text The text.
 */
export function isPlaceholder(text: string): boolean {
  return text.length <= longestPlaceholder && placeholders.some((shape) => shape.test(text));
}
