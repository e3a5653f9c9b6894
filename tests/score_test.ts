/**
 * JSR's score, counted as JSR's own program counts it (`api/src/analysis.rs`, `api/src/api/types.rs` of
 * jsr-io/jsr). Three points are given by JSR itself: for two runtimes, which the package's settings
 * there name, and for the proof of where it was made, which publish.yml asks for.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import configuration from "../deno.json" with { type: "json" };

interface Declaration {
  readonly declarationKind: string;
  readonly kind: string;
  readonly def?: { readonly hasBody?: boolean };
  readonly jsDoc?: { readonly doc?: string; readonly tags?: readonly unknown[] };
}

interface Documented {
  readonly module_doc?: { readonly doc?: string; readonly tags?: readonly { kind: string }[] };
  readonly symbols: readonly {
    readonly name: string;
    readonly declarations: readonly Declaration[];
  }[];
}

const checkout = fromFileUrl(new URL("../", import.meta.url));
const entries = Object.values(configuration.exports);

async function deno(...args: string[]): Promise<Deno.CommandOutput> {
  return await new Deno.Command(Deno.execPath(), { args, cwd: checkout, stdin: "null" }).output();
}

async function documentation(): Promise<[name: string, documented: Documented][]> {
  const { stdout, success } = await deno("doc", "--json", ...entries);
  assert(success);
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as {
    nodes: Record<string, Documented>;
  };
  return Object.entries(nodes);
}

const modules = await documentation();

/** What is counted: of a function with overloads, those, and not what stands behind them. */
function declarationsOf({ symbols }: Documented): (Declaration & { name: string })[] {
  return symbols.flatMap(({ name, declarations }) => {
    const shown = declarations.filter(({ declarationKind }) => declarationKind !== "private");
    const isOverloaded = shown.length > 1 && shown.every(({ kind }) => kind === "function");
    return shown.filter(({ def }) => !(isOverloaded && def?.hasBody))
      .map((declaration) => ({ ...declaration, name }));
  });
}

function isDocumented({ jsDoc }: Declaration): boolean {
  return Boolean(jsDoc?.doc) || (jsDoc?.tags ?? []).length > 0;
}

Deno.test("every symbol of every entry point is documented where it is declared", () => {
  const missing = modules.flatMap(([module, documented]) =>
    declarationsOf(documented)
      .filter((one) => one.kind !== "reference" && !isDocumented(one))
      .map(({ name }) => `${module.replace(/.*\/(?=src\/|mod|cli)/, "")} ${name}`)
  );
  assertEquals(missing, []);
});

Deno.test("JSR's score is at least 94 %, and 100 % where a re-export counts as what it names", async () => {
  const readme = await Deno.readTextFile(`${checkout}/README.md`);
  const workflow = await Deno.readTextFile(`${checkout}/.github/workflows/publish.yml`);
  const lint = await deno("lint", "-q", "--rules-include=no-slow-types", "mod.ts", "cli.ts", "src");
  const all = modules.flatMap(([, documented]) => declarationsOf(documented));
  // What one entry point passes on from another is a declaration of its own, with no documentation.
  const share = all.filter(isDocumented).length / all.length;
  const own = all.filter(({ kind }) => kind !== "reference");
  const ownShare = own.filter(isDocumented).length / own.length;
  const documented = (part: number) => Math.floor(Math.min(part / 0.8, 1) * 5);
  const points = {
    "a README": readme.trim() === "" ? 0 : 2,
    "an example in it": readme.includes("```") ? 1 : 0,
    "a module doc in every entry point": modules.length === entries.length &&
        modules.every(([, { module_doc: doc }]) => Boolean(doc?.doc))
      ? 1
      : 0,
    "documented symbols": documented(share),
    "no slow types": lint.success ? 5 : 0,
    "a description": configuration.description === "" ? 0 : 1,
    "one runtime": 1,
    "another runtime": 1,
    "a proof of where it was made": /^ {2}id-token: write$/m.test(workflow) ? 1 : 0,
  };
  const total = Object.values(points).reduce((sum, one) => sum + one, 0);
  const counted = `${total} points, ${(share * 100).toFixed(1)} %: ${JSON.stringify(points)}`;
  assert(total >= 16, counted);
  assert(total - documented(share) + documented(ownShare) >= 18, counted);
});

Deno.test("deno doc --lint has nothing to say about all entry points together", async () => {
  const { success, stderr, stdout } = await deno("doc", "--lint", ...entries);
  const decoder = new TextDecoder();
  assertEquals([success, success || decoder.decode(stderr) + decoder.decode(stdout)], [true, true]);
});
