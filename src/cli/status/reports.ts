/** What the documents of `--json` are made of. */

export type * from "../cave/json_documents.ts";
export type * from "../globus/json_documents.ts";
export type * from "../tapis/json_documents.ts";
export type { PermissionsJson } from "../words/command_tree.ts";
export type { CompletionsJson, Shell } from "../completions/completions.ts";
export type { CpReport } from "../cp.ts";
export type { KernelFinding, KernelReport } from "../kernel/doctor.ts";
export type { InstalledKernel } from "../kernel/install.ts";
export type { SandboxJson } from "../sandbox/sandbox.ts";
export type { PlatformRow, StatusJson } from "./status.ts";
