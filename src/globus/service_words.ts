/** The words of a Globus error, in every form that its services write. */

import type { ErrorWords } from "../http/client.ts";

type Words = Readonly<
  Partial<
    Record<
      | "code"
      | "detail"
      | "error"
      | "error_description"
      | "errors"
      | "id"
      | "message"
      | "request_id"
      | "title",
      unknown
    >
  >
>;

/**
 * The code, text and id of an error: `{code, message | detail, request_id}`, JSON:API's
 * `{errors: [{code, detail | message | title, id}]}`, OAuth's `{error, error_description}`, or two of them.
 *
 * @param document The error's document.
 */
export function serviceWords(document: object): Pick<
  ErrorWords,
  "apiCode" | "explanation" | "requestId"
> {
  const whole: Words = document;
  const first = firstError(whole.errors);
  const apiCode = text(first.code) ?? text(whole.code) ?? text(whole.error);
  const explanation = text(first.detail) ?? text(first.message) ?? text(first.title) ??
    text(whole.message) ?? text(whole.detail) ?? text(whole.error_description);
  const requestId = text(whole.request_id) ?? text(first.id) ?? text(first.request_id);
  return {
    ...(apiCode === undefined ? {} : { apiCode }),
    ...(explanation === undefined ? {} : { explanation }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function firstError(errors: unknown): Words {
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  return typeof first === "object" && first !== null ? { ...first } : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
