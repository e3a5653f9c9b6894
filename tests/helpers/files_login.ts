import type { Sandbox } from "../../src/sandbox/mod.ts";

/** Takes the token for a collection's files out of what a sandbox planted: a login for Transfer alone stays. */
export async function forgetFilesLogin(
  { home, tokens }: Sandbox,
  collection: string,
): Promise<void> {
  const path = `${home}/.globus/app/${tokens.globusApps.planted}/keyferry-sandbox/tokens.json`;
  const stored = JSON.parse(await Deno.readTextFile(path));
  delete stored.data.DEFAULT[collection];
  await Deno.writeTextFile(path, JSON.stringify(stored));
}
