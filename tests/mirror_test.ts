import { assert, assertEquals } from "@std/assert";
import { dirname } from "@std/path/posix/dirname";
import { filesBelow, importsOf, root } from "./helpers/source/modules.ts";

/**
 * A file of src/ has its test at the same place in tests/: src/globus/scopes.ts has
 * tests/globus/scopes_test.ts. Parts that nobody calls by themselves are shown by the tests of what
 * they are parts of: those are named here for the files of a folder that have no test of their own.
 */
const shownBy: Readonly<Record<string, readonly string[]>> = {
  // The arguments of every function, and the words and rows that commands print.
  "src": ["arguments_test.ts", "cli/program_test.ts"],
  "src/cave": ["cave/client_test.ts", "cave/restore_test.ts"],
  "src/cave/graph": ["cave/graph/chunkedgraph_test.ts"],
  "src/cave/services": ["cave/services/info_test.ts", "cave/services/auth_test.ts"],
  "src/cave/token": ["cave/restore_test.ts", "cave/token/save_token_test.ts"],
  // Commands are tried as a person starts them: one file of tests for each group of them.
  "src/cli": ["cli/errors_test.ts", "cli/cp_test.ts"],
  "src/cli/cave": ["cli/cave/token_test.ts", "cli/cave/services_test.ts"],
  "src/cli/completions": ["cli/completions/completions_test.ts"],
  "src/cli/globus": ["cli/globus/files_test.ts", "cli/globus/ls_test.ts"],
  "src/cli/globus/login": ["cli/globus/login/login_test.ts"],
  "src/cli/globus/task": ["cli/globus/task/task_test.ts"],
  "src/cli/kernel": ["cli/kernel/doctor_test.ts"],
  "src/cli/sandbox": ["cli/sandbox/sandbox_test.ts"],
  "src/cli/status": ["cli/status/status_test.ts"],
  "src/cli/tapis": ["cli/tapis/login_test.ts", "cli/tapis/whoami_test.ts"],
  "src/cli/tapis/clients": ["cli/tapis/clients/clients_test.ts"],
  "src/cli/tapis/files": ["cli/tapis/files/files_test.ts"],
  "src/cli/tapis/transfers": ["cli/tapis/transfers/transfer_test.ts"],
  "src/cli/terminal": ["cli/terminal/terminal_test.ts", "cli/globus/task/task_test.ts"],
  "src/cli/words": ["cli/program_test.ts", "cli/next_steps_test.ts"],
  // What every source, chain and error is made of.
  "src/credentials": ["credentials/platform_test.ts", "http/request/proxy_test.ts"],
  "src/credentials/errors": ["credentials/errors/error_guards_test.ts"],
  "src/credentials/files": ["credentials/files/trusted_file_test.ts"],
  "src/credentials/secret": ["credentials/secret/hidden_input_test.ts", "globus/auth/wire_test.ts"],
  "src/credentials/sources": ["credentials/sources/chain_test.ts", "platforms/sources_test.ts"],
  "src/ferry": ["ferry/outcomes_test.ts", "cli/cp_test.ts"],
  "src/ferry/items": ["ferry/outcomes_test.ts"],
  "src/ferry/ports": ["ferry/outcomes_test.ts"],
  "src/ferry/routes": ["ferry/outcomes_test.ts"],
  "src/globus": ["globus/restore_test.ts"],
  "src/globus/auth": ["globus/auth/client_test.ts"],
  "src/globus/auth/flows": ["globus/auth/flows/flows_test.ts"],
  "src/globus/auth/tokens": ["globus/auth/wire_test.ts"],
  "src/globus/login": ["globus/login/log_in_test.ts"],
  "src/globus/sources": ["globus/token_chain_test.ts"],
  "src/globus/storage": ["globus/storage/token_storage_test.ts"],
  "src/globus/transfer": ["globus/transfer/sandbox_test.ts"],
  // Every operation is sent as globus-sdk sends it, by one table.
  "src/globus/transfer/endpoints": ["globus/transfer/documents_test.ts"],
  "src/globus/transfer/files": ["globus/transfer/files/download_test.ts"],
  "src/globus/transfer/manager": ["globus/transfer/documents_test.ts"],
  "src/globus/transfer/submit": ["globus/transfer/submit/submit_test.ts"],
  "src/globus/transfer/tasks": ["globus/transfer/tasks/watch_task_test.ts"],
  // A call is tried whole, against servers on sockets.
  "src/http": ["http/call_test.ts", "globus/auth/client_test.ts"],
  "src/http/body": ["http/body/bounded_memory_test.ts"],
  "src/http/files": ["http/files/whole_file_test.ts"],
  "src/http/reply": ["http/call_test.ts", "globus/transfer/documents_test.ts"],
  "src/http/request": ["http/request/redirect_test.ts"],
  "src/http/secrets": ["http/secrets/cut_secrets_test.ts"],
  "src/http/waiting": ["globus/transfer/tasks/watch_task_test.ts", "cave/services/info_test.ts"],
  "src/notebook": ["notebook/lock_down_test.ts", "notebook/show_test.ts"],
  "src/notebook/logins": ["notebook/logins/login_in_notebook_test.ts"],
  "src/oauth": ["oauth/single_use_test.ts", "globus/login/log_in_test.ts"],
  // Beside what they choose from.
  "src/path": [
    "links/path_test.ts",
    "sandbox/server/start_sandbox_test.ts",
    "ferry/outcomes_test.ts",
  ],
  "src/platforms": ["cli/status/status_test.ts"],
  // The sandbox is tried as its clients use it, by HTTP.
  "src/sandbox": ["sandbox/server/start_sandbox_test.ts"],
  "src/sandbox/approval": ["sandbox/approval/ticket_test.ts"],
  "src/sandbox/cave": ["sandbox/cave/service_test.ts"],
  "src/sandbox/disk": ["sandbox/disk/disk_problem_test.ts"],
  "src/sandbox/globus_auth": ["sandbox/globus_auth/service_test.ts"],
  "src/sandbox/globus_auth/grants": ["sandbox/globus_auth/grants/token_test.ts"],
  "src/sandbox/globus_auth/identities": ["sandbox/globus_auth/identities/identities_test.ts"],
  "src/sandbox/globus_auth/login": ["sandbox/globus_auth/login/authorize_test.ts"],
  "src/sandbox/kept": ["sandbox/kept/store_test.ts"],
  "src/sandbox/page": ["sandbox/page/status_page_test.ts"],
  "src/sandbox/server": ["sandbox/server/start_sandbox_test.ts"],
  "src/sandbox/tapis": ["sandbox/tapis/service_test.ts"],
  "src/sandbox/tapis_v3": ["sandbox/tapis_v3/service_test.ts"],
  "src/sandbox/tapis_v3/files": ["sandbox/tapis_v3/files/transfers_test.ts"],
  "src/sandbox/transfer": ["sandbox/transfer/routes_test.ts"],
  "src/sandbox/transfer/endpoints": ["sandbox/transfer/endpoints/endpoints_test.ts"],
  "src/sandbox/transfer/files": ["sandbox/transfer/files/operations_test.ts"],
  "src/sandbox/transfer/jobs": ["sandbox/transfer/jobs/run_transfer_test.ts"],
  "src/sandbox/transfer/manager": ["sandbox/transfer/manager/manager_test.ts"],
  "src/sandbox/transfer/tasks": ["sandbox/transfer/tasks/tasks_test.ts"],
  "src/tapis": ["tapis/v2/client_test.ts", "tapis/v3/wire_test.ts"],
  "src/tapis/v2": ["tapis/v2/client_test.ts"],
  "src/tapis/v2/cache": ["tapis/v2/cache/from_cache_test.ts"],
  "src/tapis/v2/session": [
    "tapis/v2/session/processes_test.ts",
    "tapis/v2/session/env_modes_test.ts",
  ],
  "src/tapis/v3": ["tapis/v3/wire_test.ts"],
  "src/tapis/v3/files": ["tapis/v3/files/files_test.ts"],
  "src/tapis/v3/session": ["tapis/v3/restore_test.ts"],
};

