/**
 * Globus scopes: what a token is for, and what it lets a service do at other services in turn.
 * Source: Globus Auth's scope language as globus-sdk-python 4.9.0 reads it.
 */

import { ArgumentRangeError, ArgumentTypeError } from "../argument_error.ts";
import type { EndpointDocument } from "./transfer/documents.ts";
import { checkArguments, checkOptions, type OptionKinds, requiredList } from "../options.ts";

/**
 * A scope, and the scopes that its service may use on the person's behalf.
 *
 * @category Scopes
 */
export interface Scope {
  /** The scope itself, such as `openid` or a URN. */
  readonly scope: string;
  /** Whether it is asked for without being required: written with a `*`. */
  readonly optional: boolean;
  /** The scopes it depends on. */
  readonly dependencies: readonly Scope[];
}

/**
 * What may be said of a scope that is made.
 *
 * @category Scopes
 */
export interface ScopeOptions {
  /** Whether it is asked for without being required. */
  readonly optional?: boolean | undefined;
  /** The scopes it depends on. */
  readonly dependencies?: readonly Scope[] | undefined;
}

const scopeKinds: OptionKinds<ScopeOptions> = { optional: "flag", dependencies: "list" };

/**
 * The scopes of Globus Auth.
 *
 * @category Scopes
 */
export const authScopes = {
  openid: "openid",
  email: "email",
  profile: "profile",
  manageProjects: "urn:globus:auth:scope:auth.globus.org:manage_projects",
  viewConsents: "urn:globus:auth:scope:auth.globus.org:view_consents",
  viewIdentities: "urn:globus:auth:scope:auth.globus.org:view_identities",
  viewIdentitySet: "urn:globus:auth:scope:auth.globus.org:view_identity_set",
  viewIdentityDetails: "urn:globus:auth:scope:auth.globus.org:view_identity_details",
} as const;

/**
 * The scopes of Globus Transfer.
 *
 * @category Scopes
 */
export const transferScopes = {
  all: "urn:globus:auth:scope:transfer.api.globus.org:all",
  gcpInstall: "urn:globus:auth:scope:transfer.api.globus.org:gcp_install",
} as const;

/**
 * Makes a scope.
 *
 * @param scope The scope itself.
 * @param options `optional`; `dependencies`, the scopes it depends on.
 * @throws {SyntaxError} When the text is empty or holds a space, `*`, `[` or `]`.
 *
 * @example
 * ```ts
 * import { makeScope, scopeText, transferScopes } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const data = makeScope("https://auth.globus.org/scopes/made-up/data_access", { optional: true });
 * assertEquals(
 *   scopeText(makeScope(transferScopes.all, { dependencies: [data] })),
 *   `${transferScopes.all}[*https://auth.globus.org/scopes/made-up/data_access]`,
 * );
 * ```
 *
 * @category Scopes
 */
export function makeScope(
  scope: string,
  options: ScopeOptions = {},
): Scope {
  checkArguments({ scope }, { scope: "any text" });
  checkOptions(options, scopeKinds);
  if (scope === "" || /[\s*[\]]/.test(scope)) {
    throw new SyntaxError(
      `${JSON.stringify(scope)} is not a scope: give one scope without * and []`,
    );
  }
  return { scope, optional: options.optional ?? false, dependencies: options.dependencies ?? [] };
}

/**
 * Scopes as the text that Globus Auth takes.
 *
 * @param scopes A scope, or several.
 *
 * @example
 * ```ts
 * import { parseScopes, scopeText } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(scopeText(parseScopes("openid  a[b *c[d]]")), "openid a[b *c[d]]");
 * ```
 *
 * @category Scopes
 */
export function scopeText(scopes: Scope | Iterable<Scope>): string {
  const list = isScope(scopes) ? [scopes] : [...requiredList("scopes", scopes)];
  if (!list.every(isScope)) throw new ArgumentTypeError("scopes must be made with makeScope()");
  return list.map(({ scope, optional, dependencies }) => {
    const inside = dependencies.length === 0 ? "" : `[${scopeText(dependencies)}]`;
    return `${optional ? "*" : ""}${scope}${inside}`;
  }).join(" ");
}

function isScope(given: Scope | Iterable<Scope>): given is Scope {
  return typeof given === "object" && given !== null && "scope" in given;
}

/** What each scope depends on, and whether optionally. */
type Edges = Map<string, Map<string, boolean>>;

interface Parsed {
  /** The scopes at the top, by their text with its `*`. */
  readonly top: Map<string, { readonly scope: string; readonly optional: boolean }>;
  readonly edges: Edges;
}

/**
 * Reads scopes. All mentions of a scope share their dependencies, and of a required and an optional
 * dependency on the same scope the required one counts.
 *
 * @param text Scopes, separated by spaces: `a b[c *d]`.
 * @throws {SyntaxError} When brackets or stars stand where they may not, or scopes depend on
 * themselves.
 *
 * @example
 * ```ts
 * import { parseScopes } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const [scope] = parseScopes("a[b] a[*c]");
 * assertEquals(scope?.dependencies.map(({ scope, optional }) => [scope, optional]), [
 *   ["b", false],
 *   ["c", true],
 * ]);
 * ```
 *
 * @category Scopes
 */
export function parseScopes(text: string): Scope[] {
  checkArguments({ text }, { text: "any text" });
  const { top, edges } = read(text);
  return [...top.values()].map(({ scope, optional }) => tree(scope, optional, edges, []));
}

