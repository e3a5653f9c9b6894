/** What people ran into with other tools, and the tests that hold it here. */

import { assert, assertEquals } from "@std/assert";
import { titlesIn } from "./helpers/source/titles_in.ts";

interface Report {
  /** The public report: repository and number. */
  readonly report: string;
  /** What went wrong there, as a kind. */
  readonly kind: string;
  /** File and name of the tests, the report's own value first; a part of a name is enough. */
  readonly tests: readonly (readonly [file: string, name: string])[];
}

const reports: readonly Report[] = [
  {
    report: "globus-cli PR#434, DataFed#1720",
    kind: "a hint carries every demand of the service",
    tests: [
      ["cli/globus/login/next_login_test.ts", "carries every demand: consents of both kinds"],
      ["cli/globus/login/next_login_test.ts", "asks for the session that is wanted"],
    ],
  },
  {
    report: "archivetar#42",
    kind: "a service that is too busy has done nothing, and is asked again",
    tests: [
      ["oauth/single_use_test.ts", "a token endpoint that is busy has done nothing"],
      ["oauth/single_use_test.ts", "a token endpoint that stays busy is no reason to log in"],
      [
        "tapis/v2/session/renewal_test.ts",
        "a tenant that is too busy to renew is not given the password",
      ],
      ["platforms/busy_test.ts", "is asked for again where the service was too busy"],
      ["http/call_test.ts", "sends again what the service was too busy to do"],
    ],
  },
  {
    report: "globus-cli PR#590",
    kind: "half of a pair that says who acts ends the search",
    tests: [
      ["platforms/stops_test.ts", "acts as nobody else"],
      ["platforms/stops_test.ts", "is not half of a pair: the search goes on"],
      ["platforms/stops_test.ts", "a user's name alone is whose stored session is used"],
    ],
  },
  {
    report: "academy#213",
    kind: "a file that is being rewritten is read again",
    tests: [
      [
        "credentials/files/whole_text_test.ts",
        "every source waits for a file to be written to its end",
      ],
      ["credentials/files/whole_text_test.ts", "a file that stays torn or empty is broken"],
    ],
  },
  {
    report: "globus-sdk PR#1004",
    kind: "a lock and a newer format have next steps of their own",
    tests: [
      ["platforms/stops_test.ts", "a database that another program locks is locked"],
      ["platforms/stops_test.ts", "a storage of a newer format says what to update"],
    ],
  },
  {
    report: "globus-cli#746, sdk PR#903, globus-compute#564",
    kind: "why a connection failed, and which variables count",
    tests: [
      ["http/request/unreachable_test.ts", "a certificate that is not trusted is named"],
      [
        "http/request/unreachable_test.ts",
        "a proxy that is not there, wants a login or lets nothing",
      ],
      ["globus/sources/ignored_variables_test.ts", "a failed certificate and a time-out"],
      ["globus/sources/ignored_variables_test.ts", "keyferry status tells of the variables"],
      [
        "globus/sources/ignored_variables_test.ts",
        "a time-out of a Globus client names the variable",
      ],
    ],
  },
  {
    report: "globus-cli#62",
    kind: "what was skipped is counted, listed and a failure",
    tests: [
      ["cli/globus/transfer_test.ts", "a transfer that skipped what it could not read gives 1"],
      ["cli/globus/transfer_test.ts", "a transfer that left nothing out gives 0"],
    ],
  },
  {
    report: "globus-jupyter-notebooks PR#67",
    kind: "a refused credential is named by where it came from",
    tests: [
      ["platforms/refused_test.ts", "token of a variable names it, and what would be used"],
      ["platforms/refused_test.ts", "token of a file names it, and leads to a login"],
      ["cli/env_file_test.ts", "a refused credential of the file is named with the file"],
      ["platforms/refused_test.ts", "that is refused is named by its variables"],
    ],
  },
  {
    report: "oauth-ssh#14",
    kind: "the next step follows the code, not the status",
    tests: [["platforms/renewal_refused_test.ts", "refused with ${said} is followed by"]],
  },
  {
    report: "globus-sdk PR#662",
    kind: "an empty page is not the end of a list",
    tests: [
      ["http/pages_test.ts", "goes on past an empty page while the marker changes"],
      ["http/pages_test.ts", "ends where an empty page names itself as the next"],
      [
        "globus/transfer/files/operations_test.ts",
        "every list that goes on by a mark goes on past",
      ],
    ],
  },
  {
    report: "metagrid#672",
    kind: "dates are of one zone, said, and exist",
    tests: [
      ["cli/words/deadline_test.ts", "takes a date without a zone for this machine's"],
      ["cli/words/deadline_test.ts", "refuses what is not a time"],
      ["globus/transfer/submit/submit_test.ts", "a deadline is a moment, text, or a time from now"],
    ],
  },
  {
    report: "automation-examples#5, cli PR#451",
    kind: "a time-out has an exit code of its own",
    tests: [
      ["cli/globus/transfer_test.ts", "globusTaskWait() gives 5 when the time is over first"],
      [
        "cli/tapis/transfers/transfer_test.ts",
        "tapisTransfersWait() gives 5 when the time is over first",
      ],
    ],
  },
  {
    report: "proxystore#679",
    kind: "what cannot be granted is refused before the browser opens",
    tests: [
      ["cli/globus/login/login_test.ts", "refuses a collection that takes no consent for its data"],
      ["cli/globus/login/login_test.ts", "says where it could not check a collection"],
    ],
  },
  {
    report: "zstash and others",
    kind: "a login page or a folder is no file",
    tests: [
      ["http/files/incoming_file_test.ts", "refuses a login page"],
      ["http/files/incoming_file_test.ts", "refuses a folder: "],
      ["http/files/incoming_file_test.ts", "refuses a folder's listing by"],
    ],
  },
  {
    report: "globus-sdk#379",
    kind: "the sandbox answers as the service",
    tests: [
      [
        "sandbox/transfer/jobs/run_transfer_test.ts",
        "A file that is sent to a folder's path is refused",
      ],
      [
        "sandbox/transfer/jobs/run_transfer_test.ts",
        "A folder is not transferred without recursive",
      ],
    ],
  },
  {
    report: "PyChunkedGraph lineage.py, CAVEclient #125",
    kind: "nothing from after the moment that was asked for",
    tests: [
      [
        "cave/graph/chunkedgraph_history_test.ts",
        "gives no object that came to be after the moment",
      ],
      [
        "cave/graph/chunkedgraph_history_test.ts",
        "leaves out what lies beyond its border only when it is told",
      ],
    ],
  },
  {
    report: "CAVEclient #321, #253",
    kind: "a reply's address is checked before a token goes there",
    tests: [["replies_test.ts", "a datastack's record without a usable server sends the token"]],
  },
  {
    report: "CAVEclient #308",
    kind: "one unit of time, another is refused",
    tests: [[
      "cave/graph/chunkedgraph_history_test.ts",
      "a moment in milliseconds, or of no time, is refused",
    ]],
  },
  {
    report: "PyChunkedGraph #512",
    kind: "an unknown time bounds nothing",
    tests: [[
      "cave/graph/chunkedgraph_history_test.ts",
      "a root timestamp of 0 or null is not known",
    ]],
  },
  {
    report: "fafbseg #145",
    kind: "the other file that has a token is named",
    tests: [["platforms/refused_test.ts", "a refused CAVE token names the other file"]],
  },
  {
    report: "FANC_auto_recon #28",
    kind: "what is there instead is named, and what chooses it",
    tests: [
      ["cave/restore_test.ts", "names the keys that a secret file has, and what chooses one"],
      ["tapis/v2/restore_test.ts", "names the sessions that there are where the chosen one is not"],
      ["tapis/v3/restore_test.ts", "names the sessions that there are where the chosen one is not"],
    ],
  },
  {
    report: "PyChunkedGraph #500",
    kind: "a permanent error is not asked for again",
    tests: [[
      "cave/client_test.ts",
      "a 500 of CAVE is final, and 502, 503 and 504 are tried again",
    ]],
  },
  {
    report: "CAVEclient #214",
    kind: "a client as a cell's value is a line",
    tests: [["platforms/shown_test.ts", "a client is shown in a line"]],
  },
  {
    report: "PCG #519",
    kind: "superseded objects are found on request",
    tests: [
      ["cave/graph/chunkedgraph_history_test.ts", "with verify follows what was superseded"],
      [
        "cave/graph/chunkedgraph_history_test.ts",
        "with verify names what is superseded by nothing",
      ],
    ],
  },
  {
    report: "tapis-cli #292",
    kind: "in the shell the next step is a command",
    tests: [["platforms/renewal_refused_test.ts", "refused with ${said} is followed by"]],
  },
  {
    report: "DesignSafe #1575",
    kind: "a damaged token loses no login",
    tests: [
      ["tapis/v3/restore_test.ts", "a damaged access token of v3 loses no login"],
      ["tapis/v3/restore_test.ts", "a stored session of v3 has a state for every defect"],
      ["platforms/token_text_test.ts", "a placeholder and a text that no token can be"],
    ],
  },
  {
    report: "tapis-cli #357",
    kind: "a lifetime of 0 or -1 is no end",
    tests: [
      ["platforms/renewal_refused_test.ts", "Tapis v2: a token that expires in"],
      ["platforms/renewal_refused_test.ts", "Tapis v2: a file whose token expires in"],
      ["platforms/renewal_refused_test.ts", "Globus: a token that expires in"],
      ["platforms/renewal_refused_test.ts", "Tapis v3: a token whose end is"],
    ],
  },
  {
    report: "BOINC #1563, juliaup #252",
    kind: "a home without flock",
    tests: [
      [
        "credentials/files/file_lock_test.ts",
        "keeps processes apart where the file system has no flock",
      ],
      ["credentials/files/file_lock_test.ts", "a token that uses nothing up is renewed in memory"],
    ],
  },
  {
    report: "deno/docs #2958",
    kind: "printed flags follow links",
    tests: [
      ["cli/permissions_test.ts", "follows the links of the files that a command writes"],
      ["cli/permissions_test.ts", "enough where a secret file is a link into another folder"],
    ],
  },
  {
    report: "deno #6553, #32010",
    kind: "a flag that covers more than was meant says so",
    tests: [["cli/permissions_test.ts", "since none can hold a comma"]],
  },
  {
    report: "deno #26816",
    kind: "other programs' messages are text",
    tests: [
      ["cli/kernel/doctor_test.ts", "shows Deno's own words as a line of text"],
      ["text_test.ts", "oneLine() shows another program's message in a line"],
    ],
  },
  {
    report: "dotenv #633",
    kind: "a value that a parser changes is refused by name",
    tests: [
      ["credentials/sources/dotenv_test.ts", "dotenv() tells every spelling of a value apart"],
      ["cli/env_file_test.ts", "refuses by name what a parser would change"],
    ],
  },
  {
    report: "secret files",
    kind: "one cleaning and one check of tokens",
    tests: [
      ["platforms/token_text_test.ts", "a token is sent without Bearer, quotes and spaces"],
      ["platforms/token_text_test.ts", "a placeholder and a text that no token can be"],
      ["platforms/token_text_test.ts", "saveToken() writes the token alone"],
      ["credentials/secret/token_text_test.ts", "for a placeholder"],
    ],
  },
];

for (const { report, kind, tests } of reports) {
  Deno.test(`${report}: ${kind}`, async () => {
    assert(tests.length > 0);
    for (const [file, name] of tests) {
      const source = await Deno.readTextFile(new URL(file, import.meta.url));
      const there = titlesIn(source).filter((title) => title.includes(name));
      assertEquals(there.length > 0, true, `${file} has no test "${name}"`);
    }
  });
}
