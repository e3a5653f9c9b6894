import { assertEquals } from "@std/assert";
import { collectionId, startSandbox } from "../../../src/sandbox/mod.ts";
import { asPerson, type Caller } from "./_transfer.ts";
import type { Reply } from "../_sandbox.ts";

/** Every operation of globus-sdk 1.1.0's TransferClient, then those that 4.x added. */
const operations = [
  "GET /endpoint/{endpoint}",
  "PUT /endpoint/{endpoint}",
  "POST /endpoint",
  "DELETE /endpoint/{endpoint}",
  "GET /endpoint_search",
  "POST /endpoint/{endpoint}/autoactivate",
  "POST /endpoint/{endpoint}/deactivate",
  "POST /endpoint/{endpoint}/activate",
  "GET /endpoint/{endpoint}/activation_requirements",
  "GET /endpoint/{endpoint}/my_effective_pause_rule_list",
  "GET /endpoint/{endpoint}/my_shared_endpoint_list",
  "POST /shared_endpoint",
  "GET /endpoint/{endpoint}/server_list",
  "GET /endpoint/{endpoint}/server/{id}",
  "POST /endpoint/{endpoint}/server",
  "PUT /endpoint/{endpoint}/server/{id}",
  "DELETE /endpoint/{endpoint}/server/{id}",
  "GET /endpoint/{endpoint}/role_list",
  "POST /endpoint/{endpoint}/role",
  "GET /endpoint/{endpoint}/role/{id}",
  "DELETE /endpoint/{endpoint}/role/{id}",
  "GET /endpoint/{endpoint}/access_list",
  "GET /endpoint/{endpoint}/access/{id}",
  "POST /endpoint/{endpoint}/access",
  "PUT /endpoint/{endpoint}/access/{id}",
  "DELETE /endpoint/{endpoint}/access/{id}",
  "GET /bookmark_list",
  "POST /bookmark",
  "GET /bookmark/{id}",
  "PUT /bookmark/{id}",
  "DELETE /bookmark/{id}",
  "GET /operation/endpoint/{endpoint}/ls",
  "POST /operation/endpoint/{endpoint}/mkdir",
  "POST /operation/endpoint/{endpoint}/rename",
  "GET /submission_id",
  "POST /transfer",
  "POST /delete",
  "GET /task_list",
  "GET /task/{id}/event_list",
  "GET /task/{id}",
  "PUT /task/{id}",
  "POST /task/{id}/cancel",
  "GET /task/{id}/pause_info",
  "GET /task/{id}/successful_transfers",
  "GET /endpoint_manager/monitored_endpoints",
  "GET /endpoint_manager/endpoint/{endpoint}/hosted_endpoint_list",
  "GET /endpoint_manager/endpoint/{endpoint}",
  "GET /endpoint_manager/endpoint/{endpoint}/access_list",
  "GET /endpoint_manager/task_list",
  "GET /endpoint_manager/task/{id}",
  "GET /endpoint_manager/task/{id}/event_list",
  "GET /endpoint_manager/task/{id}/pause_info",
  "GET /endpoint_manager/task/{id}/successful_transfers",
  "POST /endpoint_manager/admin_cancel",
  "GET /endpoint_manager/admin_cancel/{id}",
  "POST /endpoint_manager/admin_pause",
  "POST /endpoint_manager/admin_resume",
  "GET /endpoint_manager/pause_rule_list",
  "POST /endpoint_manager/pause_rule",
  "GET /endpoint_manager/pause_rule/{id}",
  "PUT /endpoint_manager/pause_rule/{id}",
  "DELETE /endpoint_manager/pause_rule/{id}",
  "GET /operation/endpoint/{endpoint}/stat",
  "GET /task/{id}/skipped_errors",
  "GET /endpoint_manager/task/{id}/skipped_errors",
  "GET /endpoint/{endpoint}/shared_endpoint_list",
  "PUT /endpoint/{endpoint}/subscription",
  "PUT /endpoint/{endpoint}/subscription_admin_verified",
];

function send(me: Caller, verb: string, path: string): Promise<Reply> {
  switch (verb) {
    case "GET":
      return me.get(path);
    case "POST":
      return me.post(path, {});
    case "PUT":
      return me.put(path, {});
    default:
      return me.del(path);
  }
}

for (const operation of operations) {
  Deno.test(`Transfer knows ${operation}, and answers in its form`, async () => {
    await using sandbox = await startSandbox();
    const [verb = "", pattern = ""] = operation.split(" ");
    const path = pattern.replace("{endpoint}", await collectionId("lab"))
      .replace("{id}", crypto.randomUUID());
    const { status, body, headers } = await send(asPerson(sandbox), verb, path);
    assertEquals(headers.get("content-type"), "application/json");
    // What the router does not know is worded so; a resource that is missing says which.
    assertEquals([body.message === "No such resource", status === 405], [false, false]);
    if (status === 200) return;
    const resource = `/v0.10${path}`;
    assertEquals([body.resource, typeof body.code, body.request_id.length], [
      resource,
      "string",
      9,
    ]);
  });
}

const newer = ["tunnels", "tunnels/7/events", "stream_access_points/7", "bookmarks", "bookmarks/7"];

for (const path of newer.map((name) => `/v2/${name}`)) {
  Deno.test(`Transfer refuses ${path}, of which it has nothing, as JSON:API does`, async () => {
    await using sandbox = await startSandbox();
    const headers = { authorization: `Bearer ${sandbox.tokens.globusTransfer}` };
    const reply = await fetch(`${sandbox.url}${path}`, { headers });
    const { errors, meta } = await reply.json();
    assertEquals([reply.status, reply.headers.get("content-type")], [
      404,
      "application/vnd.api+json",
    ]);
    assertEquals(errors, [{
      status: "404",
      code: "ClientError.NotFound",
      detail: "No such resource",
    }]);
    assertEquals(meta.request_id.length, 9);
  });
}
