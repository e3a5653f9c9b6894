import { assert, assertEquals, assertFalse } from "@std/assert";
import { assertSnapshot } from "@std/testing/snapshot";
import { main } from "../../cli.ts";
import { version } from "../../mod.ts";
import { commandTree } from "../../src/cli/words/command_tree.ts";
import { allCommands } from "../../src/cli/words/refusal.ts";
import { fakeIo } from "./_cli.ts";

const root = await commandTree();

for (const command of [root, ...allCommands(root)]) {
  const path = command.getPath();

  Deno.test(`${path} --help is as it was reviewed`, async (t) => {
    const io = fakeIo();
    const [, ...words] = path.split(" ");
    assertEquals(await main([...words, "--help"], io), 0);
    assertEquals(io.talk, "");
    assertFalse(io.output.includes("\x1b"));
    // So wide that no line is folded: where exactly is the parser's own affair.
    const text = command.getHelp({ colors: false, long: true, width: 1000 });
    await assertSnapshot(t, text.replace(version, "VERSION").replace(/ +$/gm, "").trim());
  });

  if (command.getCommands().length > 0) continue;
  Deno.test(`${path} --help has examples that the parser takes, and tells what --json prints`, async () => {
    assert(/--json prints /.test(command.getDescription()), "no --json");
    const examples = command.getExamples().map(({ description }) => description);
    assert(examples.some((example) => example.includes(path)), "no example");
    for (const example of examples) {
      for (const [line] of example.matchAll(/keyferry [^|\n)]*/g)) {
        const io = fakeIo();
        // Asked for its permissions, a command's words are read, and nothing is done.
        await main(["permissions", ...wordsOf(line)], io);
        assertFalse(/Unknown|Missing|Too many|No arguments/.test(io.talk), `${line}: ${io.talk}`);
      }
    }
  });
}

Deno.test("what asks before it deletes takes --yes, and -y for short", () => {
  const asking = allCommands(root).flatMap((command) => {
    return command.getOptions().filter(({ name }) => name === "yes");
  });
  assert(asking.length >= 5, `only ${asking.length} ask`);
  for (const { flags } of asking) assertEquals(flags, ["-y", "--yes"]);
});

/** The words of an example as a shell reads them, up to where its input or output is led elsewhere. */
function wordsOf(line: string): string[] {
  const [, ...words] = line.match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  const led = words.findIndex((word) => /^[<>&;]/.test(word));
  return words.slice(0, led < 0 ? undefined : led).map((word) =>
    word.replace(/^(['"])(.*)\1$/, "$2")
  );
}
