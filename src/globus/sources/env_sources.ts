/** Sources of Globus tokens that are not files: what the caller gives, and the environment. */

import { fromEnv, fromEnvGroup, stoppedByHalf } from "../../credentials/sources/from_env.ts";
import { fromValue } from "../../credentials/sources/from_value.ts";
import { forHeader } from "../../credentials/secret/header_text.ts";
import { missingPermissions } from "../../credentials/permissions.ts";
import type { Secret } from "../../credentials/secret/secret.ts";
import { mapSource, type Outcome, type Source } from "../../credentials/sources/source.ts";
import { notPermitted, readVariable, type Variables } from "../../credentials/surroundings.ts";
import { bareTokens, type GlobusTokens } from "../tokens.ts";

/** The token that the caller gives, and the one for Auth beside it. */
export function fromToken(
  token: string | Secret,
  authToken: string | Secret | undefined,
): Source<GlobusTokens> {
  return mapSource(forHeader(fromValue(token)), async ({ value }) => {
    const auth = authToken === undefined ? undefined : await forHeader(fromValue(authToken)).load();
    if (auth?.state === "broken") {
      return { ...auth, detail: `has an authToken that ${auth.detail}` };
    }
    const beside = auth?.state === "used" ? auth.value : undefined;
    return { state: "used", value: bareTokens(value, beside, "caller") };
  });
}

/** The client id and secret that the caller gives: they get the client's own tokens. */
export function fromClient(
  clientId: string,
  secret: string | Secret,
): Source<GlobusTokens> {
  return mapSource(fromValue(secret), ({ value }) => clientOutcome(clientId, value, "caller"));
}

function clientOutcome(
  clientId: string,
  clientSecret: Secret,
  from: GlobusTokens["from"],
): Outcome<GlobusTokens> {
  if (clientId.includes(":")) {
    return {
      state: "broken",
      detail: "names a client id with a colon, which could not be sent",
      step: { kind: "other", words: "give the id alone" },
    };
  }
  return {
    state: "used",
    detail: `client ${clientId}`,
    value: {
      transfer: undefined,
      auth: undefined,
      from,
      expiresAt: undefined,
      identityId: undefined,
      client: { clientId, clientSecret },
      stored: undefined,
      addresses: {},
    },
  };
}

/** `GLOBUS_SDK_TRANSFER_TOKEN`, with `GLOBUS_SDK_AUTH_TOKEN` beside it. */
export function fromEnvTokens(machine: Variables): Source<GlobusTokens> {
  const auth = forHeader(fromEnv("GLOBUS_SDK_AUTH_TOKEN", machine));
  const transfer = forHeader(fromEnv("GLOBUS_SDK_TRANSFER_TOKEN", machine));
  const source = mapSource(transfer, async ({ value }): Promise<Outcome<GlobusTokens>> => {
    const beside = await auth.load();
    if (beside.state === "broken") {
      return { ...beside, detail: `has ${auth.name} next to it, which ${beside.detail}` };
    }
    const token = beside.state === "used" ? beside.value : undefined;
    return { state: "used", value: bareTokens(value, token, "environment") };
  });
  const permissions = [...transfer.permissions, ...auth.permissions];
  return {
    name: source.name,
    permissions,
    async load(): Promise<Outcome<GlobusTokens>> {
      const missing = missingPermissions(permissions);
      return missing.length > 0 ? notPermitted(missing) : await source.load();
    },
  };
}

/** `GLOBUS_CLIENT_ID` with `GLOBUS_CLIENT_SECRET`; the id alone means nothing here. */
export function fromEnvClient(machine: Variables): Source<GlobusTokens> {
  const source = fromEnvPair("GLOBUS_CLIENT_ID", "GLOBUS_CLIENT_SECRET", machine);
  return {
    ...source,
    async load(): Promise<Outcome<GlobusTokens>> {
      const outcome = await source.load();
      if (outcome.state !== "incomplete") return outcome;
      const secret = readVariable("GLOBUS_CLIENT_SECRET", machine);
      if ("state" in secret || secret.value !== undefined) return outcome;
      return {
        state: "unset",
        detail: "is a client id alone, which names the app that a login is for",
      };
    },
  };
}

/** `GLOBUS_CLI_CLIENT_ID` with `GLOBUS_CLI_CLIENT_SECRET`, as globus-cli reads them: both or neither. */
export function fromEnvCliClient(machine: Variables): Source<GlobusTokens> {
  return fromEnvPair("GLOBUS_CLI_CLIENT_ID", "GLOBUS_CLI_CLIENT_SECRET", machine);
}

function fromEnvPair(
  id: string,
  secret: string,
  machine: Variables,
): Source<GlobusTokens> {
  const pair = stoppedByHalf(fromEnvGroup({ id: [id], secret: [secret] }, machine));
  return mapSource(pair, ({ value }) => {
    return clientOutcome(value.id.reveal(), value.secret, "environment");
  });
}
