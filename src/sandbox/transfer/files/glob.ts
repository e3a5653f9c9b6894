const literal = /[\\^$.|?*+()[\]{}/]/g;

/** One of them after a backslash stands for itself, in the paths of a delete. */
const escaped = /^\\[*?[\]]/;

/**
 * A shell pattern (`*`, `?`, `[abc]`, `[!abc]`) as a regular expression over a whole name.
 *
 * @param pattern The pattern.
 * @param escapes Whether a backslash before one of `*?[]` takes its meaning away.
 */
export function globToRegExp(pattern: string, escapes = false): RegExp {
  let source = "";
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index] ?? "";
    if (escapes && escaped.test(pattern.slice(index))) source += `\\${pattern[++index]}`;
    else if (char === "*") source += ".*";
    else if (char === "?") source += ".";
    else if (char === "[" && pattern.indexOf("]", index + 2) > 0) {
      const end = pattern.indexOf("]", index + 2);
      const inner = pattern.slice(index + 1, end).replace(/[\\^[\]]/g, "\\$&");
      source += inner.startsWith("!") ? `[^${inner.slice(1)}]` : `[${inner}]`;
      index = end;
    } else source += char.replace(literal, "\\$&");
  }
  try {
    return new RegExp(`^${source}$`, "su");
  } catch {
    // A range that runs backwards matches nothing but its own text.
    return new RegExp(`^${pattern.replace(literal, "\\$&")}$`, "su");
  }
}
