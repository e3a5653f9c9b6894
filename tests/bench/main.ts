// deno-lint-ignore-file no-console
/**
 * What keyferry costs those who use it as it is published: imported from a registry on this machine, with the
 * real `@std` and `@cliffy` where `KEYFERRY_STD` and `KEYFERRY_CLIFFY` name clones of them. Each piece of work
 * is done by us, by the least that does the same, and by others' programs, in turn, each in a process of its
 * own; `KEYFERRY_PYTHON` names the Python of an environment with globus-sdk, globus-cli and caveclient.
 *
 * What counts is the processor's time as a ratio to the floor of the same round. Exits 1 where a budget is
 * missed by more than a tenth that was met before, or what was reached of another is lost. Words choose pieces
 * of work by what their names contain; `--rounds=N`, `--json=FILE`, `--growth` for three sizes of each, and
 * `--readme` for the rows of README.md at the end; `--beside=REVISION` measures that of this repository in
 * turn with the rest. Linux.
 */
import { alternate, cost, type Program } from "./_cost.ts";
import { contests } from "./_contests.ts";
import { publishForBench } from "./_published.ts";
import { startService } from "./_service.ts";
import { median, type Verdict, verdict } from "./_verdict.ts";

interface Row extends Verdict {
  readonly work: string;
  readonly floor: string;
  readonly budget: number;
  readonly budgetMebibytes: number | undefined;
  readonly missed: string | undefined;
  /** What the revision to compare with cost, as a ratio to the floor. */
  readonly before: number | undefined;
  /** Others' processor time, as ratios to the floor. */
  readonly peers: Readonly<Record<string, number>>;
}

function option(name: string): string | undefined {
  const given = Deno.args.find((word) => word.startsWith(`--${name}=`));
  return given?.slice(name.length + 3);
}

function line(
  { work, ratio, overMs, mebibytes, budget, budgetMebibytes, state, before, peers }: Row,
): string {
  const memory = mebibytes === undefined ? "" : `${mebibytes.toFixed(0)} MiB`;
  const most = budgetMebibytes === undefined ? "" : `, ${budgetMebibytes} MiB`;
  const all = before === undefined ? peers : { [earlier]: before, ...peers };
  const others = Object.entries(all).map(([name, ratio]) => `${name} ${ratio.toFixed(2)} x`);
  return [
    work.padEnd(44),
    `${ratio.toFixed(2)} x`.padStart(8),
    `${overMs < 0 ? "" : "+"}${overMs.toFixed(0)} ms`.padStart(9),
    memory.padStart(8),
    `${budget.toFixed(2)} x${most}`.padStart(17),
    state.padEnd(6),
    others.join(", "),
  ].join("  ").trimEnd();
}

/** A row of README.md's table; `deno fmt` gives its columns their width. */
function readmeRow({ work, floor, before, ratio, budget, state, peers }: Row): string {
  const others = Object.entries(peers).filter(([name]) => name !== "bare fetch")
    .map(([name, ratio]) => `${name} ${ratio.toFixed(ratio < 10 ? 1 : 0)} x`);
  const cells = [
    work.replace(/^(import|keyferry) (.*)$/, (_, first, rest) => {
      return first === "import" ? `import \`${rest}\`` : `\`keyferry ${rest}\``;
    }),
    floor,
    before === undefined ? "" : `${before.toFixed(2)} x`,
    `**${ratio.toFixed(2)} x**`,
    `${budget.toFixed(2)} x`,
    state === "met" ? "met" : "missed",
    others.join(", "),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** What the revision to compare with is called. */
const earlier = "before";

/** Ours, the floor, and those of the others that work here: what one of them lacks must not end the run. */
async function working([ours, floor, ...others]: readonly Program[]): Promise<Program[]> {
  const able = [ours, floor].filter((program) => program !== undefined);
  for (const program of others) {
    try {
      await cost(program);
      able.push(program);
    } catch (error) {
      console.log(`without ${program.name}: ${String(error).trim().split("\n").at(-1)}`);
    }
  }
  return able;
}

const words = Deno.args.filter((word) => !word.startsWith("--"));
const rounds = Number(option("rounds") ?? 5);
const folder = await Deno.makeTempDir({ prefix: "keyferry-bench-" });
const rows: Row[] = [];
try {
  await using published = await publishForBench(option("beside"));
  await using service = startService();
  const python = Deno.env.get("KEYFERRY_PYTHON");
  console.log(`keyferry as it is published, on ${published.packages}`);
  if (python === undefined) console.log("without peers of Python: KEYFERRY_PYTHON names none");
  console.log(
    `processor time of ${rounds} rounds (of starts, calls and lists thrice as many, of large files half), as ratios to the floor of the same round\n`,
  );
  const places = { service, folder, python };
  const before = published.before && contests({ published: published.before, ...places });
  for (const [index, contest] of contests({ published: published.now, ...places }).entries()) {
    const { work, budget, floor, sizes = [0] } = contest;
    if (words.length > 0 && !words.some((word) => work.includes(word))) continue;
    const measured = Deno.args.includes("--growth") ? sizes : sizes.slice(-1);
    for (const size of measured) {
      const [own, floorOfIt, ...peers] = await contest.programs(size);
      const [old] = await before?.[index]?.programs(size) ?? [];
      const earlierOne = old === undefined ? [] : [{ ...old, name: earlier }];
      const programs = await working([own, floorOfIt, ...earlierOne, ...peers]);
      const [ours = [], least = [], ...others] = await alternate(
        programs,
        Math.max(1, Math.round(rounds * (contest.rounds ?? 1))),
      );
      const ratios = Object.fromEntries(others.map((costs, index) => [
        programs[index + 2]?.name ?? "",
        median(costs.map(({ cpuMs }, round) => cpuMs / (least[round]?.cpuMs ?? NaN))),
      ]));
      const { [earlier]: ratioBefore, ...ofOthers } = ratios;
      const row: Row = {
        work: size === 0 ? work : `${work}: ${size.toLocaleString("en")}`,
        floor,
        budget: budget.ratio,
        budgetMebibytes: budget.mebibytes,
        missed: budget.missed?.why,
        before: ratioBefore,
        ...verdict(ours, least, budget),
        peers: ofOthers,
      };
      console.log(line(row));
      rows.push(row);
    }
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
const missed = rows.filter(({ state }) => state !== "met");
for (const { work, state, missed: why } of missed) {
  console.log(`${state}: ${work}${why === undefined ? "" : `: ${why}`}`);
}
if (Deno.args.includes("--readme")) {
  const head = ["work", "the least", "before", "now", "budget", "", "others"];
  console.log(["", `| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`].join("\n"));
  for (const row of rows) console.log(readmeRow(row));
}
const file = option("json");
if (file !== undefined) {
  await Deno.writeTextFile(
    file,
    JSON.stringify({ rounds, rows }, null, 2) + "\n",
  );
}
if (rows.length === 0) throw new Error(`No piece of work is called ${words.join(" or ")}`);
if (rows.some(({ state }) => state === "lost")) Deno.exitCode = 1;
