/** Rules that macOS has for itself; see `systems_test.ts`. */
import { assertEquals } from "@std/assert";
import { searchedKernelspecs, userKernelspec } from "../../src/cli/kernel/kernelspec.ts";
import { inDataFolder } from "../../src/globus/storage/data_folder.ts";
import { browserPermissions, reasonAgainstBrowser } from "../../src/oauth/browser.ts";

const home = "/Users/ada";

Deno.test("this runs as on macOS", () => assertEquals(Deno.build.os, "darwin"));

Deno.test("a login opens a browser by open, display or not", async () => {
  const run = browserPermissions({ env: {} }).find(({ name }) => name === "run");
  assertEquals(run, { name: "run", command: "open" });
  assertEquals(await reasonAgainstBrowser({ env: {} }), undefined);
});

Deno.test("the person's kernelspec is in ~/Library/Jupyter", () => {
  const spec = "/Users/ada/Library/Jupyter/kernels/deno/kernel.json";
  assertEquals(userKernelspec({ home, env: {} }).find(), spec);
  const found = searchedKernelspecs({ home, env: {} }).map((location) => location.find());
  assertEquals(found.includes(spec), true);
});

Deno.test("Globus's files are in ~/.globus, as on Linux", () => {
  assertEquals(inDataFolder(["cli"], { home, env: {} }).find(), "/Users/ada/.globus/cli");
});
