/** A scope as a client asks for it. */
export interface RequestedScope {
  /** Its name. */
  readonly name: string;
  /** Whether the parent may do without it (`*` before its name). */
  readonly optional: boolean;
  /** What it needs at further services. */
  readonly dependencies: readonly RequestedScope[];
}

/** The text is not a list of scopes. */
export class ScopeSyntaxError extends Error {
  /** Names the error. */
  override name = "ScopeSyntaxError";
}

interface Cursor {
  readonly text: string;
  at: number;
}

const mostDepth = 20;

function fail(cursor: Cursor, wanted: string): never {
  throw new ScopeSyntaxError(`Expected ${wanted} at character ${cursor.at + 1} of the scope`);
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.text[cursor.at] === " ") cursor.at++;
}

function parseScope(cursor: Cursor, depth: number): RequestedScope {
  const optional = cursor.text[cursor.at] === "*";
  if (optional) cursor.at++;
  const pattern = /[^\s[\]*]+/y;
  pattern.lastIndex = cursor.at;
  const name = pattern.exec(cursor.text)?.[0];
  if (name === undefined) fail(cursor, "a scope");
  cursor.at += name.length;
  if (cursor.text[cursor.at] !== "[") return { name, optional, dependencies: [] };
  cursor.at++;
  if (depth === mostDepth) fail(cursor, "fewer nested scopes");
  const dependencies = parseList(cursor, depth + 1);
  if (cursor.text[cursor.at] !== "]") fail(cursor, '"]"');
  cursor.at++;
  return { name, optional, dependencies };
}

function parseList(cursor: Cursor, depth: number): RequestedScope[] {
  const list: RequestedScope[] = [];
  for (;;) {
    skipSpaces(cursor);
    list.push(parseScope(cursor, depth));
    const next = cursor.text[cursor.at];
    if (next !== undefined && next !== " " && next !== "]") fail(cursor, "a space");
    skipSpaces(cursor);
    if (cursor.at === cursor.text.length || cursor.text[cursor.at] === "]") return merged(list);
  }
}

/** Each name once, in the order of first mention, with all that any mention needs. */
function merged(list: readonly RequestedScope[]): RequestedScope[] {
  const byName = new Map<string, RequestedScope>();
  for (const scope of list) {
    const known = byName.get(scope.name);
    byName.set(
      scope.name,
      known === undefined ? scope : {
        name: scope.name,
        optional: known.optional && scope.optional,
        dependencies: merged([...known.dependencies, ...scope.dependencies]),
      },
    );
  }
  return [...byName.values()];
}

/**
 * Reads scopes with their dependencies, such as `openid all[*data_access]`.
 *
 * @throws {ScopeSyntaxError} where the text does not follow the grammar or names no scope.
 */
export function parseScopes(text: string): RequestedScope[] {
  const cursor = { text, at: 0 };
  const list = parseList(cursor, 0);
  if (cursor.at < text.length) fail(cursor, "the end");
  return list;
}

/** Every name in a list of scopes, dependencies included. */
export function allNames(scopes: readonly RequestedScope[]): string[] {
  return scopes.flatMap((scope) => [scope.name, ...allNames(scope.dependencies)]);
}
