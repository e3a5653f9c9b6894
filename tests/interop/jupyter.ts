import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { kernelDoctor } from "../../src/cli/kernel/doctor.ts";
import { kernelInstall, type KernelInstallOptions } from "../../src/cli/kernel/install.ts";
import { searchedKernelspecs, userKernelspec } from "../../src/cli/kernel/kernelspec.ts";
import { fakeIo } from "../cli/_cli.ts";
import { programs, scenario } from "./comparison/_scenario.ts";

const { jupyter } = programs;
const script = "jupyter_kernel.py";
const notebooks = fromFileUrl(new URL("../../notebooks", import.meta.url));

/** Where Deno keeps what it has fetched; in a home of its own it would fetch it all again. */
async function denoFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

type Variables = Readonly<Record<string, string>>;

async function install(home: string, env: Variables, options: KernelInstallOptions = {}) {
  assertEquals(await kernelInstall(options, fakeIo({ surroundings: { env, home } })), 0);
}

for (const variable of ["", "XDG_DATA_HOME", "JUPYTER_DATA_DIR", "JUPYTER_PATH"]) {
  const place = variable === "" ? "the home" : variable;
  scenario([jupyter], `it finds the kernel that was installed below ${place}`, async (stage) => {
    const folder = join(stage.home, "data");
    const env: Variables = variable === "" ? {} : { [variable]: folder };
    const [before] = await stage.ask(jupyter, script, [["found", { name: "deno" }]], { env });
    assertEquals(before, { raised: "NoSuchKernel" });
    await install(stage.home, env, variable === "JUPYTER_PATH" ? { dir: folder } : {});
    const [program] = await stage.ask(jupyter, script, [["found", { name: "deno" }]], { env });
    assertEquals(program, Deno.execPath());
  });
}

scenario([jupyter], "it and kernel doctor look for kernels at the same places", async (stage) => {
  const { home } = stage;
  const choices: Variables[] = [
    {},
    { XDG_DATA_HOME: "/data" },
    { JUPYTER_DATA_DIR: "/mine", XDG_DATA_HOME: "/data" },
    { JUPYTER_PATH: "/one:/two" },
  ];
  for (const env of choices) {
    const [said] = await stage.ask(jupyter, script, [["places"]], { env });
    const { searched, own, prefix } = said as { searched: string[]; own: string; prefix: string };
    // It lives in a Python environment, as one says that activates it.
    const surroundings = { home, env: { ...env, VIRTUAL_ENV: prefix } };
    const ours = searchedKernelspecs(surroundings).map((location) => location.find())
      .filter((path) => typeof path === "string");
    assertEquals(ours.map((path) => dirname(dirname(path))), searched);
    assertEquals(userKernelspec(surroundings).find(), join(own, "deno", "kernel.json"));
  }
});

scenario([jupyter], "a notebook imports keyferry where kernel doctor says so", async (stage) => {
  const { home } = stage;
  const env = { JUPYTER_PATH: join(home, "data"), DENO_DIR: await denoFolder() };
  await install(home, env, { dir: env.JUPYTER_PATH });
  // What a cell throws is never lost; what it prints may come after nbclient has stopped listening.
  const code = `import { Secret } from "@keyferry/keyferry";
throw new Error(Deno.inspect(new Secret("made-up")) + " " + Deno.cwd());`;
  const alone = join(home, "alone");
  await Deno.mkdir(alone);
  const folders = [
    [notebooks, 0, notebooks],
    [alone, 1, 'Import "@keyferry/keyferry" not a dependency'],
  ] as const;
  for (const [folder, expected, words] of folders) {
    const io = fakeIo({ surroundings: { env, home } });
    assertEquals(await kernelDoctor({ folder }, io), expected, io.output);
    const calls = [["run", { name: "deno", folder, code }]] as const;
    const [said] = await stage.ask(jupyter, script, calls, { env });
    assertStringIncludes(String(said), words);
    assert(!String(said).includes("made-up"));
  }
});
