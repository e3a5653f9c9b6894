import type { JWK } from "jose";
import type { Shelf, Store } from "../kept/store.ts";
import type { RegisteredClient } from "./clients.ts";
import type { Consent } from "./login/consents.ts";
import { firstIdentities, type IdentityDocument } from "./identities/identity_store.ts";
import type { LoginRequest } from "./login/login_request.ts";
import type { GlobusAuthOptions } from "./login/options.ts";
import { lazySigner, type Signer } from "./grants/signer.ts";

/** A code that a login brought, good for one exchange. */
export interface IssuedCode {
  /** What the person allowed. */
  readonly request: LoginRequest;
  /** The identity that logged in. */
  readonly identityId: string;
  /** When it expires, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What Globus Auth keeps. */
export interface GlobusAuthState {
  /** How it behaves. */
  readonly options: GlobusAuthOptions;
  /** The logins that are shown and not answered, by their ticket. */
  readonly requests: Shelf<LoginRequest>;
  /** The codes that were not exchanged. */
  readonly codes: Shelf<IssuedCode>;
  /** The clients that installations of an app made for themselves, by id. */
  readonly clients: Shelf<RegisteredClient>;
  /** The consents, by identity and client. */
  readonly consents: Shelf<readonly Consent[]>;
  /** The identities, by id. */
  readonly identities: Shelf<IdentityDocument>;
  /** The key of the id tokens, made when first needed. */
  readonly signer: () => Promise<Signer>;
}

/**
 * The state at the start.
 *
 * @param store Where it is kept.
 * @param keys The private keys of the sandbox.
 * @param options How it behaves.
 */
export function makeGlobusAuth(
  store: Store,
  keys: Shelf<JWK>,
  options: GlobusAuthOptions,
): GlobusAuthState {
  return {
    options,
    requests: store.shelf("globus login"),
    codes: store.shelf("globus code"),
    clients: store.shelf("globus client"),
    consents: store.shelf("globus consent"),
    identities: store.shelf("globus identity", { first: firstIdentities }),
    signer: lazySigner(keys, options.keyId ?? true),
  };
}
