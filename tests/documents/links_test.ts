/** The links of README and of docs lead to files that are there. */
import { assert, assertEquals } from "@std/assert";
import { dirname } from "@std/path/dirname";
import { join } from "@std/path/join";
import { filesBelow, root as checkout } from "../helpers/source/modules.ts";

const citation = await Deno.readTextFile(join(checkout, "CITATION.cff"));
const [, repository = ""] = /^repository-code: "?(\S+?)"?$/m.exec(citation) ?? [];
const raw = repository.replace("https://github.com/", "https://raw.githubusercontent.com/");

/** Where the links of a text lead; code is left out. */
function linksIn(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```.*?^```$/gms, "").replaceAll(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
}

/** The heading that a link within a page names, as GitHub and JSR name it. */
function anchorsIn(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!);
  return headings.map((heading) =>
    `#${heading.toLowerCase().replaceAll(/[^\p{L}\d\s-]/gu, "").trim().replaceAll(/\s/g, "-")}`
  );
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(join(checkout, path)).then(() => true, () => false);
}

Deno.test("README's links are absolute, since JSR shows it too, and what they name in the repository is there", async () => {
  const readme = await Deno.readTextFile(join(checkout, "README.md"));
  const links = linksIn(readme);
  assert(links.length > 20, `only ${links.length}`);
  assertEquals(links.filter((link) => !/^(?:#|https:\/\/)/.test(link)), []);
  const anchors = anchorsIn(readme);
  assertEquals(links.filter((link) => link.startsWith("#") && !anchors.includes(link)), []);
  const bases = [`${repository}/blob/main/`, `${repository}/tree/main/`, `${raw}/main/`];
  const own = links.filter((link) => link.includes("github") && link !== repository);
  const paths = own.map((link) => {
    const base = bases.find((one) => link.startsWith(one));
    assert(base !== undefined, `${link} is not of ${repository}`);
    return link.slice(base.length);
  });
  const missing: string[] = [];
  for (const path of paths) if (!await exists(path)) missing.push(path);
  assertEquals(missing, []);
});

Deno.test("the links of docs lead to files that are there", async () => {
  const missing: string[] = [];
  let count = 0;
  for (
    const page of [
      ...await filesBelow("docs", ".md"),
      "SECURITY.md",
      "CHANGELOG.md",
      "CONTRIBUTING.md",
    ]
  ) {
    const text = await Deno.readTextFile(join(checkout, page));
    for (const link of linksIn(text)) {
      if (/^https?:/.test(link)) continue;
      count++;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      if (!await exists(target)) missing.push(`${page}: ${link}`);
      else if (anchor !== undefined) {
        const named = anchorsIn(await Deno.readTextFile(join(checkout, target)));
        if (!named.includes(`#${anchor}`)) missing.push(`${page}: ${link}`);
      }
    }
  }
  assertEquals(missing, []);
  assert(count >= 10, `only ${count} links were read`);
});

Deno.test("the files that CONTRIBUTING.md and tests/README.md name are there", async () => {
  const missing: string[] = [];
  let count = 0;
  for (const page of ["CONTRIBUTING.md", "tests/README.md"]) {
    const text = await Deno.readTextFile(join(checkout, page));
    for (const [, path] of text.matchAll(/`((?:src|tests|links)\/[\w./-]+)`/g)) {
      if (path!.includes("NAME")) continue;
      count++;
      if (!await exists(path!)) missing.push(`${page}: ${path}`);
    }
  }
  assertEquals(missing, []);
  assert(count >= 30, `only ${count} were read`);
});
