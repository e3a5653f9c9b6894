/**
 * The text of a `.env` file, read.
 *
 * @module
 */

const name = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const assignment = /\s*(?:export\s+)?([^\s=#]+)\s*=[ \t]*/y;
const escapes: Record<string, string> = {
  n: "\n",
  r: "\r",
  t: "\t",
  '"': '"',
  "'": "'",
  "\\": "\\",
};

interface Value {
  text: string;
  end: number;
  quoted: boolean;
}

function closingQuote(text: string, start: number, quote: string): number {
  for (let i = start; i < text.length; i++) {
    if (text[i] === quote) return i;
    if (quote === '"' && text[i] === "\\") i++;
  }
  return -1;
}

/** `inside` without a line break at either end; one after a backslash stays where that escapes. */
function trimLines(inside: string, escaping: boolean): string {
  let out = inside.replace(/^\r?\n?/, "");
  for (const char of ["\n", "\r"]) {
    if (!out.endsWith(char)) continue;
    const slashes = /\\*$/.exec(out.slice(0, -1))![0].length;
    if (escaping && slashes % 2 === 1) break;
    out = out.slice(0, -1);
  }
  return out;
}

/** A quote that never closes is an ordinary character. */
function readValue(text: string, start: number): Value {
  const quote = text[start];
  if (quote === "'" || quote === '"') {
    const end = closingQuote(text, start + 1, quote);
    const inside = trimLines(text.slice(start + 1, end), quote === '"');
    const whole = end !== -1 && (quote === '"' || !/\r(?!\n)|[\u2028\u2029]/.test(inside));
    if (whole) {
      const value = quote === "'"
        ? inside
        : inside.replace(/\\([\s\S])/g, (all, char: string) => escapes[char] ?? all);
      return { text: value, end: end + 1, quoted: true };
    }
  }
  let end = start;
  while (end < text.length && !"\r\n#".includes(text[end]!)) end++;
  return { text: text.slice(start, end).trim(), end, quoted: false };
}

function nextLine(text: string, from: number): number {
  const rest = /[\r\n\u2028\u2029]/g;
  rest.lastIndex = from;
  return rest.test(text) ? rest.lastIndex : text.length + 1;
}

const reference = /\$\{(.+?)(?::-(.+))?\}|(?<!\\)\$(\w+)(?::-(.+))?/g;
const MOST_ROUNDS = 100;

function expand(value: string, known: Record<string, string>): string {
  let out = value;
  for (let round = 0; round < MOST_ROUNDS && out.search(reference) !== -1; round++) {
    out = out.replace(reference, (_, inBraces, bracesDefault, bare, bareDefault) => {
      const key = (inBraces ?? bare) as string;
      return `${known[key] ?? Deno.env.get(key) ?? bracesDefault ?? bareDefault}`;
    });
  }
  return out;
}

/**
 * Reads `.env` text into names and values. Unquoted values end at a `#`, and `$NAME` in them is
 * replaced from the text itself or else from the environment, which needs permission to read it.
 */
export function parse(text: string): Record<string, string> {
  const env: Record<string, string> = Object.create(null);
  const unquoted: string[] = [];
  let at = 0;
  while (at <= text.length) {
    assignment.lastIndex = at;
    const match = assignment.exec(text);
    if (!match) {
      at = nextLine(text, at);
      continue;
    }
    const value = readValue(text, assignment.lastIndex);
    at = nextLine(text, value.end);
    const key = match[1]!;
    if (!name.test(key)) {
      // deno-lint-ignore no-console
      console.warn(
        `Ignored the key "${key}" as it is not a valid identifier: ` +
          `The key need to match the pattern ${name}.`,
      );
      continue;
    }
    env[key] = value.text;
    if (!value.quoted && value.text !== "") unquoted.push(key);
  }
  const known = { ...env };
  for (const key of unquoted) env[key] = expand(env[key]!, known);
  return env;
}
