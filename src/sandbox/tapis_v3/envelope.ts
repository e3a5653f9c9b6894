import { json } from "../server/reply.ts";

const version = "1.6.0-sandbox";

/** A result in the envelope of Tapis v3. */
export function success(result: unknown, message = ""): Response {
  return json({ result, status: "success", version, message, metadata: {} });
}

/** An error in the envelope; the services in Python say 400 to everything. */
export function failure(message: string, status = 400): Response {
  return json({ result: null, status: "error", version, message, metadata: {} }, { status });
}
