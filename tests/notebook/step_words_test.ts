import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Step } from "../../src/credentials/mod.ts";
import { showStatus } from "../../src/notebook/mod.ts";
import { stepInNotebook } from "../../src/notebook/step_words.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";

const rows: readonly [Step, string][] = [
  [{ kind: "log in", platform: "CAVE" }, 'run await loginInNotebook("cave") in a cell'],
  [
    { kind: "log in", platform: "Globus" },
    'run await loginInNotebook("globus", { clientId }) in a cell',
  ],
  [
    { kind: "log in", platform: "Tapis v3", again: true },
    'run await loginInNotebook("tapis", { clientId, clientKey, force: true }) in a cell',
  ],
  [
    { kind: "log in", platform: "Globus", scopes: ["a b"] },
    'run await loginInNotebook("globus", { clientId, scopes: ["a b"], force: true }) in a cell',
  ],
  [
    { kind: "log in", platform: "Tapis v2", how: "client({ baseUrl })" },
    "run keyferry tapis token in a terminal",
  ],
  [{ kind: "log in", platform: "Lab" }, "log in to Lab"],
  [
    { kind: "log in", platform: "Globus", again: true, keptIn: "/a.json" },
    "log in again with the program that keeps its tokens in /a.json",
  ],
  [
    { kind: "consent", demands: { parameters: {} } },
    'run await loginInNotebook("globus", { clientId, requirements: error.requirements }) in a cell',
  ],
  [
    { kind: "set variable", variables: ["A"] },
    'set A before the kernel starts, or run Deno.env.set("A", "...") in a cell',
  ],
  [{ kind: "unset variable", variables: ["A"] }, 'run Deno.env.delete("A") in a cell'],
  [
    { kind: "replace", place: "A", variable: true },
    'run Deno.env.delete("A") in a cell, or set another',
  ],
  [{ kind: "replace", place: "A + B", variable: true }, "unset or replace A + B"],
  [
    { kind: "allow", flags: ["--allow-env=A"] },
    "add --allow-env=A",
  ],
  [{ kind: "overwrite" }, "allow overwriting"],
];
for (const [step, words] of rows) {
  Deno.test(`stepInNotebook() says: ${words}`, () => assertEquals(stepInNotebook(step), words));
}

Deno.test("showStatus() says the next steps in the words of a notebook", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".cloudvolume/secrets/cave-secret.json": "{" });
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "two\nlines" };
  const shown = Deno.inspect(await showStatus({ home: folder.path, env }));
  assertStringIncludes(shown, "fix or delete the file");
  assertStringIncludes(shown, 'Deno.env.set("GLOBUS_SDK_TRANSFER_TOKEN", "...")');
  assertStringIncludes(shown, 'run await loginInNotebook("tapis", { clientId, clientKey })');
});
