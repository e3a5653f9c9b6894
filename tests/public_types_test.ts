/** What the types of the entry points promise to programs under strict flags, as `deno doc` has them. */

import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import config from "../deno.json" with { type: "json" };

const root = fromFileUrl(new URL("..", import.meta.url));

/** Those that export everything there is but the command, whose reports are only printed. */
const entries = [
  ...["./credentials", "./http", "./globus", "./tapis/v2", "./tapis/v3", "./cave"],
  ...["./ferry", "./notebook", "./sandbox"],
] as readonly (keyof typeof config.exports)[];

interface TypeDoc {
  readonly kind?: string;
  readonly value?: unknown;
  readonly repr?: string;
}

interface Member {
  readonly name?: string;
  readonly optional?: boolean;
  readonly tsType?: TypeDoc;
}

interface Declaration {
  readonly kind: string;
  readonly def?: {
    readonly properties?: readonly Member[];
    readonly methods?: readonly Member[];
    readonly indexSignatures?: readonly unknown[];
    readonly extends?: readonly TypeDoc[];
    readonly params?: readonly Member[];
    readonly tsType?: TypeDoc;
  };
}

interface Documented {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

async function symbolsOf(entry: keyof typeof config.exports): Promise<readonly Documented[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "--no-lock", config.exports[entry]],
    cwd: root,
    stderr: "null",
  }).output();
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout));
  const [{ symbols }] = Object.values(nodes) as [{ symbols: readonly Documented[] }];
  return symbols;
}

const documented: (readonly [string, readonly Documented[]])[] = [];
for (const entry of entries) documented.push([entry, await symbolsOf(entry)]);

/** Every value below one, whatever it is part of. */
function* below(value: unknown): Generator<object> {
  if (typeof value !== "object" || value === null) return;
  yield value;
  for (const part of Object.values(value)) yield* below(part);
}

function allowsUndefined(type: TypeDoc | undefined): boolean {
  if (type?.kind === "keyword") return type.repr === "undefined" || type.repr === "unknown";
  return type?.kind === "union" && (type.value as readonly TypeDoc[]).some(allowsUndefined);
}

/** Which of its parts a value of keyferry's has says what it is: `"collection" in place`. */
const ofOurs = ["OpenPlace"];

Deno.test("what may be left out may be undefined: no option needs a conditional spread", () => {
  const strict: string[] = [];
  let seen = 0;
  for (const [entry, symbols] of documented) {
    for (const { name, declarations } of symbols.filter(({ name }) => !ofOurs.includes(name))) {
      for (const part of below(declarations) as Iterable<Member & TypeDoc>) {
        // A parameter with a question mark takes undefined as it is.
        if (part.optional !== true || part.name === undefined || part.kind !== undefined) continue;
        if (!("tsType" in part)) continue;
        seen++;
        if (!allowsUndefined(part.tsType)) strict.push(`${entry} ${name}.${part.name}`);
      }
    }
  }
  assertEquals(strict, []);
  assert(seen > 800, `${seen}`);
});

/** Documents of a service that functions take as they came: what else is in them may be there. */
const asTheyCame: Readonly<Record<string, string>> = {
  EndpointDocument: "dataAccessScope() takes what was found",
  EventDocument: "faultOf() takes what was listed",
  TaskDocument: "a picture takes what was watched",
  TokenClaims: "storeTokens() of v3 takes what createToken() gave, claims and all",
  TokenDocument: "storeTokens() of v2 takes what createToken() gave",
};

Deno.test("what is sent has no index signature: a misspelled field does not compile", () => {
  const open: string[] = [];
  let seen = 0;
  for (const [entry, symbols] of documented) {
    const byName = new Map(symbols.map((symbol) => [symbol.name, symbol]));
    for (const { name, declarations } of symbols) {
      for (const { kind, def } of declarations) {
        if (kind !== "function") continue;
        for (const type of namesIn(def?.params, byName)) {
          seen++;
          const found = byName.get(type)?.declarations ?? [];
          const isOpen = found.some(({ def }) => (def?.indexSignatures ?? []).length > 0);
          if (isOpen && !(type in asTheyCame)) open.push(`${entry} ${name}() takes ${type}`);
        }
      }
    }
  }
  assertEquals(open, []);
  assert(seen > 800, `${seen}`);
});

/** The interfaces that parameters are made of, and those that these are made of; what functions are given is not. */
function namesIn(
  params: readonly Member[] | undefined,
  byName: ReadonlyMap<string, Documented>,
): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { kind, value: reference } = value as TypeDoc;
    if (kind === "fnOrConstructor") return;
    if (kind === "typeRef") {
      const { typeName } = reference as { readonly typeName: string };
      if (!names.has(typeName) && byName.has(typeName)) {
        names.add(typeName);
        for (const { def } of byName.get(typeName)?.declarations ?? []) {
          visit(def?.properties);
          visit(def?.extends);
          visit(def?.tsType);
        }
      }
    }
    for (const part of Object.values(value)) visit(part);
  };
  visit(params?.map(({ tsType }) => tsType));
  return names;
}
