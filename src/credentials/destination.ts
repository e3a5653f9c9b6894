/** Where a credential may be sent. */

import { ArgumentTypeError } from "../argument_error.ts";
import { CredentialError } from "./errors/errors.ts";
import type { Report } from "./sources/report.ts";
import type { Step } from "./errors/step.ts";
import { isSandboxToken, sandboxTokenBelongs } from "./secret/sandbox_token.ts";
import type { Secret } from "./secret/secret.ts";
import { checkArguments } from "../options.ts";

/**
 * Who chose an address.
 *
 * @category Where a credential may go
 */
export type ChosenBy =
  /** The platform's well-known address. */
  | "default"
  /** An argument in the caller's own code: the caller's word. */
  | "caller"
  /** An environment variable. */
  | "environment"
  /** A file that a tool left, such as CAVEclient's map of datastacks. */
  | "stored"
  /** The marker in a sandbox's home. */
  | "sandbox";

/**
 * An address that a credential is about to be sent to.
 *
 * @category Where a credential may go
 */
export interface Destination {
  /** Its URL. */
  readonly url: string;
  /** Who chose it. */
  readonly chosenBy: ChosenBy;
  /** The variable, argument, file or field of a reply that names it. */
  readonly name: string;
  /** The address of the service whose reply names it, where one does. */
  readonly namedBy?: string | undefined;
  /** The argument by which the caller could name it. */
  readonly argument?: { readonly platform: string; readonly argument: string } | undefined;
}

/**
 * A credential, and where it comes from.
 *
 * @category Where a credential may go
 */
export interface Cargo {
  /** What proves who you are. */
  readonly secret: Secret;
  /** The source it was found in. */
  readonly source: string;
  /** Who gave it: the caller, the environment, or a file that a tool left. */
  readonly from: "caller" | "environment" | "stored";
  /** The origins of who issued it, where the record says. */
  readonly issuers?: readonly string[] | undefined;
}

/**
 * Refuses to send a credential to an address it does not belong to: a variable that a shell profile or
 * a job template sets must not lead a stored token to somebody else's server.
 *
 * @param cargo The credential.
 * @param destination Where it is about to go.
 * @param report The report of the lookup, for the error.
 * @throws {CredentialError} When it may not go there; the message says how to allow it.
 * @throws {TypeError} When the destination is not a URL; the message names who chose it.
 *
 * @example A stored token does not follow a variable
 * ```ts
 * import { checkDestination, CredentialError, Secret } from "@keyferry/keyferry/credentials";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(
 *   () =>
 *     checkDestination(
 *       { secret: new Secret("made-up"), source: "tokens.json", from: "stored" },
 *       {
 *         url: "https://elsewhere.example.org",
 *         chosenBy: "environment",
 *         name: "GLOBUS_SDK_SERVICE_URL_TRANSFER",
 *       },
 *       { wanted: "Globus Transfer token", lines: [] },
 *     ),
 *   CredentialError,
 * );
 * ```
 *
 * @category Where a credential may go
 */
export async function checkDestination(
  cargo: Cargo,
  destination: Destination,
  report: Report,
): Promise<void> {
  checkArguments({ cargo, destination, report }, {
    cargo: "names",
    destination: "names",
    report: "names",
  });
  const parts = {
    "cargo.secret": cargo.secret,
    "destination.url": destination.url,
    "report.lines": report.lines,
  };
  checkArguments(parts, {
    "cargo.secret": "secret",
    "destination.url": "any text",
    "report.lines": "list",
  });
  const { origin } = checkedAddress(destination);
  const refuse = (why: string, step?: Step): never => {
    throw new CredentialError(
      `The ${report.wanted} from ${cargo.source} is not sent to ${origin}: ${why}`,
      report,
      { step },
    );
  };
  const text = cargo.secret.reveal();
  if (await sandboxTokenBelongs(text, origin)) return;
  const { namedBy } = destination;
  if (namedBy !== undefined && isLoopback(new URL(origin)) && !isLoopback(new URL(namedBy))) {
    refuse(
      `${
        new URL(namedBy).host
      } names it in ${destination.name}, but it is a port of this machine, where ` +
        "whoever listens would get it",
    );
  }
  if (isSandboxToken(text)) {
    refuse("it belongs to another address's sandbox", {
      kind: "other",
      words: "use it with that sandbox's own home",
    });
  }
  if (cargo.from === "caller" || cargo.issuers?.includes(origin)) return;
  if (destination.chosenBy === "sandbox") {
    refuse(
      "it is not that sandbox's own",
      cargo.from === "environment"
        ? { kind: "unset variable", variables: [cargo.source], or: "go without the sandbox" }
        : { kind: "other", words: "go without the sandbox, or remove it there" },
    );
  }
  if (destination.chosenBy === "stored" && isLoopback(new URL(origin))) {
    refuse(
      `${destination.name} names a port of this machine, which may be somebody else's by now`,
      giving(destination),
    );
  }
  if (destination.chosenBy === "stored" && cargo.from === "environment") {
    refuse(
      `${destination.name} names that address, and ${cargo.source} does not follow a file`,
      giving(destination),
    );
  }
  if (destination.chosenBy === "environment" && cargo.from !== "environment") {
    refuse(
      `${destination.name} names that address, and a stored credential does not follow a variable`,
      {
        kind: "unset variable",
        variables: [destination.name],
        or: "give the token in the same way",
      },
    );
  }
  if (cargo.issuers !== undefined && destination.chosenBy !== "caller") {
    refuse(`it was issued by ${cargo.issuers.join(", ")}`);
  }
}

/** The step of giving an address outright, which is the caller's word. */
function giving({ argument }: Destination): Step {
  if (argument !== undefined) return { kind: "give", what: "the address", ...argument };
  return { kind: "other", words: "give the address in your own code, or save the token for it" };
}

/** An address that a credential may go to at all; who named it is said, the address is not. */
function checkedAddress({ url: text, name }: Destination): URL {
  const url = URL.parse(text);
  const refuse = (why: string): never => {
    throw new ArgumentTypeError(`${name} ${why}`);
  };
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return refuse("is not an address: write it as https://host");
  }
  if (url.username !== "" || url.password !== "") {
    refuse("holds a user or a password: leave it out");
  }
  if (url.protocol === "http:" && !isLoopback(url)) {
    refuse("would get the credential unencrypted: use https (http is for this machine alone)");
  }
  return url;
}

/**
 * Whether an address is on this machine, where plain `http:` is allowed.
 *
 * @param url The address.
 *
 * @example
 * ```ts
 * import { isLoopback } from "@keyferry/keyferry/credentials";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isLoopback(new URL("http://127.0.0.1:8080")));
 * assertFalse(isLoopback(new URL("http://localhost.example.org")));
 * ```
 *
 * @category Where a credential may go
 */
export function isLoopback(url: URL): boolean {
  if (!(url instanceof URL)) throw new ArgumentTypeError("url must be a URL");
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
}
