import { join } from "@std/path/join";
import { type Outsider, outsider } from "../registry/_outsider.ts";
import {
  publishFolder,
  publishKeyferry,
  publishNeeded,
  releasedCheckout,
} from "../registry/_publish.ts";
import { startRegistry } from "../registry/_registry.ts";
import configuration from "../../deno.json" with { type: "json" };
import type { Program } from "./_cost.ts";
import { checkout, exists, run } from "../../.ci/_member.ts";

/** keyferry as it is published, from a registry on this machine. */
export interface Published {
  /** A program that may import `@keyferry/keyferry/...`, and packages of npm. */
  script(name: string, code: string): Promise<Program>;
  /** The command. */
  command(name: string, ...words: readonly string[]): Program;
  /** A program that is installed. */
  other(name: string, ...words: readonly string[]): Program;
}

/** keyferry as it is, and as it was. */
export interface Publications extends AsyncDisposable {
  /** What it is published with. */
  readonly packages: string;
  /** This checkout. */
  readonly now: Published;
  /** The revision that was named. */
  readonly before: Published | undefined;
}

const { name: ownName, version } = configuration;

/** What the revision to compare with is published as. */
const earlier = "0.0.1";

/**
 * Publishes keyferry to a registry on this machine, for somebody with an empty home.
 *
 * @param beside A revision of this repository to publish, too.
 */
export async function publishForBench(beside?: string): Promise<Publications> {
  const registry = startRegistry();
  const author = await outsider(registry);
  const user: Outsider = await outsider(registry);
  const packages = await publishNeeded(author);
  const { code, stderr } = await publishKeyferry(
    author,
    await releasedCheckout(author, "released"),
  );
  if (code !== 0) throw new Error(`keyferry could not be published: ${stderr}`);
  if (beside !== undefined) await publishRevision(author, beside);
  const flags = ["run", "-q", "--no-prompt", "--no-lock", "--no-config", "--allow-all"];
  const deno = [Deno.execPath(), ...flags];
  const env = user.environment({ NO_PROXY: "127.0.0.1,localhost" });
  let scripts = 0;
  const at = (version: string): Published => ({
    async script(name, code) {
      const path = join(user.folder, `${++scripts}.ts`);
      await Deno.writeTextFile(path, code.replaceAll(`"${ownName}`, `"jsr:${ownName}@${version}`));
      return { name, words: [...deno, path], env };
    },
    command(name, ...words) {
      return { name, words: [...deno, `jsr:${ownName}@${version}/cli`, ...words], env };
    },
    other: (name, ...words) => ({ name, words, env }),
  });
  return {
    packages,
    now: at(version),
    before: beside === undefined ? undefined : at(earlier),
    async [Symbol.asyncDispose]() {
      for (const one of [user, author, registry]) await one[Symbol.asyncDispose]();
    },
  };
}

/** Publishes a revision by its own task, or its sources where it has none. */
async function publishRevision(author: Outsider, revision: string): Promise<void> {
  const folder = await author.newFolder("earlier");
  const packed = join(author.folder, "earlier.tar");
  const steps = [
    ["git", "archive", `--output=${packed}`, revision],
    ["tar", "-xf", packed, "-C", folder],
  ] as const;
  for (const [program, ...words] of steps) {
    const { code, stderr } = await run(program, words, checkout);
    if (code !== 0) throw new Error(`${program} ${words.join(" ")} failed: ${stderr}`);
  }
  const path = join(folder, "deno.json");
  const { links: _links, ...theirs } = JSON.parse(await Deno.readTextFile(path));
  if (!await exists(join(folder, ".ci/publish.ts"))) {
    await Deno.writeTextFile(path, JSON.stringify({ ...theirs, version: earlier }));
    await publishFolder(author, folder);
    return;
  }
  for (const name of ["deno.json", "src/version.ts", "CHANGELOG.md"]) {
    const text = await Deno.readTextFile(join(folder, name));
    const changed = text.replaceAll(theirs.version, earlier)
      .replace("(not published yet)", "(2026-01-02)");
    await Deno.writeTextFile(join(folder, name), changed);
  }
  const { code, stderr } = await publishKeyferry(author, folder);
  if (code !== 0) throw new Error(`${revision} could not be published: ${stderr}`);
}
