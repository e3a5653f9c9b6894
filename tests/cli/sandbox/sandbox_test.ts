import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname } from "@std/path";
import { FileError, PermissionNeededError } from "../../../mod.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { globusLs } from "../../../src/cli/globus/ls.ts";
import { strayVariables } from "../../../src/sandbox/kept/environment.ts";
import { sandbox } from "../../../src/cli/sandbox/sandbox.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { fakeIo, run, start } from "../_cli.ts";

/** Waits for the command's introduction, which is its first output. */
async function printed(io: { readonly output: string }): Promise<string> {
  while (io.output === "") await new Promise((resolve) => setTimeout(resolve, 5));
  return io.output;
}

Deno.test("sandbox() runs until it is stopped, and its home works for other commands", async () => {
  await using folder = await temporaryFolder();
  const home = `${folder.path}/home`;
  const stop = Promise.withResolvers<void>();
  const io = fakeIo({ stop: stop.promise });
  const running = sandbox({ json: true, home }, io);
  const facts = JSON.parse(await printed(io));
  assertEquals(Object.keys(facts), ["url", "page", "home", "collections", "env", "unset"]);
  assertEquals([facts.home, facts.env.HOME], [home, home]);

  const other = fakeIo();
  await globusLs({ sandbox: home, collection: facts.collections[0].id }, other);
  assertStringIncludes(other.output, "README.txt");

  stop.resolve();
  assertEquals(await running, 0);
  await assertRejects(() => fetch(facts.url), TypeError);
  assert((await Deno.stat(home)).isDirectory);
});

Deno.test("sandbox() tells why it could not be closed, and that alone", async () => {
  const stop = Promise.withResolvers<void>();
  const io = fakeIo({ stop: stop.promise });
  const running = sandbox({ json: true }, io);
  const { collections } = JSON.parse(await printed(io));
  await Deno.remove(dirname(collections[0].path), { recursive: true });
  stop.resolve();
  await assertRejects(() => running, Deno.errors.NotFound);
  assertEquals(io.talk.includes("The sandbox is closed."), false);
});

Deno.test("sandbox() prints ids, and lines to paste into a shell", async () => {
  await using folder = await temporaryFolder();
  const root = `${folder.path}/it's data`;
  await writeFiles(root, { "a.txt": "a" });
  const io = fakeIo({ stop: Promise.resolve() });
  assertEquals(await sandbox({ root, home: `${folder.path}/a home` }, io), 0);
  const [, id = ""] = /^it's data +([0-9a-f-]{36}) +read +/m.exec(io.output) ?? [];
  assertStringIncludes(io.output, `keyferry --sandbox '${folder.path}/a home' globus ls ${id}:/`);

  const lines = io.output.split("\n").filter((line) => /^(unset|export) /.test(line));
  const script = [...lines, 'printf %s "$HOME"'].join("\n");
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script] }).output();
  assertEquals(new TextDecoder().decode(stdout), `${folder.path}/a home`);
});

