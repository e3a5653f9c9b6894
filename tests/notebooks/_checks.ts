import { codeOf, type Notebook } from "./_notebook.ts";

/**
 * What the cells of each notebook must have come to, as code that sees their variables: a notebook that
 * teaches does not assert.
 */
const checks: Readonly<Record<string, string>> = {
  "01": `
    assertEquals(outcome.reason, "succeeded");
    assertEquals(arrived.map(({ label }) => label).sort(), [
      "README.txt", "cells.csv", "runs/2026-03-21/log.txt", "runs/2026-03-21/trace.bin",
    ]);`,
  "02": `
    assert(before instanceof Error ? /tokens.json is not there/.test(before.message) : before.source);
    const askNobody = () => Promise.reject(new Error("You were asked again"));
    await loginInNotebook("globus", { ...lab.globus, answer: askNobody });
    const { mode } = await Deno.stat(login.path);
    if (Deno.build.os !== "windows") assertEquals((mode ?? 0) % 0o1000, 0o600);
    assert(bars.length > 1 && bars.every(({ value }) => value > 0));
    assertEquals(bars.reduce((sum, { value }) => sum + value, 0), items.length);`,
  "03": `
    assertEquals(client.session.username, lab.username);
    assert(client.capabilities.canRefresh);
    assertEquals((await tapis.v3.restore(lab.tapis)).source, client.source);
    assertEquals(largest[0]?.label, "runs/2026-03-21/trace.bin");
    assertEquals([first, rows.length], ["cell_id,x_nm,y_nm,z_nm,class", 200]);`,
  "04": `
    const askNobody = () => Promise.reject(new Error("You were asked again"));
    const again = await loginInNotebook("cave", { ...lab.cave, answer: askNobody });
    assertEquals(again.source, login.source);
    assertEquals(await chunkedgraph.isLatestRoots(latest), latest.map(() => true));
    assertEquals(versions.filter(({ kind }) => kind === "done").length, latest.length);
    const kept = await state.getStateJson(id);
    assertEquals(kept.layers[1].segments, latest.map(String));`,
  "05": `
    assertEquals([first.reason, first.task.files_transferred], ["succeeded", 20]);
    assertEquals([difference["same size"]?.length, difference.missing?.length], [20, 40]);
    assertEquals([second.copied, second.skipped, second.failed, fetched.copied], [40, 20, 0, 1]);
    assertEquals([failed.reason, failed.faults[0]?.code], ["failed", "FILE_NOT_FOUND"]);
    assertEquals(removed.reason, "succeeded");`,
  "06": `
    assertEquals(attempts.map(({ result }) => result), Array(3).fill("out of reach"));
    assertEquals(after.items.length, before.items.length);
    assertEquals(bars.map(({ value }) => value), [3, 3, 2, 0, 0, 0, 0, 0]);
    assertMatch(blind.message, /CAVE_TOKEN/);`,
  "07": `
    assertEquals(nights.map(({ copied, skipped }) => [copied, skipped]), [[12, 0], [0, 12], [0, 12]]);
    assertEquals(runs.map(({ code }) => code), [0, 1, 2, 3]);
    assertMatch(token, /GLOBUS_CLIENT_ID/);`,
};

/** A notebook's cells as a script that checks what they came to, before the last stops the sandbox. */
export function checkedScriptOf(notebook: Notebook): string {
  const check = checks[notebook.name.slice(0, 2)];
  if (check === undefined) throw new Error(`Nothing is checked of ${notebook.name}`);
  const cells = codeOf(notebook);
  const imports = `import { assert, assertEquals, assertMatch } from "@std/assert";`;
  return [imports, ...cells.slice(0, -1), `{${check}\n}`, ...cells.slice(-1)].join("\n\n");
}
