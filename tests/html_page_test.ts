import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path/join";
import { htmlPage } from "../src/html_page.ts";
import { filesBelow, root } from "./helpers/source/modules.ts";

Deno.test("htmlPage() shows a title as text, and names its language", () => {
  const page = htmlPage("<b>1 & 2</b>", "<main>body</main>", { head: "<meta>", style: "b {}" });
  assertStringIncludes(page, "<title>&lt;b&gt;1 &amp; 2&lt;/b&gt;</title>");
  assert(page.startsWith('<!doctype html>\n<html lang="en">'));
  assert(page.indexOf("<meta>") < page.indexOf("</head>"));
  assert(page.indexOf("b {}") < page.indexOf("</style>"));
});

/** What else has such words, and why. */
const others: Readonly<Record<string, string>> = {
  "src/sandbox/cave/flask.ts": "the errors of Flask, byte by byte, which programs read",
  "src/notebook/plot_throughput.ts": "the style of a picture",
};

Deno.test("every page has its look from htmlPage()", async () => {
  const makers: string[] = [];
  for (const file of await filesBelow("src")) {
    const source = await Deno.readTextFile(join(root, file));
    if (/<!doctype|<html|<style/i.test(source)) makers.push(file);
  }
  assertEquals(makers.sort(), ["src/html_page.ts", ...Object.keys(others)].sort());
});
