import { json } from "../reply.ts";

/** An error of Globus Auth, in its triple form. */
export function authError(status: number, code: string, detail: string): Response {
  const error = { status: String(status), id: crypto.randomUUID(), code, detail, title: code };
  return json(
    { errors: [error], error_description: detail, error: code.toLowerCase() },
    { status },
  );
}

/** The refusal of a call without a good token. */
export function unauthorized(): Response {
  return json({
    errors: [{
      status: "401",
      id: crypto.randomUUID(),
      code: "UNAUTHORIZED",
      detail: "Call must be authenticated",
      title: "Unauthorized",
    }],
    error_description: "Unauthorized",
    error: "unauthorized",
  }, { status: 401, headers: { "www-authenticate": 'Bearer realm="Globus Auth"' } });
}
