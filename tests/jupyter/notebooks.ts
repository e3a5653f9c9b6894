import { assert, assertEquals, assertMatch } from "@std/assert";
import { assertNothingShown } from "../helpers/canary.ts";
import type { Output } from "../notebooks/_notebook.ts";
import { all, type Run, run } from "./_runs.ts";

/** All that a notebook shows in one form. */
function shownAs({ cells }: Run, mediaType: string): string[] {
  return cells.flatMap(({ outputs = [] }) => outputs)
    .flatMap(({ data }) =>
      data?.[mediaType] === undefined ? [] : [[data[mediaType]].flat().join("")]
    );
}

for (const notebook of all) {
  Deno.test(`notebooks/${notebook.name} runs in the Deno kernel, and leaves the home alone`, async () => {
    const ran = await run(notebook);
    assertEquals(ran.error, null);
    assertEquals(ran.home.after, ran.home.before);
    assertNothingShown([JSON.stringify(ran.cells)], ran.secret);
    const code = ran.cells.filter(({ cell_type }) => cell_type === "code");
    assertEquals(code.map(({ execution_count }) => execution_count), code.map((_, at) => at + 1));
  });
}

Deno.test("a transfer's progress is shown in one place, to its end", async () => {
  const notebook = all.find(({ name }) => name === "05_transfers.ipynb");
  assert(notebook);
  const ran = await run(notebook);
  const bars = shownAs(ran, "text/html").filter((html) => html.includes('role="progressbar"'));
  // One for each of the five, however often they were looked at; the fourth fails.
  const shares = bars.map((html) => /aria-valuenow="(\d+)"/.exec(html)?.[1]);
  assertEquals(shares, ["100", "100", "100", "0", "100"]);
});

for (const notebook of all) {
  Deno.test(`every cell of notebooks/${notebook.name} with an output that is stored has it in a stock run`, async () => {
    const { cells } = await run(notebook);
    const lost = notebook.cells.flatMap((cell, at) => {
      const [stored, shown] = [cell, cells[at]].map((one) => (one?.outputs ?? []).map(formOf));
      return (stored ?? []).filter((form) => !shown?.includes(form)).map((form) =>
        `${at}: ${form}`
      );
    });
    assertEquals(lost, []);
  });

  Deno.test(`notebooks/${notebook.name} shows nothing as a cell's last value, which Deno's kernel may lose`, () => {
    const outputs = notebook.cells.flatMap(({ outputs = [] }) => outputs);
    assertEquals(outputs.filter(({ output_type }) => output_type === "execute_result"), []);
  });
}

/** Which kind of output it is: two runs differ in times and numbers. */
function formOf({ output_type, data = {} }: Output): string {
  // The image is made when outputs are stored.
  const forms = Object.keys(data).filter((name) => name !== "image/png").sort();
  return [output_type, ...forms].join(" ");
}

Deno.test("a login shows its link, which may be opened beside the notebook", async () => {
  const notebook = all.find(({ name }) => name === "02_token_setup_globus.ipynb");
  assert(notebook);
  const links = shownAs(await run(notebook), "text/html").filter((html) =>
    html.includes("<a href=")
  );
  assertEquals(links.length, 1);
  assertMatch(links[0] ?? "", /\/v2\/oauth2\/authorize\?client_id=.* target="_blank"/);
});
