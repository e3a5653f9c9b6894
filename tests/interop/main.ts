/**
 * The scenarios in which keyferry meets real programs, and the table of who agreed to what. It is no
 * `_test.ts` file, so that `deno task test` runs where there is no Python.
 */
import { truthTable } from "./comparison/_comparison.ts";
import { testFidelity } from "./comparison/_fidelity.ts";
import { table } from "./comparison/_scenario.ts";
import "./cave/cave_gate.ts";
import "./cave/cave_operations.ts";
import "./cave/cave_servers.ts";
import "./cave/cave_services.ts";
import "./cave/cave_tokens.ts";
import "./cave/cloud_volume.ts";
import "./globus/globus_app.ts";
import "./globus/globus_auth.ts";
import "./globus_cli/globus_cli.ts";
import "./globus_cli/globus_cli_batch.ts";
import "./globus_cli/globus_cli_commands.ts";
import "./globus_cli/globus_cli_next.ts";
import "./globus_cli/globus_cli_requests.ts";
import "./globus/globus_login.ts";
import "./globus/globus_sandbox.ts";
import "./globus/globus_sdk.ts";
import "./globus/globus_token_files.ts";
import "./globus/globus_tour.ts";
import "./globus/globus_transfer.ts";
import "./globus/globus_truth.ts";
import "./harness.ts";
import "./jupyter.ts";
import "./migration.ts";
import "./planted.ts";
import "./sandbox_lines.ts";
import "./side_by_side.ts";
import "./tapis/tapis.ts";
import "./tapis/tapis_openapi.ts";
import "./tapis/tapis_v2_operations.ts";
import "./tapis/tapis_v3_operations.ts";

testFidelity();

Deno.test.afterAll(async () => {
  // deno-lint-ignore no-console -- the tables are what the run is for
  console.log(`${await table()}\n\n${truthTable()}`);
});
