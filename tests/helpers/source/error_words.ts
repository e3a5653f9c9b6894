/**
 * Finds code that reads an error's English: what an error says is for people, and a text that is
 * searched for advice breaks when it is put better.
 */

/** A node of a program's syntax tree, by ESTree's names. */
// deno-lint-ignore no-explicit-any -- the linter's types name each of 150 kinds
type Node = any;

/** A place where an error's words are searched, changed or compared. */
export interface Finding {
  /** The module. */
  readonly module: string;
  /** The code. */
  readonly code: string;
}

/** A variable or a parameter. */
interface Binding {
  readonly name: string;
  /** Where the name counts. */
  readonly scope: Node;
  /** Whether it holds an error. */
  isError: boolean;
  /** Whether it holds an error's words. */
  hasWords: boolean;
}

interface Module {
  readonly name: string;
  readonly code: string;
  /** All modules that are looked at. */
  readonly all: ReadonlyMap<string, Module>;
  readonly nodes: readonly Node[];
  readonly bindings: Map<string, Binding[]>;
  /** Functions by their names. */
  readonly functions: Map<string, Node>;
  /** Where those of them begin that answer with an error's words. */
  readonly tellers: Set<number>;
  /** What is imported, by its name here. */
  readonly imports: Map<string, { readonly module: string; readonly name: string }>;
}

const searching = new Set([
  ...["startsWith", "endsWith", "includes", "indexOf", "lastIndexOf", "match", "matchAll"],
  ...["search", "replace", "replaceAll", "split", "test", "exec"],
]);
const wordsOfErrors = new Set(["message", "stack", "messageWith", "explanation"]);
const errorName = /^(error|err|e|cause|failure|suppressed)$/;

/**
 * The places of modules where an error's words are searched, changed or compared: followed through
 * variables, destructuring, templates and the parameters of functions, those of other modules too.
 *
 * @param sources The modules' code, by their paths.
 */
export function readsOfErrorWords(sources: ReadonlyMap<string, string>): Finding[] {
  const modules = new Map<string, Module>();
  for (const [name, code] of sources) modules.set(name, parsed(name, code, modules));
  // Words reach a function by a call, and by its own calls the next one.
  let before = -1;
  for (let now = 0; now !== before;) {
    before = now;
    for (const module of modules.values()) spread(module);
    now = [...modules.values()].map(({ bindings, tellers }) => {
      const marked = [...bindings.values()].flat().filter((one) => one.hasWords || one.isError);
      return marked.length + tellers.size;
    }).reduce((sum, count) => sum + count, 0);
  }
  return [...modules.values()].flatMap(findings);
}

function parsed(name: string, code: string, all: ReadonlyMap<string, Module>): Module {
  const nodes: Node[] = [];
  const rule: Deno.lint.Rule = {
    create: () => ({ "*": (node: Node) => void nodes.push(node) } as Deno.lint.LintVisitor),
  };
  Deno.lint.runPlugin({ name: "words", rules: { words: rule } }, name, code);
  const module: Module = {
    name,
    code,
    all,
    nodes,
    bindings: new Map(),
    functions: new Map(),
    tellers: new Set(),
    imports: new Map(),
  };
  for (const node of nodes) declare(node, module);
  return module;
}

function declare(node: Node, module: Module): void {
  switch (node.type) {
    case "VariableDeclarator": {
      if (isFunction(node.init) && node.id.type === "Identifier") {
        module.functions.set(node.id.name, node.init);
      }
      declareNames(node.id, scopeOf(node), module);
      break;
    }
    case "FunctionDeclaration":
      if (node.id) module.functions.set(node.id.name, node);
      for (const parameter of node.params) declareNames(parameter, node, module);
      break;
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      for (const parameter of node.params) declareNames(parameter, node, module);
      break;
    case "CatchClause":
      if (node.param) declareNames(node.param, node, module, node.param.type === "Identifier");
      break;
    case "ImportDeclaration":
      for (const { type, local, imported } of node.specifiers) {
        if (type !== "ImportSpecifier") continue;
        const from = new URL(node.source.value, `file:///${module.name}`).pathname.slice(1);
        module.imports.set(local.name, { module: from, name: imported.name });
      }
      break;
  }
}

