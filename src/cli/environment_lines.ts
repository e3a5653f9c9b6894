/** Lines that set environment variables, to paste into a shell or a program. */

/** Variables by name. */
type Variables = Readonly<Record<string, string>>;

/**
 * Lines for bash, zsh and other shells of its family.
 *
 * @param env The variables.
 */
export function bashLines(env: Variables): string[] {
  return Object.entries(env).map(([name, value]) => `export ${name}=${bashText(value)}`);
}

function bashText(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/**
 * Lines for PowerShell.
 *
 * @param env The variables.
 */
export function powershellLines(env: Variables): string[] {
  return Object.entries(env).map(([name, value]) => `$env:${name} = ${powershellText(value)}`);
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

/**
 * Lines for Python.
 *
 * @param env The variables.
 */
export function pythonLines(env: Variables): string[] {
  // Every string of JSON is one of Python, as long as its characters are whole.
  const members = Object.entries(env)
    .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  return ["import os", "os.environ.update({", ...members, "})"];
}
