// deno-lint-ignore-file no-console
/**
 * keyferry as others get it: published with the real `deno publish` to a registry on this machine, then
 * added, installed, run and built upon by somebody with an empty home. `deno task test:registry` runs
 * it, on the real `@std` and `@cliffy` where `KEYFERRY_STD` and `KEYFERRY_CLIFFY` name clones of them.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path/join";
import { checkout } from "../../.ci/_member.ts";
import { collectionId } from "../../src/sandbox/mod.ts";
import { hasJupyter, runCells } from "./_cells.ts";
import { type Outsider, outsider } from "./_outsider.ts";
import { publishFolder, publishKeyferry, publishNeeded, releasedCheckout } from "./_publish.ts";
import { readmeCommand, readmeScripts, withNames } from "./_readme.ts";
import { type Registry, startRegistry } from "./_registry.ts";
import { type RunningSandbox, startInstalledSandbox } from "./_sandbox.ts";
import { measured, table } from "./_table.ts";
import configuration from "../../deno.json" with { type: "json" };

const { name, version } = configuration;

let registry: Registry;
let author: Outsider;
let user: Outsider;
let sandbox: RunningSandbox;
let released: string;
let command: string;
let project: string;

Deno.test.beforeAll(async () => {
  registry = startRegistry();
  author = await outsider(registry);
  user = await outsider(registry);
});

Deno.test.afterAll(async () => {
  await sandbox?.[Symbol.asyncDispose]();
  await user[Symbol.asyncDispose]();
  await author[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  console.log(table());
});

Deno.test("deno publish sends keyferry, after the packages that it needs", async () => {
  console.log(`\nThe packages that keyferry needs are ${await publishNeeded(author)}`);
  released = await releasedCheckout(author, "released");
  const { code, stderr } = await publishKeyferry(author, released);
  assertEquals([code, code === 0 || stderr], [0, true]);
  const files = registry.filesOf(name, version);
  const sources = Object.values(configuration.exports);
  const run = sources.map((file) => `./dist/${file.slice(2).replace(/ts$/, "js")}`);
  for (const file of ["./LICENSE", "./README.md", ...sources, ...run]) {
    assert(files.includes(file.slice(1)), file);
  }
  assertEquals(files.filter((file) => /^\/(?:links|tests|docs|notebooks|\.)/.test(file)), []);
  const first = await fetch(`${registry.url}/${name}/${version}/cli.ts`);
  assertEquals(await first.text(), await Deno.readTextFile(join(checkout, "cli.ts")));
});

Deno.test("deno add takes keyferry into an empty folder", async () => {
  project = await user.newFolder("project");
  const words = await readmeCommand("deno add");
  const ran = await measured("deno add", user, words, { cwd: project });
  assertEquals(ran.code, 0, ran.stderr);
  const { imports } = JSON.parse(await Deno.readTextFile(join(project, "deno.json")));
  assertEquals(imports, { [name]: `jsr:${name}@^${version}` });
});

Deno.test("deno install -g gives a command, which starts a sandbox", async () => {
  const words = await readmeCommand("deno install");
  const ran = await measured("deno install -g", user, words, { cwd: project });
  assertEquals(ran.code, 0, ran.stderr);
  command = installedCommand(user);
  sandbox = await startInstalledSandbox(user, command);
  assertMatch(sandbox.url, /^http:\/\/127\.0\.0\.1:\d+$/);
});

Deno.test("a dozen commands of the installed one do what they say", async () => {
  const lab = await collectionId("lab");
  const archive = await collectionId("archive");
  const rows: readonly (readonly [words: string, expected: string])[] = [
    ["--version", `keyferry ${version}`],
    ["--help", "globus"],
    ["status", "cave-secret.json"],
    ["permissions cave token", "--allow-"],
    ["globus search --scope my-endpoints", lab],
    [`globus ls ${lab}:/runs/`, "2026-03-21/"],
    [`globus transfer -r --wait ${lab}:/runs/ ${archive}:/runs/`, "-"],
    [`cp -r ${lab}:/runs/ copied/`, ""],
    ["tapis whoami", "ferry"],
    ["tapis files ls -h", "Usage"],
    ["cave datastacks", "sandbox_cortex"],
    ["completions bash", "complete"],
    ["kernel install", "kernel"],
  ];
  for (const [words, expected] of rows) {
    const { code, stdout, stderr } = await measured(
      `keyferry ${
        words.replaceAll(/[\da-f]{8}-[-\da-f]{27}/g, "ID").replace(sandbox.env.HOME ?? "", "HOME")
      }`,
      user,
      [command, ...words.split(" ")],
      { cwd: project, env: sandbox.env },
    );
    assertEquals([words, code, code === 0 || stderr], [words, 0, true]);
    assertStringIncludes(stdout, expected, words);
  }
});

Deno.test("README's scripts run as they stand there, and transfer what they say", async () => {
  const [lab, archive] = ["lab", "archive"].map((name) =>
    sandbox.collections.find((one) => one.name === name)?.path ?? name
  );
  await Deno.mkdir(`${lab}/runs/7`, { recursive: true });
  await Deno.writeTextFile(`${lab}/runs/7/counts.csv`, "1,2,3\n");
  for (const [index, script] of (await readmeScripts()).entries()) {
    const path = join(project, `readme_${index + 1}.ts`);
    await Deno.writeTextFile(path, await withNames(script, sandbox.url));
    const ran = await measured(`README's script ${index + 1}`, user, ["deno", "run", "-A", path], {
      cwd: project,
      env: sandbox.env,
    });
    assertEquals([ran.code, ran.code === 0 || ran.stderr], [0, true]);
    assert(ran.stdout !== "", `script ${index + 1} printed nothing`);
  }
  assertEquals(await Deno.readTextFile(`${archive}/archive/7/counts.csv`), "1,2,3\n");
});

Deno.test("a program reads a few files of keyferry's and nothing else, whatever it imports", async () => {
  await using newcomer = await outsider(registry);
  const cwd = await newcomer.newFolder("program");
  const script = join(cwd, "main.ts");
  const own = `/${name}/${version}/`;
  const entries = Object.keys(configuration.exports).filter((entry) => entry !== "./globus");
  for (const entry of ["./globus", ...entries]) {
    await Deno.writeTextFile(script, `import "${join(`jsr:${name}@${version}`, entry)}";\n`);
    const before = registry.answered.length;
    const { code, stderr } = await newcomer.run(["deno", "run", "--no-prompt", script], { cwd });
    assertEquals([entry, code, code === 0 || stderr], [entry, 0, true]);
    const read = registry.answered.slice(before).map(({ path }) => path);
    const others = read.filter((path) => {
      return !path.startsWith(`${own}dist/`) && !path.endsWith("meta.json");
    });
    assertEquals([entry, others], [entry, []]);
    // The first, when nothing is there yet: 300 files without the parts that they are put together to.
    if (entry === "./globus") assert(read.length < 40, `${read.length} files`);
  }
});

Deno.test("types and documentation of what is published are those of its sources", async () => {
  const named = async (cwd: string, entry: string): Promise<string[]> => {
    const { code, stdout, stderr } = await user.run(["deno", "doc", "--json", entry], { cwd });
    assertEquals([entry, code, code === 0 || stderr], [entry, 0, true]);
    const { nodes } = JSON.parse(stdout) as {
      nodes: Record<string, { module_doc?: unknown; symbols: { name: string }[] }>;
    };
    return Object.values(nodes).flatMap(({ module_doc, symbols }) => {
      return [JSON.stringify(module_doc), ...symbols.map(({ name }) => name)];
    });
  };
  for (const entry of [".", "./cave", "./http", "./cli"] as const) {
    const published = await named(project, join(`jsr:${name}@${version}`, entry));
    assertEquals(published, await named(checkout, configuration.exports[entry]), entry);
    assert(published.length > 3, entry);
  }
});

Deno.test("a package that builds on keyferry can be published, added and used", async () => {
  const folder = await author.newFolder("builds-on-it");
  await Deno.writeTextFile(
    join(folder, "deno.json"),
    JSON.stringify({
      name: "@others/whose-token",
      version: "1.0.0",
      license: "MIT",
      exports: "./mod.ts",
      imports: { [name]: `jsr:${name}@^${version}` },
    }),
  );
  await Deno.writeTextFile(
    join(folder, "mod.ts"),
    `import { restore } from "${name}/cave";
export { isKeyferryError } from "${name}";
/** Where the CAVE token is from. */
export async function whoseToken(serverAddress: string): Promise<string> {
  return String((await restore(undefined, { serverAddress })).source);
}
`,
  );
  await publishFolder(author, folder);
  const elsewhere = await user.newFolder("elsewhere");
  const added = await measured("deno add, of a package that builds on it", user, [
    "deno",
    "add",
    "jsr:@others/whose-token",
  ], { cwd: elsewhere });
  assertEquals(added.code, 0, added.stderr);
  const script = join(elsewhere, "main.ts");
  await Deno.writeTextFile(
    script,
    `import { isKeyferryError, whoseToken } from "@others/whose-token";
