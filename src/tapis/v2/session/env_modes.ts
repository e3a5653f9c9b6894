/**
 * Sessions in the environment: the six modes of AgavePy's documentation, in the spelling of its code
 * (`TAPIS_TOKEN`) and in that of the documentation itself (`TAPIS_API_TOKEN`).
 */

import { broken } from "../../../credentials/sources/from_json_file.ts";
import { loadExactly, loadVariable } from "../../../credentials/sources/from_env.ts";
import { missingPermissions } from "../../../credentials/permissions.ts";
import { Secret } from "../../../credentials/secret/secret.ts";
import type { NotFound, Outcome, Source } from "../../../credentials/sources/source.ts";
import {
  notPermitted,
  readVariable,
  variablePermissions,
  type Variables,
} from "../../../credentials/surroundings.ts";
import { tokenText } from "../../../credentials/secret/token_text.ts";
import { isAddress } from "../../../http/base_url.ts";
import { clientKeyProblem } from "../../client_key.ts";
import { isJwt } from "../../jwt.ts";
import { passwordIn } from "../../password.ts";
import { useV3 } from "../../other_version.ts";
import type { Mode } from "../capabilities.ts";
import type { Login } from "./renewal.ts";
import type { SessionRecord } from "../cache/session_record.ts";

/** The variables of each part, the preferred spelling first. */
export const spellings = {
  baseUrl: ["TAPIS_BASE_URL"],
  apiKey: ["TAPIS_API_KEY"],
  apiSecret: ["TAPIS_API_SECRET"],
  token: ["TAPIS_TOKEN", "TAPIS_API_TOKEN"],
  refreshToken: ["TAPIS_REFRESH_TOKEN", "TAPIS_API_REFRESH_TOKEN"],
  username: ["TAPIS_USERNAME", "TAPIS_API_USERNAME"],
  password: ["TAPIS_PASSWORD", "TAPIS_API_PASSWORD"],
} as const;

type Part = keyof typeof spellings;
const parts = Object.keys(spellings) as Part[];

/** The modes, the most capable first, with the parts they need. */
const modes: readonly (readonly [Mode, readonly Part[]])[] = [
  ["Token-Refresh", ["baseUrl", "apiKey", "apiSecret", "refreshToken"]],
  ["Standard", ["baseUrl", "apiKey", "apiSecret", "username", "password"]],
  ["Bare-Refresh", ["baseUrl", "token", "refreshToken"]],
  ["Access-Only", ["baseUrl", "token"]],
  ["Client-Manager", ["baseUrl", "username", "password"]],
];

/** A session that the environment names. */
export interface EnvSession {
  /** The session. */
  readonly session: SessionRecord;
  /** Its mode. */
  readonly mode: Mode;
  /** The name and the password, where both are set. */
  readonly login: Login | undefined;
}

/** What is set: the variable and its value by part. */
type Values = ReadonlyMap<Part, { readonly variable: string; readonly value: Secret }>;

/**
 * A source that is the `TAPIS_*` variables.
 *
 * @param machine Where the variables come from.
 * @param apiServer The tenant's address in the caller's own code, which stands in for
 * `TAPIS_BASE_URL`.
 */
export function fromEnvironment(
  machine: Variables,
  apiServer: string | undefined,
): Source<EnvSession> {
  const permissions = variablePermissions(Object.values(spellings).flat(), machine);
  const load = (): Outcome<EnvSession> => {
    const missing = missingPermissions(permissions);
    if (missing.length > 0) return notPermitted(missing);
    const values = new Map<Part, { variable: string; value: Secret }>();
    const absent = new Map<Part, NotFound>();
    for (const part of parts) {
      const outcome = valueOf(part, machine);
      if ("value" in outcome) values.set(part, outcome);
      else if (outcome.state === "broken") return outcome;
      else absent.set(part, outcome);
    }
    if (values.size === 0) return noneSet([...absent.values()]);
    if (apiServer !== undefined) {
      values.set("baseUrl", { variable: "baseUrl", value: new Secret(apiServer) });
    }
    return judge(values, absent);
  };
  return {
    name: "TAPIS_* variables",
    permissions,
    load: () => Promise.resolve(load()),
  };
}

function valueOf(
  part: Part,
  machine: Variables,
): { readonly variable: string; readonly value: Secret } | NotFound {
  let why: NotFound = { state: "unset", detail: `${spellings[part][0]} is not set` };
  for (const variable of spellings[part]) {
    const isToken = part === "token" || part === "refreshToken";
    const outcome = (isToken ? loadVariable : loadExactly)(variable, machine);
    if (outcome.state === "used") {
      const read = readVariable(variable, machine);
      // A password's spaces are a part of it.
      const exact = part === "password" && "value" in read ? read.value : undefined;
      return {
        variable,
        value: exact === undefined ? outcome.value : new Secret(passwordIn(exact)),
      };
    }
    const detail = `${variable} ${outcome.detail}`;
    if (outcome.state === "broken") return { ...outcome, detail };
    if (outcome.state === "empty" && why.state !== "empty") why = { ...outcome, detail };
  }
  return why;
}

function noneSet(absent: readonly NotFound[]): NotFound {
  const empty = absent.find(({ state }) => state === "empty");
  return empty ?? { state: "unset", detail: "are not set" };
}

