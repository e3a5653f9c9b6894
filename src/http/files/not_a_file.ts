/** Answers that are not the file that was asked for. */

import type { Step } from "../../credentials/errors/step.ts";

/** How much of a page is looked at, in bytes: what makes it a login page may follow long scripts and styles. */
export const pageBeginning = 1024 * 1024;

/** How much of an answer without a type is looked at to tell whether it is a page, in bytes. */
const untypedBeginning = 1024;

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
 * @param url Where it was asked for.
 * @returns Nothing where it may be one.
 */
export function notAFile(status: number, headers: Headers, url: string): NotAFile | undefined {
  const step: Step = { kind: "other", words: "name a file" };
  if (status !== 200 && status !== 206) {
    return { apiCode: "NotAFile", explanation: "it sent an answer without a file", step };
  }
  const type = mediaType(headers);
  if (folders.includes(type)) {
    return { apiCode: "NotAFile", explanation: `it is a folder (${type})`, step };
  }
  const coding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  if (coding === "" || coding === "identity" || isPackedItself(url, coding)) return undefined;
  return {
    apiCode: "PackedFile",
    explanation: `it packed the file (${coding}), though it was asked not to`,
    step: { kind: "other", words: "fetch it another way: what came is not the file's own bytes" },
  };
}

/** Names of files that are packed themselves, of which many services say so in this header. */
const packedNames: Readonly<Record<string, RegExp>> = {
  gzip: /\.(gz|tgz|taz|svgz)$/i,
  compress: /\.(z|taz)$/i,
  br: /\.br$/i,
  zstd: /\.(zst|tzst)$/i,
};

function isPackedItself(url: string, coding: string): boolean {
  const name = coding.replace(/^x-/, "");
  return Object.hasOwn(packedNames, name) && packedNames[name]?.test(pathOf(url)) === true;
}

function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? "";
}

/** Whether an answer is a page, so that its beginning has to be looked at. */
export function isPage(headers: Headers): boolean {
  return ["text/html", "application/xhtml+xml"].includes(mediaType(headers));
}

/** What an HTML page begins with, after blanks and comments. */
const pageStart =
  /^(?:\s|\ufeff|<!--[\s\S]*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|title|meta|script|style|link|body|form|div)\b/i;

/**
 * Whether the beginning of an answer without a content type is a page's.
 *
 * @param beginning Its first bytes.
 * @param headers The answer's headers.
 * @returns Nothing where more of it has to come first.
 */
export function beginsAsPage(beginning: Uint8Array, headers: Headers): boolean | undefined {
  const text = textOf(beginning.subarray(0, untypedBeginning), headers);
  if (pageStart.test(text)) return true;
  const mayBecome = /^(?:\s|\ufeff)*(?:<|$)/.test(text) && beginning.length < untypedBeginning;
  return mayBecome ? undefined : false;
}

export function mediaType(headers: Headers): string {
  return (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

const logsIn = String
  .raw`log[\s_-]?[io]n|sign[\s_-]?[io]n|authenticat|authori[sz]e|sso\b|saml|shibboleth|oauth`;

/** The tags that tell, each only so far that a page made to be slow is not. */
const tags = /<(input|form|meta|title)\b([^<>]{0,2000}>?[^<>]{0,100})/gi;

/** What those tags say in login pages, and rarely in files. */
const signs: Readonly<Record<string, RegExp>> = {
  input: /\btype\s*=\s*["']?password\b|\bname\s*=\s*["']?(SAMLRequest|SAMLResponse|RelayState)\b/i,
  form: new RegExp(String.raw`\baction\s*=\s*["']?[^"'\s>]*?(${logsIn})`, "i"),
  meta: new RegExp(String.raw`\bhttp-equiv\s*=\s*["']?refresh\b.*?(${logsIn})`, "is"),
  title: />[^<]*\b(log\s?-?in|sign\s?-?in|login required|authentication required)\b/i,
};

/** A script that leads to a login. */
const leads = new RegExp(
  String.raw`\blocation(\.href)? ?(=|\.(replace|assign)\() ?["'][^"'<>]{0,200}?(${logsIn})`,
  "i",
);

function isLoginPage(text: string): boolean {
  if (leads.test(text)) return true;
  return text.matchAll(tags).some(([, tag = "", rest = ""]) =>
    signs[tag.toLowerCase()]?.test(rest)
  );
}

/** A page is UTF-8, unless its first bytes or its header say UTF-16: the tags stand in neither as in the other. */
function textOf(bytes: Uint8Array, headers: Headers): string {
  const [first, second] = bytes;
  const said = /charset\s*=\s*["']?utf-?16(be)?/i.exec(headers.get("content-type") ?? "");
  const isBig = first === 0xfe && second === 0xff || said?.[1] !== undefined;
  const isLittle = first === 0xff && second === 0xfe || said !== null;
  return new TextDecoder(isBig ? "utf-16be" : isLittle ? "utf-16le" : "utf-8").decode(bytes);
}

/** How web servers head the listings that they make of a folder: Apache, nginx, Python, Jetty, Tomcat. */
const listingTitle =
  /<title>\s{0,100}(?:Index of \/|Directory listing for \/|Directory: \/|Directory Listing For \[)/i;

/**
 * What an answer is whose page is not the file: a login page, which services send with status 200 to whom
 * they do not know, or a folder's listing. A page that was asked for by a name of its kind, and that says
 * which version it is, is a file; so is a listing with a version, since a server makes those as they are
 * asked for.
 *
 * @param beginning The first bytes of the page.
 * @param url Where it was asked for.
 * @param headers The answer's headers.
 * @returns Nothing where it is another page.
 */
export function otherPage(
  beginning: Uint8Array,
  url: string,
  headers: Headers,
): NotAFile | undefined {
  const isVersioned = headers.has("etag") || headers.has("last-modified");
  if (isVersioned && /\.x?html?$/i.test(pathOf(url))) return undefined;
  const text = textOf(beginning.subarray(0, pageBeginning), headers);
  if (!isVersioned && listingTitle.test(text)) {
    const step: Step = { kind: "other", words: "name a file in it" };
    return { apiCode: "NotAFile", explanation: "it is a folder, which the server lists", step };
  }
  if (!isLoginPage(text)) return undefined;
  return {
    apiCode: "NotLoggedIn",
    explanation: "it sent a login page instead of the file",
    step: { kind: "other", words: "the token is missing or no longer valid" },
  };
}
