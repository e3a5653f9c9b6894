import { join } from "@std/path/join";
import { areClonesNamed, clones, workTree } from "../../.ci/_clones.ts";
import { checkout, copy, files } from "../../.ci/_member.ts";
import type { Outsider, Ran } from "./_outsider.ts";
import { token } from "./_registry.ts";
import configuration from "../../deno.json" with { type: "json" };

const sending = ["--no-check", "--allow-dirty", "--no-provenance", "--token", token];

/** Publishes the packages that keyferry needs, and says which they are. */
export async function publishNeeded(author: Outsider): Promise<string> {
  return areClonesNamed() ? await publishClones(author) : await publishStandIns(author);
}

/** The real packages: all of both repositories, since one needs another. */
async function publishClones(author: Outsider): Promise<string> {
  const versions: string[] = [];
  for (const clone of clones) {
    const folder = await workTree(clone, author.folder);
    await publishFolder(author, folder);
    for (const [name, inside] of Object.entries(clone.packages)) {
      const { version } = JSON.parse(await Deno.readTextFile(join(folder, inside, "deno.json")));
      versions.push(`${name} ${version}`);
    }
  }
  return `the real packages of clones: ${versions.join(", ")}`;
}

/** The stand-ins of `links/`, with the oldest version that deno.json asks for. */
async function publishStandIns(author: Outsider): Promise<string> {
  const workspace = await author.newFolder("stand-ins");
  const folders: string[] = [];
  const links = "links" in configuration ? configuration.links as string[] : [];
  for (const link of links) {
    const folder = join(workspace, link);
    await copyFolder(join(checkout, link), folder);
    const own = JSON.parse(await Deno.readTextFile(join(folder, "deno.json")));
    const imports: Record<string, string> = configuration.imports;
    const version = /@\^([\d.]+)$/.exec(imports[own.name] ?? "")?.[1];
    if (version === undefined) throw new Error(`deno.json has no version of ${own.name}`);
    const license = configuration.license;
    await Deno.writeTextFile(
      join(folder, "deno.json"),
      JSON.stringify({ ...own, version, license }),
    );
    folders.push(link);
  }
  await Deno.writeTextFile(join(workspace, "deno.json"), JSON.stringify({ workspace: folders }));
  await publishFolder(author, workspace);
  return "the stand-ins of links/";
}

/** Publishes a package, or all of a workspace, with the real `deno publish`. */
export async function publishFolder(author: Outsider, folder: string): Promise<Ran> {
  const ran = await author.run(["deno", "publish", "--allow-slow-types", ...sending], {
    cwd: folder,
  });
  if (ran.code !== 0) throw new Error(`deno publish failed in ${folder}:\n${ran.stderr}`);
  return ran;
}

/** A copy of this checkout as it is when a version is published: with a date in CHANGELOG.md. */
export async function releasedCheckout(author: Outsider, name: string): Promise<string> {
  const folder = await author.newFolder(name);
  for (const file of await files()) await copy(file, folder);
  const path = join(folder, "CHANGELOG.md");
  const changelog = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, changelog.replace("(not published yet)", "(2026-01-02)"));
  return folder;
}

/** Publishes keyferry by its own task; its types are checked where that is tried without `--real`. */
export async function publishKeyferry(author: Outsider, from: string): Promise<Ran> {
  return await author.run(["deno", "task", "-q", "publish", "--real", ...sending], { cwd: from });
}

/** Copies a folder of files and folders. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}
