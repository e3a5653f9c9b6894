import type { World } from "../world.ts";
import { readBody, readBytes } from "./body.ts";

/** One request on its way through the sandbox. */
export interface Call {
  /** The request as it came. */
  readonly request: Request;
  /** Its address. */
  readonly url: URL;
  /** The segments that the route's pattern named, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** A short id, unique enough to find the request by. */
  readonly requestId: string;
  /** The sandbox's state. */
  readonly world: World;
  /** The body's text; read on first use and bounded by the route. */
  text(): Promise<string>;
  /** The body's bytes, in place of its text. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
}

/** The body cannot be what the operation needs; the service words the reply. */
export class BadBody extends Error {
  /** Names the error. */
  override name = "BadBody";
}

/** As many bytes are told in digits, two each, as the log keeps. */
const mostHex = 8 * 1024;

const idAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Nine letters and digits, the shape of a Globus Transfer request id. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return Array.from(bytes, (byte) => idAlphabet[byte % idAlphabet.length]).join("");
}

/** What a call is made from. */
export interface CallParts {
  /** The request as it came. */
  request: Request;
  /** Its address. */
  url: URL;
  /** Named segments of the path. */
  params: Readonly<Record<string, string>>;
  /** The sandbox's state. */
  world: World;
  /** The largest body, in bytes. */
  bodyLimit: number;
  /** Told the body's text once it was read; of bytes, their hexadecimal digits. */
  onBody: (text: string) => void;
}

/** Makes a call. */
export function makeCall(parts: CallParts): Call {
  let body: Promise<string> | undefined;
  async function read(): Promise<string> {
    const text = await readBody(parts.request, parts.bodyLimit);
    parts.onBody(text);
    return text;
  }
  return {
    request: parts.request,
    url: parts.url,
    params: parts.params,
    requestId: newRequestId(),
    world: parts.world,
    text: () => body ??= read(),
    async bytes() {
      const bytes = await readBytes(parts.request, parts.bodyLimit);
      parts.onBody(bytes.subarray(0, mostHex).toHex());
      return bytes;
    },
  };
}

/** The body as a JSON object. @throws {BadBody} where it is anything else. */
export async function jsonObject(call: Call): Promise<Record<string, unknown>> {
  const text = await call.text();
  if (text.trim() === "") throw new BadBody("The request body is empty");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BadBody("The request body is not JSON", { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new BadBody("The request body is not a JSON object");
  }
  return value as Record<string, unknown>;
}

/** The body as the fields of a form. */
export async function formFields(call: Call): Promise<URLSearchParams> {
  return new URLSearchParams(await call.text());
}

/** What the pattern's `{name}` stood for. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`The route has no parameter "${name}"`);
  return value;
}

/** A credential as the Authorization header carries it. */
export interface Authorization {
  /** The scheme, lower-case. */
  readonly scheme: string;
  /** What follows it. */
  readonly value: string;
}

/** The Authorization header, taken apart. */
export function authorizationOf(request: Request): Authorization | undefined {
  const header = request.headers.get("authorization");
  if (header === null) return undefined;
  const space = header.indexOf(" ");
  if (space < 0) return { scheme: header.toLowerCase(), value: "" };
  return { scheme: header.slice(0, space).toLowerCase(), value: header.slice(space + 1).trim() };
}
