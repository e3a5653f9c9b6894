/** Programs that others would write, checked and run as theirs: strict flags, public entries, no workaround. */

import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { toFileUrl } from "@std/path/to-file-url";
import config from "../../deno.json" with { type: "json" };
import { sandboxSurroundings } from "../../src/credentials/mod.ts";
import { memoryTokenStorage } from "../../src/globus/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { history } from "./cave_pipeline.ts";
import { night } from "./nightly_sync.ts";

const root = new URL("../../", import.meta.url);
const programs = [
  "tapis_migration.ts",
  "nightly_sync.ts",
  "cave_pipeline.ts",
  "facility_admin.ts",
  "own_platform.ts",
];

/** What is wrong with each program under a consumer's flags. */
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
  // A copy of the checkout on the real packages has none.
  const { links: folders = [] }: { links?: string[] } = config;
  const links = folders.map((link) => fromFileUrl(at(link)));
  const imports = { ...config.imports, ...Object.fromEntries(entries) };
  await Deno.writeTextFile(path, JSON.stringify({ imports, links, compilerOptions }));
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "-q", "--no-lock", "--config", path, ...files],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  // Of a published package only the types are looked at: what its own code says is no finding there.
  const blocks = new TextDecoder().decode(stderr).split("\n\n");
  return files.map((file) => {
    return blocks.filter((block) => block.includes(`at ${toFileUrl(file).href}`)).join("\n");
  });
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
  assertEquals(found.slice(0, -1), programs.map(() => ""));
  assert(found.at(-1)?.includes("'principal_typ' does not exist"), found.at(-1));
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

Deno.test("a CAVE pipeline follows a supervoxel to its objects and their edits", async () => {
  await using sandbox = await startSandbox();
  const { roots, edits } = await history(
    {
      ...await sandboxSurroundings(sandbox.home),
      datastack: "sandbox_cortex",
      token: sandbox.tokens.cave,
      serverAddress: sandbox.url,
    },
    89309001002348421n,
    new Date("2024-01-15"),
  );
  assertEquals(roots.length, 2);
  assertEquals(edits[0], { at: "2024-02-01T00:00:00.000Z", merge: true });
});
