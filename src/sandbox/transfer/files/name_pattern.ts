import { globToRegExp } from "./glob.ts";

/**
 * A test of names: each value is a name, `~` before a shell pattern, or `!` before what it shall not
 * be. A name must be one of those, where there are any, and none of these.
 */
export function nameTest(values: readonly string[]): (name: string) => boolean {
  const isUnwanted = (value: string): boolean => value.startsWith("!");
  const wanted = values.filter((value) => !isUnwanted(value)).map(testOf);
  const unwanted = values.filter(isUnwanted).map((value) => testOf(value.slice(1)));
  return (name) =>
    (wanted.length === 0 || wanted.some((test) => test(name))) &&
    !unwanted.some((test) => test(name));
}

function testOf(value: string): (name: string) => boolean {
  if (value.startsWith("~")) {
    const pattern = globToRegExp(value.slice(1));
    return (name) => pattern.test(name);
  }
  const exact = value.replace(/^=/, "");
  return (name) => name === exact;
}
