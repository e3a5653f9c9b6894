import { assertEquals } from "@std/assert";
import type { Surroundings } from "../../../mod.ts";
import {
  kernelspecText,
  readKernelspec,
  searchedKernelspecs,
  userKernelspec,
} from "../../../src/cli/kernel/kernelspec.ts";

const below = "kernels/deno/kernel.json";

/** Where files are looked for that have a path. */
function paths(surroundings: Surroundings): string[] {
  return searchedKernelspecs(surroundings).map((location) => location.find())
    .filter((path) => typeof path === "string");
}

Deno.test("kernelspecText() starts a Deno, and passes nothing on", () => {
  assertEquals(JSON.parse(kernelspecText("/opt/deno")), {
    argv: ["/opt/deno", "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
  });
});

Deno.test("readKernelspec() takes what kernelspecText() writes, and what others add to it", () => {
  assertEquals(readKernelspec(kernelspecText("/opt/deno"))?.argv[0], "/opt/deno");
  const text = `{"argv": ["d", "{connection_file}"], "env": {"A": "1"}, "metadata": {"x": 1}}`;
  assertEquals(readKernelspec(text), { argv: ["d", "{connection_file}"], env: { A: "1" } });
});

Deno.test("readKernelspec() takes nothing that starts no kernel", () => {
  const useless = [
    "",
    "not JSON",
    "null",
    "[]",
    "{}",
    `{"argv": "deno"}`,
    `{"argv": []}`,
    `{"argv": ["deno", "jupyter"]}`,
    `{"argv": ["deno", 7, "{connection_file}"]}`,
  ];
  assertEquals(useless.map(readKernelspec), useless.map(() => undefined));
});

Deno.test("userKernelspec() lies where jupyter_core has the data of a person", () => {
  const found = (env: Record<string, string>) => userKernelspec({ env, home: "/home/ada" }).find();
  const mac = Deno.build.os === "darwin";
  const home = mac ? "/home/ada/Library/Jupyter" : "/home/ada/.local/share/jupyter";
  assertEquals(found({}), `${home}/${below}`);
  assertEquals(found({ XDG_DATA_HOME: "", JUPYTER_DATA_DIR: "" }), `${home}/${below}`);
  const data = { XDG_DATA_HOME: "/data" };
  assertEquals(found(data), mac ? `${home}/${below}` : `/data/jupyter/${below}`);
  assertEquals(found({ ...data, JUPYTER_DATA_DIR: "/jupyter" }), `/jupyter/${below}`);
});

Deno.test("searchedKernelspecs() goes from what was named to what is there for all", () => {
  const env = {
    JUPYTER_PATH: "/one::/two",
    VIRTUAL_ENV: "/venv",
    CONDA_PREFIX: "/conda",
    JUPYTER_DATA_DIR: "/mine",
  };
  assertEquals(paths({ env, home: "/home/ada" }), [
    `/one/${below}`,
    `/two/${below}`,
    `/venv/share/jupyter/${below}`,
    `/conda/share/jupyter/${below}`,
    `/mine/${below}`,
    `/usr/local/share/jupyter/${below}`,
    `/usr/share/jupyter/${below}`,
  ]);
  assertEquals(paths({ env: { JUPYTER_DATA_DIR: "/mine" }, home: "/home/ada" }).length, 3);
});
