import { globToRegExp } from "./glob.ts";

/** A rule that takes names into a recursive transfer, or leaves them out. */
export interface FilterRule {
  /** What a matching name means. */
  readonly method: "include" | "exclude";
  /** A shell pattern over the name. */
  readonly name: string;
  /** Which names it looks at; null for both. */
  readonly type: "file" | "dir" | null;
}

/** Tests a name against rules. */
export type NameFilter = (name: string, type: "file" | "dir") => boolean;

/** Makes the test: the first rule that matches decides, and without one a name is taken. */
export function nameFilter(rules: readonly FilterRule[] | null): NameFilter {
  const compiled = (rules ?? []).map((rule) => ({ ...rule, pattern: globToRegExp(rule.name) }));
  return (name, type) => {
    const rule = compiled.find((rule) =>
      (rule.type === null || rule.type === type) && rule.pattern.test(name)
    );
    return rule === undefined || rule.method === "include";
  };
}
