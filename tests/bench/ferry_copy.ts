// deno-lint-ignore-file no-console
/**
 * What a copy by `ferry()` costs, each in a process of its own, next to other programs where they are
 * installed:
 *
 * - 2 GiB through this machine, whose peak memory must stay below 300 MiB;
 * - 2 GiB of the web, next to `curl` and `rclone copyurl`, which end when the system has taken the bytes, and next
 *   to `curl` and `sync`: `ferry()` calls a file copied when it is on the disk;
 * - 200 small files with 60 ms of latency, where four streams must be at least 3 times as fast as one, next to
 *   `curl --parallel-max 4` and rclone's http backend with 4 transfers; the best of up to six rounds counts, since other programs take time, and none gives any;
 * - the same files from one collection to another by a task, from the command's start to the task's end: `keyferry
 *   cp` next to globus-cli's `transfer` and `task wait`, which the interop tests install.
 *
 * Needs 4.5 GiB in the temporary folder, and Linux.
 */

import { join } from "@std/path/join";
import { environment } from "../interop/comparison/_environment.ts";

const gibibyte = 2 ** 30;
const mostMemory = 300 * 2 ** 20;
const checkout = new URL("../../", import.meta.url);
const small = 200;
const mostRounds = 6;

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
  if (isFar) await new Promise((resolve) => setTimeout(resolve, delay.delayMs));
  if (pathname.endsWith("/")) {
    const names = Array.from(Deno.readDirSync(folder + "/lab" + pathname), ({ name }) => name);
    const page = names.map((name) => '<a href="' + name + '">' + name + "</a>").join("<br>");
    return new Response(page, { headers: { "content-type": "text/html" } });
  }
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
  env: sandbox.env,
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
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly client: { readonly id: string; readonly secret: string };
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

async function copied(at: Stage, order: Record<string, unknown>): Promise<Copied> {
  const { stdout, success } = await deno(copyProgram, [JSON.stringify({ at, ...order })]).spawn()
    .output();
  const result: Copied = JSON.parse(new TextDecoder().decode(stdout));
  if (!success || result.failed > 0) throw new Error(`not copied: ${JSON.stringify(result)}`);
  return result;
}

/** How long a program takes; nothing where it is not installed. */
async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly seconds: number; readonly stdout: string } | undefined> {
  const begun = performance.now();
  try {
    const child = new Deno.Command(command, { args: [...args], env: { ...env }, stderr: "piped" });
    const { success, stdout, stderr } = await child.output();
    const text = new TextDecoder();
    if (!success) throw new Error(`${command} failed: ${text.decode(stderr)}`);
    return { seconds: (performance.now() - begun) / 1000, stdout: text.decode(stdout) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function time(ran: { readonly seconds: number } | undefined): string {
  return ran === undefined ? "not installed" : `${ran.seconds.toFixed(1)} s`;
}

function rate(bytes: number, time: number): string {
  return `${(bytes / 1e6 / time).toFixed(0)} MB/s`;
}

const curlAndSync = 'curl -sS --noproxy "*" -o "$1" "$2" && sync "$1"';

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
    ["curl", async () => (await run("curl", ["-sS", "--noproxy", "*", "-o", to, from]))?.seconds],
    ["curl and sync", async () => (await run("sh", ["-c", curlAndSync, "", to, from]))?.seconds],
    ["rclone copyurl", async () => (await run("rclone", ["copyurl", from, to]))?.seconds],
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
  let [one, four] = [Infinity, Infinity];
  const timed = async (streams: number, round: number): Promise<number> => {
    const to = join(folder, `copy-${streams}-${round}`);
    const order = { from: `${at.ids[0]}:/small`, to, recursive: true, streams };
    return (await copied(at, order)).seconds;
  };
  for (let round = 0; round < mostRounds && !(one / four >= 3); round++) {
    one = Math.min(one, await timed(1, round));
    four = Math.min(four, await timed(4, round));
  }
  const what = `${small} files with 60 ms`;
  console.log(`${what}, one at a time: ${one.toFixed(1)} s; 4 at once: ${four.toFixed(1)} s`);
  const list = join(folder, "urls");
  const urls = Array.from({ length: small }, (_, index) => {
    return `url = "${at.url}/https/${at.ids[0]}/small/${index}"\noutput = "/dev/null"`;
  });
  await Deno.writeTextFile(list, urls.join("\n"));
  const options = ["-sS", "--noproxy", "*", "--parallel", "--parallel-max", "4", "--config", list];
  console.log(
    `${what}, the requests alone by curl, 4 at once: ${time(await run("curl", options))}`,
  );
  const remote = ["--http-url", at.web, ":http:small/", join(folder, "by-rclone")];
  const rclone = await run("rclone", ["copy", "--transfers", "4", "--checkers", "4", ...remote]);
  console.log(`${what} of the web by rclone's http backend, 4 at once: ${time(rclone)}`);
  await (await fetch(`${at.web}/far`)).body?.cancel();
  console.log(`4 streams are ${(one / four).toFixed(1)} x one`);
  return one / four >= 3;
}

/** From the first command to the task's end. */
async function byTask(at: Stage): Promise<void> {
  const [lab, archive] = at.ids;
  const cli = new URL("cli.ts", checkout).pathname;
  const { id, secret } = at.client;
  const around = { ...at.env, HOME: at.home };
  const words = ["cp", "-r", `${lab}:/small`, `${archive}:/by-cp`];
  const ours = await run(Deno.execPath(), ["run", "-q", "-A", cli, ...words], {
    ...around,
    GLOBUS_CLIENT_ID: id,
    GLOBUS_CLIENT_SECRET: secret,
  });
  const what = `${small} files between two collections by a task`;
  console.log(`${what}, keyferry cp: ${time(ours)}`);
  const globus = join((await environment("platforms")).folder, "bin/globus");
  const env = { ...around, GLOBUS_CLI_CLIENT_ID: id, GLOBUS_CLI_CLIENT_SECRET: secret };
  const json = ["--format", "json"];
  const asked = ["transfer", "-r", `${lab}:/small`, `${archive}:/by-globus-cli`, ...json];
  const submitted = await run(globus, asked, env);
  const theirs = `${what}, globus transfer and task wait`;
  if (submitted === undefined) return console.log(`${theirs}: not installed`);
  const { task_id } = JSON.parse(submitted.stdout);
  const waited = await run(globus, ["task", "wait", task_id, "--polling-interval", "1"], env);
  const seconds = submitted.seconds + (waited?.seconds ?? 0);
  console.log(`${theirs}: ${time({ seconds })}`);
}

const folder = await Deno.makeTempDir({ prefix: "keyferry-bench-" });
for (const name of ["lab", "archive"]) await Deno.mkdir(join(folder, name));
const sandbox = deno(sandboxProgram, [folder]).spawn();
try {
  const reader = sandbox.stdout.getReader();
  const { value } = await reader.read();
  const at: Stage = JSON.parse(new TextDecoder().decode(value));
  const isFast = await far(at, folder);
  await byTask(at);
  const kept = [isFast, await large(at, folder)];
  if (kept.includes(false)) Deno.exitCode = 1;
  reader.releaseLock();
} finally {
  await sandbox.stdin.close();
  await sandbox.stdout.cancel().catch(() => {});
  await sandbox.status;
  await Deno.remove(folder, { recursive: true });
}
