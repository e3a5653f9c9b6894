import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { main } from "../../../cli.ts";
import { sandboxSurroundings } from "../../../src/credentials/mod.ts";
import { fakeIo } from "../../cli/_cli.ts";
import { terminal } from "./_globus_cli.ts";
import { programs, scenario } from "../comparison/_scenario.ts";

const { globusCli } = programs;

/** Lines as people write them, quoted in every way that a shell has. */
const lines = [
  "# a comment",
  "",
  "a.txt b.txt",
  "  a.txt\tb.txt   # the rest is no path",
  "/from/root.txt /to/root.txt",
  "--recursive runs/ runs/",
  "runs -r copy",
  "runs copy --no-recursive",
  "'a b.txt' \"c d.txt\"",
  "a\\ b.txt c\\#d.txt",
  `"say \\"hi\\".txt" 'back\\slash'`,
  `it"'"s.txt "a\\b"`,
  "'a#1.txt' b\\#2.txt",
  "a.txt b.txt --external-checksum d41d8cd98f00b204e9800998ecf8427e",
  "--external-checksum=00 a.txt b.txt",
  "-- -dash.txt --dashes.txt",
  "über.txt 数据.txt",
];

/** Where paths are given beside the batch, globus-cli puts even the home folder below them. */
const fromHome = "~/a.txt ~/b.txt";

/** Options of the transfer itself; each stands for the same in both programs. */
const options = [
  ...["--label", "run 7", "--sync-level", "mtime", "--deadline", "2099-01-01"],
  ...["--preserve-mtime", "--encrypt", "--skip-source-errors", "--fail-on-quota-errors"],
  ...["--delete-destination-extra", "--submission-id", "6c54cade-bde5-45c1-bdea-f4bd71dba2cc"],
];

/** What globus-cli always says, and keyferry leaves to the service where nobody said it. */
const alwaysSaid = [
  "notify_on_failed",
  "notify_on_inactive",
  "notify_on_succeeded",
  "verify_checksum",
];

scenario([globusCli], "makes the same transfer of the same batch and options", async (stage) => {
  await using sandbox = await stage.sandbox();
  const globus = terminal(stage, sandbox);
  await globus.text("login", "--no-local-server");
  const surroundings = await sandboxSurroundings(sandbox.home);
  const [lab, archive] = sandbox.collections;
  const batch = join(stage.home, "batch.txt");
  for (const [source, destination] of [["", ""], [":/data", ":/copy/"], [":~/", ":~/copy"]]) {
    const all = source === "" ? [...lines, fromHome] : lines;
    await Deno.writeTextFile(batch, `${all.join("\n")}\n`);
    const words = [
      ...["transfer", `${lab?.id}${source}`, `${archive?.id}${destination}`],
      ...["--batch", batch, "--dry-run", ...options],
    ];
    const theirs = await globus.document(...words);
    const io = fakeIo({ surroundings });
    assertEquals(await main(["globus", ...words], io), 0, io.talk);
    const { deadline, ...ours } = JSON.parse(io.output);
    // globus-cli leaves a day without a zone to the service; keyferry takes it for this machine's.
    assertEquals([theirs.deadline, deadline], [
      "2099-01-01 00:00:00",
      new Date("2099-01-01T00:00:00").toISOString(),
    ]);
    const said = Object.entries(theirs).filter(([key]) => {
      return key !== "deadline" && !alwaysSaid.includes(key);
    });
    assertEquals(ours, Object.fromEntries(said));
    assertEquals(ours.DATA.length, all.length - 2);
  }
});