/** What is set, its tokens cleaned; or which of them cannot be one. */
function cleanValues(values: Values): Values | NotFound {
  const clean = new Map(values);
  for (const part of ["token", "refreshToken"] as const) {
    const set = values.get(part);
    if (set === undefined) continue;
    const text = tokenText(set.value.reveal());
    if ("problem" in text) {
      const { variable } = set;
      const step = { kind: "set variable", variables: [variable], to: "the token alone" } as const;
      return broken(`hold ${text.problem}, in ${variable}`, undefined, step);
    }
    clean.set(part, { ...set, value: new Secret(text.token) });
  }
  return clean;
}

function judge(set: Values, absent: ReadonlyMap<Part, NotFound>): Outcome<EnvSession> {
  const values = cleanValues(set);
  if ("state" in values) return values;
  const complete = modes.find(([mode, needed]) => {
    // Half of a key pair beside a name and a password was meant to be more than managing clients.
    const isHalf = mode === "Client-Manager" && (values.has("apiKey") || values.has("apiSecret"));
    return !isHalf && needed.every((part) => values.has(part));
  });
  if (complete === undefined) return incomplete(values, absent);
  const [mode, needed] = complete;
  const odd = clientKeyProblem(textOf(values, "apiKey"));
  if (odd !== undefined) {
    const variables = [values.get("apiKey")?.variable ?? ""];
    return broken(`hold ${odd}, in ${variables}`, undefined, { kind: "set variable", variables });
  }
  const baseUrl = textOf(values, "baseUrl") ?? "";
  if (!isAddress(baseUrl)) {
    return broken("name no https address in TAPIS_BASE_URL", undefined, {
      kind: "set variable",
      variables: ["TAPIS_BASE_URL"],
      to: "https://host",
    });
  }
  const token = values.get("token");
  if (token !== undefined && isJwt(token.value.reveal())) {
    return broken(`hold a token of Tapis v3 in ${token.variable}`, undefined, useV3);
  }
  return {
    state: "used",
    value: { mode, ...sessionOf(values, baseUrl) },
    where: variablesOf(mode, needed, values).join(" + "),
  };
}

/** The variables that make a mode, those it can do without but uses behind. */
function variablesOf(mode: Mode, needed: readonly Part[], values: Values): string[] {
  const more: readonly Part[] = mode === "Token-Refresh" || mode === "Standard" ? ["token"] : [];
  return [...new Set([...needed, ...more])].flatMap((part) => values.get(part)?.variable ?? []);
}

function textOf(values: Values, part: Part): string | undefined {
  return values.get(part)?.value.reveal();
}

function sessionOf(values: Values, baseUrl: string): Omit<EnvSession, "mode"> {
  const username = textOf(values, "username");
  const password = values.get("password")?.value;
  return {
    login: username === undefined || password === undefined ? undefined : { username, password },
    session: {
      baseUrl: baseUrl.replace(/\/+$/, ""),
      tenantId: undefined,
      username,
      clientName: undefined,
      apiKey: textOf(values, "apiKey"),
      apiSecret: values.get("apiSecret")?.value,
      accessToken: values.get("token")?.value,
      refreshToken: values.get("refreshToken")?.value,
      createdAt: undefined,
      expiresAt: undefined,
    },
  };
}

/** Names what is missing for the modes nearest to what is set. */
function incomplete(values: Values, absent: ReadonlyMap<Part, NotFound>): NotFound {
  const ways = nearest(values).map((needed) => needed.filter((part) => !values.has(part)));
  const details = (ways[0] ?? []).map((part) => absent.get(part)?.detail ?? "");
  const steps = ways.map((way) => way.map((part) => spellings[part][0]).join(" and "));
  return {
    state: "incomplete",
    ...(isHalf(values, absent) ? { stops: true } : {}),
    detail: `do not go together: ${details.join(", ")}`,
    step: { kind: "other", words: `set ${steps.join(", or ")}` },
  };
}

/** Half of an OAuth client, or of a login, says that it is not whoever a file names. */
function isHalf(values: Values, absent: ReadonlyMap<Part, NotFound>): boolean {
  const isEmpty = (part: Part): boolean => absent.get(part)?.state === "empty";
  return values.has("apiKey") !== values.has("apiSecret") ||
    values.has("password") && !values.has("username") ||
    values.has("username") && isEmpty("password");
}

function nearest(values: Values): (readonly Part[])[] {
  const has = (...parts: readonly Part[]): boolean => parts.some((part) => values.has(part));
  const of = (...names: readonly Mode[]): (readonly Part[])[] => {
    return names.flatMap((name) =>
      modes.filter(([mode]) => mode === name).map(([, parts]) => parts)
    );
  };
  if (has("token")) return of("Access-Only");
  if (has("refreshToken")) {
    return has("apiKey", "apiSecret") ? of("Token-Refresh") : of("Bare-Refresh", "Token-Refresh");
  }
  if (has("apiKey", "apiSecret")) {
    return has("username", "password") ? of("Standard") : of("Standard", "Token-Refresh");
  }
  return has("username", "password") ? of("Client-Manager") : of("Access-Only");
}
