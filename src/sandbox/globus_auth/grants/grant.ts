/** Under whose login the consents behind a token were given. */
export interface ConsentRoot {
  /** The client that the person logged in to. */
  readonly clientId: string;
  /** The scopes that lead from that login to the token's own ones; empty for a login's own tokens. */
  readonly path: readonly string[];
}

/** What a token of Globus was granted for. */
export interface GlobusGrant {
  /** The grant; a refresh token shares it with all access tokens it brought. */
  readonly id: string;
  /** The client it was issued to. */
  readonly clientId: string;
  /** The identity it speaks for; a client's own id where it speaks for itself. */
  readonly identityId: string;
  /** The service it is for. */
  readonly resourceServer: string;
  /** What it allows there. */
  readonly scopes: readonly string[];
  /** Where its consents are. */
  readonly root: ConsentRoot;
}
