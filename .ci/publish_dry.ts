// deno-lint-ignore-file no-console
/**
 * Tries the publication to JSR. With `links` inside the package a dry run stops, and without them
 * it asks JSR for packages that may be out of reach; so a copy of the checkout is tried, in a
 * workspace whose own links are a copy of the stand-ins.
 */
import { copy, files, makeMember, run } from "./_member.ts";

const wanted = ["LICENSE", "README.md", "deno.json"];
const unwanted = /^(?:links|tests|notebooks|\.ci)\//;

async function copyStandIns(parent: string): Promise<string[]> {
  const standIns = (await files()).filter((file) => /^links\/[^/]+\//.test(file));
  for (const file of standIns) await copy(file, parent);
  const folders = new Set(standIns.map((file) => file.split("/").slice(0, 2).join("/")));
  return [...folders].map((folder) => `./${folder}`);
}

/** What is wrong with the list of files that the dry run printed. */
function complaints(listed: string[], exported: string[]): string[] {
  const missing = [...wanted, ...exported].filter((file) => !listed.includes(file));
  return [
    ...listed.filter((file) => unwanted.test(file)).map((file) => `${file} must stay out of it`),
    ...missing.map((file) => `${file} is not in it`),
  ];
}

await using member = await makeMember(copyStandIns);
const { code, stdout, stderr } = await run(
  Deno.execPath(),
  ["publish", "--dry-run", "--allow-dirty"],
  member.folder,
  { NO_COLOR: "1" },
);
const said = `${stdout}\n${stderr}`.replaceAll(member.parent, "");
const listed = [...said.matchAll(/^ *file:\/\/\/?keyferry\/(\S+) \(/gm)].map(([, file]) => file!);
const { exports } = JSON.parse(await Deno.readTextFile(`${member.folder}/deno.json`)) as {
  exports: Record<string, string>;
};
const wrong = code === 0
  ? complaints(listed, Object.values(exports).map((file) => file.replace("./", "")))
  : [];
console.log(said.trim());
for (const complaint of wrong) console.error(`The package is not right: ${complaint}`);
Deno.exitCode = code !== 0 ? code : wrong.length > 0 ? 1 : 0;
