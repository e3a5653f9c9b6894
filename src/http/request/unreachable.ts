/**
 * Why a connection did not come about. Deno tells kinds apart by words alone (its `fetch` throws a TypeError
 * whose message, or cause, is a sentence of the libraries below), so that they are recognised here and
 * nowhere else. Seen with Deno 2.5.0 and 2.9.6; the tests make each kind for real.
 */

import { isLoopback } from "../../credentials/destination.ts";
import { isGranted } from "../../credentials/permissions.ts";
import type { Step } from "../../credentials/errors/step.ts";
import type { NetworkReason } from "../reply/errors.ts";

/** Why a connection did not come about, as NetworkError has it. */
export interface Unreachable {
  /** The kind. */
  readonly reason: NetworkReason;
  /** What happened. */
  readonly detail: string;
  /** What to do next. */
  readonly step?: Step | undefined;
}

/**
 * Tells why a connection did not come about.
 *
 * @param cause What `fetch`, or a connection, threw.
 * @param url Where the request went.
 */
export function unreachable(cause: unknown, url: URL): Unreachable {
  const words = wordsOf(cause);
  const certificate = /invalid peer certificate: ([^;\p{Cc}]{1,100})/u.exec(words)?.[1];
  if (certificate !== undefined) return untrusted(certificate, url);
  const set = isLoopback(url) ? [] : proxyVariables(url.protocol);
  const proxy = set.length === 0 ? "the proxy" : `the proxy that ${set.join(" or ")} names`;
  if (/proxy authentication required/i.test(words)) {
    const step = other(
      `give its user and password in ${variableOf(url)}: http://user:password@host:port`,
    );
    return { reason: "proxy", detail: `${proxy} wants a login`, step };
  }
  if (/tunnel|proxy|socks/i.test(words)) {
    const step = other(`check ${variableOf(url)}, or name ${url.hostname} in NO_PROXY`);
    return { reason: "proxy", detail: `${proxy} does not let it through to ${url.host}`, step };
  }
  const refused = cause instanceof Deno.errors.ConnectionRefused ||
    /connection refused|os error (111|61|10061)\b/i.test(words);
  const unknown = /dns error|failed to lookup|no such host/i.test(words);
  if (!refused && !unknown) return { reason: "connection", detail: brokenWords(cause, words, url) };
  if (set.length > 0) {
    const what = refused ? "refuses connections" : "has an unknown name";
    const step = other(`check ${set.join(" or ")}, or name ${url.hostname} in NO_PROXY`);
    return { reason: "proxy", detail: `${proxy}, or ${url.host}, ${what}`, step };
  }
  if (refused) {
    const step = isLoopback(url) ? { step: other("start the sandbox or server there again") } : {};
    return { reason: "refused", detail: `${url.host} refuses connections`, ...step };
  }
  return { reason: "unknown host", detail: `no address is known for ${url.hostname}` };
}

/** What the libraries below say; the URL, which comes before it, is anybody's words. */
function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  const whole = cause.cause instanceof Error ? cause.cause.message : cause.message;
  const mark = " client error (";
  const at = whole.indexOf(mark);
  return at < 0 ? whole : whole.slice(at + mark.length);
}

/** A server that took the connection, and then did something else than to answer, is there. */
function brokenWords(cause: unknown, words: string, { protocol, host }: URL): string {
  const closed = [Deno.errors.ConnectionReset, Deno.errors.BrokenPipe, Deno.errors.UnexpectedEof];
  if (
    closed.some((kind) => cause instanceof kind) ||
    /connection closed|handshake eof|unexpected eof|os error (32|54|104|10054)\b/i.test(words)
  ) return `${host} closed the connection before it answered`;
  if (/os error (51|65|101|113|10051|10065)\b/.test(words)) {
    return `this network has no route to ${host}`;
  }
  if (/corrupt message|invalid HTTP|unexpected message|not speak HTTP/i.test(words)) {
    return `what answers at ${host} does not speak ${protocol.slice(0, -1).toUpperCase()}`;
  }
  return `cannot connect to ${host}`;
}

function untrusted(kind: string, { host }: URL): Unreachable {
  const detail = `the certificate of ${host} is not trusted (${kind})`;
  // Another name, a time that has passed, ...: a file of authorities helps against none of them.
  if (kind !== "UnknownIssuer") return { reason: "certificate", detail };
  const step: Step = {
    kind: "set variable",
    variables: ["DENO_CERT"],
    to: "the file of the authority that signed it, if that is one of your own",
  };
  return { reason: "certificate", detail, step };
}

function other(words: string): Step {
  return { kind: "other", words };
}

function variableOf({ protocol }: URL): string {
  return protocol === "http:" ? "HTTP_PROXY" : "HTTPS_PROXY";
}

/** The variables that are set, of those that Deno takes a proxy from; what may not be read counts as unset. */
function proxyVariables(protocol: string): string[] {
  const names = [protocol === "http:" ? "HTTP_PROXY" : "HTTPS_PROXY", "ALL_PROXY"];
  return names.flatMap((name) => [name, name.toLowerCase()]).filter((variable) => {
    return isGranted({ name: "env", variable }) && Deno.env.get(variable);
  });
}
