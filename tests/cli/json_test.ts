import { assertEquals, assertFalse } from "@std/assert";
import { main } from "../../cli.ts";
import configuration from "../../deno.json" with { type: "json" };
import type { Io } from "../../src/cli/terminal/io.ts";
import { commandTree } from "../../src/cli/words/command_tree.ts";
import { allCommands } from "../../src/cli/words/refusal.ts";
import { approveLogin, type Sandbox } from "../../src/sandbox/mod.ts";
import { linkedFolders } from "../helpers/source/links.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { type FakeIo, fakeIo } from "./_cli.ts";
import { plantedSandbox } from "./_sandbox.ts";

const checkout = new URL("../../", import.meta.url);

/** A command's words, and what is typed or piped in. */
interface Call {
  readonly command: string;
  readonly words?: readonly string[];
  readonly secret?: string;
  readonly stop?: Promise<void>;
  /** Whether a link is shown, to be opened and approved. */
  readonly visits?: boolean;
  /** 0 where nothing is said. */
  readonly code?: number;
}

/** Commands that change nothing, and so can be called twice. */
const looking =
  /(status|permissions|whoami|search|list|ls|show|events|tenants|subscriptions|datastacks|cave token)$/;

/** A tour of all commands in one sandbox. */
async function* tour(): AsyncGenerator<{ command: string; io: FakeIo }> {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const { sandbox, home, lab, archive } = planted;
  const own = `${folder.path}/cells.csv`;
  const call = async (one: Call): Promise<FakeIo> => {
    const { command, words = [], code = 0, secret, stop, visits } = one;
    const io = fakeIo({
      ...(secret === undefined ? {} : { secret }),
      ...(visits ? { answers: [] } : {}),
      stop: stop ?? new Promise(() => {}),
    });
    const visitor: Io = visits ? { ...io, readSecret: () => approved(sandbox, io) } : io;
    const at = command === "sandbox" || command.startsWith("kernel") ? [] : ["--sandbox", home];
    const all = [...command.split(" "), ...words, "--json", ...at];
    assertEquals(await main(all, visitor), code, io.talk);
    if (looking.test(command)) {
      const text = fakeIo(secret === undefined ? {} : { secret });
      assertEquals(await main(all.filter((word) => word !== "--json"), text), code, text.talk);
      // Into a pipe goes nothing that commands a terminal.
      assertFalse((text.output + text.talk).includes("\x1b"), command);
    }
    return io;
  };
  const { password } = sandbox.tokens.tapis;
  const app = ["--client-id", sandbox.tokens.globusApps.other];
  const calls: Call[] = [
    { command: "status" },
    { command: "permissions", words: ["tapis", "whoami"] },
    { command: "completions", words: ["fish"] },
    { command: "globus whoami" },
    { command: "globus search", words: ["lab"] },
    { command: "globus bookmark create", words: ["mine", `${lab}:/`] },
    { command: "globus bookmark rename", words: ["mine", "ours"] },
    { command: "globus bookmark list" },
    { command: "globus ls", words: ["ours:"] },
    { command: "globus token" },
    { command: "globus token", words: ["--reveal"] },
    { command: "globus stat", words: [`${lab}:/README.txt`] },
    { command: "globus ls", words: [`${lab}:/`, "--recursive"] },
    { command: "globus bookmark delete", words: ["ours", "--yes"] },
    { command: "globus mkdir", words: [`${archive}:/made`] },
    { command: "globus rename", words: [`${archive}:/made`, `${archive}:/named`] },
    { command: "globus delete", words: [`${archive}:/named`, "--recursive", "--dry-run", "--yes"] },
    { command: "globus delete", words: [`${archive}:/named`, "--recursive", "--yes", "--wait"] },
    {
      command: "globus login",
      words: [...app, "--no-browser", "--https", lab, "--https", archive],
      visits: true,
    },
    { command: "globus get", words: [...app, `${lab}:/cells.csv`, own] },
    { command: "globus put", words: [...app, own, `${archive}:/sent.csv`] },
    { command: "globus logout", words: app },
    { command: "cp", words: [`globus:${lab}:/cells.csv`, `globus:${archive}:/copied.csv`] },
    { command: "globus transfer", words: ["-r", "--dry-run", `${lab}:/`, `${archive}:/a/`] },
    { command: "globus transfer", words: ["-r", "--wait", `${lab}:/`, `${archive}:/a/`] },
    { command: "globus task list" },
    { command: "tapis tenants" },
    { command: "tapis tenants", words: ["sandbox"] },
    { command: "tapis refresh" },
    { command: "tapis whoami" },
    { command: "tapis whoami", words: ["--v3"] },
    { command: "tapis token", secret: password },
    { command: "tapis token", words: ["--v3", "--reveal"] },
    { command: "tapis clients list", secret: password },
    { command: "tapis clients list", words: ["--v3"] },
    { command: "tapis clients create", words: ["mine"], secret: password },
    { command: "tapis clients create", words: ["mine", "--v3", "--reveal"] },
    { command: "tapis clients show", words: ["mine"], secret: password },
    { command: "tapis clients subscribe", words: ["mine", "PublicKeys"], secret: password },
    { command: "tapis clients subscriptions", words: ["mine"], secret: password },
    { command: "tapis clients delete", words: ["mine", "--yes"], secret: password },
    { command: "tapis files ls", words: ["lab"] },
    { command: "tapis files get", words: ["lab:cells.csv", `${folder.path}/again.csv`] },
    { command: "tapis files put", words: [own, "archive:put.csv"] },
    { command: "tapis files cp", words: ["archive:put.csv", "archive:copy.csv"] },
    { command: "tapis files mv", words: ["archive:copy.csv", "archive:moved.csv"] },
    { command: "tapis files mkdir", words: ["archive:folder"] },
    { command: "tapis files rm", words: ["archive:moved.csv", "--yes"] },
    { command: "tapis transfer", words: ["lab:runs", "archive:runs"] },
    { command: "tapis transfers list" },
    { command: "tapis login", words: ["--user", "ferry"], secret: password },
    { command: "cave token" },
    { command: "cave token", words: ["--reveal"] },
    { command: "cave whoami" },
    { command: "cave datastacks" },
    { command: "cave datastacks", words: ["sandbox_cortex"] },
    { command: "cave save", words: ["--overwrite"], secret: sandbox.tokens.cave },
    { command: "cave new", words: ["--overwrite"], secret: sandbox.tokens.cave },
    { command: "tapis systems", words: ["--client", "keyferry-sandbox"] },
    { command: "tapis systems", words: ["lab", "--check", "--client", "keyferry-sandbox"] },
    { command: "tapis logout", words: ["--client", "keyferry-sandbox"] },
    { command: "cave logout" },
    { command: "sandbox", stop: Promise.resolve() },
    { command: "kernel install", words: ["--prefix", folder.path] },
    { command: "kernel doctor", words: [folder.path], code: 1 },
  ];
  for (const one of calls) {
    const io = await call(one);
    yield { command: one.command, io };
    if (one.command === "globus transfer" && !one.words?.includes("--dry-run")) {
      const { task_id: task } = JSON.parse(io.output);
      for (const verb of ["show", "wait", "watch", "events", "cancel"]) {
        const command = `globus task ${verb}`;
        yield { command, io: await call({ command, words: [task] }) };
      }
    }
    if (one.command === "tapis transfer") {
      const { uuid } = JSON.parse(io.output);
      for (const verb of ["show", "wait", "cancel"]) {
        const command = `tapis transfers ${verb}`;
        yield { command, io: await call({ command, words: [uuid] }) };
      }
    }
  }
}

