import { authorizationOf, type Call } from "../server/call.ts";
import { globusApp } from "../identity.ts";
import { json, Refusal } from "../server/reply.ts";
import { sameText } from "../server/same_text.ts";
import type { World } from "../world.ts";

/** A native app beside the one whose tokens plantCredentials() writes. */
export const otherApp = {
  /** Its client id. */
  clientId: "9d2c7a54-1f0b-5a63-9c1e-4b7e6d8f2a31",
  /** Its name. */
  name: "keyferry-sandbox-other",
} as const;

/** The app with a secret; it runs a service of its own, too. */
export const portal = {
  /** Its client id. */
  clientId: "b6a3e1f4-82d5-5c19-8e47-0f5d9c3a7b62",
  /** Its name. */
  name: "keyferry-sandbox-portal",
  /** The scope of its service. */
  serviceScope: "https://auth.globus.org/scopes/b6a3e1f4-82d5-5c19-8e47-0f5d9c3a7b62/all",
} as const;

/** The app that every installation of globus-cli makes its own client from. */
export const cliTemplate = {
  /** Its client id. */
  clientId: "95fdeba8-fac2-42bd-a357-e068d82ff78e",
  /** Its name. */
  name: "Globus CLI",
} as const;

/** An app that Globus Auth knows. */
export interface RegisteredClient {
  /** Its client id. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** Its secret; a native app has none. */
  readonly secret: string | undefined;
  /** The app it was made from, where an installation made it for itself. */
  readonly template?: string;
}

/** The app with a client id. */
export function clientOf(world: World, id: string): RegisteredClient | undefined {
  switch (id.toLowerCase()) {
    case globusApp.clientId:
      return { id: globusApp.clientId, name: globusApp.name, secret: undefined };
    case otherApp.clientId:
      return { id: otherApp.clientId, name: otherApp.name, secret: undefined };
    case portal.clientId:
      return { id: portal.clientId, name: portal.name, secret: world.first.globusClient.secret };
    case cliTemplate.clientId:
      return { id: cliTemplate.clientId, name: cliTemplate.name, secret: undefined };
    default:
      return world.globusAuth.clients.get(id.toLowerCase());
  }
}

/** Id and secret as Basic carries them: raw, up to and after the first colon. */
function basicOf(call: Call): { id: string; secret: string } | undefined {
  const given = authorizationOf(call.request);
  if (given?.scheme !== "basic") return undefined;
  let text: string;
  try {
    text = atob(given.value);
  } catch {
    return { id: "", secret: "" };
  }
  const colon = text.indexOf(":");
  return colon < 0
    ? { id: text, secret: "" }
    : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

/** The client that proves by Basic that it holds its secret. */
export function confidentialCaller(call: Call): RegisteredClient | undefined {
  const basic = basicOf(call);
  const client = basic === undefined ? undefined : clientOf(call.world, basic.id);
  if (basic === undefined || client?.secret === undefined) return undefined;
  return sameText(basic.secret, client.secret) ? client : undefined;
}

/**
 * The client that calls: one with a secret proves it by Basic, a native app gives its id in the form.
 * A native app in a Basic header is taken whatever its password, as it has none to compare.
 *
 * @throws A 401 where it is unknown or does not prove itself.
 */
export function callingClient(call: Call, form: URLSearchParams): RegisteredClient {
  const basic = basicOf(call);
  const confidential = confidentialCaller(call);
  if (confidential !== undefined) return confidential;
  const client = clientOf(call.world, basic?.id ?? form.get("client_id") ?? "");
  if (client !== undefined && client.secret === undefined) return client;
  throw new Refusal(json({ error: "invalid_client" }, {
    status: 401,
    headers: basic === undefined ? {} : { "www-authenticate": 'Basic realm="Globus Auth"' },
  }));
}
