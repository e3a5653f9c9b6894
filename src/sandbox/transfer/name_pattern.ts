import { globToRegExp } from "./glob.ts";

/** A test of names: each value is a name, `~` before a shell pattern, or `!` before what it shall not be. */
export function nameTest(values: readonly string[]): (name: string) => boolean {
  const tests = values.map((value) => {
    const negated = value.startsWith("!");
    const rest = negated ? value.slice(1) : value;
    const pattern = rest.startsWith("~") ? globToRegExp(rest.slice(1)) : undefined;
    const wanted = rest.replace(/^=/, "");
    return (name: string) =>
      (pattern === undefined ? name === wanted : pattern.test(name)) !== negated;
  });
  return (name) => tests.some((test) => test(name));
}
