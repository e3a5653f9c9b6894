import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Buffer } from "node:buffer";
import { sandboxSurroundings } from "../../src/credentials/mod.ts";
import { httpsScope, login, restoreCollection } from "../../src/globus/mod.ts";
import { approveLogin } from "../../src/sandbox/mod.ts";
import { fileNames, temporaryFolder } from "../helpers/temporary_folder.ts";
import { start } from "./_program.ts";
import { type PlantedSandbox, plantedSandbox } from "./_sandbox.ts";

const mebibyte = 1024 * 1024;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How a file comes that is asked for over HTTPS or from a Tapis system. */
interface Flow {
  /** How many bytes it is said to have. */
  readonly size: number;
  /** How many of them come at once. */
  readonly first: number;
  /** Whether single bytes come after that, rather than nothing. */
  readonly drips?: boolean;
  /** What tells its version. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A body of which some comes at once, and then a byte every few milliseconds or nothing. */
function begun({ first, drips }: Flow): ReadableStream<Uint8Array> {
  let timer: ReturnType<typeof setInterval> | undefined;
  return new ReadableStream({
    start(stream): void {
      for (let left = first; left > 0; left -= mebibyte) {
        stream.enqueue(new Uint8Array(Math.min(left, mebibyte)).fill(7));
      }
      if (drips) timer = setInterval(() => stream.enqueue(new Uint8Array([7])), 5);
    },
    cancel: () => clearInterval(timer),
  });
}

/** Makes files come slowly from a sandbox, and remembers from where on they were asked for. */
function slow({ sandbox }: PlantedSandbox, flow: Flow): void {
  sandbox.faults.request = ({ method, path }) => {
    if (method !== "GET" || !/^\/(https|v3\/files\/content)\//.test(path)) return undefined;
    return new Response(begun(flow), {
      headers: {
        "content-type": "application/octet-stream",
        "content-length": `${flow.size}`,
        ...flow.headers,
      },
    });
  };
}

interface Process extends AsyncDisposable {
  readonly child: Deno.ChildProcess;
  /** What it said, once it has ended. */
  readonly ended: Promise<{ readonly code: number; readonly stderr: string }>;
}

/** The app whose login is good for the files of a collection, too. */
function appOf({ sandbox }: PlantedSandbox): string {
  return sandbox.tokens.globusApps.other;
}

/** Logs in for the files of the collection "lab". */
async function logIn(planted: PlantedSandbox): Promise<void> {
  let address = "";
  await login({
    ...await sandboxSurroundings(planted.home),
    clientId: appOf(planted),
    scopes: [
      "openid",
      "urn:globus:auth:scope:transfer.api.globus.org:all",
      httpsScope(planted.lab),
    ],
    flow: "paste",
    talk: {
      say: (text) => void (address = /https?:\S+/.exec(text)?.[0] ?? address),
      ask: () => approveLogin(planted.sandbox, address),
    },
  });
}

function get(planted: PlantedSandbox, words: readonly string[], temporary?: string): Process {
  return running([...words, "--sandbox", planted.home], {
    HOME: planted.home,
    ...(temporary === undefined ? {} : { TMPDIR: temporary }),
  });
}

function running(words: readonly string[], env: Record<string, string>): Process {
  const child = start(words, { flags: ["--allow-all"], env });
  const ended = child.output().then(({ code, stderr }) => {
    return { code, stderr: new TextDecoder().decode(stderr) };
  });
  return { child, ended, [Symbol.asyncDispose]: async () => void await ended };
}

/** How many bytes the part in a folder has by now. */
async function partSize(folder: string): Promise<number> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".part")) return (await Deno.stat(`${folder}/${name}`)).size;
  }
  return 0;
}

async function until(holds: () => Promise<boolean>, process: Process): Promise<void> {
  let over: unknown;
  process.ended.then((end) => over = end);
  for (const end = Date.now() + 60_000; Date.now() < end && over === undefined;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`It did not happen: ${JSON.stringify(over)}`);
}

const commands = {
  "globus get": (planted: PlantedSandbox, target: string) => {
    return ["globus", "get", `${planted.lab}:/cells.csv`, target, "--client-id", appOf(planted)];
  },
  "tapis files get": (_: PlantedSandbox, target: string) => {
    return ["tapis", "files", "get", "lab:/cells.csv", target];
  },
};

