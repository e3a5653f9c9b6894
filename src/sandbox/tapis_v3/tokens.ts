import { authorizationOf, BadBody, type Call, formFields, jsonObject } from "../server/call.ts";
import { json, Refusal } from "../server/reply.ts";
import type { Route } from "../server/router.ts";
import { keepNewest } from "../kept/store.ts";
import { issueTapisPair } from "../tapis/issue_pair.ts";
import { failure, success } from "./envelope.ts";
import { complaintOf, guarded } from "./guard.ts";
import { goodClaims, issueTokens, type TokenPlan } from "./jwt.ts";
import { route } from "./routes.ts";
import type { OAuthClient } from "./state.ts";

/** Getting and revoking tokens. */
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

/** What Python says of a request without a content type. */
const noContentType = "Unrecognized exception type: <class 'AttributeError'>. Exception: " +
  "'NoneType' object has no attribute 'startswith'";

async function fieldsOf(call: Call): Promise<Fields> {
  const type = call.request.headers.get("content-type");
  if (type === null) throw new Refusal(failure(noContentType, 500));
  const entries = type.startsWith("application/x-www-form-urlencoded")
    ? [...await formFields(call)].filter(([name]) => formNames.includes(name))
    : Object.entries(await postData(call));
  return new Map(entries.flatMap(([name, value]) => {
    // What is empty is missing, to Python.
    return typeof value === "string" && value !== "" ? [[name, value]] : [];
  }));
}

/** A JSON body, as the service's own description of it has it. @throws {Refusal} for any other. */
async function postData(call: Call): Promise<Record<string, unknown>> {
  const type = call.request.headers.get("content-type") ?? "";
  if (!/^application\/json *(;|$)/i.test(type)) {
    throw new Refusal(
      failure(`Invalid POST data: Content for the following mimetype not found: ${type}.`),
    );
  }
  try {
    return await jsonObject(call);
  } catch (error) {
    if (!(error instanceof BadBody)) throw error;
    throw new Refusal(failure(`Invalid POST data: ${error.message}.`));
  }
}

const grantTypes = ["password", "implicit", "authorization_code", "refresh_token", "device_code"];

/** In the order in which the authenticator looks at things. */
async function token(call: Call): Promise<Response> {
  const fields = await fieldsOf(call);
  const grant = fields.get("grant_type");
  if (grant === undefined) return failure("Missing the required grant_type parameter.");
  if (!grantTypes.includes(grant)) {
    return failure(
      `Invalid grant_type (${grant}); this grant type is not allowed for this tenant. Allowable ` +
        `grant types: [${grantTypes.map((type) => `'${type}'`).join(", ")}]`,
    );
  }
  if (grant === "device_code") return await deviceGrant(call, fields);
  const given = basicOf(call);
  if (given === undefined && grant === "password") {
    return await passwordGrant(call, fields, undefined);
  }
  const client = call.world.tapisV3.clients.get(given?.id ?? "");
  // Whether it was deleted does not count: that hides it, and no more.
  if (client === undefined || client.key !== given?.key) {
    // The real service tells the key, too; whoever quotes this must cut it out.
    return failure(
      `Invalid client credentials: ${given?.id ?? "None"}, ${given?.key ?? "None"}. session: ` +
        "<SecureCookieSession {}>",
    );
  }
  switch (grant) {
    case "password":
      return await passwordGrant(call, fields, client);
    case "refresh_token":
      return await refreshGrant(call, fields, client);
    case "authorization_code":
      return await codeGrant(call, fields, client);
    default:
      return failure("Invalid grant_type");
  }
}

/** Id and key of the Authorization header; nothing without one, or where it cannot be read. */
function basicOf(call: Call): { readonly id: string; readonly key: string } | undefined {
  const given = authorizationOf(call.request);
  if (given?.scheme !== "basic") return undefined;
  try {
    const pair = new TextDecoder().decode(Uint8Array.fromBase64(given.value));
    const [id = "", key = ""] = pair.split(/:(.*)/s);
    return { id, key };
  } catch {
    return undefined;
  }
}

async function passwordGrant(
  call: Call,
  fields: Fields,
  client: OAuthClient | undefined,
): Promise<Response> {
  const own = call.world.first.tapis;
  const [username, password] = [fields.get("username"), fields.get("password")];
  if (username === undefined || password === undefined) {
    return failure(
      "Missing required payload data; username and password are required for the password grant " +
        "type.",
    );
  }
  if (username !== own.username || password !== own.password) {
    return failure("Invalid username/password combination.");
  }
  return await granted(call, { grant: "password", clientId: client?.id, refreshCount: 0 });
}

