import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { type Reply, send } from "../_sandbox.ts";

/** A verifier and its S256 challenge, as globus-sdk 1.1.0 computes it. */
export const verifier = "a".repeat(43);
export const challenge = "ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA";

export const transferAll = "urn:globus:auth:scope:transfer.api.globus.org:all";

/** What apps ask for by default. It takes a signing key, which takes a while to make. */
export const defaultScopes = `openid profile email ${transferAll}`;

/** Fields of a form or a query; one that is undefined is left out. */
export type Fields = Record<string, string | undefined>;

export function formOf(fields: Fields): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.append(name, value);
  }
  return form;
}

/** The redirect address that shows the code. */
export function codePage(sandbox: Sandbox): string {
  return `${sandbox.url}/v2/web/auth-code`;
}

/** The address of a login of the native app that nobody has used, changed by `fields`. */
export function authorizeUrl(sandbox: Sandbox, fields: Fields = {}): string {
  const query = formOf({
    client_id: sandbox.tokens.globusApps.other,
    redirect_uri: codePage(sandbox),
    scope: transferAll,
    state: "_default",
    response_type: "code",
    code_challenge: challenge,
    code_challenge_method: "S256",
    access_type: "online",
    ...fields,
  });
  return `${sandbox.url}/v2/oauth2/authorize?${query}`;
}

/** The same for the confidential client, which needs no challenge. */
export function portalUrl(sandbox: Sandbox, fields: Fields = {}): string {
  return authorizeUrl(sandbox, {
    client_id: sandbox.tokens.globusClient.id,
    redirect_uri: "http://localhost:5000/login",
    code_challenge: undefined,
    code_challenge_method: undefined,
    ...fields,
  });
}

/** The secret of the run, from the address that the sandbox prints. */
export function keyOf(sandbox: Sandbox): string {
  return new URL(sandbox.pageUrl).searchParams.get("key") ?? "";
}

export function ticketOf(page: string): string {
  return /name="ticket" value="([^"]+)"/.exec(page)?.[1] ?? "";
}

/** The cookie that a reply sets, as a request carries it. */
export function cookieOf({ headers }: Reply): { cookie: string } {
  return { cookie: headers.get("set-cookie")?.split(";")[0] ?? "" };
}

/** Answers a login page, as its own form does, in the browser that opened it. */
export function answer(
  sandbox: Sandbox,
  page: Reply,
  fields: Fields,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return send(`${sandbox.url}/v2/oauth2/authorize`, {
    method: "POST",
    body: formOf({ ticket: ticketOf(page.text), ...fields }),
    headers: { origin: sandbox.url, ...cookieOf(page), ...headers },
  });
}

/** Opens a login, allows it with the key, and gives the query that the browser is sent on with. */
export async function allow(sandbox: Sandbox, url: string): Promise<URLSearchParams> {
  const page = await send(url);
  const { headers } = await answer(sandbox, page, { key: keyOf(sandbox), decision: "approve" });
  return new URL(headers.get("location") ?? "").searchParams;
}

/** Basic, the id and the secret as they are. */
export function basic(id: string, secret: string): { authorization: string } {
  return { authorization: `Basic ${btoa(`${id}:${secret}`)}` };
}

/** The confidential client's Basic. */
export function portal(sandbox: Sandbox): { authorization: string } {
  const { id, secret } = sandbox.tokens.globusClient;
  return basic(id, secret);
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** Posts a form to Globus Auth. */
export function postForm(
  sandbox: Sandbox,
  path: string,
  fields: Fields,
  headers: HeadersInit = {},
): Promise<Reply> {
  return send(`${sandbox.url}${path}`, { method: "POST", body: formOf(fields), headers });
}

/** Asks the token endpoint. */
export function grant(
  sandbox: Sandbox,
  fields: Fields,
  headers: HeadersInit = {},
): Promise<Reply> {
  return postForm(sandbox, "/v2/oauth2/token", fields, headers);
}

/** Exchanges a code as the native app, changed by `fields`. */
export function exchange(sandbox: Sandbox, code: string, fields: Fields = {}): Promise<Reply> {
  return grant(sandbox, {
    client_id: sandbox.tokens.globusApps.other,
    grant_type: "authorization_code",
    code,
    code_verifier: verifier,
    redirect_uri: codePage(sandbox),
    ...fields,
  });
}

/** A whole login of the native app; gives the token reply's body. */
// deno-lint-ignore no-explicit-any -- see Reply
export async function login(sandbox: Sandbox, fields: Fields = {}): Promise<any> {
  const query = await allow(sandbox, authorizeUrl(sandbox, fields));
  const { body } = await exchange(sandbox, query.get("code") ?? "");
  return body;
}
