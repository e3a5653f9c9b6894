/** Keyferry's column of each page in docs/migration runs, from the top to the end, in a sandbox. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { join } from "@std/path/join";
import { main } from "../../cli.ts";
import { plantCredentials, type Sandbox } from "../../src/sandbox/mod.ts";
import { fakeIo } from "../cli/_cli.ts";
import tapisCli from "../fixtures/tapis_cli_commands.json" with { type: "json" };
import { startSandbox } from "../helpers/sandbox.ts";
import {
  commandPages,
  type Line,
  migrationPage,
  pageNames,
  programPages,
  scriptOf,
  shellValues,
  wordsOf,
} from "./_migration.ts";

const checkout = fromFileUrl(new URL("../../", import.meta.url));

/** A sandbox with credentials, and with what the pages say is in the folder where one works. */
async function furnishedSandbox(): Promise<Sandbox> {
  const sandbox = await startSandbox();
  await plantCredentials(sandbox);
  await Deno.writeTextFile(join(sandbox.home, "notes.txt"), "a note\n");
  await Deno.mkdir(join(sandbox.home, "runs"));
  await Deno.writeTextFile(join(sandbox.home, "runs", "7.txt"), "seven\n");
  return sandbox;
}

Deno.test("every page of docs/migration has its test", async () => {
  const tested = [...programPages, ...commandPages];
  assertEquals((await pageNames()).sort(), tested.toSorted());
});

for (const name of programPages) {
  Deno.test(`docs/migration/${name}.md: keyferry's lines run`, async () => {
    await using sandbox = await furnishedSandbox();
    const page = await migrationPage(name);
    assert(page.lines.length >= 15, `only ${page.lines.length} lines were read`);
    const folder = join(checkout, ".build", "pages");
    await Deno.mkdir(folder, { recursive: true });
    const path = join(folder, `${name}.${crypto.randomUUID()}.ts`);
    await Deno.writeTextFile(path, scriptOf(page));
    try {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", "-A", "--no-check", "--no-lock", path],
        cwd: sandbox.home,
        env: {
          ...sandbox.env,
          SERVER: sandbox.url,
          PASSWORD: sandbox.tokens.tapis.password,
        },
      }).output();
      assertEquals([code, code === 0 || new TextDecoder().decode(stderr)], [0, true]);
    } finally {
      await Deno.remove(path);
    }
  });
}

/** Commands that a person has to answer; tests/cli has tests of each. */
const asking = [
  "keyferry globus login --client-id YOUR_APP",
  "keyferry globus login --scopes SCOPE",
  "keyferry globus login --policy ID",
];

for (const name of commandPages) {
  Deno.test(`docs/migration/${name}.md: keyferry's commands run`, async () => {
    await using sandbox = await furnishedSandbox();
    const page = await migrationPage(name);
    const commands = page.lines.flatMap(({ row, ours }) =>
      ours.split("\n").filter((line) => line !== "").map((line) => ({ row, line }))
    );
    assert(commands.length >= 15, `only ${commands.length} commands were read`);
    const values = shellValues(name === "globus-cli" ? page.beginning("sh") : "");
    const before = Deno.cwd();
    for (const { row, line } of commands) {
      if (asking.includes(line)) continue;
      const [program, ...words] = wordsOf(line, values).map((word) => inHome(word, sandbox));
      assertEquals(program, "keyferry", row);
      const io = fakeIo({
        surroundings: { env: sandbox.env, home: sandbox.home },
        secret: sandbox.tokens.tapis.password,
      });
      const code = await main(words, io);
      assertEquals([line, code, code === 0 || io.talk], [line, 0, true]);
      values.task = /^[\da-f]{8}-[-\da-f]{27}$/m.exec(io.output)?.[0] ?? values.task ?? "";
    }
    assertEquals(Deno.cwd(), before);
  });
}

/** A file of this machine is in the sandbox's home: all tests of a process share one folder. */
function inHome(word: string, { home }: Sandbox): string {
  return ["moved.txt", "notes.txt", "runs"].includes(word) ? join(home, word) : word;
}

Deno.test("the commands of tapis-cli in docs/migration/tapis-cli.md are commands of it", async () => {
  const { lines } = await migrationPage("tapis-cli");
  const unknown = lines.filter(({ theirs }: Line) =>
    !tapisCli.commands.some((command) => `${theirs} `.startsWith(`tapis ${command} `))
  );
  assertEquals(unknown, []);
});
