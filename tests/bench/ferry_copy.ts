// deno-lint-ignore-file no-console
/**
 * What a copy by `ferry()` costs, each in a process of its own: 2 GiB through this machine, whose peak memory
 * must stay below 300 MiB; 2 GiB of the web beside `curl` and, where it is installed, `rclone copyurl`; and
 * 200 small files with 60 ms of latency, where four streams must be at least 3 times as fast as one, beside
 * `curl --parallel-max 4`. Needs 4.5 GiB in the temporary folder, and Linux.
 */

import { join } from "@std/path/join";

const gibibyte = 2 ** 30;
const mostMemory = 300 * 2 ** 20;
const checkout = new URL("../../", import.meta.url);
const small = 200;

/** Ends when its stdin does. Asked for `/far`, it answers slowly from then on, or no longer. */
const sandboxProgram = `
import { startSandbox } from "@keyferry/keyferry/sandbox";
const [folder] = Deno.args;
const delay = { delayMs: 60 };
let isFar = false;
await using sandbox = await startSandbox({
  collections: ["lab", "archive"].map((name) => ({
    name,
    path: folder + "/" + name,
    writable: true,
  })),
  faults: { request: () => isFar ? delay : undefined },
});
const web = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/far") return new Response(String(isFar = !isFar));
  const file = await Deno.open(folder + "/lab" + pathname);
  const { size } = await file.stat();
  const headers = { "content-length": String(size), "last-modified": new Date(0).toUTCString() };
  return new Response(file.readable, { headers });
});
console.log(JSON.stringify({
  url: sandbox.url,
  web: "http://127.0.0.1:" + web.addr.port,
  ids: sandbox.collections.map(({ id }) => id),
  client: sandbox.tokens.globusClient,
  tapis: sandbox.tokens.tapis,
  home: sandbox.home,
}));
for await (const _ of Deno.stdin.readable);
await web.shutdown();
`;

const copyProgram = `
import { ferry } from "@keyferry/keyferry/ferry";
import { sandboxSurroundings } from "@keyferry/keyferry";
const { at, from, to, ...options } = JSON.parse(Deno.args[0]);
const around = { ...await sandboxSurroundings(at.home), env: {} };
const { username, password } = at.tapis;
const begun = performance.now();
const outcome = await ferry(from, to, {
  ...options,
  globus: { ...around, clientId: at.client.id, clientSecret: at.client.secret },
  tapis: { ...around, baseUrl: at.url, username, password },
}).done;
const [, peak] = /VmHWM:\\s*(\\d+) kB/.exec(await Deno.readTextFile("/proc/self/status"));
const { copied, bytes, failed } = outcome;
const seconds = (performance.now() - begun) / 1000;
console.log(JSON.stringify({ copied, bytes, failed, seconds, peak: peak * 1024 }));
`;

interface Stage {
  readonly url: string;
  readonly web: string;
  readonly ids: readonly string[];
}

interface Copied {
  readonly copied: number;
  readonly bytes: number;
  readonly failed: number;
  readonly seconds: number;
  readonly peak: number;
}

function deno(program: string, args: readonly string[]): Deno.Command {
  const code = `data:application/typescript,${encodeURIComponent(program)}`;
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "-A",
      "--no-lock",
      "--config",
      new URL("deno.json", checkout).pathname,
      code,
      ...args,
    ],
    stdin: "piped",
    stdout: "piped",
  });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

async function copied(at: Stage, order: Record<string, unknown>): Promise<Copied> {
  const { stdout, success } = await deno(copyProgram, [JSON.stringify({ at, ...order })]).spawn()
    .output();
  const result: Copied = JSON.parse(new TextDecoder().decode(stdout));
  if (!success || result.failed > 0) throw new Error(`not copied: ${JSON.stringify(result)}`);
  return result;
}

