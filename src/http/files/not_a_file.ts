/** Answers that are not the file that was asked for. */

import type { Step } from "../../credentials/step.ts";

/** How much of a page is looked at: what makes it a login page stands in its first lines. */
export const pageBeginning = 64 * 1024;

const folders = ["httpd/unix-directory", "inode/directory", "application/x-directory"];

/** What an answer is instead of a file: why, and in a code. */
export interface NotAFile {
  /** `NotAFile`, or `NotLoggedIn` for a login page. */
  readonly apiCode: string;
  /** What the service sent. */
  readonly explanation: string;
  /** What to do next. */
  readonly step: Step;
}

/**
 * What headers say of an answer that is not a file.
 *
 * @param status The status.
 * @param headers The headers.
 * @returns Nothing where it may be one.
 */
export function notAFile(status: number, headers: Headers): NotAFile | undefined {
  const step: Step = { kind: "other", words: "name a file" };
  if (status !== 200 && status !== 206) {
    return { apiCode: "NotAFile", explanation: "it sent an answer without a file", step };
  }
  const type = mediaType(headers);
  if (!folders.includes(type)) return undefined;
  return { apiCode: "NotAFile", explanation: `it is a folder (${type})`, step };
}

/** Whether an answer is a page, so that its beginning has to be looked at. */
export function isPage(headers: Headers): boolean {
  return ["text/html", "application/xhtml+xml"].includes(mediaType(headers));
}

function mediaType(headers: Headers): string {
  return (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

const logsIn = String
  .raw`log[\s_-]*[io]n|sign[\s_-]*[io]n|authenticat|authori[sz]e|sso\b|saml|shibboleth|oauth`;

/** What login pages have, and files rarely: each is looked for in tags alone. */
const signs: readonly RegExp[] = [
  /<input\b[^>]*\btype\s*=\s*["']?password\b/i,
  /<input\b[^>]*\bname\s*=\s*["']?(SAMLRequest|SAMLResponse|RelayState)\b/i,
  new RegExp(String.raw`<form\b[^>]*\baction\s*=\s*["']?[^"'\s>]*(${logsIn})`, "i"),
  new RegExp(String.raw`<meta\b[^>]*\bhttp-equiv\s*=\s*["']?refresh\b[^>]*(${logsIn})`, "i"),
  new RegExp(
    String.raw`\blocation(\.href)?\s*(=|\.(replace|assign)\()\s*["'][^"']*(${logsIn})`,
    "i",
  ),
  /<title>\s*[^<]{0,80}\b(log\s?-?in|sign\s?-?in|login required|authentication required)\b/i,
];

/**
 * What an answer is whose page is a login page: services send those with status 200 to whom they do not
 * know. A page that was asked for by a name of its kind, and that says which version it is, is a file.
 *
 * @param beginning The first bytes of the page.
 * @param url Where it was asked for.
 * @param headers The answer's headers.
 * @returns Nothing where it is another page.
 */
export function loginPage(
  beginning: Uint8Array,
  url: string,
  headers: Headers,
): NotAFile | undefined {
  const isVersioned = headers.has("etag") || headers.has("last-modified");
  if (isVersioned && /\.x?html?$/i.test(url.split("?", 1)[0] ?? "")) return undefined;
  const text = new TextDecoder().decode(beginning.subarray(0, pageBeginning));
  if (!signs.some((sign) => sign.test(text))) return undefined;
  return {
    apiCode: "NotLoggedIn",
    explanation: "it sent a login page instead of the file",
    step: { kind: "other", words: "the token is missing or no longer valid" },
  };
}
