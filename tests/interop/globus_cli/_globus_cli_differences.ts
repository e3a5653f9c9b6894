import { type Difference, each, type Sent, sorted } from "../comparison/_same_requests.ts";
import type { Fields } from "../globus/_transfer_calls.ts";

/** What keyferry asks for at most, by the command; globus-cli asks for pages of one size. */
const limits: Readonly<Record<string, string>> = {
  "endpoint search": "26",
  "endpoint search --limit": "3",
  "task event-list": "101",
  "task event-list --limit": "4",
  "task list": "21",
  "task list --limit": "6",
};

/** Settings of a task at which the service takes them, where nobody said anything. */
const defaults: Fields = {
  verify_checksum: true,
  preserve_timestamp: false,
  encrypt_data: false,
  skip_source_errors: false,
  fail_on_quota_errors: false,
  delete_destination_extra: false,
  ignore_missing: false,
  interpret_globs: false,
  notify_on_succeeded: true,
  notify_on_failed: true,
  notify_on_inactive: true,
};

/** Where keyferry's commands and globus-cli's differ in what they send. */
export const differences: readonly Difference[] = [
  {
    why:
      "globus-cli first asks whether its tokens are good; keyferry takes them to be until refused",
    names: [
      ...["whoami", "ls", "mkdir", "rename", "transfer", "delete", ...Object.keys(limits)],
      ...["task wait", "task show", "task cancel"],
      ...["bookmark create", "bookmark list", "bookmark rename", "bookmark delete"],
    ],
    of: (theirs) => theirs.filter(({ path }) => path !== "/v2/oauth2/token/validate"),
  },
  {
    why: "keyferry says whose a collection is before it changes something there",
    names: ["bookmark create", "delete", "mkdir", "rename", "transfer"],
    of: (theirs) => [...collectionsOf(theirs.at(-1)).map(asked), ...theirs],
  },
  {
    why: "globus-cli writes out the settings at which the service takes them",
    names: ["delete", "transfer"],
    of: each((sent) => {
      const said = Object.entries((sent.body ?? {}) as Fields);
      if (said.length === 0) return sent;
      const body = Object.fromEntries(said.filter(([key, value]) => defaults[key] !== value));
      return { ...sent, body };
    }),
  },
  {
    why: "globus-cli leaves out names that begin with a dot, keyferry shows them",
    names: ["ls"],
    of: each((sent) => without(sent, ["show_hidden", "0"])),
  },
  {
    why: "globus-cli writes out the scope and the filter that the service takes by itself",
    names: ["endpoint search", "task event-list"],
    of: each((sent) => without(without(sent, ["filter_scope", "all"]), ["filter", ""])),
  },
  {
    why: "globus-cli writes out both kinds of task, and the order in which they come by themselves",
    names: ["task list", "task list --limit"],
    of: each((sent) => {
      const query = sent.query.flatMap(([key, value]) => {
        const left = key === "filter" ? value.replace(/\/?type:TRANSFER,DELETE$/, "") : value;
        return left === "" || key === "orderby" ? [] : [[key, left] as const];
      });
      return { ...sent, query };
    }),
  },
  ...Object.entries(limits).map(([name, limit]): Difference => ({
    why:
      "keyferry asks for one more than it shows, to say whether there are more, and writes out where they " +
      "begin; globus-cli reads pages of one size until it has enough",
    names: [name],
    of: each((sent) => {
      const others = sent.query.filter(([key]) => key !== "limit");
      const paged = sent.query.length > others.length;
      return paged
        ? { ...sent, query: sorted([...others, ["limit", limit], ["offset", "0"]]) }
        : sent;
    }),
  })),
  {
    why: "an error says on which collection, by its name",
    names: ["ls"],
    of: (theirs) => {
      const [failed] = theirs.filter(({ query }) => query.some(([, value]) => value === "/gone é"));
      return failed === undefined ? theirs : [...theirs, ...collectionsOf(failed).map(asked)];
    },
  },
];

function without(sent: Sent, [name, value]: readonly [string, string]): Sent {
  const query = sent.query.filter(([key, given]) => key !== name || given !== value);
  return { ...sent, query };
}

/** The collections that a request changes, or names. */
function collectionsOf(sent: Sent | undefined): string[] {
  const inPath = /\/endpoint\/([^/]+)\//.exec(sent?.path ?? "")?.[1];
  const body = (sent?.body ?? {}) as Fields;
  const fields = ["source_endpoint", "destination_endpoint", "endpoint", "endpoint_id"];
  return [inPath, ...fields.map((field) => body[field])].filter((id) => typeof id === "string");
}

function asked(id: string): Sent {
  return { method: "GET", path: `/v0.10/endpoint/${id}`, query: [], body: undefined };
}
