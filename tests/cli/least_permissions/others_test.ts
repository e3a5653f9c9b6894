import { assertEquals, assertStringIncludes } from "@std/assert";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";
import { run } from "../_program.ts";
import { plantedSandbox } from "../_sandbox.ts";
import { covers, flagOf, flagsIn, grantsIn, touched } from "./_hold.ts";

Deno.test("permissions status is all that it looks at, and without one it says so", async () => {
  await using planted = await plantedSandbox();
  const words = ["status", "--json", "--sandbox", planted.home];
  const asked = await run(["permissions", ...words.filter((word) => word !== "--json")], {
    flags: ["--allow-env", "--allow-read"],
  });
  const grants = grantsIn(await flagsIn(asked.stdout.trimEnd()));
  await using folder = await temporaryFolder();
  const audit = `${folder.path}/audit.jsonl`;
  const ran = await run(words, {
    flags: grants.map(flagOf),
    env: { DENO_AUDIT_PERMISSIONS: audit },
  });
  assertEquals([ran.code, ran.stderr], [0, ""]);
  const beyond = (await touched(audit)).filter((access) => {
    return !grants.some((grant) => covers(grant, access));
  });
  assertEquals(beyond, []);
  for (const left of grants) {
    const less = await run(words, { flags: grants.filter((one) => one !== left).map(flagOf) });
    // What it may not check is no matter where something was found all the same.
    const { platforms } = less.stdout === "" ? {} : JSON.parse(less.stdout);
    const isUnclear = platforms?.some(({ state }: { state: string }) => state === "unclear") ??
      true;
    assertEquals(less.code, isUnclear ? 4 : 0, `without ${flagOf(left)}: ${less.stdout}`);
    assertStringIncludes(less.stdout + less.stderr, flagOf(left));
  }
});

Deno.test("permissions of what looks at nothing are none", async () => {
  const asked = await run(["permissions", "completions", "bash"]);
  assertEquals(asked, { code: 0, stdout: "\n", stderr: "" });
  const ran = await run(["completions", "bash"]);
  assertEquals([ran.code, ran.stderr], [0, ""]);
});
