import { assert, assertEquals, assertMatch } from "@std/assert";
import { processes } from "../.ci/_processes.ts";
import { releaseComplaints } from "../.ci/_release.ts";
import configuration from "../deno.json" with { type: "json" };
import { filesBelow } from "./helpers/source/modules.ts";

async function text(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(`../${path}`, import.meta.url));
}

const ci = await text(".github/workflows/ci.yml");
const publish = await text(".github/workflows/publish.yml");

/** The tasks that a text has Deno run, those of a matrix and of a loop included. */
function tasksIn(source: string): string[] {
  const named = [...source.matchAll(/(?:\$DENO|\$deno|deno@[\d.]+) task ([a-z:]+)/g)];
  const listed = [
    ...source.matchAll(/^ +- ((?:check|test):[a-z]+|publish)$/gm),
    ...source.matchAll(/(?<=(?:task: \[|for task in )[^\n]*?)((?:check|test):[a-z]+)/g),
  ];
  return [...new Set([...named, ...listed].map(([, task]) => task!))].sort();
}

Deno.test("every task that the workflows run is one of deno.json", () => {
  for (const task of tasksIn(ci + publish)) assert(task in configuration.tasks, task);
});

Deno.test("what .ci/run runs is run by ci.yml too", async () => {
  const own = tasksIn(await text(".ci/run"));
  assert(own.length >= 10, `only ${own}`);
  assertEquals(own.filter((task) => !tasksIn(ci).includes(task)), []);
});

Deno.test("each place that test:processes runs holds a file of tests", async () => {
  const files = await filesBelow("tests", "_test.ts");
  assertEquals(processes.filter((place) => !files.some((file) => file.startsWith(place))), []);
});

Deno.test("ci.yml runs README's test command, on three systems", async () => {
  const [command] = /^npx --yes deno@[\d.]+ task test$/m.exec(await text("README.md")) ?? [];
  assert(command !== undefined && ci.includes(`run: ${command}\n`), command);
  const [, systems] = /test:\n +strategy:[^]*?os: \[(.*)\]/.exec(ci) ?? [];
  assertEquals(systems, "ubuntu-latest, macos-latest, windows-latest");
});

Deno.test("the workflows use the Deno that README.md names, and no other", async () => {
  const versionsIn = (source: string) => new Set(source.match(/(?<=npx --yes deno@)[\d.]+/g));
  const { size } = versionsIn(await text("README.md"));
  assertEquals(size, 1);
  assertEquals(versionsIn(ci + publish), versionsIn(await text("README.md")));
});

Deno.test("publish.yml runs for tags alone, needs no secret, and publishes by the task", () => {
  assertMatch(publish, /^on:\n {2}push:\n {4}tags: \["v\*"\]\n(?! )/m);
  assertMatch(publish, /^ {2}id-token: write$/m);
  assertEquals(publish.includes("secrets."), false);
  assertMatch(publish, / task publish --real$/m);
});

Deno.test("CITATION.cff names the version and the licence of deno.json", async () => {
  const citation = await text("CITATION.cff");
  const [, ownVersion = ""] = /^version: (.*)$/m.exec(citation) ?? [];
  const changelog = await text("CHANGELOG.md");
  assertEquals(
    releaseComplaints({ version: configuration.version, ownVersion, changelog }, false),
    [],
  );
  assertMatch(citation, new RegExp(`^license: ${configuration.license}$`, "m"));
});
