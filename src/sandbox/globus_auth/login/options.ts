/** How the Globus Auth of a sandbox behaves. */
export interface GlobusAuthOptions {
  /**
   * The names of collections that answer `ConsentRequired` until a login granted their `data_access`
   * scope, as collections on a mapped storage do.
   *
   * @default {none}
   */
  readonly dataAccess?: readonly string[] | undefined;
  /** Whether a refresh token is good for one use, its reply bringing the next. @default {false} */
  readonly rotateRefreshTokens?: boolean | undefined;
  /**
   * The redirect addresses of the confidential client beside the page that shows the code, compared
   * letter by letter. The array is read at each login, so it may be changed while the sandbox runs.
   *
   * @default {["http://localhost:5000/login"]}
   */
  readonly redirectUris?: readonly string[] | undefined;
  /**
   * Whether its signing key and its id tokens carry a key id. The real service has one key and names
   * none.
   *
   * @default {true}
   */
  readonly keyId?: boolean | undefined;
}
