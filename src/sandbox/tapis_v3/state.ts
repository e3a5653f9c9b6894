import type { JWK } from "jose";
import { tapisClient } from "../tapis/own_client.ts";
import type { TapisSandboxTokens } from "../sandbox.ts";
import type { Shelf, Store } from "../kept/store.ts";
import { lazySigner, type Signer } from "./signer.ts";
import { type Transfer, transferForm } from "./files/transfer_record.ts";

/** An OAuth client of Tapis v3. */
export interface OAuthClient {
  /** Its id. */
  readonly id: string;
  /** Its key. */
  readonly key: string;
  /** Where a login in a browser returns to. */
  callbackUrl: string;
  /** Its name for people. */
  displayName: string;
  /** What it is for. */
  readonly description: string;
  /** When it was made, in milliseconds since 1970. */
  readonly created: number;
  /** When it was last changed, in milliseconds since 1970. */
  updated: number;
  /** Whether it is in service. */
  active: boolean;
}

/** A login on another device. */
export interface DeviceCode {
  /** What the person types in. */
  readonly userCode: string;
  /** The OAuth client. */
  readonly clientId: string;
  /** When it ends, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** Whether the person has typed it in. */
  readonly entered: boolean;
}

/** A code that a login in a browser brought. */
export interface IssuedCode {
  /** The OAuth client. */
  readonly clientId: string;
  /** Where the browser went. */
  readonly redirectUri: string;
  /** When it ends, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What Tapis v3 keeps in one sandbox. */
export interface TapisV3State {
  /** The key of the tokens, made when first needed. */
  readonly signer: () => Promise<Signer>;
  /** The OAuth clients, by id. */
  readonly clients: Shelf<OAuthClient>;
  /** The logins on other devices, by device code. */
  readonly devices: Shelf<DeviceCode>;
  /** The codes that were not exchanged. */
  readonly codes: Shelf<IssuedCode>;
  /** The ids of the tokens that were revoked. */
  readonly revoked: Shelf<true>;
  /** The transfers, by id. */
  readonly transfers: Shelf<Transfer>;
}

/** The OAuth client at the start. */
function firstClient({ apiSecret }: TapisSandboxTokens, now: number): OAuthClient {
  return {
    id: tapisClient.clientName,
    key: apiSecret,
    callbackUrl: "",
    displayName: tapisClient.clientName,
    description: "Planted",
    created: now,
    updated: now,
    active: true,
  };
}

/**
 * The state at the start.
 *
 * @param store Where it is kept.
 * @param keys The private keys of the sandbox.
 * @param first The credentials that were issued first.
 * @param now Milliseconds since 1970.
 */
export function makeTapisV3(
  store: Store,
  keys: Shelf<JWK>,
  first: TapisSandboxTokens,
  now: number,
): TapisV3State {
  return {
    signer: lazySigner(keys),
    clients: store.shelf("tapis v3 client", {
      first: () => [[tapisClient.clientName, firstClient(first, now)]],
    }),
    devices: store.shelf("tapis v3 device"),
    codes: store.shelf("tapis v3 code"),
    revoked: store.shelf("tapis v3 revoked"),
    transfers: store.shelf("tapis v3 transfer", transferForm),
  };
}

/** How many logins, and how many codes, may wait for an answer; the oldest make room. */
export const mostWaiting = 1000;
