// deno-lint-ignore-file no-console
/**
 * Runs the checks and tests on the real JSR packages: those of local clones of denoland/std and
 * c4spar/cliffy, named by `KEYFERRY_STD` and `KEYFERRY_CLIFFY` (a work tree or a bare repository),
 * else those of JSR itself where it can be reached. The stand-ins of `links/` play no part. Paths named
 * on the command line are the only tests that run.
 */
import { join } from "@std/path";
import { areClonesNamed, clones, workTree } from "./_clones.ts";
import { makeMember, type Member, run } from "./_member.ts";

const versions: Record<string, string> = {};

async function linkClones(parent: string): Promise<string[]> {
  if (!areClonesNamed()) return [];
  const folders: string[] = [];
  for (const clone of clones) {
    const folder = await workTree(clone, parent);
    for (const [name, inside] of Object.entries(clone.packages)) {
      const configuration = await Deno.readTextFile(join(folder, inside, "deno.json"));
      versions[name] = (JSON.parse(configuration) as { version: string }).version;
    }
    folders.push(folder);
  }
  return folders;
}

/** Fetches the packages from JSR and learns their versions. */
async function installFromJsr(member: Member): Promise<void> {
  const names = clones.flatMap(({ packages }) => Object.keys(packages));
  const entries = ["cli.ts", "tests/links/_ferry.ts"];
  for await (const { name } of Deno.readDir(join(member.folder, "tests/links"))) {
    if (name.endsWith("_test.ts")) entries.push(`tests/links/${name}`);
  }
  const { code, stderr } = await run(Deno.execPath(), ["cache", ...entries], member.folder);
  if (code !== 0) {
    const variables = clones.map(({ variable, repository }) =>
      `${variable} to a clone of ${repository}`
    );
    throw new Error(`JSR is out of reach: set ${variables.join(" and ")}\n${stderr}`);
  }
  const { specifiers } = JSON.parse(await Deno.readTextFile(join(member.folder, "deno.lock"))) as {
    specifiers: Record<string, string>;
  };
  for (const [specifier, version] of Object.entries(specifiers)) {
    const name = names.find((one) => specifier.startsWith(`jsr:${one}@`));
    if (name) versions[name] = version;
  }
}

/** Type errors in our files; those of the packages, which are checked less strictly, are theirs. */
async function check({ folder }: Member): Promise<string[]> {
  const entries = ["mod.ts", "cli.ts", "src", "tests", "notebooks/scripts"];
  const { code, stderr } = await run(Deno.execPath(), ["check", ...entries], folder, {
    NO_COLOR: "1",
  });
  if (code === 0) return [];
  const [, ...blocks] = stderr.split(/^(?=TS\d+ \[ERROR\])/m);
  if (blocks.length === 0) return [stderr];
  return blocks.filter((block) => /\n +at (file:\S+)/.exec(block)?.[1]?.includes(`${folder}/`));
}

async function relax({ folder }: Member): Promise<void> {
  const configuration = join(folder, "deno.json");
  const { compilerOptions: _, ...rest } = JSON.parse(await Deno.readTextFile(configuration));
  await Deno.writeTextFile(configuration, JSON.stringify(rest));
}

async function passes({ folder }: Member, ...args: string[]): Promise<boolean> {
  console.log(`\ndeno ${args.join(" ")}`);
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: folder }).spawn().status;
  return success;
}

async function main(): Promise<boolean> {
  await using member = await makeMember(linkClones);
  const source = Object.keys(versions).length > 0 ? "local clones" : "JSR";
  if (source === "JSR") await installFromJsr(member);
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ");
  console.log(`The real packages, from ${source}: ${list}`);

  const { stderr } = await run(Deno.execPath(), ["info", "cli.ts"], member.folder);
  const unused = stderr.split("\n").filter((line) => line.includes("was not used"));
  const errors = await check(member);
  console.log(`\ndeno check: ${errors.length === 0 ? "no errors in our files" : "failed"}`);
  for (const error of [...unused, ...errors]) console.error(error);

  // A test that checks types would stumble over theirs, which are linked sources here.
  await relax(member);
  const suite = ["test", "-q", "-P=test", "--no-prompt", "--no-check"];
  const cli = ["run", "-q", "--no-prompt", "cli.ts"];
  // Linked clones cost any program that imports a package the reading of a workspace.
  const base = source === "JSR" ? [] : ["@std/path/join"];
  const bench = ["run", "-q", "--allow-read", "--allow-write", "--allow-run"];
  const results = [
    unused.length === 0,
    errors.length === 0,
    await passes(member, ...suite, ...Deno.args),
    Deno.args.length > 0 ||
    await passes(member, ...suite, "--doc", "mod.ts", "cli.ts", "src", "README.md"),
    await passes(member, ...cli, "--version"),
    await passes(member, ...cli, "--help"),
    await passes(member, ...bench, "tests/bench/cli_start.ts", ...base),
  ];
  return results.every((one) => one);
}

try {
  if (!await main()) Deno.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exitCode = 1;
}
