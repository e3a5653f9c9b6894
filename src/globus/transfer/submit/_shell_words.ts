/** Words of a line, as a shell splits them. */

/**
 * Splits a line into words as a POSIX shell does, without expanding anything: blanks, tabs and line ends part them, single
 * and double quotes and backslashes hold them together, `#` at the beginning of a word ends the line.
 *
 * @param line The line.
 * @throws {SyntaxError} When a quote is not closed, a backslash ends the line, or a `#` stands inside a
 * word, of which programs think differently.
 */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    // No other space parts words: a name may hold a no-break space, as a screenshot of macOS does.
    if (" \t\r\n".includes(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "#") {
      if (word === undefined) break;
      // To a shell it is text, to Python's shlex the beginning of a comment.
      throw new SyntaxError("a # stands inside a word: quote it, or put a space before a comment");
    } else if (character === "'" || character === '"') {
      const { text, end } = quoted(line, at, character);
      word = (word ?? "") + text;
      at = end;
    } else if (character === "\\") {
      if (at + 1 === line.length) throw new SyntaxError("a backslash stands at its end");
      word = (word ?? "") + line.charAt(++at);
    } else {
      word = (word ?? "") + character;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function quoted(line: string, start: number, quote: string): { text: string; end: number } {
  let text = "";
  for (let at = start + 1; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === quote) return { text, end: at };
    const next = line.charAt(at + 1);
    // Within double quotes a backslash escapes a quote or a backslash, and stands for itself otherwise.
    if (quote === '"' && character === "\\" && (next === '"' || next === "\\")) {
      text += next;
      at++;
    } else {
      text += character;
    }
  }
  throw new SyntaxError(`a quote (${quote}) is not closed`);
}
