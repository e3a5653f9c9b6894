import { assertEquals } from "@std/assert";
import type { LoginStep } from "../../../src/credentials/errors/step.ts";
import { cliLogin } from "../../../src/globus/sources/cli_login.ts";

const scope = "https://auth.globus.org/scopes/6c54cade-bde5-45c1-bdea-f4bd71dba2cc/https";

/** The command of globus-cli that does a step, for a login of it. */
function command(step: LoginStep, namespace = "userprofile/production"): string | undefined {
  return cliLogin(namespace)?.(step).native;
}

Deno.test("cliLogin() asks for scopes by a consent, in the profile and the environment of the login", () => {
  const step: LoginStep = { kind: "log in", platform: "Globus", scopes: [scope] };
  assertEquals(command(step), `globus session consent ${scope}`);
  assertEquals(
    command(step, "userprofile/production/my lab"),
    `GLOBUS_PROFILE='my lab' globus session consent ${scope}`,
  );
  assertEquals(
    command(step, "userprofile/production/uni/lab"),
    `GLOBUS_PROFILE=uni/lab globus session consent ${scope}`,
  );
  assertEquals(
    command(step, "userprofile/test/lab"),
    `GLOBUS_SDK_ENVIRONMENT=test GLOBUS_PROFILE=lab globus session consent ${scope}`,
  );
  assertEquals(command({ kind: "log in", again: true }), "globus login --force");
});

Deno.test("cliLogin() carries what a service demands of the session", () => {
  const data =
    "urn:globus:auth:scope:transfer.api.globus.org:all[*https://example.org/data_access]";
  const consent = (parameters: Record<string, unknown>, requiredScopes?: string[]) => {
    return command({
      kind: "consent",
      demands: { parameters, ...requiredScopes && { requiredScopes } },
    });
  };
  assertEquals(consent({}, [data]), `globus session consent '${data}'`);
  assertEquals(consent({ prompt: "login" }), "globus login --force");
  assertEquals(
    consent({ session_required_single_domain: ["uni.example", "lab.example"] }),
    "globus session update uni.example lab.example",
  );
  assertEquals(
    consent({ session_required_policies: ["p1", "p2"] }, [data]),
    `globus session update --policy p1,p2 --scope '${data}'`,
  );
});

Deno.test("cliLogin() knows no command for the login of a client with its own secret", () => {
  assertEquals(cliLogin("clientprofile/production/6c54cade"), undefined);
});
