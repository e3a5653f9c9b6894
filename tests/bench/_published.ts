import { join } from "@std/path/join";
import { type Outsider, outsider } from "../registry/_outsider.ts";
import { publishKeyferry, publishNeeded, releasedCheckout } from "../registry/_publish.ts";
import { startRegistry } from "../registry/_registry.ts";
import configuration from "../../deno.json" with { type: "json" };
import type { Program } from "./_cost.ts";

/** keyferry as it is published, from a registry on this machine. */
export interface Published extends AsyncDisposable {
  /** What it is published with. */
  readonly packages: string;
  /** A program that may import `@keyferry/keyferry/...`, and packages of npm. */
  script(name: string, code: string): Promise<Program>;
  /** The command. */
  command(name: string, ...words: readonly string[]): Program;
  /** A program that is installed. */
  other(name: string, ...words: readonly string[]): Program;
}

const { name: ownName, version } = configuration;

/** Publishes keyferry to a registry on this machine, for somebody with an empty home. */
export async function publishForBench(): Promise<Published> {
  const registry = startRegistry();
  const author = await outsider(registry);
  const user: Outsider = await outsider(registry);
  const packages = await publishNeeded(author);
  const { code, stderr } = await publishKeyferry(
    author,
    await releasedCheckout(author, "released"),
  );
  if (code !== 0) throw new Error(`keyferry could not be published: ${stderr}`);
  const flags = ["run", "-q", "--no-prompt", "--no-lock", "--no-config", "--allow-all"];
  const deno = [Deno.execPath(), ...flags];
  const env = user.environment({ NO_PROXY: "127.0.0.1,localhost" });
  let scripts = 0;
  return {
    packages,
    async script(name, code) {
      const path = join(user.folder, `${++scripts}.ts`);
      await Deno.writeTextFile(path, code.replaceAll(`"${ownName}`, `"jsr:${ownName}@${version}`));
      return { name, words: [...deno, path], env };
    },
    command(name, ...words) {
      return { name, words: [...deno, `jsr:${ownName}@${version}/cli`, ...words], env };
    },
    other: (name, ...words) => ({ name, words, env }),
    async [Symbol.asyncDispose]() {
      for (const one of [user, author, registry]) await one[Symbol.asyncDispose]();
    },
  };
}
