/** The documents of CAVE's auth service. */

import type { Secret } from "../../credentials/secret/secret.ts";

/**
 * A token's record.
 *
 * @category People and tokens
 */
export interface TokenDocument {
  /** Its id, by which it is deleted. */
  readonly id: number;
  /** Its owner. */
  readonly user_id: number;
  /** The token. */
  readonly token: Secret;
  /** What its owner called it. */
  readonly description: string | null;
  /** When it was made, as an HTTP date. */
  readonly created: string;
  /** When its record was last changed, as an HTTP date. */
  readonly updated: string;
  /** When it was last used, as an HTTP date. */
  readonly last_used: string | null;
}

/**
 * A person's public name.
 *
 * @category People and tokens
 */
export interface UserNameDocument {
  /** The person's id. */
  readonly id: number;
  /** The name. */
  readonly name: string;
}

/**
 * What the server tells of a person; some of it to administrators and the person alone.
 *
 * @category People and tokens
 */
export interface UserDocument extends UserNameDocument {
  /** Whether it is a program's account. */
  readonly service_account: boolean;
  /** When the account was made, as an HTTP date. */
  readonly created: string;
  /** Whose laboratory it is. */
  readonly pi: string;
  /** Where the person works; the server wraps the list in another. */
  readonly affiliations: readonly unknown[];
  /** The mail address. */
  readonly email?: string | undefined;
  /** Whether the person administers the server. */
  readonly admin?: boolean | undefined;
  /** The datasets that the person administers. */
  readonly admin_datasets?: readonly UserNameDocument[] | undefined;
  /** Whether the person agreed to the data protection terms. */
  readonly gdpr_consent?: boolean | undefined;
}

/**
 * What is known about people.
 *
 * @category People and tokens
 */
export interface UserInformation extends Array<UserNameDocument & Partial<UserDocument>> {
  /** Whether the server told names alone, since the token's owner is not an administrator. */
  readonly namesOnly: boolean;
}

/**
 * A person of a group.
 *
 * @category People and tokens
 */
export interface GroupUserDocument extends UserNameDocument {
  /** Whether the person administers the group. */
  readonly admin: boolean;
}

/**
 * Terms of service that wait for a signature.
 *
 * @category People and tokens
 */
export interface TermsDocument {
  /** The dataset's id. */
  readonly dataset_id: number;
  /** The dataset's name. */
  readonly dataset_name: string;
  /** The id of the terms. */
  readonly tos_id: number;
  /** Their name. */
  readonly tos_name: string;
}

/**
 * What a person may do.
 *
 * @category People and tokens
 */
export interface PermissionsDocument extends Partial<UserDocument> {
  /** The person's id. */
  readonly id: number;
  /** The person's name. */
  readonly name: string;
  /** The mail address. */
  readonly email: string;
  /** Whether the person administers the server. */
  readonly admin: boolean;
  /** The names of the person's groups. */
  readonly groups: readonly string[];
  /** By dataset: 0 nothing, 1 view, 2 edit. */
  readonly permissions: Readonly<Record<string, number>>;
  /** By dataset: the names of the permissions. */
  readonly permissions_v2: Readonly<Record<string, readonly string[]>>;
  /** The same as if all terms were signed. */
  readonly permissions_v2_ignore_tos: Readonly<Record<string, readonly string[]>>;
  /** The terms that wait for a signature. */
  readonly missing_tos: readonly TermsDocument[];
  /** The account that a service account belongs to. */
  readonly parent_id?: number | null | undefined;
  /** The datasets that the person administers. */
  readonly datasets_admin?: readonly unknown[] | undefined;
  /** The groups that the person administers. */
  readonly groups_admin?: readonly unknown[] | undefined;
}
