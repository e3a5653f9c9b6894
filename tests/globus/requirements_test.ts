import { assertEquals, assertRejects } from "@std/assert";
import { ApiError, AuthorizationRequiredError } from "../../src/http/reply/errors.ts";
import { authClient } from "../../src/globus/auth/mod.ts";
import { loginParametersFor, requirementsIn } from "../../src/globus/requirements.ts";
import { transferClient } from "../../src/globus/transfer/mod.ts";
import { startRawServer } from "../helpers/servers/raw_server.ts";

const scope = "urn:globus:auth:scope:transfer.api.globus.org:all[*foo *bar[baz]]";

Deno.test("requirementsIn() reads a Globus Auth Requirements Error, at the top or among the errors", () => {
  const parameters = {
    session_message: "Log in with MFA",
    session_required_identities: ["ada@example.org"],
    session_required_policies: ["p1", "p2"],
    session_required_single_domain: ["example.org"],
    session_required_mfa: true,
    required_scopes: [scope],
    prompt: "login",
    further: { kept: true },
  };
  const gare = { code: "AuthorizationRequired", authorization_parameters: parameters, more: 1 };
  const wanted = { requiredScopes: [scope], message: "Log in with MFA", parameters };
  assertEquals(requirementsIn(gare), wanted);
  assertEquals(requirementsIn({ code: "Forbidden", errors: [{ code: "x" }, gare] }), wanted);
  assertEquals(requirementsIn({ code: "x", authorization_parameters: {} }), { parameters: {} });
});

Deno.test("requirementsIn() reads the older form, with lists as texts, also without a code", () => {
  const parameters = {
    session_message: "Policy failed",
    session_required_policies: "p1, p2",
    session_required_single_domain: "example.org",
    prompt: null,
  };
  const code = "AuthorizationRequired";
  assertEquals(requirementsIn({ code, authorization_parameters: parameters }), {
    message: "Policy failed",
    parameters,
  });
  assertEquals(requirementsIn({ authorization_parameters: parameters }), {
    message: "Policy failed",
    parameters,
  });
  // In which there were no scopes.
  const scoped = { required_scopes: [scope] };
  assertEquals(requirementsIn({ authorization_parameters: scoped }), { parameters: scoped });
});

Deno.test("requirementsIn() reads Transfer's want of consent", () => {
  const document = {
    code: "ConsentRequired",
    message: "Missing required data_access consent",
    request_id: "R",
    required_scopes: [scope],
  };
  assertEquals(requirementsIn(document), {
    requiredScopes: [scope],
    message: document.message,
    parameters: { required_scopes: [scope], session_message: document.message },
  });
  // Both forms in one document: globus-sdk's to_gare takes the scopes inside.
  const both = { ...document, authorization_parameters: { required_scopes: ["a"] } };
  assertEquals(requirementsIn(both)?.requiredScopes, ["a"]);
});

Deno.test("requirementsIn() reads an action provider's want of consent", () => {
  const document = { code: "ConsentRequired", required_scope: scope, description: "Consent" };
  assertEquals(requirementsIn(document)?.requiredScopes, [scope]);
  assertEquals(requirementsIn(document)?.message, "Consent");
});

Deno.test("requirementsIn() reads Auth's want of consents for dependent tokens", () => {
  assertEquals(
    requirementsIn({
      error: "dependent_consent_required",
      errors: [{ unapproved_scopes: ["a", "b", "a"] }, { unapproved_scopes: ["c"] }, null],
    })?.requiredScopes,
    ["a", "b"],
  );
});

Deno.test("requirementsIn() finds nothing in documents about something else", () => {
  const others = [
    null,
    "text",
    7,
    [],
    {},
    { code: "ConsentRequired" },
    { code: "ConsentRequired", required_scopes: "text" },
    { code: "ConsentRequired", required_scopes: [1] },
    { code: "ConsentRequired", required_scope: 7 },
    { code: "NotFound", required_scopes: [scope] },
    { code: "x", authorization_parameters: "text" },
    { code: "x", authorization_parameters: ["text"] },
    { code: "x", authorization_parameters: { session_required_mfa: "yes" } },
    { code: "x", authorization_parameters: { session_required_identities: [1] } },
    { code: "x", authorization_parameters: { session_message: 7 } },
    { code: 7, authorization_parameters: {} },
    { error: "dependent_consent_required" },
    { error: "dependent_consent_required", errors: [] },
    { error: "dependent_consent_required", errors: [{ unapproved_scopes: [7] }] },
    { errors: [] },
    { errors: {} },
    { errors: [null, 7, "text", []] },
  ];
  for (const document of others) {
    assertEquals(requirementsIn(document), undefined, JSON.stringify(document));
  }
});

Deno.test("loginParametersFor() leaves out what demands nothing", () => {
  const nothing = {
    session_message: "",
    session_required_identities: [],
    session_required_policies: "",
    session_required_single_domain: [" "],
    session_required_mfa: false,
    required_scopes: [scope],
    prompt: null,
    further: "unknown to the login page",
  };
  assertEquals(loginParametersFor({ parameters: nothing }), {});
  const something = {
    session_message: "Hello",
    session_required_identities: ["a", "b"],
    session_required_policies: "p1, p2",
    session_required_single_domain: ["example.org"],
    session_required_mfa: true,
    prompt: "login",
  };
  assertEquals(loginParametersFor({ parameters: something }), {
    ...something,
    session_required_policies: ["p1", "p2"],
  });
});

Deno.test("a demand becomes an AuthorizationRequiredError at Transfer and at Auth", async () => {
  const document = { code: "x", authorization_parameters: { session_required_mfa: true } };
  await using server = startRawServer([{ status: 403, json: document }]);
  const options = { baseUrl: server.url };
  const calls = [
    () => transferClient(options).get("/x"),
    () => authClient(options).oauth2Userinfo(),
  ];
  for (const call of calls) {
    const error = await assertRejects(call, AuthorizationRequiredError);
    assertEquals(error.requirements.parameters, document.authorization_parameters);
  }
});

Deno.test("an ordinary refusal is not a demand", async () => {
  await using server = startRawServer([{ status: 403, json: { code: "PermissionDenied" } }]);
  const error = await assertRejects(
    () => transferClient({ baseUrl: server.url }).get("/x"),
    ApiError,
  );
  assertEquals(error.kind, "api");
});
