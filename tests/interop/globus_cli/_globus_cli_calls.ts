import type { Sandbox } from "../../../src/sandbox/mod.ts";
import type { Row } from "../comparison/_same_requests.ts";

/** Runs a command and gives the document that it printed. */
export type Command = (words: readonly string[]) => Promise<Ended>;

/** How a command ended. */
export interface Ended {
  /** Its exit code. */
  readonly code: number;
  /** The document that it printed; nothing where it printed none. */
  // deno-lint-ignore no-explicit-any -- documents of many shapes
  readonly document: any;
}

/** The words of a command; of one that needs the last task, by its id. */
type Words = readonly string[] | ((task: string) => readonly string[]);

/**
 * A command, as both have it; `README.txt` is copied only after the rows.
 *
 * @param sandbox keyferry's sandbox, whose collections have the ids of the other's.
 * @param keyferry Runs `keyferry globus` in it.
 */
export function rowsOf({ collections }: Sandbox, keyferry: Command): readonly Row[] {
  const [lab = "", archive = ""] = collections.map(({ id }) => id);
  let task = "";
  /** A command of globus-cli, and what keyferry's is where its words are others. */
  const row = (theirs: Words, ours: Words = theirs, more: Partial<Row> = {}): Row => ({
    name: nameOf(theirs),
    theirs: ["globus", { words: theirs }],
    async ours() {
      const { code, document } = await keyferry(wordsOf(ours, task));
      task = document?.task_id ?? task;
      return code;
    },
    expected: 0,
    ...more,
  });
  const wait = ["--timeout", "60", "--polling-interval", "1"];
  const [from, to] = [`${lab}:/cells.csv`, `${archive}:/made/cells.csv`];
  return [
    row(["whoami"]),
    row(["endpoint", "search", "lab"], ["search", "lab"]),
    row(["endpoint", "search", "--filter-scope", "my-endpoints", "--limit", "2"], [
      ...["search", "--scope", "my-endpoints", "--limit", "2"],
    ]),
    row(["ls", `${lab}:/runs/`]),
    row(["ls", lab]),
    row(["ls", `${lab}:/gone é`], undefined, { expected: undefined }),
    row(["mkdir", `${archive}:/made`]),
    row(["rename", archive, "/2019", "/old é"], ["rename", `${archive}:/2019`, "/old é"]),
    row(["transfer", from, to, "--label", "run 7"]),
    row((task) => ["task", "wait", task, ...wait], undefined, { polls: true }),
    row((task) => ["task", "show", task]),
    row((task) => ["task", "event-list", task], (task) => ["task", "events", task]),
    row((task) => ["task", "event-list", task, "--filter-errors", "--limit", "3"], (task) => [
      ...["task", "events", task, "--errors", "--limit", "3"],
    ]),
    row(["transfer", `${lab}:/README.txt`, `${archive}:/made/README.txt`]),
    row((task) => ["task", "cancel", task]),
    row(["delete", `${archive}:/made`, "--recursive"], [
      ...["delete", `${archive}:/made`, "--recursive", "--yes"],
    ]),
    row((task) => ["task", "wait", task, ...wait], undefined, { polls: true }),
    row(["task", "list"]),
    row(["task", "list", "--filter-status", "FAILED", "--limit", "5"], [
      ...["task", "list", "--status", "FAILED", "--limit", "5"],
    ]),
    row(["bookmark", "create", `${lab}:/runs/`, "runs é"], [
      ...["bookmark", "create", "runs é", `${lab}:/runs/`],
    ]),
    row(["bookmark", "list"]),
    row(["bookmark", "rename", "runs é", "old"]),
    row(["bookmark", "delete", "old"], ["bookmark", "delete", "old", "--yes"]),
  ];
}

/** The words of a row, with the id of the last task. */
export function wordsOf(words: Words, task: string): readonly string[] {
  return typeof words === "function" ? words(task) : words;
}

/** The command; one of a group with its group, and one with a limit apart. */
function nameOf(words: Words): string {
  const [command = "", verb = ""] = wordsOf(words, "");
  const name = ["bookmark", "endpoint", "task"].includes(command) ? `${command} ${verb}` : command;
  return wordsOf(words, "").includes("--limit") ? `${name} --limit` : name;
}
