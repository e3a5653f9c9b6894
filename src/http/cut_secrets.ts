/** Keeping out of an error what a service echoes of the request. */

import type { Body } from "./body.ts";

const secretFields = [
  "password",
  "token",
  "access_token",
  "refresh_token",
  "client_secret",
  "code",
  "code_verifier",
];
const replacement = "[hidden]";

/**
 * A function that cuts the secrets a request carried out of a text.
 *
 * @param headers The request's headers.
 * @param body The request's body.
 */
export function cutter(headers: Headers, body: Body): (text: string) => string {
  const secrets = new Set<string>();
  const [scheme, credential] = headers.get("authorization")?.split(" ", 2) ?? [];
  if (credential) {
    secrets.add(credential);
    if (scheme?.toLowerCase() === "basic") addPassword(credential, secrets);
  }
  const fields = body.form ??
    (typeof body.json === "object" && body.json !== null ? body.json : {});
  for (const [name, value] of Object.entries(fields)) {
    if (secretFields.includes(name) && typeof value === "string") secrets.add(value);
  }
  // Longest first: one secret may be a part of another.
  const texts = [...secrets].filter((secret) => secret.length >= 3)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  return (text) => texts.reduce((text, secret) => text.replaceAll(secret, replacement), text);
}

function addPassword(credential: string, secrets: Set<string>): void {
  try {
    const pair = atob(credential);
    secrets.add(pair.slice(pair.indexOf(":") + 1));
  } catch {
    // Not base64: the whole credential is cut already.
  }
}
