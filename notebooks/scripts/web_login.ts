// deno-lint-ignore-file no-console
/**
 * A web application that people log in to with Globus: the three-legged OAuth example of the Globus
 * SDK's documentation, on `Deno.serve`. Login, tokens in a session on the server, a page that uses
 * them, and a logout that ends them.
 *
 * Register an app at https://developers.globus.org (leave "Native App" unchecked), with
 * `http://localhost:5000/login` as redirect and a client secret. Then
 *
 *     export GLOBUS_CLIENT_ID=... GLOBUS_CLIENT_SECRET=...
 *     deno run --allow-env --allow-net notebooks/scripts/web_login.ts
 *
 * and open http://localhost:5000. To try it without an account, start `keyferry sandbox`, set the
 * variables it prints, and take its client id and secret.
 */

import { globus, isKeyferryError } from "@keyferry/keyferry";

/** What the application is made of. */
export interface WebApp {
  /** The app's client id. */
  readonly clientId: string;
  /** The app's secret. */
  readonly clientSecret: string;
  /** The application's own address, such as `http://localhost:5000`. */
  readonly origin: string;
  /** Where Globus Auth answers. */
  readonly authUrl: string;
  /** Where Globus Transfer answers. */
  readonly transferUrl: string;
}

/** What is known of a browser. Tokens stay here: the browser gets a random name for its session alone. */
interface Session {
  /** The state of a login under way. */
  state?: string;
  /** The tokens, once logged in. */
  tokens?: Readonly<Record<string, globus.TokenInfo>>;
}

const cookieName = "session";
/** Sessions are kept in memory: they end with the program. */
const mostSessions = 1000;

/**
 * The application as a request handler.
 *
 * @param app What it is made of.
 */
export function webLogin(app: WebApp): (request: Request) => Promise<Response> {
  const sessions = new Map<string, Session>();
  const client = globus.confidentialAppAuthClient(app.clientId, app.clientSecret, {
    baseUrl: app.authUrl,
  });
  return async (request) => {
    if (request.method !== "GET") return page(405, "This page cannot be sent to");
    const { pathname, searchParams } = new URL(request.url);
    const name = nameIn(request);
    const session = sessions.get(name) ?? {};
    try {
      switch (pathname) {
        case "/":
          return await index(app, session);
        case "/login":
          return await login(app, client, { sessions, name, session }, searchParams);
        case "/logout":
          sessions.delete(name);
          return await logout(app, client, session);
        default:
          return page(404, "There is no such page");
      }
    } catch (error) {
      if (!isKeyferryError(error)) throw error;
      // For whoever runs the application; a visitor is told no more than what to do.
      console.error(error.message);
      return page(502, "That did not work", `<p><a href="/login">Log in again</a></p>`);
    }
  };
}

async function index(app: WebApp, { tokens }: Session): Promise<Response> {
  const token = tokens?.["transfer.api.globus.org"]?.access_token;
  if (token === undefined) return redirect("/login");
  const transfer = globus.transferClient({
    authorizer: globus.accessTokenAuthorizer(token),
    baseUrl: app.transferUrl,
  });
  const names: string[] = [];
  for await (
    const { display_name, id } of transfer.endpointSearch({ filterScope: "my-endpoints" })
  ) {
    names.push(`<li>${escaped(display_name ?? id)}</li>`);
  }
  return page(
    200,
    "You are logged in",
    `<p>Your collections:</p><ul>${names.join("")}</ul><p><a href="/logout">Log out</a></p>`,
  );
}

interface Visitor {
  readonly sessions: Map<string, Session>;
  readonly name: string;
  readonly session: Session;
}

/** Comes twice in a login: to be sent to Globus Auth, and back from there. */
async function login(
  app: WebApp,
  client: globus.ConfidentialAppAuthClient,
  { sessions, name, session }: Visitor,
  query: URLSearchParams,
): Promise<Response> {
  const redirectUri = `${app.origin}/login`;
  const isAnswer = query.has("code") || query.has("error");
  if (!isAnswer) {
    const flow = client.oauth2StartFlow(redirectUri);
    return begin(sessions, { state: flow.state }, await flow.getAuthorizeUrl());
  }
  // Somebody else's answer, pushed on this browser, does not know what this session began with.
  if (session.state === undefined) return page(400, "This login was not started here", again);
  const flow = client.oauth2StartFlow(redirectUri, { state: session.state });
  try {
    const { byResourceServer } = await flow.exchangeCodeForTokens(`${redirectUri}?${query}`);
    sessions.delete(name);
    return begin(sessions, { tokens: byResourceServer }, "/");
  } catch (error) {
    if (!(error instanceof globus.LoginError)) throw error;
    return page(400, "You are not logged in", `<p>${escaped(error.message)}</p>${again}`);
  }
}

const again = `<p><a href="/login">Log in again</a></p>`;

/** A login gets a session of its own, so that a name known from before opens nothing. */
function begin(sessions: Map<string, Session>, session: Session, location: string): Response {
  const [oldest] = sessions.keys();
  if (sessions.size >= mostSessions && oldest !== undefined) sessions.delete(oldest);
  const name = crypto.randomUUID();
  sessions.set(name, session);
  return redirect(location, `${cookieName}=${name}; Path=/; HttpOnly; SameSite=Lax`);
}

/** Ends the tokens at Globus, then the session at Globus, which leads back here. */
async function logout(
  app: WebApp,
  client: globus.ConfidentialAppAuthClient,
  { tokens = {} }: Session,
): Promise<Response> {
  const ends = Object.values(tokens).map((token) => client.oauth2RevokeToken(token.access_token));
  for (const end of await Promise.allSettled(ends)) {
    // A token that cannot be ended will end by itself, and nobody here has it any more.
    if (end.status === "rejected") console.error(String(end.reason));
  }
  const query = new URLSearchParams({
    client: app.clientId,
    redirect_uri: `${app.origin}/`,
    redirect_name: "the example app",
  });
  return redirect(`${app.authUrl}/v2/web/logout?${query}`, `${cookieName}=; Path=/; Max-Age=0`);
}

function nameIn(request: Request): string {
  const cookies = request.headers.get("cookie")?.split(";").map((text) => text.trim().split("="));
  return cookies?.find(([name]) => name === cookieName)?.[1] ?? "";
}

function redirect(location: string, cookie?: string): Response {
  const headers = new Headers({ location, "cache-control": "no-store" });
  if (cookie !== undefined) headers.set("set-cookie", cookie);
  return new Response(null, { status: 302, headers });
}

function page(status: number, title: string, body = ""): Response {
  const html =
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
    `</head><body><h1>${title}</h1>${body}</body></html>`;
  return new Response(html, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "content-security-policy": "default-src 'none'",
    },
  });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function variable(name: string): string {
  const value = Deno.env.get(name);
  if (!value) {
    throw new Error(`${name} is not set: put the value that Globus shows for the app there`);
  }
  return value;
}

if (import.meta.main) {
  const handler = webLogin({
    clientId: variable("GLOBUS_CLIENT_ID"),
    clientSecret: variable("GLOBUS_CLIENT_SECRET"),
    origin: "http://localhost:5000",
    authUrl: globus.serviceUrl("auth", {}).url.replace(/\/$/, ""),
    transferUrl: globus.serviceUrl("transfer", {}).url,
  });
  Deno.serve({ hostname: "127.0.0.1", port: 5000 }, handler);
}
