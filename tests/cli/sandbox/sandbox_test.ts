import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { dirname } from "@std/path";
import { main } from "../../../cli.ts";
import { FileError, PermissionNeededError } from "../../../mod.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { globusLs } from "../../../src/cli/globus/ls.ts";
import { sandbox } from "../../../src/cli/sandbox/sandbox.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { openTerminal } from "../../helpers/terminal.ts";
import { fakeIo } from "../_cli.ts";
import { commandLine, run, start } from "../_program.ts";

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
  assertEquals(Object.keys(facts), [
    "url",
    "page",
    "home",
    "collections",
    "env",
    "unset",
    "logins",
    "shellFiles",
  ]);
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

Deno.test("sandbox() prints ids, and the line by which a shell uses it", async () => {
  await using folder = await temporaryFolder();
  const root = `${folder.path}/it's data`;
  await writeFiles(root, { "a.txt": "a" });
  const io = fakeIo({ stop: Promise.resolve() });
  assertEquals(await sandbox({ root, home: `${folder.path}/a home` }, io), 0);
  assertMatch(io.output, /^it's data +[0-9a-f-]{36} +read +/m);
  assertMatch(io.output, /^keyferry globus ls 'it'\\''s data:\/' --sandbox '.*a home'$/m);

  const [source = ""] = io.output.split("\n").filter((line) => line.startsWith("source "));
  const script = [source, 'printf %s "$HOME"'].join("\n");
  const { stdout } = await new Deno.Command("bash", { args: ["-c", script] }).output();
  assertEquals(new TextDecoder().decode(stdout), `${folder.path}/a home`);
});

Deno.test({
  name: "keyferry sandbox fits its first screen, which ends with the page and the first command",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { command, env } = commandLine(["sandbox"], { flags: ["-A"] });
    await using terminal = openTerminal(command, { columns: 80, env: { ...env, NO_COLOR: "1" } });
    await terminal.until(/globus ls lab:\/ --sandbox \S+\r\n/);
    const lines = terminal.shown.trimEnd().split("\r\n");
    const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 80)), 0);
    assert(rows < 24, terminal.shown);
    assertMatch(lines.at(-4) ?? "", /^Page {2}http:\/\/127\.0\.0\.1:\d+\/\?key=\S+$/);
    assertMatch(lines.at(-1) ?? "", /^keyferry globus ls lab:\/ --sandbox \S+$/);
    await terminal.type("\x03");
    assertEquals(await terminal.end(), 0);
  },
});

for (const shell of ["bash", "zsh", "fish"]) {
  Deno.test({
    name: `a ${shell} that has read the sandbox's file is the sandbox's, and keeps Deno's cache`,
    ignore: !await isThere(shell),
    async fn() {
      await using folder = await temporaryFolder();
      const home = `${folder.path}/a 'home'`;
      const stop = Promise.withResolvers<void>();
      const io = fakeIo({ stop: stop.promise });
      const running = sandbox({ json: true, home }, io);
      const { shellFiles, url } = JSON.parse(await printed(io));
      const { command, env } = commandLine(["status"], { flags: ["-A"] });
      const quoted = command.map((word) => `'${word}'`).join(" ");
      const file = shell === "fish" ? shellFiles.fish : shellFiles.bash;
      const source = shell === "fish"
        ? `source '${file.replaceAll("'", "\\'")}'`
        : `source '${file.replaceAll("'", `'\\''`)}'`;
      const cache = `${folder.path}/mine/.cache/deno`;
      const show = `printf '%s\\n' "$HOME" "$DENO_DIR" "$CAVE_TOKEN" "$NO_PROXY"`;
      const script =
        `${source}; ${show}; env DENO_DIR='${env.DENO_DIR}' ${quoted}; echo "ended: $?"`;
      const { stdout, stderr } = await new Deno.Command(shell, {
        args: ["-c", shell === "fish" ? script.replace("$?", "$status") : script],
        clearEnv: true,
        env: { PATH: Deno.env.get("PATH") ?? "", HOME: `${folder.path}/mine`, CAVE_TOKEN: "mine" },
      }).output();
      const said = new TextDecoder().decode(stdout);
      const lines = said.split("\n");
      assertEquals(lines.slice(0, 3), [home, cache, ""], new TextDecoder().decode(stderr));
      assertStringIncludes(lines[3] ?? "", "127.0.0.1");
      assertStringIncludes(said, "ended: 0");
      assertMatch(said, new RegExp(`^CAVE +found .*${new URL(url).port}`, "m"));
      stop.resolve();
      assertEquals(await running, 0);
    },
  });
}

Deno.test("sandbox() names its collections by bookmarks, once", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/state.db`;
  for (const _run of ["new", "again"]) {
    const stop = Promise.withResolvers<void>();
    const io = fakeIo({ stop: stop.promise });
    const running = sandbox({ json: true, state }, io);
    const { home } = JSON.parse(await printed(io));
    const list = fakeIo();
    assertEquals(await main(["globus", "bookmark", "list", "--sandbox", home], list), 0);
    const names = list.output.split("\n").map((line) => line.split(" ")[0]);
    assertEquals(names, ["Name", "lab", "archive", ""]);
    stop.resolve();
    await running;
  }
});

Deno.test("sandbox() tells what is typed into its logins, and refuses a tenant that it does not have", async () => {
  const stop = Promise.withResolvers<void>();
  const io = fakeIo({ stop: stop.promise });
  const running = sandbox({ json: true }, io);
  const { home, logins, shellFiles } = JSON.parse(await printed(io));
  const { "Tapis password": secret, "Tapis user": user } = logins;
  assertStringIncludes(await Deno.readTextFile(shellFiles.bash), `# Tapis password: ${secret}\n`);
  const words = ["tapis", "login", "--user", user, "--sandbox", home, "--tenant"];
  assertEquals(await main([...words, logins["Tapis tenant"]], fakeIo({ secret })), 0);
  const refused = fakeIo({ secret });
  assertEquals(await main([...words, "tacc"], refused), 2);
  assertStringIncludes(refused.talk, 'The sandbox has no tenant "tacc": its tenants are sandbox');
  assertStringIncludes(
    refused.talk,
    `Next: keyferry tapis tenants --v3 --user ferry --sandbox ${home}`,
  );
  stop.resolve();
  await running;
});

async function isThere(program: string): Promise<boolean> {
  const asked = new Deno.Command("sh", { args: ["-c", `command -v ${program}`] });
  return await asked.output().then(({ success }) => success, () => false);
}

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

Deno.test("sandbox() refuses a state file that is not one", async () => {
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
    assertStringIncludes(first, "Page  http://127.0.0.1:");
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
