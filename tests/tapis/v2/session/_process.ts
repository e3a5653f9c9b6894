import type { Sandbox } from "../../../../src/sandbox/mod.ts";
import { child, entryUrl, type Ran, runChild } from "../../../helpers/child.ts";

/** All variables that a search looks at, set to nothing, so that none of the person's own counts. */
const nothing = Object.fromEntries(
  [
    "TAPIS_CACHE_DIR",
    "AGAVE_CACHE_DIR",
    "TAPIS_BASE_URL",
    ...["KEY", "SECRET"].map((name) => `TAPIS_API_${name}`),
    ...["TOKEN", "REFRESH_TOKEN", "USERNAME", "PASSWORD"]
      .flatMap((name) => [`TAPIS_${name}`, `TAPIS_API_${name}`]),
  ].map((name) => [name, ""]),
);

/** What a process may do that works with a cache. */
export const everything: readonly string[] = [
  "--allow-env",
  "--allow-read",
  "--allow-write",
  "--allow-net=127.0.0.1",
  "--allow-sys=uid",
];

/** Runs the lines of a script that has `v2`, in a process of its own. */
export function runTapis(
  lines: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = everything,
): Promise<Ran> {
  return runChild(withV2(lines), { flags, env: { ...nothing, ...env } });
}

/** Starts the lines of a script that has `v2`, in a process of its own. */
export function startTapis(
  lines: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = everything,
): Deno.ChildProcess {
  return child(withV2(lines), { flags, env: { ...nothing, ...env } });
}

function withV2(lines: string): string {
  return `import { v2 } from "${entryUrl("src/tapis/mod.ts")}";\n${lines}`;
}

/** The lines of a program that makes one call, and prints the token it ended with. */
export const callOnce = `
  const tapis = await v2.restore();
  await tapis.profilesGet();
  console.log(tapis.tokens().reveal().access_token);
`;

/** The grants that a sandbox was asked for, by kind, in order. */
export function grants(sandbox: Sandbox): string[] {
  return sandbox.requests.filter(({ path }) => path === "/token")
    .map(({ body }) => new URLSearchParams(body).get("grant_type") ?? "");
}

/** The cache of a sandbox's home, as if its access token had ended long ago. */
export async function expireCache(sandbox: Sandbox): Promise<void> {
  for (const name of ["current", "config.json"]) {
    const path = `${sandbox.home}/.agave/${name}`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replaceAll(/"created_at": \d+/g, '"created_at": 1000'));
  }
}
