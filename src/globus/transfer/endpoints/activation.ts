/**
 * Activation: how endpoints of Globus Connect Server 4 were given a credential.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import { path } from "../../../http/path.ts";
import { document, list, number, optional } from "../../../http/reply/shape.ts";
import {
  activationRequirements,
  type ActivationRequirementsDocument,
  type ActivationRequirementsFacts,
} from "./activation_requirements.ts";
import { ask, callKinds, type CallParams, change } from "../_ask.ts";
import { ended } from "../tasks/_ended.ts";
import type { ResultDocument } from "../documents.ts";
import type { OptionKinds } from "../../../options.ts";

/**
 * When an endpoint is activated.
 *
 * @category Collections
 */
export interface AutoactivateOptions extends CallParams {
  /** Only if its activation ends within so many seconds. */
  readonly ifExpiresIn?: number | undefined;
}

const autoactivateKinds: OptionKinds<AutoactivateOptions> = {
  ...callKinds,
  ifExpiresIn: "number",
};

/**
 * Activates an endpoint with a credential the service has (`POST
 * /v0.10/endpoint/{id}/autoactivate`).
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param options See {@linkcode AutoactivateOptions}.
 * @returns The result. A failure is not an error: `code` is then `AutoActivationFailed`, else
 * `AutoActivated.CachedCredential`, `AutoActivated.GlobusOnlineCredential` or `AlreadyActivated`.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 * @deprecated The hosted Globus Connect Server 4 was shut down in December 2023; the service
 * answers that this is gone.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "AlreadyActivated", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.endpointAutoactivate("6c54cade-bde5-45c1-bdea-f4bd71dba2cc");
 * assertEquals(code, "AlreadyActivated");
 * ```
 *
 * @category Collections
 */
export async function endpointAutoactivate(
  client: Client,
  endpointId: string,
  options: AutoactivateOptions = {},
): Promise<ResultDocument> {
  return await change(ended(client), path`POST /endpoint/${{ endpointId }}/autoactivate`, options, {
    kinds: autoactivateKinds,
  });
}

/**
 * Takes an endpoint's credential away (`POST /v0.10/endpoint/{id}/deactivate`).
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 * @deprecated The hosted Globus Connect Server 4 was shut down in December 2023; the service
 * answers that this is gone.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "Deactivated", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.endpointDeactivate("6c54cade-bde5-45c1-bdea-f4bd71dba2cc");
 * assertEquals(code, "Deactivated");
 * ```
 *
 * @category Collections
 */
export async function endpointDeactivate(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<ResultDocument> {
  return await change(ended(client), path`POST /endpoint/${{ endpointId }}/deactivate`, options);
}

/**
 * Activates an endpoint with what its requirements ask for (`POST /v0.10/endpoint/{id}/activate`).
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param requirementsData The requirements document, its values filled in.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 * @deprecated The hosted Globus Connect Server 4 was shut down in December 2023; the service
 * answers that this is gone.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "Activated.MyProxyCredential", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.endpointActivate("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", { DATA_TYPE: "activation_requirements", DATA: [] });
 * assertEquals(code, "Activated.MyProxyCredential");
 * ```
 *
 * @category Collections
 */
export async function endpointActivate(
  client: Client,
  endpointId: string,
  requirementsData: Readonly<Record<string, unknown>>,
  options: CallParams = {},
): Promise<ResultDocument> {
  return await change(ended(client), path`POST /endpoint/${{ endpointId }}/activate`, options, {
    json: requirementsData,
  });
}

/**
 * What an endpoint must be given to be activated
 * (`GET /v0.10/endpoint/{id}/activation_requirements`).
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @returns The document, which answers the questions of the Python SDK's response, too.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 * @deprecated The hosted Globus Connect Server 4 was shut down in December 2023; the service answers
 * that this is gone.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assert } from "@std/assert";
 *
 * const answer = { activated: true, expires_in: -1, auto_activation_supported: true, DATA: [] };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const requirements = await transfer.endpointGetActivationRequirements("endpoint-id");
 * assert(requirements.alwaysActivated && requirements.activeUntil(3600));
 * ```
 *
 * @category Collections
 */
export async function endpointGetActivationRequirements(
  client: Client,
  endpointId: string,
  options: CallParams = {},
): Promise<ActivationRequirementsDocument> {
  const request = path`GET /endpoint/${{ endpointId }}/activation_requirements`;
  const shape = document({ expires_in: number, DATA: optional(list(document())) });
  const facts = await ask<ActivationRequirementsFacts>(ended(client), request, options, { shape });
  return activationRequirements(facts, client.now);
}
