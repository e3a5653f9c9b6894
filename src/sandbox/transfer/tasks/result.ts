import type { Call } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { resourceOf } from "../errors.ts";

/** What a result says beyond its code and message. */
export interface ResultOptions {
  /** The document's type. @default {"result"} */
  dataType?: string;
  /** Further members. */
  more?: Readonly<Record<string, unknown>>;
}

/** The document that tells how a request to change something ended. */
export function result(
  call: Call,
  code: string,
  message: string,
  options: ResultOptions = {},
): Response {
  return json({
    DATA_TYPE: options.dataType ?? "result",
    code,
    message,
    request_id: call.requestId,
    resource: resourceOf(call),
    ...options.more,
  });
}