/** Opens the link that was shown, as a person would, and pastes what it leads to. */
async function approved(sandbox: Sandbox, { talk }: FakeIo): Promise<string> {
  const links = [...talk.matchAll(/https?:\S+authorize\S+/g)];
  return await approveLogin(sandbox, links.at(-1)?.[0] ?? "");
}

/** Copies the modules below a folder of this checkout, with their types and without being checked. */
async function copyUnchecked(folder: string, to: string): Promise<void> {
  await Deno.mkdir(`${to}/${folder}`, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(new URL(`${folder}/`, checkout))) {
    const path = `${folder}/${name}`;
    if (isDirectory) {
      await copyUnchecked(path, to);
      continue;
    }
    const text = await Deno.readTextFile(new URL(path, checkout));
    await Deno.writeTextFile(
      `${to}/${path}`,
      name.endsWith(".ts") ? `// @ts-nocheck\n${text}` : text,
    );
  }
}

/**
 * What is wrong with lines of code that import from `cli.ts`. Of keyferry only the types are looked at,
 * as by those who import it: its own code is what `deno task check:types` checks, and takes long.
 */
async function typeErrors(code: string): Promise<string> {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/documents.ts`;
  await Deno.writeTextFile(path, code);
  await copyUnchecked("src", folder.path);
  await Deno.copyFile(new URL("cli.ts", checkout), `${folder.path}/cli.ts`);
  const links = await linkedFolders();
  await Deno.writeTextFile(`${folder.path}/deno.json`, JSON.stringify({ ...configuration, links }));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "-q", "--no-lock", "--config", `${folder.path}/deno.json`, path],
    env: { NO_COLOR: "1" },
  }).output();
  return success ? "" : new TextDecoder().decode(stderr);
}

Deno.test("every command prints with --json one document of its type, and nothing beyond", async () => {
  const leaves = allCommands(await commandTree()).filter((one) => one.getCommands().length === 0);
  const names = leaves.map((one) => one.getPath().replace("keyferry ", ""));
  const lines = [
    'import type { JsonDocuments } from "./cli.ts";',
    `export const all: Record<keyof JsonDocuments, true> = ${
      JSON.stringify(Object.fromEntries(names.map((name) => [name, true])))
    };`,
  ];
  const shown = new Set<string>();
  for await (const { command, io } of tour()) {
    shown.add(command);
    JSON.parse(io.output);
    assertFalse(io.output.includes("\x1b"), command);
    const document = `document${lines.length}`;
    lines.push(`export const ${document}: JsonDocuments["${command}"] = ${io.output.trim()};`);
  }
  // That the check would see a field too many, and one too few.
  for (const [index, wrong] of ['{"paths": [], "more": 1}', "{}"].entries()) {
    lines.push(
      "// @ts-expect-error",
      `export const w${index}: JsonDocuments["cave save"] = ${wrong};`,
    );
  }
  assertEquals(names.filter((name) => !shown.has(name)), []);
  assertEquals(await typeErrors(lines.join("\n")), "");
});
