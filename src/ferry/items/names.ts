/** Names that cannot stand for a file where they come from, or where they go to. */

/** What Windows keeps for itself, with any extension. */
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;

/**
 * Why a listing's name is refused: it would lead elsewhere, or name something else.
 *
 * @param name The name.
 * @param windows Whether it is to be a name on Windows.
 * @returns Nothing where it is not.
 */
export function nameFault(name: string, windows = false): string | undefined {
  if (name === "") return "its name is empty";
  if (name === "." || name === "..") return `its name is ${name}, which leads elsewhere`;
  if (/[/\0]/.test(name)) return "its name holds a slash or NUL";
  if (!name.isWellFormed() || name.includes("\ufffd")) return "its name is not whole text";
  if (!windows) return undefined;
  // deno-lint-ignore no-control-regex -- Windows refuses these, too
  if (/[\\:*?"<>|\x01-\x1f]/.test(name)) return "its name holds what no name on Windows may";
  if (/[. ]$/.test(name)) return "its name ends with a dot or a blank, which Windows drops";
  return reserved.test(name) ? "its name is one that Windows keeps for itself" : undefined;
}

/**
 * What a name is where case and Unicode form do not tell names apart.
 *
 * @param name The name.
 */
export function folded(name: string): string {
  return name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
