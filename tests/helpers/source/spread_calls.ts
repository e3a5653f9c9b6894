/**
 * Finds calls that spread a list over their arguments: beyond about 120,000 items the engine's stack is too
 * short for them.
 */

/** A call that spreads a list. */
export interface SpreadCall {
  /** The module. */
  readonly module: string;
  /** The code of the call's name and of what is spread, such as `found.push(...names)`. */
  readonly code: string;
}

/**
 * The calls of a module that spread something. Lists that are written out, such as `f(...["a", "b"])`, are
 * as long as they look.
 *
 * @param module The module's path.
 * @param code Its code.
 */
export function spreadCalls(module: string, code: string): SpreadCall[] {
  const found: SpreadCall[] = [];
  const look = (node: Deno.lint.CallExpression | Deno.lint.NewExpression): void => {
    const text = (part: { readonly range: [number, number] }): string => {
      return code.slice(...part.range).replace(/\s+/g, " ");
    };
    for (const argument of node.arguments) {
      if (argument.type !== "SpreadElement") continue;
      found.push({ module, code: `${text(node.callee)}(...${text(argument.argument)})` });
    }
  };
  Deno.lint.runPlugin(
    {
      name: "spread",
      rules: { calls: { create: () => ({ CallExpression: look, NewExpression: look }) } },
    },
    module,
    code,
  );
  return found;
}
