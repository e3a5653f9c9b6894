import { assertEquals } from "@std/assert";
import { commandTree } from "../../../src/cli/words/command_tree.ts";
import { allCommands } from "../../../src/cli/words/refusal.ts";
import { fileNames } from "../../helpers/temporary_folder.ts";
import { commandsHeldIn } from "./_commands.ts";

/** Those with a test of their own in others_test.ts, and the one that all tests are about. */
const apart = ["status", "completions", "permissions"];

Deno.test("every command is held to its word", async () => {
  const leaves = allCommands(await commandTree()).filter((one) => one.getCommands().length === 0);
  const names = leaves.map((one) => one.getPath().replace("keyferry ", ""));
  const held = Object.values(commandsHeldIn).flat();
  assertEquals([...new Set([...held, ...apart])].sort(), names.sort());
});

Deno.test("every file that is said to hold commands is there", async () => {
  const here = await fileNames(new URL(".", import.meta.url).pathname);
  assertEquals(Object.keys(commandsHeldIn).filter((name) => !here.includes(name)), []);
});
