import { assertEquals } from "@std/assert";
import { startSandbox } from "../../../src/sandbox/mod.ts";
import { send } from "../_sandbox.ts";

Deno.test("The request log keeps method, path, query, body and status", async () => {
  await using sandbox = await startSandbox();
  const { apiKey, apiSecret } = sandbox.tokens.tapis;
  await send(`${sandbox.url}/token?pretty=true`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${apiKey}:${apiSecret}`)}` },
    body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "none" }),
  });
  const [{ method, path, query, body, status } = {}] = sandbox.requests;
  assertEquals({ method, path, query, body, status }, {
    method: "POST",
    path: "/token",
    query: "pretty=true",
    body: "grant_type=refresh_token&refresh_token=none",
    status: 400,
  });
});

Deno.test("The request log keeps no credential of a header", async () => {
  await using sandbox = await startSandbox();
  await send(`${sandbox.url}/info/api/v2/datastacks`, {
    headers: {
      authorization: `Bearer ${sandbox.tokens.cave}`,
      cookie: `middle_auth_token=${sandbox.tokens.cave}; other=x`,
      "x-kept": "yes",
    },
  });
  const headers = sandbox.requests[0]?.headers;
  assertEquals(
    [headers?.authorization, headers?.cookie, headers?.["x-kept"]],
    ["Bearer", "middle_auth_token; other", "yes"],
  );
  assertEquals(JSON.stringify(sandbox.requests).includes(sandbox.tokens.cave), false);
});

Deno.test("The request log keeps the beginning of a long body", async () => {
  await using sandbox = await startSandbox();
  await send(`${sandbox.url}/token`, { method: "POST", body: "x".repeat(100_000) });
  assertEquals(sandbox.requests[0]?.body.length, 16_384);
});

Deno.test("The request log keeps ids that are sent as bytes in digits", async () => {
  await using sandbox = await startSandbox();
  const path = "/segmentation/api/v1/table/sandbox_cortex/roots_binary";
  await send(sandbox.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${sandbox.tokens.cave}` },
    body: new Uint8Array([1, 0, 0, 0, 0, 0, 0, 255]),
  });
  assertEquals(sandbox.requests[0]?.body, "01000000000000ff");
});

Deno.test("The request log keeps refused requests too", async () => {
  await using sandbox = await startSandbox();
  await send(`${sandbox.url}/v0.10/task_list`);
  await send(`${sandbox.url}/nowhere`);
  assertEquals(sandbox.requests.map(({ path, status }) => [path, status]), [
    ["/v0.10/task_list", 401],
    ["/nowhere", 404],
  ]);
});
