/** Programs that others would write, checked and run as theirs: strict flags, public entries, no workaround. */

import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { toFileUrl } from "@std/path/to-file-url";
import config from "../../deno.json" with { type: "json" };
import { sandboxSurroundings } from "../../src/credentials/mod.ts";
import { memoryTokenStorage } from "../../src/globus/mod.ts";
import { linkedFolders } from "../helpers/source/links.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { night } from "./nightly_sync.ts";

const root = new URL("../../", import.meta.url);
const programs = [
  "tapis_migration.ts",
  "nightly_sync.ts",
  "cave_pipeline.ts",
  "facility_admin.ts",
  "own_platform.ts",
];

/** What is wrong with each program under a consumer's flags, and then with what it is linked to. */
async function findings(folder: string, files: readonly string[]): Promise<string[]> {
  const at = (path: string): string => new URL(path, root).href;
  const entries = Object.entries(config.exports).map(([name, path]) => {
    return [`@keyferry/keyferry${name.slice(1)}`, at(path)];
  });
  const flags = ["exactOptionalPropertyTypes", "noPropertyAccessFromIndexSignature"];
  const compilerOptions = Object.fromEntries(
    [...flags, "strict", "noUnusedLocals"].map((flag) => [flag, true]),
  );
  const path = `${folder}/deno.json`;
  const links = await linkedFolders();
  const imports = { ...config.imports, ...Object.fromEntries(entries) };
  await Deno.writeTextFile(path, JSON.stringify({ imports, links, compilerOptions }));
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "-q", "--no-lock", "--config", path, ...files],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  // Of a published package only the types are looked at; who links a checkout sees what its code says, too.
  // The sandbox reads documents by the fields that it finds in them.
  const blocks = new TextDecoder().decode(stderr).split("\n\n");
  const of = (url: string): string =>
    blocks.filter((block) => block.includes(`at ${url}`)).join("\n");
  const parts = ["mod.ts", "src/(?!sandbox/)"].map((part) => new RegExp(`at ${at("")}${part}`));
  const ours = blocks.filter((block) => parts.some((part) => part.test(block)));
  return [...files.map((file) => of(toFileUrl(file).href)), ours.join("\n")];
}

Deno.test("the programs check clean under a consumer's strict flags, and a misspelled field does not", async () => {
  await using folder = await temporaryFolder();
  const wrong = `${folder.path}/wrong.ts`;
  await Deno.writeTextFile(
    wrong,
    `import { transferClient } from "@keyferry/keyferry/globus";
     await transferClient().addEndpointAclRule("id", { principal_typ: "identity" });`,
  );
  const files = programs.map((name) => fromFileUrl(new URL(name, import.meta.url)));
  const found = await findings(folder.path, [...files, wrong]);
  assertEquals(found.toSpliced(-2, 1), [...programs.map(() => ""), ""]);
  assert(found.at(-2)?.includes("'principal_typ' does not exist"), found.at(-2));
});

Deno.test("35 nights: what is new is moved, a full quota is told with its file, and none overlaps", async () => {
  let time = Date.now();
  const now = (): number => time;
  await using sandbox = await startSandbox({ now });
  await using folder = await temporaryFolder();
  const { id, secret } = sandbox.tokens.globusClient;
  const [lab, archive] = sandbox.collections;
  const choice = {
    here: await sandboxSurroundings(sandbox.home),
    clientId: id,
    clientSecret: secret,
    storage: memoryTokenStorage(),
    from: lab?.id ?? "",
    to: archive?.id ?? "",
    lock: `${folder.path}/nightly`,
    now,
  };
  const told: string[] = [];
  for (let day = 0; day < 35; day++, time += 86_400_000) {
    sandbox.faults.transfer = day !== 0 ? undefined : () => {
      return { code: "QUOTA_EXCEEDED", description: "Disk quota exceeded" };
    };
    told.push(await night(choice));
  }
  assert(/^QUOTA_EXCEEDED: Disk quota exceeded \(\/runs\/.+\)$/.test(told[0] ?? ""), told[0]);
  assert(/^[1-9]\d* files$/.test(told[1] ?? ""), told[1]);
  assertEquals(new Set(told.slice(2)), new Set(["0 files"]));
  assertEquals((await Promise.all([night(choice), night(choice)])).sort(), [
    "0 files",
    "still at work",
  ]);
});
