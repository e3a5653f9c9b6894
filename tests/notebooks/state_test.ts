import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { cacheFolder } from "../helpers/child.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { codeOf, notebookFolder, notebooks } from "./_notebook.ts";

const config = fromFileUrl(new URL("../../deno.json", import.meta.url));

const logIn = `
  const { login } = await import("@keyferry/keyferry/globus");
  const { id, secret } = lab.sandbox.tokens.globusClient;
  for (const app of ["nightly", "another"]) {
    await login({ ...lab.here, clientId: id, clientSecret: secret, app });
  }`;
const leaveToken = `
  const folder = lab.here.home + "/.cloudvolume/secrets";
  await Deno.mkdir(folder, { recursive: true });
  const text = JSON.stringify({ token: lab.sandbox.tokens.cave });
  await Deno.writeTextFile(folder + "/cave-secret.json", text);
  await Deno.chmod(folder + "/cave-secret.json", 0o644);`;
const plant = `
  const { plantCredentials } = await import("@keyferry/keyferry/sandbox");
  await plantCredentials(lab.sandbox);`;

/** What a person has, of whom the notebook is not the first. */
const states = [
  ["01", "beside the logins of other apps", logIn],
  ["02", "beside the logins of other apps", logIn],
  ["03", "with a session from before", plant],
  ["04", "with a token that another program left for all to read", leaveToken],
  ["05", "beside the logins of other apps", logIn],
  ["06", "beside the logins of other apps", logIn],
] as const;

/** Runs the first cell of a notebook, the state, and the cells that follow it, which a test may change. */
async function ranWith(
  number: string,
  state: string,
  change: (cells: readonly string[]) => readonly string[] = (cells) => cells,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const notebook = (await notebooks()).find(({ name }) => name.startsWith(number));
  const [first = "", ...others] = codeOf(notebook ?? { cells: [], name: "", path: "", text: "" });
  await using folder = await temporaryFolder();
  const cells = `${folder.path}/cells.ts`;
  await Deno.writeTextFile(cells, [first, `{${state}\n}`, ...change(others)].join("\n\n"));
  const flags = ["-q", "--no-check", "--no-prompt", "--no-lock", "--config", config, "-A"];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, cells],
    cwd: notebookFolder,
    env: { DENO_DIR: cacheFolder(), HOME: folder.path, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, stdout: out ?? "", stderr: err ?? "" };
}

for (const [number, what, state] of states) {
  Deno.test({
    name: `notebook ${number} runs ${what}`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const { code, stderr } = await ranWith(number, state);
      assertEquals(code, 0, stderr);
    },
  });
}

Deno.test("notebook 03 makes no client at Tapis where the session that is stored cannot be used", async () => {
  const breakSession = `
    await Deno.mkdir(lab.here.home + "/.agave", { recursive: true });
    await Deno.writeTextFile(lab.here.home + "/.agave/keyferry.json", "{");`;
  const { code, stdout, stderr } = await ranWith("03", breakSession, ([logIn = ""]) => [
    `try {${logIn.replace(/^import .*$/gm, "")}} catch (error) { console.log(error.message); }`,
    "console.log(lab.sandbox.requests.map(({ path }) => path).join());",
    "await lab.close();",
    ...logIn.match(/^import .*$/gm) ?? [],
  ]);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^Cannot use ~\/\.agave\/keyferry\.json .*\n\n$/);
});
