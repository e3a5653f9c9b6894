import { json } from "../server/reply.ts";

const version = "2.0.0-SNAPSHOT-sandbox";

/** A result in the envelope of Tapis v2. */
export function success(result: unknown, message = "", status = 200): Response {
  return json({ status: "success", message, version, result }, { status });
}

/** An error in the envelope of Tapis v2. */
export function failure(status: number, message: string): Response {
  return json({ status: "error", message, version, result: null }, { status });
}

/** A refusal by the gateway in front of Tapis v2, in WSO2's JSON form. */
export function gatewayFault(code: number, message: string, description: string): Response {
  return json({ fault: { code, message, description } }, {
    status: 401,
    headers: { "www-authenticate": 'OAuth2 realm="WSO2 API Manager"' },
  });
}
