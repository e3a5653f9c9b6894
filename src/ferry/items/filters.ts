/** Which files of a folder are copied, by Globus's rules on every way. */

/**
 * Tests the names of files as a Globus task with these rules does: the first rule that fits decides, those
 * that include before those that exclude, and without one a file is copied. Folders are always gone into.
 *
 * @param include Names of files to copy although `exclude` fits them.
 * @param exclude Names of files to leave out.
 * @returns Whether a file of that name is copied.
 */
export function nameFilter(
  include: readonly string[] = [],
  exclude: readonly string[] = [],
): (name: string) => boolean {
  const [included, excluded] = [include, exclude].map((list) => list.map(pattern));
  return (name) => {
    if (included?.some((rule) => rule.test(name))) return true;
    return excluded?.some((rule) => rule.test(name)) !== true;
  };
}

/** A shell's pattern (`*`, `?`, `[abc]`, `[!abc]`) over a whole name. */
function pattern(text: string): RegExp {
  const parts = text.matchAll(/\*+|\?|\[(!|(?!!))(\][^\]]*|[^\]]+)\]|[\s\S]/gu);
  const chunks = [""];
  for (const [part, not, letters] of parts) {
    if (part.startsWith("*")) chunks.push("");
    else chunks[chunks.length - 1] += characterOf(part, not, letters);
  }
  const [first = "", ...rest] = chunks;
  const last = rest.pop();
  // What a star has found first is found for good, or many stars would be tried in every way there is.
  const between = rest.map((chunk, at) => `(?=([^]*?${chunk}))\\${at + 1}`);
  const end = last === undefined ? "" : `[^]*${last}`;
  try {
    return new RegExp(`^${first}${between.join("")}${end}$`, "u");
  } catch {
    // A range that runs backwards fits nothing but its own text.
    return new RegExp(`^${RegExp.escape(text)}$`, "u");
  }
}

function characterOf(part: string, not: string | undefined, letters: string | undefined): string {
  if (part === "?") return "[^]";
  if (letters === undefined) return RegExp.escape(part);
  return `[${not === "!" ? "^" : ""}${letters.replace(/[\\\]^[]/g, "\\$&")}]`;
}
