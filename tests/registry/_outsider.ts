import { join } from "@std/path/join";
import type { Registry } from "./_registry.ts";

/** What a program did that ran to its end. */
export interface Ran {
  /** Its exit code. */
  readonly code: number;
  /** What it wrote to standard output. */
  readonly stdout: string;
  /** What it wrote to standard error. */
  readonly stderr: string;
  /** How long it took, in seconds. */
  readonly seconds: number;
  /** How many requests the registry answered meanwhile. */
  readonly requests: number;
  /** How many bytes the registry sent meanwhile. */
  readonly bytes: number;
}

/** Somebody who has Deno, an empty home and nothing of keyferry's. */
export interface Outsider extends AsyncDisposable {
  /** The folder where everything of theirs is. */
  readonly folder: string;
  /** Their home. */
  readonly home: string;
  /** Makes an empty folder, and returns its path. */
  newFolder(name: string): Promise<string>;
  /** Variables of a program of theirs. */
  environment(env?: Readonly<Record<string, string>>): Record<string, string>;
  /** Runs Deno, or another program by its path. */
  run(words: readonly string[], options: RunOptions): Promise<Ran>;
}

/** How a program of an outsider's is run. */
export interface RunOptions {
  /** The folder where it starts. */
  readonly cwd: string;
  /** Variables, beside those that every program needs. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How this machine reaches npm and the web at all; an empty home has no `.npmrc`. */
const ways =
  /^(?:PATH|SYSTEMROOT|COMSPEC|TEMP|TMP|TMPDIR|DENO_CERT|NODE_EXTRA_CA_CERTS|DENO_TLS_CA_STORE|SSL_CERT_.*|NPM_CONFIG_REGISTRY|(?:HTTP|HTTPS|ALL)_PROXY)$/i;

/** An empty home, and an empty folder for what Deno keeps. */
export async function outsider(registry: Registry): Promise<Outsider> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "keyferry-outsider-" }));
  const home = join(folder, "home");
  await Deno.mkdir(home);
  const ownHome = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? "";
  await Deno.copyFile(join(ownHome, ".npmrc"), join(home, ".npmrc")).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });

  function environment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
    const passed = Object.entries(Deno.env.toObject()).filter(([name]) => ways.test(name));
    return {
      ...Object.fromEntries(passed),
      ...{ HOME: home, USERPROFILE: home, DENO_DIR: join(folder, "deno"), NO_COLOR: "1" },
      ...{ JSR_URL: registry.url, NO_PROXY: "127.0.0.1,localhost", DENO_NO_UPDATE_CHECK: "1" },
      ...env,
    };
  }

  return {
    folder,
    home,
    environment,
    async newFolder(name) {
      const path = join(folder, name);
      await Deno.mkdir(path);
      return path;
    },
    async run([program, ...args], { cwd, env }) {
      const began = performance.now();
      const before = registry.answered.length;
      const { code, stdout, stderr } = await new Deno.Command(
        program === "deno" ? Deno.execPath() : program ?? "",
        { args, cwd, clearEnv: true, env: environment(env), stdin: "null" },
      ).output();
      const answered = registry.answered.slice(before);
      const decoder = new TextDecoder();
      return {
        code,
        stdout: decoder.decode(stdout),
        stderr: decoder.decode(stderr),
        seconds: (performance.now() - began) / 1000,
        requests: answered.length,
        bytes: answered.reduce((sum, { bytes }) => sum + bytes, 0),
      };
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
