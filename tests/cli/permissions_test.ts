import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import { permissions } from "../../src/cli/permissions.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { fakeIo } from "./_cli.ts";
import { run } from "./_program.ts";

const needs = {
  needed: [
    { name: "env", variable: "CAVE_TOKEN" },
    { name: "read", path: "/home/ada lovelace/a" },
    { name: "env", variable: "HOME" },
    { name: "read", path: "/home/ada lovelace/a" },
  ],
  optional: [{ permission: { name: "sys", kind: "hostname" }, why: "to name this machine" }],
  notes: ["something was not to be known"],
} as const;

Deno.test("permissions() prints one line to paste, and says the rest apart", async () => {
  const io = fakeIo();
  assertEquals(await permissions({ command: () => Promise.resolve(needs) }, io), 0);
  assertEquals(io.output, "--allow-env=CAVE_TOKEN,HOME '--allow-read=/home/ada lovelace/a'\n");
  assertEquals(
    io.talk,
    [
      "Optional: --allow-sys=hostname to name this machine",
      "Note: something was not to be known",
      "",
    ].join("\n"),
  );
});

Deno.test("permissions() prints the flags as they are with --json", async () => {
  const io = fakeIo();
  await permissions({ command: () => Promise.resolve(needs), json: true }, io);
  assertEquals(JSON.parse(io.output), {
    needed: ["--allow-env=CAVE_TOKEN,HOME", "--allow-read=/home/ada lovelace/a"],
    optional: [{ flag: "--allow-sys=hostname", why: "to name this machine" }],
    notes: ["something was not to be known"],
  });
});

Deno.test("main() takes --json of permissions before or after the command's words", async () => {
  for (
    const words of [
      ["--json", "permissions", "cave", "token"],
      ["permissions", "--json", "cave", "token"],
      ["permissions", "cave", "token", "--json"],
    ]
  ) {
    const io = fakeIo();
    assertEquals(await main(words, io), 0, io.talk);
    assertEquals(Object.keys(JSON.parse(io.output)), ["needed", "optional", "notes"]);
  }
});

Deno.test("main() knows the permissions of a command by the command's own options", async () => {
  const io = fakeIo();
  await main(["permissions", "cave", "token", "--file", "/data/own.json", "--reveal"], io);
  assertEquals(io.output, "--allow-read=/data/own.json\n");
});

Deno.test("main() tells what the sandbox needs from what it can do without", async () => {
  const io = fakeIo({ surroundings: { env: { TMPDIR: "/scratch" } } });
  const options = ["--home", "/sandbox", "--root", "/data", "--writable", "--port", "8400"];
  assertEquals(await main(["permissions", "sandbox", ...options], io), 0);
  assertEquals(
    io.output,
    "--allow-net=127.0.0.1:8400 --allow-read=/scratch,/sandbox,/data " +
      "--allow-write=/scratch,/sandbox,/data\n",
  );
  assertMatch(io.talk, /^Optional: --allow-env=(HOME|USERPROFILE) to refuse your own home folder/);
});

Deno.test("main() asks about a sandbox only where it may look at it", async () => {
  const { code, stdout, stderr } = await run(
    ["permissions", "globus", "ls", "x", "--sandbox", "/nowhere"],
  );
  assertEquals([code, stdout], [4, ""]);
  assertStringIncludes(stderr, "--allow-read=/nowhere/.keyferry-sandbox.json");
});

Deno.test("permissions, permitted nothing itself, prints flags that a shell completes", async () => {
  await using folder = await temporaryFolder();
  const home = `${folder.path}/a home`;
  await writeFiles(home, {
    ".cloudvolume/secrets/chunkedgraph-secret.json": '{"token": "made-up"}',
  });
  const env = { HOME: home };
  const asked = await run(["permissions", "cave", "token"], { env });
  assertEquals(asked.code, 0);
  assertMatch(asked.stderr, /^Note: [^\n]* may not check CAVE_TOKEN, [^\n]*\n$/);
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `for word in ${asked.stdout.trim()}; do printf '%s\\0' "$word"; done`],
    env,
  }).output();
  const flags = new TextDecoder().decode(stdout).split("\0").slice(0, -1);
  const { code, stderr } = await run(["cave", "token"], { flags, env });
  assertEquals([code, stderr], [0, ""]);
});

