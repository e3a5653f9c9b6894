/** Texts as the shells read them back. */

/** A family of shells. */
export type Shell = "posix" | "powershell";

/**
 * Text as one word of a command line, to be read and pasted. `$HOME` at the beginning of a path in a
 * flag stays a variable: it stands where the home folder was not to be known.
 *
 * @param text The text.
 * @param shell Whose command line; that of the platform by default.
 */
export function shellWord(text: string, shell: Shell = platformShell()): string {
  return shell === "posix" ? posixWord(text) : powershellWord(text);
}

function platformShell(): Shell {
  return Deno.build.os === "windows" ? "powershell" : "posix";
}

const home = /\$(HOME|USERPROFILE)(?=[/\\])/;
const pathFromHome = new RegExp(`[=,]${home.source}`);

function posixWord(text: string): string {
  if (/^[\w@%+=:,./~-]+$/.test(text)) return text;
  if (!pathFromHome.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const special = new RegExp(`${home.source}|["\\\\\`$]`, "g");
  return `"${text.replace(special, (found, name) => name === undefined ? `\\${found}` : found)}"`;
}

/** It parts a bare word at a comma, and one that begins with a dash at a dot or a colon. */
function powershellWord(text: string): string {
  if (/^[\w=/\\-]+$/.test(text)) return text;
  if (!pathFromHome.test(text)) return powershellText(text);
  const special = new RegExp(`${home.source}|[\`$"\u201c-\u201e]`, "g");
  const inQuotes = text.replace(special, (found, name) => {
    return name === undefined ? `\`${found}` : `$env:${name}`;
  });
  return `"${inQuotes}"`;
}

/**
 * Text as PowerShell reads it back. It takes typographic single quotes for the plain one; any of them
 * inside is doubled.
 *
 * @param value The text.
 */
export function powershellText(value: string): string {
  return `'${value.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
}
