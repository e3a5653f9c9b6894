import { assertEquals, assertStringIncludes } from "@std/assert";
import { version } from "../../src/version.ts";
import { cacheFolder } from "../helpers/child.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { checkout } from "../../.ci/_member.ts";

async function output(
  program: string,
  args: readonly string[],
  { cwd, home }: { readonly cwd: string; readonly home: string },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { HOME: home, DENO_DIR: cacheFolder(), DENO_INSTALL_ROOT: "", NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test({
  name: "deno task install puts a command into an empty home, which works from every folder",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const home = `${folder.path}/a home`;
    const elsewhere = `${folder.path}/elsewhere`;
    for (const path of [home, elsewhere]) await Deno.mkdir(path);
    const installed = await output(Deno.execPath(), ["task", "-q", "install"], {
      cwd: checkout,
      home,
    });
    assertEquals([installed.code, installed.stderr], [0, ""]);
    const command = `${home}/.deno/bin/keyferry`;
    assertStringIncludes(installed.stdout, `Installed ${command}, which runs this checkout\n`);
    assertStringIncludes(installed.stdout, `${home}/.deno/bin is not in your PATH`);
    const { stdout, stderr } = await output(command, ["--version"], { cwd: elsewhere, home });
    assertEquals([stdout.trim(), stderr], [`keyferry ${version}`, ""]);
    const status = await output(command, ["status"], { cwd: elsewhere, home });
    assertStringIncludes(status.stdout, "globus");
    assertEquals([...Deno.readDirSync(elsewhere)], []);
  },
});
