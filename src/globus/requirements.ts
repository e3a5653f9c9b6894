/**
 * What Globus services want a person to do before they serve a request, in the five shapes in which
 * they say it.
 * Source: Globus Auth Requirements Errors as globus-sdk-python 4.9.0 reads them.
 */

import type { AuthorizationRequirements } from "../http/reply/errors.ts";
import type { LoginParameters } from "../oauth/authorize_url.ts";
import { checkArguments } from "../options.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What was found in a document. */
type Demands = AuthorizationRequirements | undefined;

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
 *
 * @category Login
 */
export function requirementsIn(document: unknown): AuthorizationRequirements | undefined {
  if (!isFields(document)) return undefined;
  const { errors } = document;
  const others = Array.isArray(errors) ? errors.filter(isFields) : [];
  for (const candidate of [document, ...others]) {
    for (const shape of [byParameters, byOlderParameters, byScopes, byScope, byUnapproved]) {
      const found = shape(candidate);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Whether a field may have a value; one that is missing or `null` demands nothing. */
type Kinds = Readonly<Record<string, (value: unknown) => boolean>>;

const isText = (value: unknown): boolean => typeof value === "string";
const isFlag = (value: unknown): boolean => typeof value === "boolean";

const kinds: Kinds = {
  session_message: isText,
  session_required_identities: isTexts,
  session_required_policies: isTexts,
  session_required_single_domain: isTexts,
  session_required_mfa: isFlag,
  required_scopes: isTexts,
  prompt: isText,
};

/** What services wrote before: lists as texts, the only prompt there was, and no scopes. */
const olderKinds: Kinds = {
  session_message: isText,
  session_required_identities: isTexts,
  session_required_policies: (value) => isText(value) || isTexts(value),
  session_required_single_domain: (value) => isText(value) || isTexts(value),
  session_required_mfa: isFlag,
  prompt: (value) => value === "login",
};

/** A value of the wrong kind means that the document is about something else. */
function fits(parameters: Fields, kinds: Kinds): boolean {
  return Object.entries(kinds).every(([name, isKind]) =>
    isNone(parameters[name]) || isKind(parameters[name])
  );
}

/** `{code, authorization_parameters: {...}}`; scopes at the root do not count, as for globus-sdk. */
function byParameters({ code, authorization_parameters: found }: Fields): Demands {
  if (typeof code !== "string" || !isFields(found) || !fits(found, kinds)) return undefined;
  const { required_scopes } = found;
  return demands(found, textsIn(required_scopes));
}

/** The older form of that, in which the code may be missing. */
function byOlderParameters({ code, authorization_parameters: found }: Fields): Demands {
  // An empty code is not a code.
  const isCode = typeof code === "string" || !code;
  if (!isCode || !isFields(found) || !fits(found, olderKinds)) return undefined;
  return demands(found, []);
}

function demands(parameters: Fields, scopes: readonly string[]): AuthorizationRequirements {
  const { session_message } = parameters;
  const message = textIn(session_message);
  return {
    ...(scopes.length === 0 ? {} : { requiredScopes: [...new Set(scopes)] }),
    ...(message === undefined ? {} : { message }),
    parameters,
  };
}

/** Transfer's `{code: "ConsentRequired", required_scopes: [...]}`. */
function byScopes({ code, required_scopes: scopes, message }: Fields): Demands {
  if (code !== "ConsentRequired" || !isTexts(scopes)) return undefined;
  return isNone(message) || isText(message) ? consent(scopes, textIn(message)) : undefined;
}

/** `{code: "ConsentRequired", required_scope: "..."}`, as action providers have it. */
function byScope({ code, required_scope: scope, description }: Fields): Demands {
  if (code !== "ConsentRequired" || typeof scope !== "string" || scope === "") return undefined;
  return isNone(description) || isText(description)
    ? consent([scope], textIn(description))
    : undefined;
}

/** Auth's `{error: "dependent_consent_required", errors: [{unapproved_scopes: [...]}]}`. */
function byUnapproved({ error, errors }: Fields): Demands {
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (error !== "dependent_consent_required" || !isFields(first)) return undefined;
  const { unapproved_scopes: scopes = [] } = first;
  return isTexts(scopes) ? consent([...new Set(scopes)], undefined) : undefined;
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

function isNone(value: unknown): boolean {
  return value === undefined || value === null;
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Those that may be lists, or texts with commas. */
const lists = [
  "session_required_identities",
  "session_required_policies",
  "session_required_single_domain",
];

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
 *
 * @category Login
 */
export function loginParametersFor(requirements: AuthorizationRequirements): LoginParameters {
  checkArguments({ requirements }, { requirements: "names" });
  checkArguments(
    { "requirements.parameters": requirements.parameters },
    { "requirements.parameters": "names" },
  );
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
