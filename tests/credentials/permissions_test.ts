import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { isGranted, missingPermissions, permissionFlags } from "../../src/credentials/mod.ts";
import { entryUrl, type Ran, runChild, sourceUrl } from "../helpers/child.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { caveFiles, caveVariables } from "../helpers/cave_places.ts";

const cave = entryUrl("src/cave/mod.ts");
const credentials = entryUrl("src/credentials/mod.ts");

/** What the process touched, from Deno's own log: `env CAVE_TOKEN`, `read /home/...`. */
async function touched(log: string): Promise<string[]> {
  const text = await Deno.readTextFile(log).catch(() => "");
  return text.split("\n").filter((line) => line !== "").map((line) => {
    const { permission, value } = JSON.parse(line);
    return `${permission} ${value}`;
  });
}

/** A search for a CAVE token in a process of its own: what it found, and what it touched. */
async function search(
  home: string,
  flags: readonly string[],
): Promise<Ran & { readonly touched: string[] }> {
  const log = `${home}/permissions.jsonl`;
  const ran = await runChild(
    `
    import { tokenChain } from "${cave}";
    import { explain, formatReport } from "${credentials}";
    console.log(formatReport(await explain(tokenChain())));
    `,
    { flags, env: { HOME: home, DENO_AUDIT_PERMISSIONS: log, CAVE_TOKEN: "" } },
  );
  return { ...ran, touched: await touched(log) };
}

Deno.test({
  name: "isGranted() counts what is granted alone, not what would prompt",
  permissions: { env: ["LAB_TOKEN"], read: ["/data"] },
  fn() {
    assert(isGranted({ name: "env", variable: "LAB_TOKEN" }));
    assert(isGranted({ name: "read", path: "/data/below/a.json" }));
    const missing = [
      { name: "env" },
      { name: "env", variable: "HOME" },
      { name: "read", path: "/datax" },
      { name: "read", path: "/data/../etc" },
      { name: "write", path: "/data" },
      { name: "net", host: "auth.globus.org" },
    ] as const;
    assertEquals(missingPermissions(missing), [...missing]);
    assertEquals(permissionFlags(missing), [
      "--allow-env",
      "--allow-read=/datax,/data/../etc",
      "--allow-write=/data",
      "--allow-net=auth.globus.org",
    ]);
  },
});

Deno.test("a search without any permission touches nothing, prompts for nothing, names every flag", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    ".cloudvolume/secrets/cave-secret.json": '{"token": "made-up"}',
  });
  const ran = await search(folder.path, []);
  assertEquals([ran.code, ran.stderr, ran.touched], [0, "", []]);
  assertStringIncludes(ran.stdout, "add --allow-env=CAVE_TOKEN\n");
  assertStringIncludes(ran.stdout, "add --allow-env=HOME\n");
  assertStringIncludes(ran.stdout, "add --allow-env=CLOUD_VOLUME_DIR\n");
});

Deno.test("a search with the home's name alone asks for each file by its path", async () => {
  await using folder = await temporaryFolder();
  const { path: home } = folder;
  const ran = await search(home, ["--allow-env=HOME"]);
  assertEquals(ran.code, 0);
  for (const file of caveFiles) {
    assertStringIncludes(ran.stdout, `add --allow-read=${home}/${file}\n`);
  }
  assertEquals([...new Set(ran.touched)], ["env HOME"]);
});

Deno.test("what keeps one out of a file is looked for only where Deno may look", async () => {
  await using folder = await temporaryFolder();
  const log = `${folder.path}/permissions.jsonl`;
  const file = `${folder.path}/closed/token.json`;
  const { code, stderr } = await runChild(
    `
    import { cannotRead } from "${sourceUrl("src/credentials/files/files.ts")}";
    cannotRead("${file}", new Deno.errors.PermissionDenied());
    `,
    { flags: [`--allow-read=${file}`], env: { DENO_AUDIT_PERMISSIONS: log } },
  );
  assertEquals([code, stderr, await touched(log)], [0, "", [`read ${file}`]]);
});

Deno.test("a search with the permission for one file finds it and touches no other", async () => {
  await using folder = await temporaryFolder();
  const { path: home } = folder;
  const file = `${home}/.cloudvolume/secrets/cave-secret.json`;
  await writeFiles(home, { ".cloudvolume/secrets/cave-secret.json": '{"token": "made-up"}' });
  const ran = await search(home, ["--allow-env=HOME", `--allow-read=${file}`]);
  assertEquals(ran.code, 0);
  assertMatch(ran.stdout, /^~\/\.cloudvolume\/secrets\/cave-secret\.json +used$/m);
  assertEquals([...new Set(ran.touched)].sort(), ["env HOME", `read ${file}`]);
});

Deno.test("a search with all of requiredPermissions() touches nothing beyond them", async () => {
  await using folder = await temporaryFolder();
  const { path: home } = folder;
  const printed = await runChild(
    `
    import { tokenChain } from "${cave}";
    import { permissionFlags, requiredPermissions } from "${credentials}";
    console.log(permissionFlags(requiredPermissions(tokenChain())).join("\\n"));
    `,
    { flags: ["--allow-env=HOME"], env: { HOME: home } },
  );
  const flags = printed.stdout.trim().split("\n");
  assertEquals(flags, [
    `--allow-env=${caveVariables},HOME,CLOUD_VOLUME_DIR`,
    `--allow-read=${caveFiles.map((file) => `${home}/${file}`)}`,
  ]);
  const ran = await search(home, flags);
  assertEquals([ran.code, ran.stdout.includes("not permitted")], [0, false]);
  const granted = flags.flatMap((flag) => flag.split("=")[1]?.split(",") ?? []);
  const values = ran.touched.map((line) => line.slice(line.indexOf(" ") + 1));
  assertEquals(values.filter((value) => !granted.includes(value)), []);
  assert(values.length > 0);
});

Deno.test("permissionFlags() leaves out what a folder beside it covers", () => {
  const read = (path: string): Deno.ReadPermissionDescriptor => ({ name: "read", path });
  const paths = [
    "/home/ada/.globus/app/x/tokens.json",
    "/home/ada/.globus/app",
    "/home/ada/.globus.cfg",
  ];
  assertEquals(permissionFlags(paths.map(read)), [
    "--allow-read=/home/ada/.globus/app,/home/ada/.globus.cfg",
  ]);
  assertEquals(permissionFlags(["/a", "/ab", "/a/..b"].map(read)), ["--allow-read=/a,/ab"]);
});