const sources = new Map<string, string>();
for (const path of ["mod.ts", "cli.ts", ...await filesBelow("src"), ...await filesBelow("tests")]) {
  sources.set(path, await Deno.readTextFile(`${root}${path}`));
}

/** All that a file loads, at once or later. */
function reachOf(path: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { to } of importsOf(path, sources.get(path) ?? "")) reachOf(to, seen);
  return seen;
}

const testOf = (path: string): string => path.replace(/^src/, "tests").replace(/\.ts$/, "_test.ts");

/** Types, and lists of what others export, have nothing to run. */
const hasCode = (text: string): boolean =>
  /^export (async )?(function|const|class|let)/m.test(text);

/** The files of a folder with code and without a test of their own. */
function untested(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [path, text] of sources) {
    if (!path.startsWith("src/") || sources.has(testOf(path)) || !hasCode(text)) continue;
    found.set(dirname(path), [...found.get(dirname(path)) ?? [], path]);
  }
  return found;
}

Deno.test("a file of src has a test of its name and place, or is reached by the test that is named for its folder", () => {
  const found = untested();
  assertEquals([...found.keys()].sort(), Object.keys(shownBy).sort());
  const missing: string[] = [];
  for (const [folder, paths] of found) {
    const reached = new Set<string>();
    for (const test of shownBy[folder] ?? []) {
      assert(
        sources.has(`tests/${test}`),
        `there is no tests/${test}, which is named for ${folder}`,
      );
      for (const path of reachOf(`tests/${test}`)) reached.add(path);
    }
    missing.push(...paths.filter((path) => !reached.has(path)));
  }
  assertEquals(missing, [], "files that the test named for their folder does not reach");
});

Deno.test("no folder of src holds more than sixteen files", () => {
  const counts = new Map<string, number>();
  for (const path of sources.keys()) {
    if (path.startsWith("src/")) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  }
  assert(counts.size > 50);
  assertEquals([...counts].filter(([, count]) => count > 16), []);
});