Deno.test("permissions says once what it cannot know, and nothing where it knows all", async () => {
  const id = "cd21c823-d484-533b-81ec-db6c37bdb252";
  const [tenant, variable] = ["the tenant's address", "may not check"];
  // Where all may be looked at, and where `permissions` itself may look at nothing.
  const rows: readonly [words: string, allowed: RegExp | undefined, closed: string][] = [
    ["tapis login", RegExp(`^Note: it also needs --allow-net for ${tenant}.*--tenant\n$`), tenant],
    ["tapis login --tenant tacc", undefined, ""],
    ["tapis clients create", RegExp(`^Note: it also needs --allow-net for ${tenant}.*\n$`), tenant],
    ["tapis tenants", undefined, `${variable} TAPIS_TENANTS_URL`],
    ["cave save", undefined, `${variable} CLOUD_VOLUME_DIR`],
    ["globus login", undefined, `${variable} GLOBUS_CLIENT_ID`],
    ["kernel doctor", undefined, `${variable} $JUPYTER_PATH`],
    [`globus get ${id}:/a`, /^Note: the collection's own server .*\n$/, "own server"],
    [`globus ls ${id}`, undefined, "may name another address"],
  ];
  await using folder = await temporaryFolder();
  await Promise.all(rows.map(async ([words, allowed, closed]) => {
    const io = fakeIo({ surroundings: { env: {}, home: folder.path } });
    assertEquals(await main(["permissions", ...words.split(" ")], io), 0, io.talk);
    const said = io.talk.replace(/^Optional: .*\n/gm, "");
    if (allowed === undefined) assertEquals(said, "", words);
    else assertMatch(said, allowed, words);
    const { stderr } = await run(["permissions", ...words.split(" ")], {
      env: { HOME: folder.path },
    });
    const notes = stderr.split("\n").filter((line) => line.startsWith("Note: "));
    const known = notes.filter((note) => note.includes(closed));
    assertEquals(known.length, closed === "" ? 0 : 1, words);
    assertEquals(new Set(notes).size, notes.length, words);
  }));
});

Deno.test("permissions() says which flags cover more than was meant, since none can hold a comma", async () => {
  await using folder = await temporaryFolder();
  const home = `${folder.path}/ada, bob`;
  await writeFiles(home, { ".cloudvolume/secrets/cave-secret.json": '{"token": "made-up"}' });
  const rows: readonly [words: string[], path: string][] = [
    [["cave", "token"], ".cloudvolume/secrets/cave-secret.json"],
    [["cave", "save"], ".cloudvolume/secrets"],
    [["globus", "whoami"], ".globus.cfg"],
    [["tapis", "whoami", "--v3"], ".agave/keyferry.json"],
  ];
  for (const [words, path] of rows) {
    const io = fakeIo({ surroundings: { env: {}, home } });
    assertEquals(await main(["permissions", ...words], io), 0, io.talk);
    assertStringIncludes(io.output, `--allow-read=${folder.path}`);
    const said = `no flag can hold the comma in ${home}/${path}, so that read covers all of ` +
      folder.path;
    assertStringIncludes(io.talk, `Note: ${said}`);
    const json = fakeIo({ surroundings: { env: {}, home } });
    await main(["permissions", ...words, "--json"], json);
    assertStringIncludes(JSON.parse(json.output).notes.join("\n"), said);
  }
});

Deno.test("permissions() follows the links of the files that a command writes", async () => {
  const linked: readonly [words: string[], file: string][] = [
    [["cave", "save"], ".cloudvolume/secrets/cave-secret.json"],
    [["cave", "save"], ".cloudvolume/secrets/global.daf-apis.com-cave-secret.json"],
    [["cave", "new"], ".cloudvolume/secrets/cave-secret.json"],
    [["tapis", "login", "--tenant", "tacc"], ".agave/keyferry.json"],
    [["tapis", "clients", "create", "--tenant", "tacc.prod"], ".agave/current"],
    [["tapis", "clients", "create", "--tenant", "tacc.prod"], ".agave/config.json"],
    [
      ["globus", "login", "--client-id", "5c4f1d2e-7a63-4b8e-8f0d-2f9f6f1f7a10"],
      ".globus/app/5c4f1d2e-7a63-4b8e-8f0d-2f9f6f1f7a10/keyferry/tokens.json",
    ],
  ];
  for (const [words, file] of linked) {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { [`home/${file}`]: "{}", "vault/real.json": "{}" });
    await Deno.remove(`${folder.path}/home/${file}`);
    await Deno.symlink(`${folder.path}/vault/real.json`, `${folder.path}/home/${file}`);
    const io = fakeIo({ surroundings: { env: {}, home: `${folder.path}/home` } });
    assertEquals(await main(["permissions", ...words], io), 0, io.talk);
    const [write = ""] = io.output.split(" ").filter((flag) => flag.startsWith("--allow-write="));
    assertStringIncludes(write, `${folder.path}/vault`, `${words.join(" ")}: ${file}`);
  }
});

Deno.test("the printed flags are enough where a secret file is a link into another folder", async () => {
  await using folder = await temporaryFolder();
  const home = `${folder.path}/home`;
  const secrets = `${home}/.cloudvolume/secrets`;
  await writeFiles(folder.path, {
    "home/.cloudvolume/secrets/a": "",
    "vault/real.json": '{"token": "0123456789abcdef0123456789abcdef"}',
  });
  await Deno.symlink(`${folder.path}/vault/real.json`, `${secrets}/cave-secret.json`);
  const io = fakeIo({ surroundings: { home } });
  await main(["permissions", "cave", "save", "--overwrite", "--no-check"], io);
  const { code, stderr } = await run(["cave", "save", "--overwrite", "--no-check"], {
    flags: io.output.trim().replace("--allow-env=", "--allow-env=HOME,").split(" "),
    env: { HOME: home },
    stdin: "fedcba9876543210fedcba9876543210",
  });
  assertEquals(code, 0, stderr);
  assertEquals((await Deno.lstat(`${secrets}/cave-secret.json`)).isSymlink, true);
  assertStringIncludes(await Deno.readTextFile(`${folder.path}/vault/real.json`), "fedcba98");
});
