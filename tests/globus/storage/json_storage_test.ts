import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseTokenStorage } from "../../../src/globus/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";

const transfer = "transfer.api.globus.org";

/** A record as the Python SDK 4.9.0 writes it. */
function record(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    resource_server: transfer,
    identity_id: "5c4f1d2e-7a63-4b8e-8f0d-2f9f6f1f7a10",
    scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
    access_token: "access",
    refresh_token: "refresh",
    expires_at_seconds: 1_795_277_139,
    token_type: "Bearer",
    ...more,
  };
}

function second(data: unknown): string {
  return JSON.stringify({ data, format_version: "2.0", "globus-sdk.version": "4.9.0" });
}

Deno.test("parseTokenStorage() reads format 2.0, every namespace and resource server", () => {
  const storage = parseTokenStorage(second({
    DEFAULT: { [transfer]: record(), "auth.globus.org": record({ access_token: "second" }) },
    other: {},
  }));
  assertEquals([...storage.keys()], ["DEFAULT", "other"]);
  assertEquals([...storage.get("DEFAULT")?.keys() ?? []], [transfer, "auth.globus.org"]);
  const read = storage.get("DEFAULT")?.get(transfer);
  assertEquals(read?.accessToken.reveal(), "access");
  assertEquals(read?.refreshToken?.reveal(), "refresh");
  assertEquals(read?.expiresAt, 1_795_277_139_000);
  assertEquals(read?.identityId, "5c4f1d2e-7a63-4b8e-8f0d-2f9f6f1f7a10");
  assertEquals(read?.scope, "urn:globus:auth:scope:transfer.api.globus.org:all");
});

Deno.test("parseTokenStorage() reads format 1.0 as the default namespace", () => {
  const text = JSON.stringify({
    by_rs: { [transfer]: record() },
    format_version: "1.0",
    "globus-sdk.version": "3.0.0",
  });
  const storage = parseTokenStorage(text);
  assertEquals([...storage.keys()], ["DEFAULT"]);
  assertEquals(storage.get("DEFAULT")?.get(transfer)?.accessToken.reveal(), "access");
});

Deno.test("parseTokenStorage() takes what may be missing for missing", () => {
  const read = (more: Record<string, unknown>) =>
    parseTokenStorage(second({ DEFAULT: { [transfer]: record(more) } })).get("DEFAULT")
      ?.get(transfer);
  for (const nothing of [null, undefined, ""]) {
    assertEquals(read({ refresh_token: nothing })?.refreshToken, undefined);
    assertEquals(read({ identity_id: nothing })?.identityId, undefined);
  }
  for (const nothing of [null, undefined]) {
    assertEquals(read({ expires_at_seconds: nothing })?.expiresAt, undefined);
  }
  assertEquals(read({ unknown: { deep: [1] } })?.accessToken.reveal(), "access");
});

Deno.test("parseTokenStorage() refuses every other text, and quotes nothing of it", () => {
  const secret = canary();
  const table: readonly [string, string][] = [
    ["", "empty"],
    [secret, ""],
    [`{"data": "${secret}"`, ""],
    [`\ufeff${second({})}`, ""],
    [`["${secret}"]`, "the top level"],
    [`"${secret}"`, "the top level"],
    ["null", "the top level"],
    [`{"data": {"DEFAULT": {"x": {"access_token": "${secret}"}}}}`, "no format_version"],
    [`{"format_version": "3.0", "data": {"x": "${secret}"}}`, "a newer globus-sdk wrote it"],
    [`{"format_version": "2.0"}`, "data"],
    [`{"format_version": "2.0", "data": ["${secret}"]}`, "data"],
    [second({ DEFAULT: secret }), "a namespace"],
    [second({ DEFAULT: { [transfer]: secret } }), "a token record"],
    [second({ DEFAULT: { [transfer]: record({ access_token: null }) } }), "access_token"],
    [second({ DEFAULT: { [transfer]: record({ access_token: "" }) } }), "access_token"],
    [second({ DEFAULT: { [transfer]: record({ access_token: 12 }) } }), "access_token"],
    [second({ DEFAULT: { [transfer]: record({ access_token: `${secret}\ny` }) } }), "access_token"],
    [`{"format_version": "1.0", "by_rs": ["${secret}"]}`, "a namespace"],
    [`{"format_version": "1.0"}`, "a namespace"],
  ];
  for (const [text, words] of table) {
    const error = assertThrows(() => parseTokenStorage(text), SyntaxError);
    assertStringIncludes(error.message, words, text);
    assertNothingShown(error, secret);
    assert(!/undefined|\[object/.test(error.message), error.message);
  }
});
