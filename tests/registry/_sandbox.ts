import { join } from "@std/path/join";
import type { Outsider } from "./_outsider.ts";

/** A sandbox that the installed command runs. */
export interface RunningSandbox extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
  /** Its collections, with their folders. */
  readonly collections: readonly { readonly name: string; readonly path: string }[];
  /** Variables that point programs at it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a sandbox with the installed command, as a person does in another terminal. */
export async function startInstalledSandbox(
  user: Outsider,
  command: string,
): Promise<RunningSandbox> {
  const args = ["sandbox", "--json", "--home", join(user.folder, "sandbox")];
  const process = new Deno.Command(command, {
    args,
    clearEnv: true,
    env: user.environment(),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  let facts: Pick<RunningSandbox, "url" | "env" | "collections"> | undefined;
  while (facts === undefined) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`The sandbox has ended, after "${said}"`);
    said += value;
    if (said.endsWith("}\n")) facts = JSON.parse(said);
  }
  return {
    ...facts,
    async [Symbol.asyncDispose]() {
      process.kill("SIGINT");
      await reader.cancel();
      await process.status;
    },
  };
}
