import type { Sandbox } from "../../src/sandbox/mod.ts";
import { child, entryUrl } from "../helpers/child.ts";

/** A sandbox in a process of its own, which can be killed. */
export interface ChildSandbox extends AsyncDisposable {
  /** What the process says of its sandbox. */
  readonly sandbox: Pick<Sandbox, "url" | "home" | "tokens" | "collections" | "resumed">;
  /** Kills it as `kill -9` does. */
  kill(): Promise<void>;
}

/** How the child's sandbox is started. */
export interface ChildSandboxOptions {
  /** How long the copying of each file takes longer, in milliseconds. */
  readonly slowMs?: number;
}

/** Starts a sandbox on a state file, in a process of its own. */
export async function childSandbox(
  state: string,
  { slowMs = 0 }: ChildSandboxOptions = {},
): Promise<ChildSandbox> {
  const process = child(
    `
    import { startSandbox } from "${entryUrl("src/sandbox/mod.ts")}";
    const slow = () => new Promise((resolve) => setTimeout(resolve, ${slowMs}));
    const sandbox = await startSandbox({
      state: ${JSON.stringify(state)},
      faults: { transfer: ({ step }) => step === "verify" && ${slowMs} > 0 ? slow() : undefined },
    });
    const { url, home, tokens, collections, resumed } = sandbox;
    console.log(JSON.stringify({ url, home, tokens, collections, resumed }));
  `,
    { flags: ["-A"] },
  );
  let text = "";
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(await new Response(process.stderr).text());
    text += value;
  }
  let killed: Promise<void> | undefined;
  async function end(): Promise<void> {
    process.kill("SIGKILL");
    await process.status;
    await Promise.all([reader.cancel(), process.stderr.cancel()]);
  }
  const kill = (): Promise<void> => killed ??= end();
  return { sandbox: JSON.parse(text), kill, [Symbol.asyncDispose]: kill };
}
