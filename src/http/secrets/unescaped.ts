/** A text with its escapes undone, and where each of its characters began in the text before. */
export interface Unescaped {
  /** The text. */
  readonly text: string;
  /** The place of each of its UTF-16 units, and of its end, in the text before. */
  readonly places: readonly number[];
}

/** HTML's names of the characters that a secret may have. Source: HTML Living Standard, 13.5. */
const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  ast: "*",
  bsol: "\\",
  colon: ":",
  comma: ",",
  commat: "@",
  dollar: "$",
  equals: "=",
  excl: "!",
  grave: "`",
  lowbar: "_",
  lpar: "(",
  num: "#",
  percnt: "%",
  period: ".",
  plus: "+",
  quest: "?",
  rpar: ")",
  semi: ";",
  sol: "/",
  verbar: "|",
  vert: "|",
};

/** Percent-encoded bytes in a row; escapes of JSON, JavaScript and Python; numbers and names of HTML. */
const escape = new RegExp(
  String
    .raw`((?:%[0-9a-fA-F]{2})+)|\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(["'\\/]))|&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));?|&(${
    Object.keys(named).join("|")
  });`,
  "g",
);

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The character that begins at a byte, and of how many it is; a byte that is not one counts for itself. */
function characterAt(bytes: Uint8Array, at: number): [char: string, length: number] {
  const lead = bytes[at] ?? 0;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  try {
    return [strict.decode(bytes.subarray(at, at + length)), length];
  } catch {
    return [String.fromCharCode(lead), 1];
  }
}

/**
 * Undoes one layer of the escapes by which a service may echo what it was sent: `\u0061`, `%61`, `\x61`,
 * `&#97;` and so on, in any mixture.
 *
 * @param text The text.
 */
export function unescaped(text: string): Unescaped {
  const parts: string[] = [];
  const places: number[] = [];
  const put = (char: string, place: number): void => {
    parts.push(char);
    for (let unit = 0; unit < char.length; unit++) places.push(place);
  };
  let at = 0;
  for (const match of text.matchAll(escape)) {
    for (; at < match.index; at++) put(text[at] ?? "", at);
    const [whole, percent, ...codes] = match;
    at = match.index;
    if (percent !== undefined) {
      const bytes = Uint8Array.fromHex(percent.replaceAll("%", ""));
      for (let byte = 0; byte < bytes.length;) {
        const [char, length] = characterAt(bytes, byte);
        put(char, at + 3 * byte);
        byte += length;
      }
    } else {
      const [u, braced, long, x, literal, hex, decimal, name] = codes;
      const digits = u ?? braced ?? long ?? x ?? hex;
      const char = digits !== undefined
        ? character(parseInt(digits, 16))
        : literal ?? named[name ?? ""] ?? character(Number(decimal));
      put(char, at);
    }
    at = match.index + whole.length;
  }
  for (; at < text.length; at++) put(text[at] ?? "", at);
  places.push(text.length);
  return { text: parts.join(""), places };
}