console.log(await whoseToken("${sandbox.url}"), isKeyferryError(new Error()));
`,
  );
  const ran = await measured(
    "a script of its user",
    user,
    ["deno", "run", "-A", "--check", script],
    {
      cwd: elsewhere,
      env: sandbox.env,
    },
  );
  assertEquals([ran.code, ran.code === 0 || ran.stderr], [0, true]);
  assertMatch(ran.stdout, /cave-secret\.json.* false\n$/);
});

Deno.test("what was run once runs with --frozen and --cached-only, and asks the registry nothing", async () => {
  const path = join(project, "readme_2.ts");
  for (const option of ["--frozen", "--cached-only"]) {
    const { code, stderr, requests } = await user.run(["deno", "run", "-A", option, path], {
      cwd: project,
      env: sandbox.env,
    });
    assertEquals([option, code, code === 0 || stderr], [option, 0, true]);
    assertEquals(requests, 0, option);
  }
  const other = join(project, "other.ts");
  await Deno.writeTextFile(other, 'import "jsr:@others/whose-token@1";\n');
  const refused = await user.run(["deno", "run", "--frozen", other], { cwd: project });
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.stderr, "lockfile");
});

Deno.test({
  name: "a notebook's cell finds keyferry in the folder where it was added",
  ignore: !await hasJupyter(),
  async fn() {
    const texts = await runCells(user, project, sandbox.env, [
      `import * as cave from "${name}/cave"; const { source } = await cave.restore(undefined, { serverAddress: "${sandbox.url}" }); console.log(String(source));`,
    ]);
    assertStringIncludes(texts, "cave-secret.json");
  },
});

Deno.test("a module that the list of files leaves out is refused by deno publish", async () => {
  const folder = await releasedCheckout(author, "planted");
  const path = join(folder, "deno.json");
  const { publish, ...rest } = JSON.parse(await Deno.readTextFile(path));
  const include = publish.include.flatMap((one: string) => one === "src" ? ["src/cave"] : [one]);
  await Deno.writeTextFile(path, JSON.stringify({ ...rest, publish: { include } }));
  const { code, stderr, stdout } = await publishKeyferry(author, folder);
  assertEquals(code, 1);
  assertStringIncludes(stdout + stderr, "excluded");
});

Deno.test("LICENSE or README.md left out is refused by the task, before anything is sent", async () => {
  const path = join(author.folder, "planted", "deno.json");
  const { publish, ...rest } = JSON.parse(await Deno.readTextFile(join(released, "deno.json")));
  const include = publish.include.filter((one: string) => one !== "README.md");
  await Deno.writeTextFile(path, JSON.stringify({ ...rest, publish: { ...publish, include } }));
  const before = registry.answered.filter(({ path }) => path.startsWith("/api/")).length;
  const { code, stderr } = await publishKeyferry(author, join(author.folder, "planted"));
  assertEquals(code, 1);
  assertStringIncludes(stderr, "README.md is not in it");
  assertEquals(registry.answered.filter(({ path }) => path.startsWith("/api/")).length, before);
});

Deno.test("a module that the registry has not is noticed by the command that needs it", async () => {
  await using unlucky = await outsider(registry);
  const says = "List the datastacks that your CAVE token may see";
  const file = registry.filesOf(name, version).find((one) => {
    return one.startsWith("/dist/") && registry.textOf(name, version, one).includes(says);
  });
  assert(file !== undefined, "the command is in a file");
  const path = `/${name}/${version}${file}`;
  registry.lost.add(path);
  try {
    const cwd = await unlucky.newFolder("project");
    const installed = await unlucky.run(await readmeCommand("deno install"), { cwd });
    assertEquals(installed.code, 0, installed.stderr);
    const words = [installedCommand(unlucky), "--sandbox", sandbox.env.HOME!, "cave", "datastacks"];
    const { code, stderr } = await unlucky.run(words, { cwd });
    assertEquals(code, 1, stderr);
    assertStringIncludes(stderr, path);
  } finally {
    registry.lost.delete(path);
  }
});

function installedCommand({ home }: Outsider): string {
  const file = Deno.build.os === "windows" ? "keyferry.cmd" : "keyferry";
  return join(home, ".deno", "bin", file);
}
