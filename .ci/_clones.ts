import { join, resolve } from "@std/path";
import { exists, run } from "./_member.ts";

/** A repository whose packages keyferry uses. */
export interface Clone {
  /** The variable that names a clone of it. */
  readonly variable: string;
  /** The repository. */
  readonly repository: string;
  /** Packages of ours, and the folders they have in the clone. */
  readonly packages: Readonly<Record<string, string>>;
  /** The tag to take from a bare repository, where it is there. */
  readonly tag?: string;
}

/** The repositories of the JSR packages. */
export const clones: readonly Clone[] = [
  {
    variable: "KEYFERRY_STD",
    repository: "denoland/std",
    packages: {
      "@std/assert": "assert",
      "@std/dotenv": "dotenv",
      "@std/path": "path",
      "@std/testing": "testing",
    },
  },
  {
    variable: "KEYFERRY_CLIFFY",
    repository: "c4spar/cliffy",
    packages: { "@cliffy/command": "command" },
    tag: "v1.2.1",
  },
];

/** Whether any clone is named. */
export function areClonesNamed(): boolean {
  return clones.some(({ variable }) => Boolean(Deno.env.get(variable)));
}

async function git(args: string[], cwd: string): Promise<void> {
  const { code, stderr } = await run("git", args, cwd);
  if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
}

/** The folder of a clone's work tree; that of a bare repository is made below `parent`. */
export async function workTree(clone: Clone, parent: string): Promise<string> {
  const { variable, repository, tag } = clone;
  const given = Deno.env.get(variable);
  if (!given) throw new Error(`${variable} is not set: set it to a clone of ${repository}`);
  const path = resolve(Deno.env.get("INIT_CWD") ?? ".", given);
  if (await exists(join(path, "deno.json"))) return path;
  if (!await exists(join(path, "HEAD"))) {
    throw new Error(`${variable}: ${path} is neither a clone of ${repository} nor a bare one`);
  }
  const tree = join(parent, repository.replace("/", "-"));
  await git(["clone", "--quiet", "--shared", "--no-checkout", path, tree], parent);
  const tagged = tag && (await run("git", ["rev-parse", "--verify", "-q", tag], tree)).code === 0;
  await git(["checkout", "--quiet", tagged ? tag : "HEAD"], tree);
  return tree;
}
