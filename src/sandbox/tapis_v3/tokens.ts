import { authorizationOf, type Call, formFields, jsonObject } from "../call.ts";
import { json } from "../reply.ts";
import type { Route } from "../router.ts";
import { keepNewest } from "../store.ts";
import { issueTapisPair } from "../tapis/issue_pair.ts";
import { failure, success } from "./envelope.ts";
import { guarded } from "./guard.ts";
import { goodClaims, issueTokens } from "./jwt.ts";
import { route } from "./routes.ts";
import type { OAuthClient } from "./state.ts";

/** Buying and ending tokens. */
export function tokenRoutes(): Route[] {
  return [
    route("POST", "/v3/oauth2/tokens", token),
    route("POST", "/v3/oauth2/tokens/revoke", revoke),
    route("POST", "/v3/oauth2/v2/token", guarded(toV2)),
    route("GET", "/v3/oauth2/.well-known/oauth-authorization-server", metadata),
  ];
}

type Fields = ReadonlyMap<string, string>;

/** So many tokens are known to have been ended; an older one would be good again. */
const mostRevoked = 100_000;

/** What the real service takes out of a form; the rest of it is lost. */
const formNames = [
  "grant_type",
  "username",
  "password",
  "redirect_uri",
  "code",
  "refresh_token",
];

async function fieldsOf(call: Call): Promise<Fields> {
  const isForm = call.request.headers.get("content-type")?.startsWith(
    "application/x-www-form-urlencoded",
  );
  const entries = isForm
    ? [...await formFields(call)].filter(([name]) => formNames.includes(name))
    : Object.entries(await jsonObject(call));
  return new Map(entries.flatMap(([name, value]) => {
    return typeof value === "string" ? [[name, value]] : [];
  }));
}

async function token(call: Call): Promise<Response> {
  const fields = await fieldsOf(call);
  const given = fields.get("grant_type");
  if (given === undefined) return failure("Missing the required grant_type parameter.");
  if (given === "device_code") return await deviceGrant(call, fields);
  const client = clientOf(call);
  if (client instanceof Response) return client;
  switch (given) {
    case "password":
      return await passwordGrant(call, fields, client);
    case "refresh_token":
      return await refreshGrant(call, fields, client);
    case "authorization_code":
      return await codeGrant(call, fields, client);
    default:
      return failure(
        `Invalid grant_type (${given}): use password, implicit, authorization_code, refresh_token, ` +
          "device_code",
      );
  }
}

/** The client of the Authorization header; nothing without one. */
function clientOf(call: Call): OAuthClient | Response | undefined {
  const given = authorizationOf(call.request);
  if (given?.scheme !== "basic") return undefined;
  let pair: string;
  try {
    pair = new TextDecoder().decode(Uint8Array.fromBase64(given.value));
  } catch {
    return failure("Unable to parse the Authorization header.");
  }
  const [id = "", key = ""] = pair.split(/:(.*)/s);
  const client = call.world.tapisV3.clients.get(id);
  if (client?.active && client.key === key) return client;
  // The real service tells the key, too; whoever quotes this must cut it out.
  return failure(`Invalid client credentials: ${id}, ${key}. session: <SecureCookieSession {}>`);
}

async function passwordGrant(
  call: Call,
  fields: Fields,
  client: OAuthClient | undefined,
): Promise<Response> {
  const { username, password } = call.world.first.tapis;
  if (fields.get("username") !== username || fields.get("password") !== password) {
    return failure("Invalid username/password combination.");
  }
  return await granted(call, "password", client?.id, 0);
}

async function granted(
  call: Call,
  grant: string,
  clientId: string | undefined,
  refreshCount: number,
): Promise<Response> {
  return success(
    await issueTokens(call.world, { grant, clientId, refreshCount }),
    "Token created successfully.",
  );
}

async function refreshGrant(
  call: Call,
  fields: Fields,
  client: OAuthClient | undefined,
): Promise<Response> {
  if (client === undefined) return failure("Missing client credentials.");
  const claims = await goodClaims(call.world, fields.get("refresh_token") ?? "");
  if (claims === undefined) return failure("Invalid refresh_token.");
  if (claims["tapis/token_type"] !== "refresh") {
    return failure(
      "Invalid token type. The refresh_token grant type required a token of type refresh. ",
    );
  }
  const access = (claims["tapis/access_token"] ?? {}) as Readonly<Record<string, unknown>>;
  const own = access["tapis/client_id"];
  if (own !== client.id) {
    return failure(
      `client_id from header (${client.id}) does not match the client_id in the token claim (${own}).`,
    );
  }
  const count = Number(access["tapis/refresh_count"] ?? 0) + 1;
  return await granted(call, String(access["tapis/grant_type"]), client.id, count);
}

async function codeGrant(
  call: Call,
  fields: Fields,
  client: OAuthClient | undefined,
): Promise<Response> {
  if (client === undefined) return failure("Missing client credentials.");
  const { codes } = call.world.tapisV3;
  const code = fields.get("code") ?? "";
  const issued = codes.get(code);
  if (issued === undefined || issued.clientId !== client.id) {
    return failure("authorization code not valid.");
  }
  codes.delete(code);
  if (issued.expiresAt <= call.world.now()) {
    return failure("authorization code has expired and is now deleted.");
  }
  if (fields.get("redirect_uri") !== issued.redirectUri) {
    return failure("Invalid redirect_uri: it must be the client's callback_url.");
  }
  return await granted(call, "authorization_code", client.id, 0);
}

async function deviceGrant(call: Call, fields: Fields): Promise<Response> {
  const { devices } = call.world.tapisV3;
  const code = fields.get("device_code") ?? "";
  const device = devices.get(code);
  if (device === undefined) return failure("device code not valid.");
  if (device.clientId !== fields.get("client_id")) {
    return failure("Client IDs do not match between device code and passed in client_id");
  }
  if (device.expiresAt <= call.world.now()) {
    devices.delete(code);
    return failure("device code has expired and is now deleted.");
  }
  if (!device.entered) return failure("device code not ready.");
  devices.delete(code);
  return await granted(call, "device_code", device.clientId, 0);
}

async function revoke(call: Call): Promise<Response> {
  const { token } = await jsonObject(call);
  const claims = typeof token === "string" ? await goodClaims(call.world, token) : undefined;
  if (claims === undefined) return failure("Invalid Tapis token.");
  keepNewest(call.world.tapisV3.revoked, String(claims.jti), true, mostRevoked);
  return success("", `Token ${claims.jti} has been revoked.`);
}

async function toV2(call: Call): Promise<Response> {
  const { tokens } = call.world;
  const { accessToken, refreshToken, expiresIn } = await issueTapisPair(tokens);
  return json({ expires_in: expiresIn, refresh_token: refreshToken, access_token: accessToken });
}

/** With the two wrong values of the real one: the token's address, and a key set that is none. */
function metadata({ world: { origin } }: Call): Response {
  return success({
    issuer: `${origin}/v3/oauth2`,
    authorization_endpoint: `${origin}/v3/oauth2/authorize`,
    token_endpoint: `${origin}/v3/oauth2/token`,
    jwks_uri: `${origin}/v3/tenants/sandbox`,
    registration_endpoint: `${origin}/v3/oauth2/clients`,
    grant_types_supported: ["password", "authorization_code", "refresh_token", "device_code"],
  });
}