async function run(command: string, args: readonly string[]): Promise<number | undefined> {
  try {
    return await seconds(async () => {
      const child = new Deno.Command(command, { args: [...args], stdout: "null", stderr: "null" });
      const { success } = await child.output();
      if (!success) throw new Error(`${command} failed`);
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function rate(bytes: number, time: number): string {
  return `${(bytes / 1e6 / time).toFixed(0)} MB/s`;
}

async function large(at: Stage, folder: string): Promise<boolean> {
  const piece = crypto.getRandomValues(new Uint8Array(65_536));
  using file = await Deno.open(join(folder, "lab/large.bin"), { write: true, createNew: true });
  for (let left = 2 * gibibyte; left > 0; left -= piece.length) await file.write(piece);
  await file.syncData();
  const order = { from: "tapis:lab:/large.bin", to: `${at.ids[1]}:/large.bin`, throughHere: true };
  const { peak, seconds: time } = await copied(at, order);
  console.log(
    `2 GiB, Tapis to a collection through here: ${rate(2 * gibibyte, time)}, peak ${
      (peak / 2 ** 20).toFixed(0)
    } MiB`,
  );
  await Deno.remove(join(folder, "archive/large.bin"));

  const [from, to] = [`${at.web}/large.bin`, join(folder, "copy.bin")];
  const peers: readonly (readonly [string, () => Promise<number | undefined>])[] = [
    ["ferry()", async () => (await copied(at, { from, to })).seconds],
    ["curl", () => run("curl", ["-sS", "--noproxy", "*", "-o", to, from])],
    ["rclone copyurl", () => run("rclone", ["copyurl", from, to])],
  ];
  for (const [name, work] of peers) {
    const time = await work();
    const words = time === undefined ? "not installed" : rate(2 * gibibyte, time);
    console.log(`2 GiB of the web by ${name}: ${words}`);
    await Deno.remove(to).catch(() => {});
  }
  return peak < mostMemory;
}

async function far(at: Stage, folder: string): Promise<boolean> {
  await Deno.mkdir(join(folder, "lab/small"));
  for (let index = 0; index < small; index++) {
    await Deno.writeFile(join(folder, `lab/small/${index}`), new Uint8Array(4096).fill(index));
  }
  await (await fetch(`${at.web}/far`)).body?.cancel();
  const times: number[] = [];
  for (const streams of [1, 4]) {
    const to = join(folder, `copy-${streams}`);
    const order = { from: `${at.ids[0]}:/small`, to, recursive: true, streams };
    const { seconds: time } = await copied(at, order);
    times.push(time);
    console.log(`${small} files with 60 ms, ${streams} at once: ${time.toFixed(1)} s`);
  }
  const list = join(folder, "urls");
  const urls = Array.from({ length: small }, (_, index) => {
    return `url = "${at.url}/https/${at.ids[0]}/small/${index}"\noutput = "/dev/null"`;
  });
  await Deno.writeTextFile(list, urls.join("\n"));
  const options = ["-sS", "--noproxy", "*", "--parallel", "--parallel-max", "4", "--config", list];
  const peer = await run("curl", options);
  console.log(`the same number of requests by curl, 4 at once: ${peer?.toFixed(1) ?? "no curl"} s`);
  await (await fetch(`${at.web}/far`)).body?.cancel();
  const [one = 0, four = Infinity] = times;
  console.log(`4 streams are ${(one / four).toFixed(1)} x one`);
  return one / four >= 3;
}

const folder = await Deno.makeTempDir({ prefix: "keyferry-bench-" });
for (const name of ["lab", "archive"]) await Deno.mkdir(join(folder, name));
const sandbox = deno(sandboxProgram, [folder]).spawn();
try {
  const reader = sandbox.stdout.getReader();
  const { value } = await reader.read();
  const at: Stage = JSON.parse(new TextDecoder().decode(value));
  const kept = [await far(at, folder), await large(at, folder)];
  if (kept.includes(false)) Deno.exitCode = 1;
  reader.releaseLock();
} finally {
  await sandbox.stdin.close();
  await sandbox.stdout.cancel().catch(() => {});
  await sandbox.status;
  await Deno.remove(folder, { recursive: true });
}