Deno.test("sandbox() prints a block each for keyferry, bash, PowerShell and Python", async () => {
  await using folder = await temporaryFolder();
  const home = `${folder.path}/home`;
  const io = fakeIo({ stop: Promise.resolve() });
  assertEquals(await sandbox({ home }, io), 0);
  const [, ...blocks] = io.output.trimEnd().split(/\n\n(?=# )/);
  assertEquals(blocks.map((block) => block.split("\n").slice(0, 2)), [
    ["# keyferry", `keyferry --sandbox ${home} status`],
    ["# Other tools and scripts, from bash or zsh", `unset ${strayVariables.join(" ")}`],
    [
      "# Other tools and scripts, from PowerShell",
      `Remove-Item -ErrorAction Ignore Env:${strayVariables.join(", Env:")}`,
    ],
    ["# Python, before it imports the platforms' modules", "import os"],
  ]);
});

Deno.test("sandbox() sets or clears every variable that a credential is looked for in", async () => {
  await using folder = await temporaryFolder();
  const io = fakeIo({ stop: Promise.resolve() });
  await sandbox({ json: true, home: `${folder.path}/home` }, io);
  const { env, unset } = JSON.parse(io.output);
  // With variables given to it, as in a test's own terminal, it would need none.
  const asked = await run(["permissions", "--json", "status"], { env: { HOME: "/nowhere" } });
  const { needed, optional } = JSON.parse(asked.stdout);
  const flags: string[] = [...needed, ...optional.map(({ flag }: { flag: string }) => flag)];
  const names = flags.flatMap((flag) => /^--allow-env=(.*)/.exec(flag)?.[1]?.split(",") ?? []);
  assert(names.length >= 20);
  assertEquals(names.filter((name) => !(name in env) && !unset.includes(name)), []);
});

Deno.test("sandbox() refuses options that make no sense together", async () => {
  for (
    const options of [
      { sandbox: "/home" },
      { writable: true },
      { port: 1.5 },
      { port: -1 },
      { port: 65_536 },
    ]
  ) {
    await assertRejects(() => sandbox(options, fakeIo()), MisuseError);
  }
});

Deno.test({
  name: "sandbox() names every flag that it lacks, before it makes a folder",
  permissions: { read: true, write: [], net: [], env: ["TMPDIR"] },
  async fn() {
    const io = fakeIo({ stop: Promise.resolve(), surroundings: { env: { TMPDIR: "/scratch" } } });
    const error = await assertRejects(() => sandbox({ port: 8400 }, io), PermissionNeededError);
    assertEquals(error.flags, ["--allow-net=127.0.0.1:8400", "--allow-write=/scratch"]);
  },
});

Deno.test("keyferry sandbox --state goes on after kill -9 where it was, its credentials too", async () => {
  await using folder = await temporaryFolder();
  const words = ["sandbox", "--json", "--state", `${folder.path}/state.db`];
  const killed = start(words, { flags: ["-A"] });
  const text = await new Response(
    ReadableStream.from(firstChunk(killed.stdout)).pipeThrough(
      new TextEncoderStream(),
    ),
  ).text();
  const first = JSON.parse(text);
  const io = fakeIo();
  await globusLs({ sandbox: first.home, collection: first.collections[0].id }, io);
  killed.kill("SIGKILL");
  await killed.status;
  await killed.stderr.cancel();

  const stop = Promise.withResolvers<void>();
  const again = fakeIo({ stop: stop.promise });
  const running = sandbox({ json: true, state: `${folder.path}/state.db` }, again);
  const second = JSON.parse(await printed(again));
  assertEquals([second.url, second.home], [first.url, first.home]);
  const listed = fakeIo();
  await globusLs({ sandbox: first.home, collection: first.collections[0].id }, listed);
  assertEquals(listed.output, io.output);
  stop.resolve();
  assertEquals(await running, 0);
});

Deno.test("sandbox() refuses a state file that is none", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "notes.txt": "Not a database at all, and long enough." });
  const state = `${folder.path}/notes.txt`;
  await assertRejects(() => sandbox({ state }, fakeIo()), FileError, "some other file");
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`keyferry sandbox closes cleanly at ${signal}, and leaves nothing behind`, async () => {
    await using folder = await temporaryFolder();
    const child = start(["sandbox"], { flags: ["-A"], env: { TMPDIR: folder.path } });
    const [first = ""] = await Array.fromAsync(firstChunk(child.stdout));
    assertStringIncludes(first, "Address  http://127.0.0.1:");
    child.kill(signal);
    const stderr = await new Response(child.stderr).text();
    assertEquals([(await child.status).code, stderr.trim().split("\n").at(-1)], [
      0,
      "The sandbox is closed.",
    ]);
    assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
  });
}

async function* firstChunk(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  for await (const chunk of stream) {
    yield new TextDecoder().decode(chunk);
    return;
  }
}
