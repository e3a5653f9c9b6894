import { assert, assertEquals, assertMatch } from "@std/assert";
import { assertNothingShown } from "../helpers/canary.ts";
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

Deno.test("a transfer's progress is shown in one place, updated there", async () => {
  const notebook = all.find(({ name }) => name === "05_transfers.ipynb");
  assert(notebook);
  const ran = await run(notebook);
  const bars = shownAs(ran, "text/html").filter((html) => html.includes('role="progressbar"'));
  // One for each of the four transfers, however often they were looked at.
  assertEquals(bars.length, 4);
  assert(ran.updates >= bars.length, `${ran.updates} updates`);
  assertEquals(/aria-valuenow="(\d+)"/.exec(bars[0] ?? "")?.[1], "100");
});

Deno.test("a login shows its link, which may be opened beside the notebook", async () => {
  const notebook = all.find(({ name }) => name === "02_token_setup_globus.ipynb");
  assert(notebook);
  const links = shownAs(await run(notebook), "text/html").filter((html) =>
    html.includes("<a href=")
  );
  assertEquals(links.length, 1);
  assertMatch(links[0] ?? "", /\/v2\/oauth2\/authorize\?client_id=.* target="_blank"/);
});
