import { json } from "../server/reply.ts";

/** What the services in Java tell of themselves beyond the others. */
const own = { version: "1.7.0-sandbox", commit: "sandbox", build: "sandbox" };

/** A result in the envelope of the services in Java, such as Files. */
export function success(result: unknown, message = ""): Response {
  return json({ status: "success", message, ...own, metadata: {}, result });
}

/** The words that stand for a status in an error's envelope (`Response.Status` of JAX-RS). */
const reasons: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
};

/** An error in that envelope, as tapis-shared-java's `ApiExceptionMapper` writes it. */
export function failure(message: string, status = 400): Response {
  const words = reasons[status] ?? "Internal Server Error";
  return json({ result: null, status: words, message, ...own, metadata: null }, { status });
}

/** A request that does not fit the operation, as its `ValidationExceptionMapper` writes it. */
export function invalid(message: string): Response {
  return json({ status: "error", message, ...own, metadata: {}, result: null }, { status: 400 });
}