for (const [name, words] of Object.entries(commands)) {
  Deno.test({
    name: `${name} leaves no part at INT, TERM or HUP, whether bytes drip or nothing comes`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await using planted = await plantedSandbox();
      await logIn(planted);
      // A part that nothing proves to be of one version is not kept, however large the file is.
      const headers = { etag: 'W/"weak"' };
      await Promise.all(signals.map(async (signal, index) => {
        await using folder = await temporaryFolder();
        const drips = index !== 1;
        slow(planted, { size: 300 * mebibyte, first: 3 * mebibyte, drips, headers });
        await using process = get(planted, words(planted, `${folder.path}/a.bin`));
        await until(async () => await partSize(folder.path) >= 2 * mebibyte, process);
        process.child.kill(signal);
        const { code, stderr } = await process.ended;
        assertEquals([signal, code, await fileNames(folder.path)], [signal, 130, []]);
        assertStringIncludes(stderr, "interrupted: nothing was written to");
      }));
    },
  });
}

Deno.test({
  name: "globus get names the part of a large file that it keeps, and goes on with it",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using planted = await plantedSandbox();
    await logIn(planted);
    const served = planted.sandbox.collections.find(({ id }) => id === planted.lab)?.path ?? "";
    const content = new Uint8Array(70 * mebibyte);
    for (let at = 0; at < content.length; at += 65_536) {
      crypto.getRandomValues(content.subarray(at, at + 65_536));
    }
    await Deno.writeFile(`${served}/large.bin`, content);
    const app = { ...await sandboxSurroundings(planted.home), clientId: appOf(planted) };
    const { files } = await restoreCollection(planted.lab, app);
    const { headers, stream } = await files.download("/large.bin");
    await stream.cancel();
    const tag = headers.get("etag") ?? "";
    assertMatch(tag, /^"/);

    let [half, isTorn] = [40 * mebibyte, true];
    // What the sandbox sends is held back in its middle.
    planted.sandbox.faults.request = ({ method, path }) => {
      if (method !== "GET" || !path.startsWith("/https/")) return undefined;
      if (!isTorn) return undefined;
      const body = new ReadableStream({
        start(stream): void {
          for (let at = 0; at < half; at += mebibyte) {
            stream.enqueue(content.slice(at, Math.min(at + mebibyte, half)));
          }
        },
      });
      return new Response(body, {
        headers: { "content-length": `${content.length}`, etag: tag },
      });
    };
    await using folder = await temporaryFolder();
    const target = `${folder.path}/large.bin`;
    const place = `${planted.lab}:/large.bin`;
    const words = ["globus", "get", place, target, "--client-id", appOf(planted)];
    await using first = get(planted, words);
    await until(async () => await partSize(folder.path) >= half - 2 * mebibyte, first);
    first.child.kill("SIGTERM");
    const { code, stderr } = await first.ended;
    assertEquals(code, 130);
    const [, part = ""] = /are kept in (\S+\.part): the same command/.exec(stderr) ?? [];
    assertEquals(await partSize(folder.path), (await Deno.stat(part)).size);

    // Another process is killed without a word: what it had is gone on with as well.
    half = 60 * mebibyte;
    await using second = get(planted, words);
    await until(async () => await partSize(folder.path) >= half - 2 * mebibyte, second);
    second.child.kill("SIGKILL");
    await second.ended;
    isTorn = false;
    await using third = get(planted, words);
    const end = await third.ended;
    assertEquals(end.code, 0, end.stderr);
    assertEquals(
      planted.sandbox.requests.findLast(({ path }) => path.startsWith("/https/"))?.status,
      206,
    );
    assert(Buffer.from(content).equals(await Deno.readFile(target)));
    assertEquals(await fileNames(folder.path), ["large.bin"]);
  },
});

