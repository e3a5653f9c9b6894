/**
 * An offline sandbox: a local server that plays Globus Auth and Transfer, Tapis v2 and v3, and CAVE, so
 * that examples, tests and notebooks run on a laptop without an account.
 *
 * ```ts ignore
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * console.log(sandbox.url, sandbox.home);
 * ```
 *
 * @example Transfer a folder between two collections of a sandbox
 * ```ts
 * import { collectionId, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const headers = { authorization: `Bearer ${sandbox.tokens.globusTransfer}` };
 * const api = `${sandbox.url}/v0.10`;
 *
 * const submission = await (await fetch(`${api}/submission_id`, { headers })).json();
 * const response = await fetch(`${api}/transfer`, {
 *   method: "POST",
 *   headers,
 *   body: JSON.stringify({
 *     DATA_TYPE: "transfer",
 *     submission_id: submission.value,
 *     source_endpoint: await collectionId("lab"),
 *     destination_endpoint: await collectionId("archive"),
 *     DATA: [{
 *       DATA_TYPE: "transfer_item",
 *       source_path: "/runs/",
 *       destination_path: "/runs/",
 *       recursive: true,
 *     }],
 *   }),
 * });
 * const { task_id } = await response.json();
 * await sandbox.idle();
 * const task = await (await fetch(`${api}/task/${task_id}`, { headers })).json();
 * assertEquals([task.status, task.files_transferred], ["SUCCEEDED", 2]);
 * ```
 *
 * @module
 */
export { approveDevice } from "./approve_device.ts";
export { approveLogin, type ApproveLoginOptions } from "./approve_login.ts";
export type { CollectionOption, SandboxCollection } from "./collections.ts";
export type {
  Fault,
  FaultRequest,
  RequestFault,
  SandboxFaults,
  TransferFault,
  TransferHook,
  TransferMoment,
} from "./server/faults.ts";
export type { GlobusAuthOptions } from "./globus_auth/login/options.ts";
export { collectionId } from "./ids.ts";
export { plantCredentials } from "./kept/plant_credentials.ts";
export type { RequestRecord } from "./server/request_log.ts";
export type {
  GlobusSandboxApps,
  GlobusSandboxClient,
  GlobusSandboxColleague,
  Sandbox,
  SandboxOptions,
  SandboxTokens,
  TapisSandboxTokens,
} from "./sandbox.ts";
export {
  type LabFolder,
  type SandboxLab,
  sandboxLab,
  type SandboxLabOptions,
} from "./sandbox_lab.ts";
export type { Secret } from "../credentials/secret/secret.ts";
export type { Env, EnvFile, Retry, Surroundings } from "../credentials/surroundings.ts";
export { startSandbox } from "./server/start_sandbox.ts";
