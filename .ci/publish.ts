// deno-lint-ignore-file no-console
/**
 * Publishes to JSR: tries it with the real `deno publish --dry-run`, looks at what would be sent, and
 * with `--real` sends it. Further words are options of `deno publish`, such as `--token`.
 *
 * `links` in deno.json is for the checkout, and `deno publish` refuses it; so a copy without it is
 * published, in which what runs is put together to few files. A try needs no way to JSR: the copy is a workspace's member whose links are the stand-ins.
 * What is really published is resolved and checked against JSR's own packages.
 */
import { bundle, type Package } from "./_bundle.ts";
import { contentComplaints, releaseComplaints } from "./_release.ts";
import { checkout, copy, files, makeMember, run } from "./_member.ts";
import { version as ownVersion } from "../src/version.ts";

interface Configuration extends Package {
  readonly version: string;
}

async function copyStandIns(parent: string): Promise<string[]> {
  const standIns = (await files()).filter((file) => /^links\/[^/]+\//.test(file));
  for (const file of standIns) await copy(file, parent);
  const folders = new Set(standIns.map((file) => file.split("/").slice(0, 2).join("/")));
  return [...folders].map((folder) => `./${folder}`);
}

/** The tag that a workflow runs for. */
function tagOfWorkflow(): string | undefined {
  return Deno.env.get("GITHUB_REF_TYPE") === "tag" ? Deno.env.get("GITHUB_REF_NAME") : undefined;
}

async function main(isReal: boolean, options: readonly string[]): Promise<number> {
  const { version, exports } = JSON.parse(
    await Deno.readTextFile(`${checkout}/deno.json`),
  ) as Configuration;
  const changelog = await Deno.readTextFile(`${checkout}/CHANGELOG.md`);
  const release = { version, ownVersion, changelog, tag: tagOfWorkflow() };
  const disagreements = releaseComplaints(release, isReal);
  for (const complaint of disagreements) console.error(`error: ${complaint}`);
  if (disagreements.length > 0) return 1;

  await using member = await makeMember(isReal ? () => Promise.resolve([]) : copyStandIns);
  const configuration = `${member.folder}/deno.json`;
  const own: Configuration = JSON.parse(await Deno.readTextFile(configuration));
  const published = await bundle(member.folder, own);
  await Deno.writeTextFile(configuration, JSON.stringify(published, null, 2));
  const publish = ["publish", "--allow-dirty", ...options];
  const dry = await run(Deno.execPath(), [...publish, "--dry-run"], member.folder, {
    NO_COLOR: "1",
  });
  const said = `${dry.stdout}\n${dry.stderr}`.replaceAll(member.parent, "");
  console.log(said.trim());
  if (dry.code !== 0) return dry.code;
  const listed = [...said.matchAll(/^ *file:\/\/\S*?\/keyferry\/(\S+) \(/gm)].map(([, file]) =>
    file!
  );
  const wrong = contentComplaints(listed, {
    files: [
      ...["LICENSE", "README.md", "deno.json"],
      // What an entry point runs, and the source that it takes its types from.
      ...[...Object.values(published.exports), ...Object.values(exports)]
        .map((file) => file.replace("./", "")),
    ],
    without: ["links/", "tests/", "notebooks/", "docs/", ".ci/", ".github/"],
  });
  for (const complaint of wrong) console.error(`The package is not right: ${complaint}`);
  if (wrong.length > 0) return 1;
  if (!isReal) return 0;
  const args = [...publish];
  return (await new Deno.Command(Deno.execPath(), { args, cwd: member.folder }).spawn().status)
    .code;
}

const isReal = Deno.args.includes("--real");
Deno.exitCode = await main(isReal, Deno.args.filter((word) => word !== "--real"));
