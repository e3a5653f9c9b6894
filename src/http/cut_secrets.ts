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
    .flatMap(spellings)
    .sort((a, b) => b.length - a.length);
  return (text) => texts.reduce((text, secret) => text.replaceAll(secret, replacement), text);
}

/** A secret as a service may echo it: as it is, in a URL, in a form, in JSON. */
function spellings(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams({ "": secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
  ];
}

function addPassword(credential: string, secrets: Set<string>): void {
  try {
    const pair = new TextDecoder().decode(Uint8Array.fromBase64(credential));
    secrets.add(pair.slice(pair.indexOf(":") + 1));
  } catch {
    // Not base64: the whole credential is cut already.
  }
}
