/**
 * The scenarios in which keyferry meets real programs, and the table of who agreed to what. It is no
 * `_test.ts` file, so that `deno task test` runs where there is no Python.
 */
import { truthTable } from "./_comparison.ts";
import { testFidelity } from "./_fidelity.ts";
import { table } from "./_scenario.ts";
import "./cave_gate.ts";
import "./cave_operations.ts";
import "./cave_servers.ts";
import "./cave_services.ts";
import "./cave_tokens.ts";
import "./cloud_volume.ts";
import "./globus_app.ts";
import "./globus_auth.ts";
import "./globus_cli.ts";
import "./globus_cli_batch.ts";
import "./globus_cli_commands.ts";
import "./globus_cli_next.ts";
import "./globus_cli_requests.ts";
import "./globus_login.ts";
import "./globus_sandbox.ts";
import "./globus_sdk.ts";
import "./globus_token_files.ts";
import "./globus_tour.ts";
import "./globus_transfer.ts";
import "./globus_truth.ts";
import "./harness.ts";
import "./jupyter.ts";
import "./planted.ts";
import "./sandbox_lines.ts";
import "./side_by_side.ts";
import "./tapis.ts";
import "./tapis_openapi.ts";
import "./tapis_v2_operations.ts";
import "./tapis_v3_operations.ts";

testFidelity();

Deno.test.afterAll(async () => {
  // deno-lint-ignore no-console -- the tables are what the run is for
  console.log(`${await table()}\n\n${truthTable()}`);
});
