import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { askKernel, KernelError } from "../../../src/cli/kernel/session.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";

const kernel = [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"];

Deno.test("askKernel() has a real kernel run code in the folder, with the variables", async () => {
  await using folder = await temporaryFolder();
  const reply = await askKernel({
    argv: kernel,
    env: { KERNEL_MARK: "marked" },
    folder: folder.path,
    code: `throw new Error(Deno.cwd() + " " + Deno.env.get("KERNEL_MARK"))`,
    timeout: 60_000,
  });
  assertEquals([reply.status, reply.evalue], ["error", `${folder.path} marked`]);
});

Deno.test("askKernel() leaves no process behind", async () => {
  await using folder = await temporaryFolder();
  const code = "throw new Error(String(Deno.pid))";
  const start = { argv: kernel, env: {}, folder: folder.path, code, timeout: 60_000 };
  const { evalue: pid = "" } = await askKernel(start);
  assertMatch(pid, /^\d+$/);
  const { code: found } = await new Deno.Command("sh", {
    args: ["-c", `kill -0 ${pid}`],
    stderr: "null",
  })
    .output();
  assertEquals(found, 1);
});

Deno.test("askKernel() sends and receives more than fits into a short frame", async () => {
  await using folder = await temporaryFolder();
  const text = "größe ".repeat(20_000);
  const code = `throw new Error(${JSON.stringify(text)})`;
  const start = { argv: kernel, env: {}, folder: folder.path, code, timeout: 60_000 };
  assertEquals((await askKernel(start)).evalue, text);
});

Deno.test("askKernel() gives up a program that never listens, and ends it", async () => {
  await using folder = await temporaryFolder();
  const argv = [Deno.execPath(), "eval", "setInterval(() => {}, 1000)", "{connection_file}"];
  const start = { argv, env: {}, folder: folder.path, code: "1", timeout: 300 };
  await assertRejects(() => askKernel(start), KernelError, "did not answer within 0.3 seconds");
});

Deno.test("askKernel() tries other ports where one is taken meanwhile, and not for ever", async () => {
  await using folder = await temporaryFolder();
  const script = (fails: number): string => `
    const tries = (await Deno.readTextFile("tries").catch(() => "")) + "x";
    await Deno.writeTextFile("tries", tries);
    console.error(tries.length > ${fails} ? "error: broken" : "error: AddrInUse: in use");
    Deno.exit(1);`;
  for (const [fails, said, tries] of [[1, "error: broken", 2], [9, "AddrInUse", 3]] as const) {
    const argv = [Deno.execPath(), "eval", script(fails), "{connection_file}"];
    const start = { argv, env: {}, folder: folder.path, code: "1", timeout: 60_000 };
    await assertRejects(() => askKernel(start), KernelError, said);
    assertEquals((await Deno.readTextFile(`${folder.path}/tries`)).length, tries);
    await Deno.remove(`${folder.path}/tries`);
  }
});