/** The names that a pattern binds; a member called `message` is taken for an error's words. */
function declareNames(pattern: Node, scope: Node, module: Module, isError = false): void {
  switch (pattern?.type) {
    case "Identifier": {
      const binding = {
        name: pattern.name,
        scope,
        isError: isError || errorName.test(pattern.name),
        hasWords: false,
      };
      module.bindings.set(pattern.name, [...module.bindings.get(pattern.name) ?? [], binding]);
      break;
    }
    case "AssignmentPattern":
      declareNames(pattern.left, scope, module, isError);
      break;
    case "RestElement":
      declareNames(pattern.argument, scope, module);
      break;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) declareNames(element, scope, module);
      break;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        if (property.type === "RestElement") {
          declareNames(property, scope, module);
          continue;
        }
        declareNames(property.value, scope, module);
        if (wordsOfErrors.has(keyOf(property))) mark(property.value, module);
      }
      break;
    case "TSParameterProperty":
      declareNames(pattern.parameter, scope, module);
      break;
  }
}

function keyOf({ key, computed }: Node): string {
  return key?.type === "Identifier" && !computed ? key.name : String(key?.value ?? "");
}

/** Marks all names of a pattern as holding words. */
function mark(pattern: Node, module: Module): void {
  switch (pattern?.type) {
    case "Identifier": {
      const binding = resolve(pattern, module);
      if (binding !== undefined) binding.hasWords = true;
      break;
    }
    case "AssignmentPattern":
      mark(pattern.left, module);
      break;
    case "RestElement":
      mark(pattern.argument, module);
      break;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) mark(element, module);
      break;
    case "ObjectPattern":
      for (const { value, argument } of pattern.properties) mark(value ?? argument, module);
      break;
  }
}

function isFunction(node: Node): boolean {
  return node?.type === "ArrowFunctionExpression" || node?.type === "FunctionExpression" ||
    node?.type === "FunctionDeclaration";
}

function scopeOf(node: Node): Node {
  let at = node.parent;
  while (at.type !== "Program" && at.type !== "BlockStatement" && !isFunction(at)) at = at.parent;
  return at;
}

function functionAround(node: Node): Node {
  let at = node;
  while (!isFunction(at) && at.parent) at = at.parent;
  return at;
}

function holds(scope: Node, node: Node): boolean {
  return scope.range[0] <= node.range[0] && node.range[1] <= scope.range[1];
}

/** What a name means: the innermost of its declarations around it. */
function resolve(identifier: Node, module: Module): Binding | undefined {
  return (module.bindings.get(identifier.name) ?? [])
    .filter(({ scope }) => holds(scope, identifier))
    .sort((a, b) => size(a.scope) - size(b.scope))[0];
}

function size({ range }: Node): number {
  return range[1] - range[0];
}

function isError(node: Node, module: Module): boolean {
  switch (node?.type) {
    case "Identifier":
      return resolve(node, module)?.isError ?? errorName.test(node.name);
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "AwaitExpression":
    case "ChainExpression":
      return isError(node.expression ?? node.argument, module);
    case "MemberExpression":
      return !node.computed && errorName.test(node.property.name);
    default:
      return false;
  }
}

/** Whether an expression is an error's words, or made of them. */
function hasWords(node: Node, module: Module): boolean {
  const has = (child: Node): boolean => hasWords(child, module);
  switch (node?.type) {
    case "Identifier":
      return resolve(node, module)?.hasWords ?? false;
    case "MemberExpression":
      return wordsOfErrors.has(memberOf(node)) || has(node.object);
    case "TemplateLiteral":
      return node.expressions.some((part: Node) => has(part) || isError(part, module));
    case "BinaryExpression":
      return node.operator === "+" &&
        [node.left, node.right].some((side) => has(side) || isError(side, module));
    case "LogicalExpression":
      return has(node.left) || has(node.right);
    case "ConditionalExpression":
      return has(node.consequent) || has(node.alternate);
    case "AssignmentExpression":
      return has(node.right);
    case "SequenceExpression":
      return has(node.expressions.at(-1));
    case "ArrayExpression":
      return node.elements.some(has);
    case "SpreadElement":
    case "AwaitExpression":
      return has(node.argument);
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "ChainExpression":
    case "TSSatisfiesExpression":
      return has(node.expression);
    case "CallExpression": {
      const { arguments: given } = node;
      const callee = calleeOf(node);
      if (callee.type === "MemberExpression") {
        const method = memberOf(callee);
        return has(callee.object) || wordsOfErrors.has(method) ||
          method === "toString" && isError(callee.object, module) ||
          /^(concat|replace(All)?)$/.test(method) && given.some(has);
      }
      const target = targetOf(callee, module);
      if (target !== undefined) return target.home.tellers.has(target.node.range[0]);
      return given.some(has) || callee.name === "String" && isError(given[0], module);
    }
    default:
      return false;
  }
}

