import { assertEquals, assertRejects } from "@std/assert";
import { call } from "../../../src/http/call.ts";
import { createClient } from "../../../src/http/client.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import type { Reply } from "../../../src/http/reply/reply.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";

/** An authorizer that has a new token for each refusal, and the tokens it was told were refused. */
function renewing(): {
  apply(headers: Headers): void;
  rejected(response: Response): Promise<boolean>;
  readonly refusals: string[];
} {
  const refusals: string[] = [];
  return {
    refusals,
    apply: (headers) => headers.set("authorization", `Bearer ${refusals.length}`),
    async rejected(response) {
      refusals.push(await response.text());
      return true;
    },
  };
}

Deno.test("call() lets the service say which answers refuse a credential", async () => {
  const isRejected = ({ text }: Reply): boolean => text === "expired";
  await using server = startRawServer([
    { status: 403, body: "expired" },
    { status: 200, json: {} },
    { status: 401, body: "not that" },
  ]);
  const authorizer = renewing();
  const facts = { service: "Test", baseUrl: server.url, isRejected };
  const client = createClient(facts, { authorizer });
  assertEquals((await call(client, "POST", "/")).status, 200);
  assertEquals(authorizer.refusals, ["expired"]);
  await assertRejects(() => call(client, "GET", "/"), ApiError, "401");
  assertEquals(authorizer.refusals.length, 1);
  assertEquals(
    server.requests.map(({ headers }) => headers.get("authorization")),
    ["Bearer 0", "Bearer 1", "Bearer 1"],
  );
});

Deno.test("call() sends a refused call once more and not again, and takes 401 for a refusal", async () => {
  await using server = startRawServer([{ status: 401 }]);
  const authorizer = renewing();
  const client = createClient({ service: "Test", baseUrl: server.url }, { authorizer });
  await assertRejects(() => call(client, "GET", "/"), ApiError);
  assertEquals([server.requests.length, authorizer.refusals.length], [2, 1]);
  await assertRejects(() => call(client, "GET", "/", { retry401: false }), ApiError);
  assertEquals(server.requests.length, 3);
});
