import type { Call } from "../server/call.ts";
import { PathError } from "../disk/paths.ts";
import { json, jsonApi, Refusal } from "../server/reply.ts";

/** The resource a call names, as documents and errors spell it. */
export function resourceOf(call: Call): string {
  return call.url.pathname;
}

/** An error document of Globus Transfer; of paths below `/v2` in the form of JSON:API. */
export function transferError(
  call: Call,
  status: number,
  code: string,
  message: string,
): Response {
  if (call.url.pathname.startsWith("/v2/")) {
    const error = { status: String(status), code, detail: message };
    return jsonApi({ errors: [error], meta: { request_id: call.requestId } }, { status });
  }
  return json(
    { code, message, request_id: call.requestId, resource: resourceOf(call) },
    { status },
  );
}

/** A refusal in Transfer's words. */
export function refusal(call: Call, status: number, code: string, message: string): Refusal {
  return new Refusal(transferError(call, status, code, message));
}

/** Refuses a request whose parameters or body are wrong. */
export function badRequest(call: Call, message: string): Refusal {
  return refusal(call, 400, "BadRequest", message);
}

const pathErrors = {
  invalid: [400, "InvalidPath"],
  outside: [403, "EndpointPermissionDenied"],
  denied: [403, "EndpointPermissionDenied"],
  "read-only": [403, "EndpointPermissionDenied"],
  missing: [404, "ClientError.NotFound"],
  "not-a-folder": [502, "ExternalError.DirListingFailed.NotDirectory"],
  "not-a-file": [502, "EndpointError"],
  exists: [502, "ExternalError.MkdirFailed.Exists"],
} as const;

/** An error of a file operation as Transfer tells it. */
export function fileError(call: Call, error: unknown): Response {
  if (error instanceof PathError) {
    const [status, code] = pathErrors[error.problem];
    return transferError(call, status, code, error.message);
  }
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return transferError(call, 403, "EndpointPermissionDenied", "Permission denied");
  }
  if (error instanceof Deno.errors.NotFound) {
    return transferError(call, 404, "ClientError.NotFound", "No such file or directory");
  }
  if (error instanceof Deno.errors.NotADirectory) {
    return transferError(
      call,
      502,
      "ExternalError.DirListingFailed.NotDirectory",
      "Not a directory",
    );
  }
  throw error;
}