/**
 * Joins scopes: each once, with the dependencies of all.
 *
 * @param scopes Scopes as texts or as values.
 * @throws {SyntaxError} When a text is not a scope.
 *
 * @example
 * ```ts
 * import { mergeScopes, scopeText } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(scopeText(mergeScopes("a[*b]", "openid a[b c]")), "a[b c] openid");
 * ```
 *
 * @category Scopes
 */
export function mergeScopes(...scopes: readonly (string | Scope | Iterable<Scope>)[]): Scope[] {
  return parseScopes(
    scopes.map((given) => typeof given === "string" ? given : scopeText(given)).join(" "),
  );
}

function read(text: string): Parsed {
  const parsed: Parsed = { top: new Map(), edges: new Map() };
  const tokens = [...text.matchAll(/[[\]*]|\s+|[^\s[\]*]+/g)];
  const open: string[] = [];
  let star = false;
  let last: string | undefined;
  let closed = false;
  const wrong = (index: number, why: string): SyntaxError => {
    return new SyntaxError(`The scopes are not well formed at character ${index + 1}: ${why}`);
  };
  for (const { 0: token, index } of tokens) {
    if (closed && token !== "]" && !/^\s/.test(token)) throw wrong(index, "a space is missing");
    closed = false;
    if (token === "*") {
      if (star) throw wrong(index, "two stars");
      star = true;
      last = undefined;
    } else if (/^\s/.test(token)) {
      if (star) throw wrong(index, "a star stands before nothing");
      last = undefined;
    } else if (token === "[") {
      if (last === undefined) throw wrong(index, "a bracket opens behind no scope");
      open.push(last);
      last = undefined;
    } else if (token === "]") {
      const of = open.pop();
      if (of === undefined) throw wrong(index, "a bracket closes that was not opened");
      if (star) throw wrong(index, "a star stands before nothing");
      if (isEmptyBracket(text, index)) throw wrong(index, "brackets hold nothing");
      last = undefined;
      closed = true;
    } else {
      note(parsed, open.at(-1), token, star);
      star = false;
      last = token;
    }
  }
  if (star) throw wrong(text.length, "a star stands before nothing");
  if (open.length > 0) throw wrong(text.length, "a bracket is not closed");
  return parsed;
}

function isEmptyBracket(text: string, close: number): boolean {
  return text.slice(0, close).trimEnd().endsWith("[");
}

function note(parsed: Parsed, parent: string | undefined, scope: string, optional: boolean): void {
  if (parent === undefined) {
    parsed.top.set(`${optional ? "*" : ""}${scope}`, { scope, optional });
    return;
  }
  const dependencies = parsed.edges.get(parent) ?? new Map();
  parsed.edges.set(parent, dependencies);
  dependencies.set(scope, (dependencies.get(scope) ?? true) && optional);
}

function tree(scope: string, optional: boolean, edges: Edges, above: readonly string[]): Scope {
  if (above.includes(scope)) {
    throw new SyntaxError(`The scope ${scope} depends on itself: ${[...above, scope].join(" > ")}`);
  }
  const path = [...above, scope];
  const dependencies = [...edges.get(scope) ?? []].map(([dependency, optional]) => {
    return tree(dependency, optional, edges, path);
  });
  return { scope, optional, dependencies };
}

/**
 * The Transfer scope that lets Globus move data of mapped collections on the person's behalf: the
 * consent that `ConsentRequired` asks for.
 *
 * @param collections The collections' documents.
 * @throws {RangeError} For a collection that takes no such consent: asking for it fails the login.
 *
 * @example
 * ```ts
 * import { dataAccessScope, scopeText } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const scope = dataAccessScope([{
 *   DATA_TYPE: "endpoint",
 *   id: "6c54cade-bde5-45c1-bdea-f4bd71dba2cc",
 *   display_name: "lab",
 *   entity_type: "GCSv5_mapped_collection",
 * }]);
 * assertEquals(
 *   scopeText(scope),
 *   "urn:globus:auth:scope:transfer.api.globus.org:all" +
 *     "[*https://auth.globus.org/scopes/6c54cade-bde5-45c1-bdea-f4bd71dba2cc/data_access]",
 * );
 * ```
 *
 * @category Scopes
 */
export function dataAccessScope(collections: Iterable<EndpointDocument>): Scope {
  checkArguments({ collections }, { collections: "list" });
  const dependencies = [...collections].map(({ id, display_name, entity_type, high_assurance }) => {
    const refuse = (why: string): never => {
      throw new ArgumentRangeError(`${display_name ?? id} takes no data_access consent: ${why}`);
    };
    if (high_assurance) refuse("it is a high-assurance collection");
    if (entity_type !== undefined && entity_type !== "GCSv5_mapped_collection") {
      refuse(`it is a ${entity_type}, not a mapped collection`);
    }
    return makeScope(`https://auth.globus.org/scopes/${id}/data_access`, { optional: true });
  });
  return makeScope(transferScopes.all, { dependencies });
}

/**
 * The scope of a collection's own HTTPS server, for reading and writing its files.
 *
 * @param collectionId The collection's id.
 * @throws {SyntaxError} When the id could not stand in a scope.
 *
 * @example
 * ```ts
 * import { httpsScope } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   httpsScope("6c54cade-bde5-45c1-bdea-f4bd71dba2cc").scope,
 *   "https://auth.globus.org/scopes/6c54cade-bde5-45c1-bdea-f4bd71dba2cc/https",
 * );
 * ```
 *
 * @category Scopes
 */
export function httpsScope(collectionId: string): Scope {
  checkArguments({ collectionId }, { collectionId: "text" });
  return makeScope(`https://auth.globus.org/scopes/${collectionId}/https`);
}
