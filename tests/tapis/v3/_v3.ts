import { answerForm, type FormAnswer } from "../../../src/sandbox/server/answer_form.ts";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { v3 } from "../../../src/tapis/mod.ts";

/** The OAuth client that every sandbox begins with. */
export function oauthClientOf({ tokens: { tapis } }: Sandbox): v3.OAuthClient {
  return { clientId: tapis.clientName, clientKey: tapis.apiSecret };
}

/** A client that is logged in to a sandbox by its environment. */
export async function loggedIn(
  sandbox: Sandbox,
  options: v3.RestoreOptions = {},
): Promise<v3.RestoredTapis> {
  const { username, password } = sandbox.tokens.tapis;
  const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
  return await v3.restore({ env, ...options });
}

/** An unsigned token, made up. */
export function madeUpJwt(claims: Readonly<Record<string, unknown>> = {}): string {
  const part = (value: unknown): string => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  };
  return `${part({ alg: "RS256", typ: "JWT" })}.${
    part({ jti: crypto.randomUUID(), ...claims })
  }.c2ln`;
}

/** The answer of a grant. */
export function grantAnswer(access: string, refresh?: string): { readonly json: unknown } {
  return {
    json: {
      status: "success",
      message: "",
      version: "1.6.0",
      metadata: {},
      result: {
        access_token: { access_token: access, expires_in: 14_400, expires_at: "x", jti: "1" },
        ...(refresh === undefined ? {} : {
          refresh_token: { refresh_token: refresh, expires_in: 9, expires_at: "x", jti: "2" },
        }),
      },
    },
  };
}

/** An error in the envelope. */
export function errorAnswer(
  message: string,
  status = 400,
): { readonly status: number; readonly json: unknown } {
  return {
    status,
    json: { status: "error", message, version: "1.6.0", metadata: {}, result: null },
  };
}

/** The bytes of a stream. */
export async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).bytes();
}

/** Does what a person does with a page of the sandbox: fills in the form, the key included. */
export async function submit(
  sandbox: Sandbox,
  page: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<FormAnswer> {
  const key = new URL(sandbox.pageUrl).searchParams.get("key") ?? "";
  return await answerForm(new URL(page), { key, ...fields });
}
