/** Keeping out of an error what a service echoes of the request. */

import type { Body } from "../body/body.ts";
import { unescaped } from "./unescaped.ts";
import { mostLayers, type Sought, withoutSecrets } from "./without_secrets.ts";
import { pieceLength, piecesOf } from "./pieces.ts";
import { squeezed } from "./views.ts";

const secretFields = [
  "password",
  "token",
  "access_token",
  "refresh_token",
  "client_secret",
  "client_key",
  "device_code",
  "code",
  "code_verifier",
];

/** How long one character of a secret may be where it is escaped, once or twice. */
const mostPerCharacter = 12;

/**
 * Cuts secrets out of a text.
 *
 * @param text The text.
 * @param most How much of its beginning is wanted; of a long text no more is looked at than that takes.
 */
export type Cut = (text: string, most?: number) => string;

/**
 * A function that cuts the secrets a request carried out of a text.
 *
 * @param headers The request's headers.
 * @param body The request's body.
 */
export function cutter(headers: Headers, body: Body): Cut {
  const secrets = new Set<string>();
  const [scheme, credential] = headers.get("authorization")?.split(" ", 2) ?? [];
  if (credential) {
    secrets.add(credential);
    if (scheme?.toLowerCase() === "basic") addPassword(credential, secrets);
  }
  const token = headers.get("x-tapis-token");
  if (token) secrets.add(token);
  const fields = body.form ??
    (typeof body.json === "object" && body.json !== null ? body.json : {});
  for (const [name, value] of Object.entries(fields)) {
    if (secretFields.includes(name) && typeof value === "string") secrets.add(value);
  }
  const texts = [...secrets].flatMap(layers).filter((secret) => secret.length >= 3)
    .flatMap(spellings);
  // Longest first: one secret may be a part of another. In any letter case, since a host name comes
  // back in lower case.
  const known = [...new Set(texts)].sort((a, b) => b.length - a.length);
  const sought: Sought = {
    whole: known.map((secret) => new RegExp(RegExp.escape(secret), "gi")),
    pieces: piecesOf(known, pieceLength),
    // A few characters in a row mean nothing where a text is read without its blanks.
    broken: piecesOf(known.map((secret) => squeezed(secret).text), 6),
    bytes: piecesOf(Array.from(secrets, byteText), 6),
  };
  const longest = mostPerCharacter * texts.reduce((most, { length }) => Math.max(most, length), 0);
  return (text, most = Infinity) => {
    const looked = text.slice(0, 16 * most + longest);
    // A secret may begin just before the end of what was looked at, and be whole no more.
    const end = looked.length === text.length ? text.length : looked.length - longest;
    return withoutSecrets(looked, sought, end).slice(0, most);
  };
}

/** A secret, and what becomes of it where a text that it is in is seen through, if it looks escaped itself. */
function layers(secret: string): string[] {
  const found = [secret];
  while (found.length <= mostLayers) {
    const { text } = unescaped(found.at(-1) ?? "");
    if (text === found.at(-1)) break;
    found.push(text);
  }
  return found;
}

/**
 * A secret as a service may echo it: as it is, in a form, in JSON, in base64. What is escaped beyond
 * that is found by undoing it, and what is in pieces by its pieces.
 */
function spellings(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams({ "": secret }).toString().slice(1),
    secret.replaceAll(" ", "+"),
    JSON.stringify(secret).slice(1, -1),
    ...base64Spellings(secret),
    ...hexSpellings(secret),
  ];
}

/** A character for each byte. */
function byteText(secret: string): string {
  return Array.from(new TextEncoder().encode(secret), (byte) => String.fromCharCode(byte)).join("");
}

function hexSpellings(secret: string): string[] {
  const hex = new TextEncoder().encode(secret).toHex();
  return hex.length < 8 ? [] : [hex, hex.toUpperCase()];
}

/** Inside a longer base64 text, a secret has one of three forms, by where it begins. */
function base64Spellings(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  return [0, 1, 2].flatMap((before) => {
    const padded = new Uint8Array(before + bytes.length);
    padded.set(bytes, before);
    // Without the characters that the neighbours have a part in.
    const text = padded.toBase64().replace(/=+$/, "");
    const inside = text.slice(Math.ceil(before * 4 / 3), Math.floor(padded.length * 4 / 3));
    return inside.length < 8 ? [] : [inside, inside.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function addPassword(credential: string, secrets: Set<string>): void {
  try {
    const pair = new TextDecoder().decode(Uint8Array.fromBase64(credential));
    secrets.add(pair.slice(pair.indexOf(":") + 1));
  } catch {
    // Not base64: the whole credential is cut already.
  }
}
