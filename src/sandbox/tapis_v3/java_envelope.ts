import { json } from "../server/reply.ts";

/** What the services in Java tell of themselves beyond the others. */
const own = { version: "1.7.0-sandbox", commit: "sandbox", build: "sandbox", metadata: {} };

/** A result in the envelope of the services in Java, such as Files. */
export function success(result: unknown, message = ""): Response {
  return json({ status: "success", message, ...own, result });
}

/** An error in that envelope. */
export function failure(message: string, status = 400): Response {
  return json({ status: "error", message, ...own, result: null }, { status });
}
