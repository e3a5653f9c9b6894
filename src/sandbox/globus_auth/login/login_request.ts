import type { World } from "../../world.ts";
import { clientOf, type RegisteredClient } from "../clients.ts";
import { type AuthErrorText, unknownScopes } from "../errors.ts";
import { resourceServerOf } from "../known_scopes.ts";
import { mayRedirect } from "./redirects.ts";
import { allNames, parseScopes, type RequestedScope, ScopeSyntaxError } from "../scope_text.ts";

/** A login that a client asks for. */
export interface LoginRequest {
  /** The client. */
  readonly client: RegisteredClient;
  /** Where the browser goes afterwards. */
  readonly redirectUri: string;
  /** What the client wants. */
  readonly scopes: readonly RequestedScope[];
  /** What the client gets back as it was. */
  readonly state: string | undefined;
  /** The PKCE challenge, always S256. */
  readonly challenge: string | undefined;
  /** What the id token is to repeat. */
  readonly nonce: string | undefined;
  /** Whether refresh tokens are wanted. */
  readonly refresh: boolean;
  /** What else is shown to the person: the name of the grant, and demands on the session. */
  readonly wishes: readonly (readonly [string, string])[];
}

/** A request that cannot be shown: told on a page, or to the client by a redirect. */
export class LoginProblem extends Error {
  /** Names the error. */
  override name = "LoginProblem";
  /** The code of the page. */
  readonly code: string;
  /** What the page says. */
  readonly text: AuthErrorText;

  /** Makes it from what the page says. */
  constructor(code: string, text: AuthErrorText) {
    super(text.detail);
    this.code = code;
    this.text = text;
  }
}

/** A problem that the client may be told. */
export class ClientProblem extends Error {
  /** Names the error. */
  override name = "ClientProblem";
  /** Where to tell it. */
  readonly redirectUri: string;
  /** What the client gets back as it was. */
  readonly state: string | undefined;
  /** OAuth's word for it (RFC 6749, section 4.1.2.1). */
  readonly error: string;

  /** Makes it from OAuth's word and a sentence. */
  constructor(place: Pick<LoginRequest, "redirectUri" | "state">, error: string, detail: string) {
    super(detail);
    this.redirectUri = place.redirectUri;
    this.state = place.state;
    this.error = error;
  }
}

const wishLabels = {
  prefill_named_grant: "Known later as",
  session_message: "The app says",
  session_required_identities: "Wants you logged in as",
  session_required_single_domain: "Wants your domain to be",
  session_required_policies: "Wants you to meet the policies",
  session_required_mfa: "Wants a second factor",
  prompt: "Asks you for",
};

const challengeShape = /^[A-Za-z0-9_-]{43,128}$/;

function badRequest(detail: string): LoginProblem {
  return new LoginProblem("OAUTH_AUTH_REQUEST_FAILURE", {
    title: "Error processing OAuth2 request",
    detail,
  });
}

function clientAndPlace(world: World, query: URLSearchParams) {
  const repeated = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (repeated !== undefined) throw badRequest(`Parameter ${repeated} is given more than once.`);
  const id = query.get("client_id");
  if (id === null) throw badRequest("Missing client_id parameter.");
  const client = clientOf(world, id);
  if (client === undefined) throw badRequest("Invalid client_id parameter value.");
  const redirectUri = query.get("redirect_uri");
  if (redirectUri === null) throw badRequest("Missing redirect URI.");
  if (!mayRedirect(world, client, redirectUri)) throw badRequest("Mismatching redirect URI.");
  return { client, redirectUri };
}

function scopesOf(world: World, client: RegisteredClient, text: string | null): RequestedScope[] {
  let scopes: RequestedScope[];
  try {
    scopes = parseScopes(text ?? "");
  } catch (error) {
    if (!(error instanceof ScopeSyntaxError)) throw error;
    throw new LoginProblem("INVALID_SCOPE", { title: "Invalid scope", detail: error.message });
  }
  const unknown = allNames(scopes).filter((name) => resourceServerOf(world, name) === undefined);
  if (unknown.length > 0) {
    throw new LoginProblem("UNKNOWN_SCOPE_ERROR", unknownScopes(client.id, unknown));
  }
  return scopes;
}

/** The service refuses demands that demand nothing, where one might think it would ignore them. */
function wishesOf(query: URLSearchParams): [string, string][] {
  const wishes: [string, string][] = [];
  for (const [name, label] of Object.entries(wishLabels)) {
    const value = query.get(name);
    if (value === null) continue;
    const isDemand = name.startsWith("session_required");
    const isMissing = value.split(",").some((part) => part.trim() === "");
    const isWrong = name === "session_required_mfa" && value.toLowerCase() !== "true";
    if (isDemand && (isMissing || isWrong)) {
      throw new LoginProblem("INVALID_PARAMETERS", {
        title: "Invalid parameters",
        detail: `Invalid value of ${name}`,
      });
    }
    if (value !== "") wishes.push([label, value]);
  }
  return wishes;
}

function challengeOf(
  client: RegisteredClient,
  query: URLSearchParams,
  tell: (error: string, detail: string) => ClientProblem,
): string | undefined {
  const challenge = query.get("code_challenge") ?? undefined;
  const method = query.get("code_challenge_method");
  if (challenge === undefined) {
    if (client.secret === undefined) throw tell("invalid_request", "Code challenge required.");
    return undefined;
  }
  if (method !== "S256") throw tell("invalid_request", "Code challenge method must be S256.");
  if (!challengeShape.test(challenge)) throw tell("invalid_request", "Invalid code challenge.");
  return challenge;
}

/**
 * Reads the address of a login page.
 *
 * @throws {LoginProblem} where the client, the redirect address or a scope cannot be trusted.
 * @throws {ClientProblem} where anything else is wrong.
 */
export function readLoginRequest(world: World, query: URLSearchParams): LoginRequest {
  const { client, redirectUri } = clientAndPlace(world, query);
  const state = query.get("state") ?? undefined;
  const tell = (error: string, detail: string) =>
    new ClientProblem({ redirectUri, state }, error, detail);
  if (query.get("response_type") !== "code") {
    throw tell("unsupported_response_type", "response_type must be code.");
  }
  const access = query.get("access_type") ?? "online";
  if (access !== "online" && access !== "offline") {
    throw tell("invalid_request", "access_type must be online or offline.");
  }
  const challenge = challengeOf(client, query, tell);
  if (query.get("prompt") === "none") throw tell("login_required", "A person must approve this.");
  return {
    client,
    redirectUri,
    scopes: scopesOf(world, client, query.get("scope")),
    state,
    challenge,
    nonce: query.get("nonce") ?? undefined,
    refresh: access === "offline",
    wishes: wishesOf(query),
  };
}