async function granted(call: Call, plan: TokenPlan): Promise<Response> {
  return success(await issueTokens(call.world, plan), "Token created successfully.");
}

async function refreshGrant(
  call: Call,
  fields: Fields,
  client: OAuthClient,
): Promise<Response> {
  const token = fields.get("refresh_token");
  if (token === undefined) return failure("Required refresh_token parameter missing.");
  const claims = await goodClaims(call.world, token);
  if (claims === undefined) return failure("Invalid refresh_token.");
  const type = claims["tapis/token_type"];
  if (type !== "refresh") {
    return failure(
      "Invalid token type. The refresh_token grant type required a token of type refresh. Instead " +
        `a token of type ${type} was passed.`,
    );
  }
  const access = (claims["tapis/access_token"] ?? {}) as Readonly<Record<string, unknown>>;
  const own = access["tapis/client_id"];
  if (own !== client.id) {
    return failure(
      `client_id from header (${client.id}) does not match the client_id in the token claim (${own}).`,
    );
  }
  return await granted(call, {
    grant: "refresh_token",
    clientId: client.id,
    refreshCount: Number(access["tapis/refresh_count"] ?? 0) + 1,
    ...(access["tapis/redirect_uri"] ? { redirectUri: client.callbackUrl } : {}),
  });
}

/** Codes are good for so much longer than they say, in milliseconds: clocks differ. */
const fudge = 6000;

async function codeGrant(call: Call, fields: Fields, client: OAuthClient): Promise<Response> {
  const redirectUri = fields.get("redirect_uri");
  if (redirectUri === undefined) return failure("Required redirect_uri parameter missing.");
  if (redirectUri !== client.callbackUrl) {
    return failure(
      "Invalid redirect_uri parameter: does not match callback URL registered with client.",
    );
  }
  const code = fields.get("code");
  if (code === undefined) return failure("Required authorization_code parameter missing.");
  const { codes } = call.world.tapisV3;
  const issued = codes.get(code);
  if (issued === undefined || issued.clientId !== client.id) {
    return failure("authorization code not valid.");
  }
  if (issued.expiresAt + fudge < call.world.now()) {
    return failure("authorization code has expired.");
  }
  codes.delete(code);
  return await granted(call, {
    grant: "authorization_code",
    clientId: client.id,
    refreshCount: 0,
    redirectUri,
  });
}

async function deviceGrant(call: Call, fields: Fields): Promise<Response> {
  const { devices, clients } = call.world.tapisV3;
  const id = fields.get("client_id");
  if (id === undefined) return failure("Required client_id parameter missing.");
  const code = fields.get("device_code");
  if (code === undefined) return failure("Required device_code parameter missing.");
  const device = devices.get(code);
  if (device === undefined) return failure("device code not valid.");
  // Before its time is looked at: one that nobody types in is "not ready" for ever.
  if (!device.entered) return failure("device code not ready.");
  if (device.expiresAt + fudge < call.world.now()) {
    devices.delete(code);
    return failure("device code has expired and is now deleted.");
  }
  if (device.clientId !== id) {
    return failure("Client IDs do not match between device code and passed in client_id");
  }
  devices.delete(code);
  if (!clients.has(id)) return failure(`Invalid client credentials: ${id}, None. session: {}`);
  return await granted(call, { grant: "device_code", clientId: id, refreshCount: 0 });
}

async function revoke(call: Call): Promise<Response> {
  const { token } = await postData(call);
  if (typeof token !== "string") {
    return failure("Invalid POST data: 'token' is a required property.");
  }
  const claims = await goodClaims(call.world, token);
  if (claims === undefined) {
    return failure(
      `Invalid POST data; could not validate the token: debug data: ${complaintOf(token)}.`,
    );
  }
  keepNewest(call.world.tapisV3.revoked, String(claims.jti), true, mostRevoked);
  return success("", `Token ${claims.jti} has been revoked.`);
}

async function toV2(call: Call): Promise<Response> {
  const { tokens } = call.world;
  const { accessToken, refreshToken, expiresIn } = await issueTapisPair(tokens);
  return json({ expires_in: expiresIn, refresh_token: refreshToken, access_token: accessToken });
}

/** With the two wrong values of the real one: the token's address, and a key set that is not one. */
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
