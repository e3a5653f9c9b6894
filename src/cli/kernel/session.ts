/** A Jupyter kernel of one's own, asked one question. */

import { join } from "@std/path/join";
import { connectDealer, type Dealer } from "./zmtp.ts";

/** The kernel to start. */
export interface KernelStart {
  /** The program and its arguments; `{connection_file}` stands for the file that is made for it. */
  readonly argv: readonly string[];
  /** Variables beside the process's own. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder that the kernel starts in: the notebook's. */
  readonly folder: string;
  /** The code that it runs. */
  readonly code: string;
  /** How long to wait for the answer, in milliseconds. */
  readonly timeout: number;
}

/** How a kernel answers code (Jupyter messaging 5.3, `execute_reply`). */
export interface KernelReply {
  /** `ok`, or `error` where the code threw. */
  readonly status: string;
  /** What was thrown, in words. */
  readonly evalue?: string;
}

/** The kernel gave no answer. */
export class KernelError extends Error {
  /** Names the error. */
  override name = "KernelError";
}

/**
 * Starts a kernel as Jupyter does, has it run code, and ends it.
 *
 * @param start See {@linkcode KernelStart}.
 * @throws {KernelError} When the kernel ends, or does not answer in time.
 * @throws {Deno.errors.NotFound} When there is no such program.
 */
export async function askKernel(start: KernelStart): Promise<KernelReply> {
  const folder = await Deno.makeTempDir({ prefix: "keyferry-kernel-" });
  try {
    for (let attempt = 1;; attempt++) {
      try {
        return await askOnce(start, join(folder, `connection-${attempt}.json`));
      } catch (error) {
        // Somebody may take a port between its being found free and the kernel's listening there.
        const wasTaken = error instanceof KernelError &&
          /addr(ess)? ?(already )?in ?use/i.test(error.message);
        if (!wasTaken || attempt === mostAttempts) throw error;
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const mostAttempts = 3;

async function askOnce(start: KernelStart, file: string): Promise<KernelReply> {
  const connection = freeConnection();
  await Deno.writeTextFile(file, JSON.stringify(connection), { mode: 0o600 });
  const [program = "", ...args] = start.argv.map((word) => {
    return word.replaceAll("{connection_file}", file);
  });
  const child = new Deno.Command(program, {
    args,
    cwd: start.folder,
    env: start.env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  return await answerOf(child, connection, start);
}

/** What the connection file says (Jupyter messaging 5.3, "Connection files"). */
interface Connection {
  readonly transport: "tcp";
  readonly ip: string;
  readonly shell_port: number;
  readonly key: string;
  readonly [name: string]: string | number;
}

function freeConnection(): Connection {
  // All are held at once, so that no port is given twice.
  const listeners = Array.from(
    { length: 5 },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const [shell = 0, iopub = 0, stdin = 0, control = 0, hb = 0] = listeners.map((listener) => {
    return listener.addr.port;
  });
  for (const listener of listeners) listener.close();
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    shell_port: shell,
    iopub_port: iopub,
    stdin_port: stdin,
    control_port: control,
    hb_port: hb,
    key: crypto.randomUUID(),
    signature_scheme: "hmac-sha256",
    kernel_name: "deno",
  };
}

async function answerOf(
  child: Deno.ChildProcess,
  connection: Connection,
  { code, timeout }: KernelStart,
): Promise<KernelReply> {
  const said = saidOn(child.stderr);
  const waiting = new AbortController();
  const ended = child.status.then(async ({ code }) => {
    await said.done;
    throw new KernelError(`ended at once (exit ${code}): ${complaintIn(said.text())}`);
  });
  const late = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(
      () => reject(new KernelError(`did not answer within ${timeout / 1000} seconds`)),
      timeout,
    );
    waiting.signal.addEventListener("abort", () => clearTimeout(timer));
  });
  const answer = execute(connection, code, waiting.signal);
  // Whichever comes second is of no interest any more.
  answer.catch(() => {});
  ended.catch(() => {});
  try {
    return await Promise.race([answer, ended, late]);
  } finally {
    waiting.abort();
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await child.status;
    await said.stop();
    await answer.catch(() => {});
  }
}

interface Said {
  /** Settles at the stream's end. */
  readonly done: Promise<void>;
  /** What came so far, at its end. */
  text(): string;
  /** Listens no longer: a program that the kernel started may hold the stream open. */
  stop(): Promise<void>;
}

function saidOn(stream: ReadableStream<Uint8Array>): Said {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  async function listen(): Promise<void> {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text = (text + decoder.decode(value, { stream: true })).slice(-4096);
    }
  }
  return { done: listen(), text: () => text, stop: () => reader.cancel() };
}

/** The line of a program's last words that says what is wrong. */
function complaintIn(text: string): string {
  // deno-lint-ignore no-control-regex -- what colours a line in a terminal
  const lines = text.replace(/\x1b\[[0-9;]*m/g, "").split("\n").filter((line) =>
    line.trim() !== ""
  );
  return lines.find((line) => /^error/i.test(line)) ?? lines.at(-1) ?? "it says nothing";
}

async function execute(
  connection: Connection,
  code: string,
  signal: AbortSignal,
): Promise<KernelReply> {
  using dealer = await connected(connection.shell_port, signal);
  // A kernel that is killed ends the connection; one that hangs is killed before this is awaited.
  const header = {
    msg_id: crypto.randomUUID(),
    session: crypto.randomUUID(),
    username: "keyferry",
    date: new Date().toISOString(),
    msg_type: "execute_request",
    version: "5.3",
  };
  const content = {
    code,
    silent: false,
    store_history: false,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  };
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
  const texts = ["<IDS|MSG>", await signed(parts, connection.key), ...parts];
  await dealer.send(texts.map((text) => new TextEncoder().encode(text)));
  for (;;) {
    const message = (await dealer.receive()).map((part) => new TextDecoder().decode(part));
    const [, , parent = "{}", , reply = "{}"] = message.slice(message.indexOf("<IDS|MSG>") + 1);
    if (JSON.parse(parent).msg_id === header.msg_id) return JSON.parse(reply);
  }
}

/** Connects as soon as the kernel listens. */
async function connected(port: number, signal: AbortSignal): Promise<Dealer> {
  for (;;) {
    try {
      return await connectDealer(port);
    } catch (error) {
      if (signal.aborted || !(error instanceof Deno.errors.ConnectionRefused)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function signed(parts: readonly string[], secret: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, [
    "sign",
  ]);
  const bytes = await crypto.subtle.sign("HMAC", key, encoder.encode(parts.join("")));
  return new Uint8Array(bytes).toHex();
}
