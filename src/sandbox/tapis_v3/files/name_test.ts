const literal = /[\\^$.|?*+()[\]{}/]/g;

/**
 * Which names a listing's `pattern` lets through: `*` and `?` for the whole name (commons-io's
 * `wildcardMatch`, which knows no brackets), or `regex:` and an expression that is found anywhere in it.
 *
 * @returns What the service says where the expression is not one.
 */
export function nameTest(pattern: string): string | ((name: string) => boolean) {
  if (pattern.trim() === "") return () => true;
  const [, source] = /^regex:(.*)$/is.exec(pattern) ?? [];
  if (source === undefined) {
    const whole = pattern.replace(literal, "\\$&").replaceAll("\\*", ".*").replaceAll("\\?", ".");
    const expression = new RegExp(`^${whole}$`, "su");
    return (name) => expression.test(name);
  }
  try {
    const expression = new RegExp(source);
    return (name) => expression.test(name);
  } catch (error) {
    return (error as SyntaxError).message;
  }
}
