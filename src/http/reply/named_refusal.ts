/** The error of a refused credential, which names where that came from. */

import type { CredentialOrigin } from "../../credentials/origin.ts";
import type { LoginStep, Step } from "../../credentials/errors/step.ts";
import { ApiError } from "./errors.ts";

/**
 * What was thrown; a refusal of the credential names the source that had it, what would be used without
 * it, and the step that helps with such a source.
 *
 * @param error What was thrown.
 * @param origin Where the credential came from, where that is known.
 */
export async function namedRefusal(
  error: unknown,
  origin: CredentialOrigin | undefined,
): Promise<unknown> {
  if (origin === undefined || !(error instanceof ApiError)) return error;
  const { source, from } = origin;
  const known = isLogin(error.step) ? origin.loginOf?.(error.step) : undefined;
  // What has to be consented to is not a refusal of the credential.
  if (error.kind !== "api") return known === undefined ? error : error.knowing({ step: known });
  if (!error.loginNeeded && !isClientRefused(error) || error.source !== undefined) return error;
  // Who gave it in their own code knows it.
  if (from === "caller") return error;
  // A search that fails must not hide the refusal.
  const runnerUp = await origin.runnerUp().catch(() => undefined);
  // To log in again does not help, while the variable wins.
  const step: Step | undefined = from === "environment"
    ? { kind: "replace", place: source, variable: true }
    : known ?? error.step;
  return error.knowing({
    source,
    ...(runnerUp === undefined ? {} : { runnerUp }),
    ...(step === undefined ? {} : { step }),
  });
}

/** An app's own id and secret are refused where they get tokens, and no login helps with that. */
function isClientRefused({ apiCode, step }: ApiError): boolean {
  return apiCode === "invalid_client" || step?.kind === "create client";
}

function isLogin(step: Step | undefined): step is LoginStep {
  return step?.kind === "log in" || step?.kind === "consent";
}