/** The exit code of a program that a signal ended, as a shell says it. */
const ofSignal = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** A command that waits for a service: what it asks for in vain, and its words. */
interface Waiting {
  readonly request: RegExp;
  /** Whether it only reads: the signal itself ends it then, without a word. */
  readonly reads?: boolean;
  readonly words: (planted: PlantedSandbox, source: string) => string[];
}
const waiting: Readonly<Record<string, Waiting>> = {
  "tapis files put": {
    request: /^POST \/v3\/files\/ops\//,
    words: (_, source) => ["tapis", "files", "put", source, "lab:/new.bin"],
  },
  "globus put": {
    request: /^PUT \/https\//,
    words: (planted, source) => {
      return ["globus", "put", source, `${planted.lab}:/new.bin`, "--client-id", appOf(planted)];
    },
  },
  "globus ls": {
    request: /^GET .*\/ls$/,
    reads: true,
    words: (planted) => ["globus", "ls", planted.lab, "--client-id", appOf(planted)],
  },
  "tapis files ls": {
    request: /^GET \/v3\/files\/ops\//,
    reads: true,
    words: () => ["tapis", "files", "ls", "lab:/"],
  },
  "cave datastacks": {
    request: /^GET \/info\//,
    reads: true,
    words: () => ["cave", "datastacks"],
  },
};

for (const [name, { request, reads = false, words }] of Object.entries(waiting)) {
  Deno.test({
    name: `${name} ends at once at INT, TERM or HUP, and leaves nothing behind`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await using planted = await plantedSandbox();
      await logIn(planted);
      await using folder = await temporaryFolder();
      const source = `${folder.path}/source.bin`;
      await Deno.writeFile(source, new Uint8Array(6 * mebibyte));
      let asked = 0;
      planted.sandbox.faults.request = ({ method, path }) => {
        if (!request.test(`${method} ${path}`)) return undefined;
        asked++;
        return { delayMs: 600_000 };
      };
      for (const [index, signal] of signals.entries()) {
        await using temporary = await temporaryFolder();
        const before = await fileNames(planted.home);
        await using process = get(planted, words(planted, source), temporary.path);
        await until(() => Promise.resolve(asked > index), process);
        process.child.kill(signal);
        const { code, stderr } = await process.ended;
        assertEquals([signal, code, await fileNames(temporary.path)], [
          signal,
          reads ? ofSignal[signal] : 130,
          [],
        ], stderr);
        assertMatch(stderr, reads ? /^$/ : /interrupted/);
        assertEquals(await fileNames(planted.home), before);
        assertEquals((await fileNames(folder.path)).sort(), ["source.bin"]);
      }
      const served = planted.sandbox.collections.find(({ id }) => id === planted.lab)?.path ?? "";
      assertEquals((await fileNames(served)).filter((name) => /new\.bin/.test(name)), []);
    },
  });
}

Deno.test({
  name: "sandbox ends well at INT, TERM or HUP, and takes its temporary folder with it",
  ignore: Deno.build.os === "windows",
  async fn() {
    for (const signal of signals) {
      await using temporary = await temporaryFolder();
      const env = { HOME: temporary.path, TMPDIR: temporary.path };
      await using process = running(["sandbox", "--json"], env);
      await until(
        async () => (await Array.fromAsync(Deno.readDir(temporary.path))).length > 0,
        process,
      );
      process.child.kill(signal);
      const { code, stderr } = await process.ended;
      assertEquals([signal, code, await fileNames(temporary.path)], [signal, 0, []], stderr);
    }
  },
});

Deno.test({
  name: "what is piped in to be sent is gone at INT, TERM or HUP, also while more of it may come",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using planted = await plantedSandbox();
    await Promise.all(signals.map(async (signal) => {
      await using temporary = await temporaryFolder();
      const child = start(
        ["tapis", "files", "put", "-", `archive:/${signal}`, "--sandbox", planted.home],
        {
          flags: ["--allow-all"],
          env: { HOME: planted.home, TMPDIR: temporary.path },
          stdin: "",
        },
      );
      const ended = child.output();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode("precious"));
      const held = async (): Promise<number> => {
        const names = (await fileNames(temporary.path)).filter((name) =>
          name.startsWith("keyferry-")
        );
        const sizes = names.map(async (name) =>
          (await Deno.stat(`${temporary.path}/${name}`)).size
        );
        return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
      };
      const end = Date.now() + 60_000;
      while (Date.now() < end && await held() < "precious".length) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assertEquals(await held(), "precious".length);
      child.kill(signal);
      const { code, stderr } = await ended;
      await writer.close().catch(() => {});
      assertEquals([code, await held()], [130, 0]);
      assertStringIncludes(new TextDecoder().decode(stderr), "keyferry: interrupted: ");
    }));
  },
});