function memberOf({ property, computed }: Node): string {
  if (!computed) return property.name ?? "";
  return property.type === "Literal" ? String(property.value) : "";
}

/** What is called; the linter's tree wraps it where it may be missing. */
function calleeOf({ callee }: Node): Node {
  return callee.type === "ChainExpression" ? callee.expression : callee;
}

/** The function that a name calls, here or in another module. */
function targetOf(
  { name }: Node,
  module: Module,
): { readonly node: Node; readonly home: Module } | undefined {
  const imported = module.imports.get(name);
  const home = imported === undefined ? module : module.all.get(imported.module);
  const node = home?.functions.get(imported?.name ?? name);
  return home === undefined || node === undefined ? undefined : { node, home };
}

/** Passes words on to what they are given to. */
function spread(module: Module): void {
  for (const node of module.nodes) {
    if (node.type === "VariableDeclarator" && node.init !== null) {
      if (hasWords(node.init, module)) mark(node.id, module);
      if (node.id.type === "Identifier" && isError(node.init, module)) markError(node.id, module);
    }
    if (node.type === "AssignmentExpression" && hasWords(node.right, module)) {
      mark(node.left, module);
    }
    if (node.type === "ForOfStatement" && hasWords(node.right, module)) {
      mark(node.left.declarations?.[0]?.id ?? node.left, module);
    }
    if (node.type === "CallExpression") spreadCall(node, module);
    const told = node.type === "ReturnStatement"
      ? node.argument
      : node.type === "ArrowFunctionExpression" && node.body.type !== "BlockStatement"
      ? node.body
      : null;
    if (told !== null && hasWords(told, module)) module.tellers.add(functionAround(node).range[0]);
  }
}

function markError(identifier: Node, module: Module): void {
  const binding = resolve(identifier, module);
  if (binding !== undefined) binding.isError = true;
}

function spreadCall(node: Node, module: Module): void {
  const { arguments: given } = node;
  const callee = calleeOf(node);
  if (callee.type === "MemberExpression") {
    const method = memberOf(callee);
    const rejected = method === "catch" ? given[0] : method === "then" ? given[1] : undefined;
    if (isFunction(rejected) && rejected.params[0]?.type === "Identifier") {
      markError(rejected.params[0], module);
    }
    // What is done with each piece of the words, or with words that go into a fold.
    const inside = hasWords(callee.object, module) || given.some((one: Node) => {
      return !isFunction(one) && hasWords(one, module);
    });
    for (const callback of given) {
      if (isFunction(callback) && inside) {
        for (const parameter of callback.params) mark(parameter, module);
      }
    }
    return;
  }
  if (callee.type !== "Identifier") return;
  const target = targetOf(callee, module);
  given.forEach((one: Node, index: number) => {
    const parameter = target?.node.params[index];
    if (target === undefined || parameter === undefined) return;
    if (hasWords(one, module)) mark(parameter, target.home);
    if (isError(one, module) && parameter.type === "Identifier") markError(parameter, target.home);
  });
}

function findings(module: Module): Finding[] {
  const found = module.nodes.filter((node) => {
    if (node.type === "CallExpression") {
      const callee = calleeOf(node);
      const method = callee.type === "MemberExpression" ? memberOf(callee) : "";
      if (!searching.has(method)) return false;
      return hasWords(callee.object, module) ||
        node.arguments.some((one: Node) => hasWords(one, module)) && /^(test|exec)$/.test(method);
    }
    if (node.type === "BinaryExpression" && /^[!=]==?$/.test(node.operator)) {
      return [node.left, node.right].some((side) => hasWords(side, module)) &&
        ![node.left, node.right].some((side) => /^(undefined|null|)$/.test(textOf(side)));
    }
    return node.type === "SwitchStatement" && hasWords(node.discriminant, module);
  });
  const codes = found.map(({ range }) => module.code.slice(...range as [number, number]));
  return [...new Set(codes)].map((code) => ({ module: module.name, code }));
}

function textOf(node: Node): string {
  if (node.type === "Literal") return node.value === null ? "null" : String(node.value);
  return node.type === "Identifier" ? node.name : "code";
}
