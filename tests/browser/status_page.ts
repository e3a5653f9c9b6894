import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "./_chromium.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/mod.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { item, run } from "../sandbox/_sandbox.ts";
import { headline, startChromium } from "./_chromium.ts";

/** Has Transfer copy a folder, so that there is something to see. */
async function ferry(sandbox: Sandbox, label: string): Promise<void> {
  await run(sandbox, ["lab", "archive"], [item("/runs/", "/runs/", { recursive: true })], {
    label,
  });
}

/** The text of the rows of the table below a headline. */
async function rowsBelow(page: Page, title: string): Promise<string[]> {
  const section = page.locator("section").filter({
    has: page.getByRole("heading", { name: title, exact: true }),
  });
  return await section.locator("tbody tr").allInnerTexts();
}

Deno.test("the sandbox's page shows collections, tasks and requests, and refreshes them", async () => {
  await using sandbox = await startSandbox();
  await using chromium = await startChromium();
  const page = await (await chromium.window()).newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  await ferry(sandbox, "first run");
  await page.goto(sandbox.pageUrl);
  assertEquals(await headline(page), "keyferry sandbox");
  const names = await rowsBelow(page, "Collections");
  assertEquals(names.map((row) => row.split(/\s/)[0]), ["lab", "archive"]);
  const [task = ""] = await rowsBelow(page, "Tasks");
  for (const word of ["first run", "SUCCEEDED", "lab → archive"]) assertStringIncludes(task, word);
  const requests = (await rowsBelow(page, "Requests")).map((row) => row.split(/\s+/));
  assertEquals(requests.map(([method, path]) => `${method} ${path}`).slice(1), [
    "POST /v0.10/transfer",
    "GET /v0.10/submission_id",
  ]);

  await ferry(sandbox, "second run");
  await page.getByRole("link", { name: "Refresh", exact: true }).click();
  assertStringIncludes((await rowsBelow(page, "Tasks"))[0] ?? "", "second run");
  // Nothing that the policy of the page refuses is tried.
  assertEquals(complaints, []);
});

Deno.test("the sandbox's page fits a narrow window, and follows light and dark", async () => {
  await using sandbox = await startSandbox();
  await using chromium = await startChromium();
  const page = await (await chromium.window()).newPage();
  await ferry(sandbox, "a label of more than a few words, as long as people make them");
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(sandbox.pageUrl);
  assert(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
  const background = (): Promise<unknown> =>
    page.evaluate("getComputedStyle(document.body).backgroundColor");
  await page.emulateMedia({ colorScheme: "light" });
  assertEquals(await background(), "rgb(255, 255, 255)");
  await page.emulateMedia({ colorScheme: "dark" });
  assertEquals(await background(), "rgb(21, 25, 29)");
});

Deno.test("the sandbox's page keeps a short name in one piece beside a long list of files", async () => {
  await using folder = await temporaryFolder();
  const names = Array.from({ length: 8 }, (_, index) => `measurement_of_the_night_${index}.tiff`);
  await writeFiles(folder.path, Object.fromEntries(names.map((name) => [name, ""])));
  await using sandbox = await startSandbox({
    collections: [{ name: "archive", path: folder.path }],
  });
  await using chromium = await startChromium();
  const page = await (await chromium.window()).newPage();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(sandbox.pageUrl);
  const linesOfName = `(() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector("tbody td"));
    return [String(range), range.getClientRects().length];
  })()`;
  assertEquals(await page.evaluate(linesOfName), ["archive", 1]);
});

Deno.test("the sandbox's page opens for whoever pastes the printed address", async () => {
  await using sandbox = await startSandbox();
  await using chromium = await startChromium();
  const page = await (await chromium.window()).newPage();
  await page.goto(sandbox.url);
  assertEquals(await headline(page), "This page needs its key");
  await page.locator("input[name=key]").fill("guessed");
  await page.getByRole("button", { name: "Open" }).click();
  assertEquals(await page.getByRole("alert").count(), 1);
  await page.locator("input[name=key]").fill(sandbox.pageUrl);
  await page.getByRole("button", { name: "Open" }).click();
  assertEquals(await headline(page), "keyferry sandbox");
});
