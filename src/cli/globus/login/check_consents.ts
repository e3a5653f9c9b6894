/** Whether a login can ask for what it is to ask for. */

import { isArgumentError } from "../../../argument_error.ts";
import { isKeyferryError } from "../../../credentials/errors/error_guards.ts";
import { CredentialError } from "../../../credentials/errors/errors.ts";
import { missingPermissions, permissionFlags } from "../../../credentials/permissions.ts";
import { serviceUrl } from "../../../globus/config.ts";
import type { AppChoice } from "../../../globus/login/login_app.ts";
import { restore } from "../../../globus/restore.ts";
import { dataAccessScope } from "../../../globus/scopes.ts";
import { isApiError } from "../../../http/reply/errors.ts";
import type { Io } from "../../terminal/io.ts";
import { netPermissions } from "../../needs.ts";

/**
 * A collection that takes no such consent fails the whole login at its last page, so that it is asked for
 * first where a token for Transfer is there already.
 *
 * @param ids The collections that a consent for their data is to be asked for.
 * @param choice Whose login it is.
 * @param io Who is told where it could not be looked up.
 * @throws {RangeError} When one takes none; the message says why.
 * @throws {ApiError} When there is no such collection.
 */
export async function checkConsents(
  ids: readonly string[],
  choice: AppChoice,
  io: Io,
): Promise<void> {
  if (ids.length === 0) return;
  const unchecked = (why: string): void => {
    io.note(`Not checked whether ${ids.join(" and ")} can be asked for: ${why}`);
  };
  const { url } = serviceUrl("transfer", choice);
  const missing = missingPermissions(netPermissions(url));
  if (missing.length > 0) return unchecked(`add ${permissionFlags(missing).join(" ")}`);
  const found = await restore(choice).catch((error: unknown) => {
    if (error instanceof CredentialError) return undefined;
    throw error;
  });
  if (found === undefined) return unchecked("there is no token for Transfer yet");
  for (const id of ids) {
    try {
      dataAccessScope([await found.transfer.getEndpoint(id)]);
    } catch (error) {
      const isAnswer = isArgumentError(error) || isApiError(error) && error.status === 404;
      if (isAnswer || !isKeyferryError(error)) throw error;
      unchecked("Transfer does not tell now");
    }
  }
}
