import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";

const checkout = fromFileUrl(new URL("../../", import.meta.url));

/** A notebook's code cells, one after the other, as a script. */
async function script(notebook: string): Promise<string> {
  const { cells } = JSON.parse(await Deno.readTextFile(notebook)) as {
    cells: { cell_type: string; source: string[] }[];
  };
  return cells.filter(({ cell_type }) => cell_type === "code")
    .map(({ source }) => source.join("")).join("\n\n");
}

for await (const { name } of Deno.readDir(`${checkout}notebooks`)) {
  if (!name.endsWith(".ipynb")) continue;

  Deno.test(`notebooks/${name} type-checks and runs from its first cell to its last`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const file = `${folder}/cells.ts`;
      await Deno.writeTextFile(file, await script(`${checkout}notebooks/${name}`));
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--check",
          "--no-prompt",
          "--config",
          `${checkout}deno.json`,
          "--allow-read",
          "--allow-write",
          "--allow-net=127.0.0.1",
          file,
        ],
        cwd: folder,
        env: { NO_COLOR: "1" },
      }).output();
      assertEquals([code, new TextDecoder().decode(stderr).replace(/^Check .*\n/gm, "")], [0, ""]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  // `deno fmt --check` calls every notebook unformatted (2.9.6), even those it has just formatted.
  Deno.test(`notebooks/${name} is formatted as deno fmt would`, async () => {
    const text = await Deno.readFile(`${checkout}notebooks/${name}`);
    const process = new Deno.Command(Deno.execPath(), {
      args: ["fmt", "--ext", "ipynb", "--config", `${checkout}deno.json`, "-"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = process.stdin.getWriter();
    await writer.write(text);
    await writer.close();
    const { stdout } = await process.output();
    assertEquals(new TextDecoder().decode(stdout), new TextDecoder().decode(text));
  });

  Deno.test(`notebooks/${name} is kept without outputs`, async () => {
    const { cells } = JSON.parse(await Deno.readTextFile(`${checkout}notebooks/${name}`)) as {
      cells: { outputs?: unknown[]; execution_count?: number | null }[];
    };
    for (const { outputs, execution_count } of cells) {
      assertEquals([outputs ?? [], execution_count ?? null], [[], null]);
    }
  });
}
