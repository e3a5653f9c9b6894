/**
 * What Globus services want a person to do before they serve a request, in the five shapes in which
 * they say it.
 * Source: Globus Auth Requirements Errors as globus-sdk-python 4.9.0 reads them.
 */

import type { AuthorizationRequirements } from "../http/errors.ts";
import type { LoginParameters } from "../oauth/authorize_url.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the demands out of an error document.
 *
 * @param document The parsed body of an error reply.
 * @returns The demands, or `undefined` where there are none.
 *
 * @example
 * ```ts
 * import { requirementsIn } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const requirements = requirementsIn({
 *   code: "ConsentRequired",
 *   message: "Missing required data_access consent",
 *   required_scopes: ["urn:made:up"],
 * });
 * assertEquals(requirements?.requiredScopes, ["urn:made:up"]);
 * assertEquals(requirements?.message, "Missing required data_access consent");
 * ```
 */
export function requirementsIn(document: unknown): AuthorizationRequirements | undefined {
  if (!isFields(document)) return undefined;
  const errors = Array.isArray(document.errors) ? document.errors.filter(isFields) : [];
  for (const candidate of [document, ...errors]) {
    const found = byParameters(candidate) ?? byScopes(candidate) ?? byScope(candidate);
    if (found !== undefined) return found;
  }
  return byUnapproved(document, errors);
}

/**
 * `{code, authorization_parameters: {...}}`, in the older form with lists as texts. Where scopes stand at the
 * root, too, those inside count, as for globus-sdk.
 */
function byParameters(fields: Fields): AuthorizationRequirements | undefined {
  const { code, authorization_parameters: parameters } = fields;
  if (!isFields(parameters) || typeof code !== "string") return undefined;
  if (!Object.entries(parameters).every(([name, value]) => isKnownKind(name, value))) {
    return undefined;
  }
  const inside = textsIn(parameters.required_scopes);
  const scopes = inside.length > 0 ? inside : textsIn(fields.required_scopes);
  const message = textIn(parameters.session_message);
  return {
    ...(scopes.length === 0 ? {} : { requiredScopes: [...new Set(scopes)] }),
    ...(message === undefined ? {} : { message }),
    parameters,
  };
}

const lists = [
  "session_required_identities",
  "session_required_policies",
  "session_required_single_domain",
  "required_scopes",
];

/** A value of the wrong kind means that the document is about something else. */
function isKnownKind(name: string, value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (lists.includes(name)) return typeof value === "string" || isTexts(value);
  if (name === "session_required_mfa") return typeof value === "boolean";
  if (name === "session_message" || name === "prompt") return typeof value === "string";
  return true;
}

/** Transfer's `{code: "ConsentRequired", required_scopes: [...]}`. */
function byScopes(fields: Fields): AuthorizationRequirements | undefined {
  const { code, required_scopes: scopes } = fields;
  if (code !== "ConsentRequired" || !isTexts(scopes)) return undefined;
  return consent(scopes, textIn(fields.message));
}

/** `{code: "ConsentRequired", required_scope: "..."}`, as action providers have it. */
function byScope(fields: Fields): AuthorizationRequirements | undefined {
  const { code, required_scope: scope } = fields;
  if (code !== "ConsentRequired" || typeof scope !== "string" || scope === "") return undefined;
  return consent([scope], textIn(fields.description));
}

/** Auth's `{error: "dependent_consent_required", errors: [{unapproved_scopes: [...]}]}`. */
function byUnapproved(
  document: Fields,
  errors: readonly Fields[],
): AuthorizationRequirements | undefined {
  if (document.error !== "dependent_consent_required") return undefined;
  const scopes = errors.flatMap(({ unapproved_scopes: names }) => isTexts(names) ? names : []);
  return scopes.length === 0 ? undefined : consent([...new Set(scopes)], undefined);
}

function consent(
  requiredScopes: readonly string[],
  message: string | undefined,
): AuthorizationRequirements {
  return {
    requiredScopes,
    ...(message === undefined ? {} : { message }),
    parameters: {
      required_scopes: requiredScopes,
      ...(message === undefined ? {} : { session_message: message }),
    },
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function textsIn(value: unknown): readonly string[] {
  const list = typeof value === "string" ? value.split(",") : isTexts(value) ? value : [];
  return list.map((text) => text.trim()).filter((text) => text !== "");
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The demands that the login page itself knows. */
const loginDemands = [
  "session_message",
  "session_required_identities",
  "session_required_policies",
  "session_required_single_domain",
  "session_required_mfa",
  "prompt",
];

/**
 * Demands as parameters of a login. What demands nothing (an empty list, `false`, `null`) is left out,
 * since the login page refuses it.
 *
 * @param requirements The demands.
 *
 * @example
 * ```ts
 * import { loginParametersFor } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const parameters = loginParametersFor({
 *   parameters: { session_required_policies: ["p1", "p2"], session_required_mfa: false, prompt: null },
 * });
 * assertEquals(parameters, { session_required_policies: ["p1", "p2"] });
 * ```
 */
export function loginParametersFor(requirements: AuthorizationRequirements): LoginParameters {
  const { parameters } = requirements;
  return Object.fromEntries(
    loginDemands.flatMap((name): [string, string | boolean | string[]][] => {
      const value = parameters[name];
      if (lists.includes(name)) {
        const texts = [...textsIn(value)];
        return texts.length === 0 ? [] : [[name, texts]];
      }
      if (name === "session_required_mfa") return value === true ? [[name, true]] : [];
      const text = textIn(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}
