const literal = /[\\^$.|?*+()[\]{}/]/g;

/** A shell pattern (`*`, `?`, `[abc]`, `[!abc]`) as a regular expression over a whole name. */
export function globToRegExp(pattern: string): RegExp {
  let source = "";
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index] ?? "";
    if (char === "*") source += ".*";
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
