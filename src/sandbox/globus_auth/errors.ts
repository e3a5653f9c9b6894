import { json, type ReplyOptions } from "../server/reply.ts";

/** What an error says beside its code. */
export interface AuthErrorText {
  /** The kind of problem, in a few words. */
  readonly title: string;
  /** This problem, in one sentence. */
  readonly detail: string;
  /** Further members of the error. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** An error of Globus Auth, in its triple form: a list of errors, and two members as OAuth has them. */
export function authError(
  status: number,
  code: string,
  text: AuthErrorText,
  options: ReplyOptions = {},
  word = code.toLowerCase(),
): Response {
  const { title, detail, more } = text;
  const error = { status: String(status), id: crypto.randomUUID(), code, detail, title, ...more };
  return json(
    { errors: [error], error_description: title, error: word },
    { ...options, status },
  );
}

/** The refusal of a call without a good token. */
export function unauthorized(): Response {
  return authError(401, "UNAUTHORIZED", {
    title: "Unauthorized",
    detail: "Call must be authenticated",
  }, { headers: { "www-authenticate": 'Bearer realm="Globus Auth"' } });
}

/** The refusal of a good token that opens something else: in the words of a missing one. */
export function forbidden(): Response {
  return authError(
    403,
    "FORBIDDEN",
    {
      title: "Unauthorized",
      detail: "Call must be authenticated",
    },
    {},
    "unauthorized",
  );
}

/** The refusal of parameters. */
export function invalidParameters(detail: string): Response {
  return authError(400, "INVALID_PARAMETERS", { title: "Invalid parameters", detail });
}

/** The refusal of scopes that do not exist, as the pages and the token endpoint word it. */
export function unknownScopes(clientId: string, names: readonly string[]): AuthErrorText {
  const list = names.map((name) => `'${name}'`).join(", ");
  return {
    title: "Unknown scope(s)",
    detail: `client_id=${clientId} requested unknown scopes: [${list}]`,
  };
}

/** An error of the token endpoint, as OAuth has it (RFC 6749, section 5.2). */
export function grantError(status: number, error: string, description?: string): Response {
  return json(
    { error, ...(description === undefined ? {} : { error_description: description }) },
    { status },
  );
}
