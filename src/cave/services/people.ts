/**
 * People, as CAVE's auth service (middle_auth) knows them: by their ids, and by their groups.
 *
 * @module
 */

import { isApiError } from "../../http/reply/errors.ts";
import { countedId, path } from "../../http/path.ts";
import { document, list, whole } from "../../http/reply/shape.ts";
import { checkOptions, requiredList, signalKinds } from "../../options.ts";
import { type CaveClient, sendForDocument } from "../send.ts";
import type { AuthCallOptions } from "./auth.ts";
import type { GroupUserDocument, UserInformation, UserNameDocument } from "./auth_documents.ts";

const person = document({ id: whole });

/**
 * What is known about people (`GET /auth/api/v1/user?id=...`, CAVEclient's
 * `auth.get_user_information`). Since 2025 the server tells that to administrators alone; others get the
 * public names, and `namesOnly` says so.
 *
 * @param client An auth client.
 * @param userIds Their ids; for none, nothing is asked.
 * @param options `signal` gives up.
 * @returns The records, with `namesOnly`.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert, assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { auth } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const people = await auth.getUserInformation([7]);
 * assertEquals(people[0]?.name, "Sandy Ferry");
 * assert(people.namesOnly);
 * ```
 *
 * @category People and tokens
 */
export async function getUserInformation(
  client: CaveClient,
  userIds: Iterable<number | string>,
  options: AuthCallOptions = {},
): Promise<UserInformation> {
  checkOptions(options, signalKinds);
  const ids = peopleIn(userIds);
  // The server answers an empty list with a page of everybody.
  if (ids.length === 0) return information([], false);
  try {
    const query = { id: ids };
    const call = { ...options, query };
    return information(
      await sendForDocument(client, "GET", "/auth/api/v1/user", call, list(person)),
      false,
    );
  } catch (error) {
    if (!isApiError(error) || error.status !== 403 || error.apiCode !== undefined) throw error;
    return information(await getUserNames(client, userIds, options), true);
  }
}

function peopleIn(userIds: Iterable<number | string>): number[] {
  const each = "An id of userIds";
  return Array.from(requiredList("userIds", userIds), (id) => Number(countedId(each, id)));
}

function information(records: UserInformation[number][], namesOnly: boolean): UserInformation {
  return Object.defineProperty(records, "namesOnly", { value: namesOnly }) as UserInformation;
}

/**
 * The public names of people (`GET /auth/api/v1/username?id=...`); open to everybody with a token.
 *
 * @param client An auth client.
 * @param userIds Their ids.
 * @param options `signal` gives up.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { auth } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * assertEquals(await auth.getUserNames([7]), [{ id: 7, name: "Sandy Ferry" }]);
 * ```
 *
 * @category People and tokens
 */
export async function getUserNames(
  client: CaveClient,
  userIds: Iterable<number | string>,
  options: AuthCallOptions = {},
): Promise<UserNameDocument[]> {
  checkOptions(options, signalKinds);
  const ids = peopleIn(userIds);
  if (ids.length === 0) return [];
  const query = { id: ids };
  const call = { ...options, query };
  return await sendForDocument(client, "GET", "/auth/api/v1/username", call, list(person));
}

/**
 * The people of a group (`GET /auth/api/v1/group/{id}/user`, CAVEclient's `auth.get_group_users`); for
 * administrators.
 *
 * @param client An auth client.
 * @param groupId The group's id.
 * @param options `signal` gives up.
 * @throws {ApiError} With status 403 for others than administrators.
 *
 * @example Only administrators may ask
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { ApiError } from "@keyferry/keyferry";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertRejects } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { auth } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * await assertRejects(() => auth.getGroupUsers(1), ApiError, "Requires admin privilege");
 * ```
 *
 * @category People and tokens
 */
export async function getGroupUsers(
  client: CaveClient,
  groupId: number | string,
  options: AuthCallOptions = {},
): Promise<GroupUserDocument[]> {
  checkOptions(options, signalKinds);
  const at = path`/auth/api/v1/group/${{ groupId: countedId("groupId", groupId) }}/user`;
  return await sendForDocument(client, "GET", at, options, list(person));
}
