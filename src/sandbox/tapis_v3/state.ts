import { tapisClient } from "../identity.ts";
import type { World } from "../world.ts";
import { lazySigner, type Signer } from "./signer.ts";
import type { Transfer } from "./transfer.ts";

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
  /** When it was made. */
  readonly created: Date;
  /** When it was last changed. */
  updated: Date;
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
  entered: boolean;
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
  readonly clients: Map<string, OAuthClient>;
  /** The logins on other devices, by device code. */
  readonly devices: Map<string, DeviceCode>;
  /** The codes that were not exchanged. */
  readonly codes: Map<string, IssuedCode>;
  /** The ids of the tokens that were ended. */
  readonly revoked: Set<string>;
  /** The transfers, by id. */
  readonly transfers: Map<string, Transfer>;
}

const states = new WeakMap<World, TapisV3State>();

/** What Tapis v3 keeps in a sandbox. */
export function stateOf(world: World): TapisV3State {
  const known = states.get(world);
  if (known !== undefined) return known;
  const now = new Date(world.now());
  const first: OAuthClient = {
    id: tapisClient.clientName,
    key: world.first.tapis.apiSecret,
    callbackUrl: "",
    displayName: tapisClient.clientName,
    description: "Planted",
    created: now,
    updated: now,
    active: true,
  };
  const state: TapisV3State = {
    signer: lazySigner(),
    clients: new Map([[first.id, first]]),
    devices: new Map(),
    codes: new Map(),
    revoked: new Set(),
    transfers: new Map(),
  };
  states.set(world, state);
  return state;
}

const mostKept = 1000;

/** Keeps what waits for an answer; the oldest makes room where there are too many. */
export function keep<T>(map: Map<string, T>, name: string, value: T): void {
  const [oldest] = map.keys();
  if (map.size >= mostKept && oldest !== undefined) map.delete(oldest);
  map.set(name, value);
}
