import type { SandboxTokens } from "../../../src/sandbox/mod.ts";

/** How the sandbox is asked what the recorded answer is one to. */
export interface Asked {
  /** The recorded answer's name. */
  readonly name: string;
  /** The path, where it is not that of the recorded answer with ids of the sandbox's. */
  readonly path?: string;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly authorization?: string;
}

/** What steps refer to. */
export interface Known {
  readonly lab: string;
  readonly tokens: SandboxTokens;
  readonly submission: readonly string[];
}

const made = { DATA_TYPE: "mkdir", path: "/made" };
const renamed = { DATA_TYPE: "rename", old_path: "/made", new_path: "/renamed" };

/** Requests of Globus Auth; `$token` is the token that was given last. */
export function authRequests({ globusTransfer, globusAuth, globusClient }: SandboxTokens): Asked[] {
  const client = `Basic ${btoa(`${globusClient.id}:${globusClient.secret}`)}`;
  const credentials = (scope: string) => ({ grant_type: "client_credentials", scope });
  const [transferScope, usernames] = [
    "urn:globus:auth:scope:transfer.api.globus.org:all",
    "?usernames=somebody@example.org",
  ];
  return [
    { name: "auth.get_identities.unauthorized" },
    { name: "auth.userinfo.unauthorized" },
    { name: "auth.userinfo.forbidden", authorization: `Bearer ${globusTransfer}` },
    {
      name: "auth.get_identities.default",
      path: `/v2/api/identities${usernames}`,
      authorization: `Bearer ${globusAuth}`,
    },
    {
      name: "auth.oauth2_exchange_code_for_tokens.invalid_grant",
      authorization: client,
      form: { grant_type: "authorization_code", code: "x", redirect_uri: "https://x.example.org" },
    },
    {
      name: "auth.oauth2_client_credentials_tokens.default",
      authorization: client,
      form: credentials(transferScope),
    },
    {
      name: "auth.oauth2_client_credentials_tokens.openid",
      authorization: client,
      form: credentials("openid"),
    },
    {
      name: "auth.oauth2_token_introspect.default",
      authorization: client,
      form: { token: "$token" },
    },
    { name: "auth.oauth2_revoke_token.default", authorization: client, form: { token: "made-up" } },
  ];
}

/** Requests of Globus Transfer, in an order in which each finds what it needs; `$0` is the first task. */
export function transferRequests({ lab, submission: [first, second, third] }: Known): Asked[] {
  const operation = `/v0.10/operation/endpoint/${lab}`;
  const endpoint = `/v0.10/endpoint/${lab}`;
  const verified = `${endpoint}/subscription_admin_verified`;
  const transfer = {
    DATA_TYPE: "transfer",
    source_endpoint: lab,
    destination_endpoint: lab,
  };
  const DATA = [{
    DATA_TYPE: "transfer_item",
    source_path: "/README.txt",
    destination_path: "/copy.txt",
  }];
  return [
    { name: "transfer.get_submission_id.default" },
    { name: "transfer.get_endpoint.default", path: endpoint },
    { name: "transfer.update_endpoint.default", path: endpoint, body: { description: "é" } },
    { name: "transfer.operation_stat.default", path: `${operation}/stat?path=/README.txt` },
    { name: "transfer.operation_stat.not_found", path: `${operation}/stat?path=/nowhere` },
    { name: "transfer.operation_stat.permission_denied", path: `${operation}/stat?path=/../a` },
    { name: "transfer.operation_mkdir.default", path: `${operation}/mkdir`, body: made },
    { name: "transfer.operation_rename.default", path: `${operation}/rename`, body: renamed },
    {
      name: "transfer.set_subscription_admin_verified.non_subscribed_endpoint",
      path: verified,
      body: { subscription_admin_verified: true },
    },
    {
      name: "transfer.set_subscription_id.default",
      path: `${endpoint}/subscription`,
      body: { subscription_id: "DEFAULT" },
    },
    { name: "transfer.set_subscription_id.not_found", body: { subscription_id: "DEFAULT" } },
    {
      name: "transfer.set_subscription_admin_verified.default",
      path: verified,
      body: { subscription_admin_verified: true },
    },
    {
      name: "transfer.set_subscription_admin_verified.non_valid_verified_status",
      path: verified,
      body: "{",
    },
    {
      name: "transfer.submit_transfer.failure",
      body: { ...transfer, submission_id: first, DATA: [] },
    },
    {
      name: "transfer.submit_transfer.default",
      body: { ...transfer, submission_id: second, DATA },
    },
    {
      name: "transfer.submit_delete.default",
      body: {
        DATA_TYPE: "delete",
        submission_id: third,
        endpoint: lab,
        recursive: true,
        DATA: [{ DATA_TYPE: "delete_item", path: "/renamed" }],
      },
    },
    { name: "transfer.task_list.default" },
    { name: "transfer.cancel_task.default", path: "/v0.10/task/$1/cancel", body: {} },
    {
      name: "transfer.endpoint_manager_task_list.default",
      path: `/v0.10/endpoint_manager/task_list?filter_endpoint=${lab}`,
    },
    {
      name: "transfer.endpoint_manager_task_successful_transfers.default",
      path: "/v0.10/endpoint_manager/task/$0/successful_transfers",
    },
  ];
}
