/** Tapis v3 sessions in the environment. Source: the names that public programs use; tapipy reads none. */

import { broken } from "../../../credentials/sources/from_json_file.ts";
import { missingPermissions } from "../../../credentials/permissions.ts";
import { Secret } from "../../../credentials/secret/secret.ts";
import type { NotFound, Outcome, Source } from "../../../credentials/sources/source.ts";
import type { Step } from "../../../credentials/errors/step.ts";
import {
  notPermitted,
  readVariable,
  type Surroundings,
  variablePermissions,
} from "../../../credentials/surroundings.ts";
import { checkedBaseUrl } from "../../../http/base_url.ts";
import { tokenText, valueProblem } from "../../../credentials/secret/token_text.ts";
import { clientKeyProblem } from "../../client_key.ts";
import { endOf, isJwt } from "../../jwt.ts";
import { passwordIn } from "../../password.ts";
import { useV2 } from "../../other_version.ts";
import type { Login } from "./session_authorizer.ts";
import { type SessionRecord, sessionWith } from "./session_record.ts";

export const names = {
  baseUrl: "TAPIS_BASE_URL",
  token: "TAPIS_TOKEN",
  username: "TAPIS_USERNAME",
  password: "TAPIS_PASSWORD",
  clientId: "TAPIS_CLIENT_ID",
  clientKey: "TAPIS_CLIENT_KEY",
} as const;

type Part = keyof typeof names;
type Values = Partial<Record<Part, string>>;

/** A session that the environment names. */
export interface EnvSession {
  /** The session. */
  readonly session: SessionRecord;
  /** The name and the password, where both are set. */
  readonly login: Login | undefined;
}

/**
 * A source that is the `TAPIS_*` variables, read as those of Tapis v3.
 *
 * @param machine Where the variables come from, and the clock.
 * @param baseUrl The tenant's address in the caller's own code, which stands in for `TAPIS_BASE_URL`.
 */
export function fromEnvironment(
  machine: Pick<Surroundings, "env" | "now">,
  baseUrl: string | undefined,
): Source<EnvSession> {
  const permissions = variablePermissions(Object.values(names), machine);
  return {
    name: "TAPIS_* variables",
    permissions,
    load(): Promise<Outcome<EnvSession>> {
      const missing = missingPermissions(permissions);
      if (missing.length > 0) return Promise.resolve(notPermitted(missing));
      const values: Values = {};
      const empty: Part[] = [];
      for (const [part, variable] of Object.entries(names)) {
        const read = readVariable(variable, machine);
        if ("state" in read) return Promise.resolve(read);
        // A password's spaces are a part of it.
        const { value: held } = read;
        const value = part === "password" ? held && passwordIn(held) : held?.trim();
        const problem = value && part !== "token" ? valueProblem(value) : undefined;
        if (problem !== undefined) {
          return Promise.resolve(
            broken(`hold ${problem}, in ${variable}`, undefined, {
              kind: "set variable",
              variables: [variable],
              to: "the value alone",
              or: "unset it",
            }),
          );
        }
        if (value) values[part as Part] = value;
        else if (value !== undefined) empty.push(part as Part);
      }
      const now = (machine.now ?? Date.now)();
      return Promise.resolve(judge(values, empty, { baseUrl, now }));
    },
  };
}

function judge(
  values: Values,
  empty: readonly Part[],
  { baseUrl, now }: { readonly baseUrl: string | undefined; readonly now: number },
): Outcome<EnvSession> {
  if (Object.keys(values).length === 0) return { state: "unset", detail: "are not set" };
  const { username, password, clientId, clientKey } = values;
  const address = baseUrl ?? values.baseUrl;
  if ((clientId === undefined) !== (clientKey === undefined)) {
    const [missing, there] = clientId === undefined
      ? [names.clientId, names.clientKey]
      : [names.clientKey, names.clientId];
    return {
      ...incomplete(`hold one half of an OAuth client: ${missing} is not set`, {
        kind: "set variable",
        variables: [missing],
        or: `unset ${there}`,
      }),
      stops: true,
    };
  }
  const odd = clientKeyProblem(clientId);
  if (odd !== undefined) {
    const variables = [names.clientId];
    return broken(`hold ${odd}, in ${variables}`, undefined, { kind: "set variable", variables });
  }
  const text = values.token === undefined ? undefined : tokenText(values.token);
  if (text !== undefined && "problem" in text) {
    return broken(`hold ${text.problem}, in ${names.token}`, undefined, {
      kind: "set variable",
      variables: [names.token],
      to: "the token alone",
    });
  }
  const token = text?.token;
  if (token === undefined && (username === undefined || password === undefined)) {
    // Half of a login says that it is not whoever a file names; a name alone says who it is.
    const half = password !== undefined
      ? names.username
      : username !== undefined && empty.includes("password")
      ? names.password
      : undefined;
    const without = half === undefined ? "" : `: ${half} is not set, or to nothing`;
    return {
      ...incomplete(
        `hold neither a token nor a name with its password${without}`,
        { kind: "other", words: "set TAPIS_TOKEN, or TAPIS_USERNAME and TAPIS_PASSWORD" },
      ),
      ...(half === undefined ? {} : { stops: true }),
    };
  }
  if (address === undefined) {
    return incomplete("name no tenant", nameTenant);
  }
  let checked: string;
  try {
    checked = checkedBaseUrl(address);
  } catch {
    return broken("name no https address in TAPIS_BASE_URL", undefined, nameTenant);
  }
  const login = username === undefined || password === undefined
    ? undefined
    : { username, password: new Secret(password) };
  const oauthClient = clientId === undefined || clientKey === undefined
    ? undefined
    : { clientId, clientKey: new Secret(clientKey) };
  if (token === undefined) {
    return {
      state: "used",
      value: {
        login,
        session: {
          baseUrl: checked,
          username,
          tenantId: undefined,
          oauthClient,
          accessToken: undefined,
          refreshToken: undefined,
          expiresAt: undefined,
        },
      },
      where: [
        ...["TAPIS_BASE_URL", "TAPIS_USERNAME", "TAPIS_PASSWORD"],
        ...(oauthClient === undefined ? [] : [names.clientId, names.clientKey]),
      ].join(" + "),
    };
  }
  if (!isJwt(token)) return wrongVersion();
  const session = sessionWith(checked, new Secret(token), undefined, oauthClient);
  const end = endOf(token);
  if (end !== undefined && end <= now && login === undefined) {
    return {
      state: "expired",
      detail: "hold an expired token, and no name and password to get another",
      step: { kind: "replace", place: names.token, variable: true },
    };
  }
  return {
    state: "used",
    value: { session, login },
    where: "TAPIS_BASE_URL + TAPIS_TOKEN",
    ...(end === undefined ? {} : { expiresAt: end }),
  };
}

const nameTenant: Step = {
  kind: "set variable",
  variables: [names.baseUrl],
  to: "https://<tenant>.tapis.io",
};

function incomplete(detail: string, step: Step): NotFound {
  return { state: "incomplete", detail, step };
}

function wrongVersion(): NotFound {
  return broken(
    "hold a token in TAPIS_TOKEN that is not a JWT, so not one of Tapis v3",
    undefined,
    useV2,
  );
}
