import { assertEquals } from "@std/assert";
import { nextLogin } from "../../../../src/cli/globus/login/next_login.ts";
import { dataAccessScope, scopeText, transferScopes } from "../../../../src/globus/mod.ts";

const ids = ["6c54cade-bde5-45c1-bdea-f4bd71dba2cc", "31ce9ba0-176d-45a5-add3-f37d233ba47d"];

Deno.test("nextLogin() names each collection that wants consent, once", () => {
  const scopes = ids.map((id) => {
    return scopeText(dataAccessScope([{ DATA_TYPE: "endpoint", id, display_name: null }]));
  });
  assertEquals(
    nextLogin({ requiredScopes: [...scopes, scopes[0] ?? ""], parameters: {} }),
    `keyferry globus login --data-access ${ids[0]} --data-access ${ids[1]}`,
  );
});

Deno.test("nextLogin() asks for other scopes by name, and for a fresh login otherwise", () => {
  assertEquals(
    nextLogin({ requiredScopes: [transferScopes.all], parameters: {} }),
    `keyferry globus login --scopes ${transferScopes.all} --force`,
  );
  assertEquals(nextLogin({ parameters: {} }), "keyferry globus login --force");
  assertEquals(
    nextLogin({ requiredScopes: ["a[b]"], parameters: {} }),
    "keyferry globus login --scopes 'a[b]' --force",
  );
});

Deno.test("nextLogin() asks for the session that is wanted, in words that a shell reads as they are", () => {
  const parameters = {
    session_required_identities: ["ada@example.org", "it's me"],
    session_required_single_domain: "example.org,example.com",
    session_required_policies: ["p"],
    session_required_mfa: true,
  };
  assertEquals(
    nextLogin({ parameters }),
    "keyferry globus login --identity ada@example.org --identity 'it'\\''s me' " +
      "--domain example.org --domain example.com --policy p --mfa",
  );
  assertEquals(
    nextLogin({ parameters: { session_required_mfa: false } }).endsWith("--force"),
    true,
  );
});

Deno.test("nextLogin() carries every demand: consents of both kinds, identities and the prompt", () => {
  const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
  const groups = "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships";
  const command = nextLogin({
    requiredScopes: [
      `${transferScopes.all}[*https://auth.globus.org/scopes/${id}/data_access]`,
      groups,
    ],
    parameters: { prompt: "login", session_required_identities: ["me@uni.example"] },
  });
  assertEquals(
    command,
    `keyferry globus login --data-access ${id} --scopes ${groups} --identity me@uni.example ` +
      "--prompt login",
  );
  assertEquals(
    nextLogin({ parameters: { prompt: "login" } }),
    "keyferry globus login --prompt login",
  );
});
