import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import { commandTree } from "../../src/cli/words/command_tree.ts";
import { allCommands } from "../../src/cli/words/refusal.ts";
import { childCommand, entryUrl } from "../helpers/child.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { fakeIo } from "./_cli.ts";
import { run } from "./_program.ts";
import { plantedSandbox } from "./_sandbox.ts";

/** Scripts for a shell that a sandbox has prepared. */
const scripts: readonly (readonly [words: string, entry: string, code: string])[] = [
  ["globus", "globus", 'await (await it.restore()).transfer.get("/v0.10/task_list");'],
  ["tapis", "tapis", "await (await it.restore()).profilesGet();"],
  ["tapis --v3", "tapis", "await (await it.v3.restore()).getUserinfo();"],
  [
    "cave --datastack sandbox_cortex",
    "cave",
    'await (await it.restore("sandbox_cortex")).info.getDatastacks();',
  ],
];

for (const [words, entry, code] of scripts) {
  Deno.test(`permissions --script ${words} prints what a script runs with`, async () => {
    await using planted = await plantedSandbox();
    const { env } = planted.sandbox;
    const asked = await run(["permissions", "--script", ...words.split(" ")], {
      flags: ["--allow-env", "--allow-read"],
      env,
    });
    assertEquals(asked.code, 0, asked.stderr);
    const flags = asked.stdout.trim().split(" ");
    const text = `import * as it from "${entryUrl(`src/${entry}/mod.ts`)}";\n${code}`;
    const [program = "", ...args] = childCommand(text, flags);
    const { code: exit, stderr } = await new Deno.Command(program, {
      args,
      clearEnv: true,
      env: { ...env, DENO_DIR: Deno.env.get("DENO_DIR") ?? "", NO_COLOR: "1" },
    }).output();
    assertEquals([exit, new TextDecoder().decode(stderr)], [0, ""], asked.stdout);
  });
}

/** What `permissions` says in this process, of a home of its own. */
async function said(
  words: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly output: string; readonly talk: string }> {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, files);
  const io = fakeIo({ surroundings: { env: {}, home: folder.path } });
  const code = await main(["permissions", ...words], io);
  const plain = (text: string): string => text.replaceAll(folder.path, "HOME");
  return { code, output: plain(io.output), talk: plain(io.talk) };
}

const secret = { ".cloudvolume/secrets/lab.json": '{"token": "made-up"}' };

Deno.test("permissions --script takes the options of the platform's commands", async () => {
  const { code, output } = await said(
    ["--script", "cave", "--file", "~/.cloudvolume/secrets/lab.json", "--server", "b.example.org"],
    secret,
  );
  assertEquals([code, output], [
    0,
    "--allow-read=HOME/.cloudvolume/secrets/lab.json --allow-net=b.example.org\n",
  ]);
});

Deno.test("permissions --script counts services and addresses that are named", async () => {
  const { output } = await said(
    [
      ...["--script=cave", "--file", "~/.cloudvolume/secrets/lab.json", "--service", "CAVE"],
      ...["--url", "https://a.example.org:8443/x", "--url", "https://b.example.org"],
    ],
    secret,
  );
  assertStringIncludes(
    output,
    "--allow-net=global.daf-apis.com,a.example.org:8443,b.example.org\n",
  );
});

Deno.test("permissions --script says that there is nothing to log in with yet", async () => {
  const { code, output, talk } = await said(["--script", "tapis", "--v3"]);
  assertEquals([code, output], [0, "--allow-read=HOME/.agave/keyferry.json\n"]);
  assertStringIncludes(talk, "Note: there is no Tapis v3 token yet: log in first, and ask again\n");
});

const refusals: readonly (readonly [words: string, message: string])[] = [
  ["--script", "Name the platform that the script uses: --script PLATFORM"],
  ["--script --v3", "Name the platform that the script uses: --script PLATFORM"],
  ["--script globus --tenant x", 'Unknown option "--tenant"'],
  ["--script globs", 'Unknown command "globs". Did you mean command "globus"?'],
  ["--script cave --service mail", 'There is no service "mail": services are CAVE'],
  ["--script cave --url b.example.org", '"b.example.org", which is not an address'],
];
for (const [words, message] of refusals) {
  Deno.test(`permissions ${words} is misuse`, async () => {
    const { code, output, talk } = await said(words.split(" "), {
      ".cloudvolume/secrets/cave-secret.json": '{"token": "made-up"}',
    });
    assertEquals([code, output], [2, ""]);
    assertStringIncludes(talk, message);
  });
}

Deno.test("the help that is named after a wrong line about a script is there", async () => {
  for (
    const words of [
      "globus x",
      "globus --bogus",
      "globus --client-id",
      "tapis --v3 x",
      "cave --help",
    ]
  ) {
    const { talk } = await said(["--script", ...words.split(" ")]);
    const [, named = ""] = /see keyferry (.*--help)/.exec(talk) ?? [];
    const io = fakeIo();
    assertEquals(await main(named.split(" "), io), 0, `${words}: ${talk}`);
    assertStringIncludes(io.output, "--script PLATFORM");
  }
});

Deno.test("the command that stands for a script is not shown, and does nothing", async () => {
  const names = allCommands(await commandTree()).map((command) => command.getName());
  assertEquals(names.includes("script"), false);
  const io = fakeIo();
  assertEquals(await main(["cave", "script"], io), 2);
  assertStringIncludes(io.talk, "keyferry permissions --script PLATFORM");
  const help = fakeIo();
  assertEquals(await main(["cave", "script", "--help"], help), 0, help.talk);
  assertStringIncludes(help.output, "--service");
});
