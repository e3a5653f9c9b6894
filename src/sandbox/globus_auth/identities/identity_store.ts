import { colleague, globusApp, identity } from "../../identity.ts";
import { otherApp, portal } from "../clients.ts";

/** An identity as Globus Auth shows it. */
export interface IdentityDocument {
  readonly email: string | null;
  readonly id: string;
  readonly identity_provider: string;
  readonly identity_type: "login";
  readonly name: string | null;
  readonly organization: string | null;
  readonly status: "used" | "unused";
  readonly username: string;
}

const institute = "8f0ce5d4-9a11-5d30-8f4e-6c1b7a52e0d3";
const clientProvider = "2d94b6f0-73ac-5e18-b05d-91c7e8a4f362";

/** Where an identity comes from, in words. */
export function providerName(identity: IdentityDocument): string {
  return identity.identity_provider === clientProvider ? "Globus Auth client" : "Sandbox Institute";
}

/** A client seen as an identity. */
export function clientIdentity(client: { clientId: string; name: string }): IdentityDocument {
  return {
    email: null,
    id: client.clientId,
    identity_provider: clientProvider,
    identity_type: "login",
    name: client.name,
    organization: null,
    status: "used",
    username: `${client.clientId}@clients.auth.globus.org`,
  };
}

/** An identity that nobody has logged in with. */
export function unusedIdentity(id: string, username: string): IdentityDocument {
  return {
    email: null,
    id,
    identity_provider: institute,
    identity_type: "login",
    name: null,
    organization: null,
    status: "unused",
    username,
  };
}

/** The identities at the start, by id: the person, a colleague, one unused, and the clients' own. */
export function firstIdentities(): Map<string, IdentityDocument> {
  const person: IdentityDocument = {
    email: identity.email,
    id: identity.sub,
    identity_provider: institute,
    identity_type: "login",
    name: identity.name,
    organization: identity.organization,
    status: "used",
    username: identity.globusUsername,
  };
  const other: IdentityDocument = {
    ...person,
    email: colleague.globusUsername,
    id: colleague.sub,
    name: colleague.name,
    username: colleague.globusUsername,
  };
  const unused = unusedIdentity(
    "6e0b9c48-d37f-5214-8a5b-f19d2c06e7a3",
    "unused@sandbox.example.org",
  );
  const clients = [globusApp, otherApp, portal].map(clientIdentity);
  return new Map([person, other, unused, ...clients].map((item) => [item.id, item]));
}
