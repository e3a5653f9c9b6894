/** One cleaning and one check of tokens, wherever they come from. */

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { restore as restoreCave, saveToken } from "../../src/cave/mod.ts";
import { CredentialError, type Surroundings } from "../../src/credentials/mod.ts";
import { accessTokenAuthorizer } from "../../src/globus/auth/mod.ts";
import { restore as restoreGlobus } from "../../src/globus/mod.ts";
import type { Authorizer } from "../../src/http/authorizer.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { fileNames, temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";

const part = (value: unknown): string => btoa(JSON.stringify(value)).replace(/=+$/, "");
const opaque = "0123456789abcdef0123456789abcdef";
const jwt = `${part({ alg: "RS256" })}.${part({ "tapis/username": "ada" })}.c2lnbmF0dXJl`;
const apiServer = "https://t.example.org";

interface Place {
  readonly token: string;
  readonly env?: (text: string) => Record<string, string>;
  readonly files?: (text: string) => Record<string, string>;
  readonly sent: (
    text: string,
    options: Required<Surroundings>,
  ) => Promise<{ authorizer: Authorizer }>;
  /** What an error names. */
  readonly named: string;
}

type Options = Pick<Required<Surroundings>, "env" | "home">;

async function ofCave(
  more: { token?: string },
  options: Options,
): Promise<{ authorizer: Authorizer }> {
  return (await restoreCave(undefined, { ...options, ...more })).auth;
}
async function ofGlobus(
  more: { transferToken?: string },
  options: Options,
): Promise<{ authorizer: Authorizer }> {
  return (await restoreGlobus({ ...options, ...more })).transfer;
}

const storage = (access_token: string): string => {
  const record = { resource_server: "transfer.api.globus.org", scope: "all", access_token };
  return JSON.stringify({
    data: { DEFAULT: { "transfer.api.globus.org": { ...record, token_type: "Bearer" } } },
    format_version: "2.0",
    "globus-sdk.version": "4.9.0",
  });
};
const appFile = ".globus/app/5c4f1d2e-7a63-4b8e-8f0d-2f9f6f1f7a10/my-app/tokens.json";
const caveFile = ".cloudvolume/secrets/cave-secret.json";

const places: Readonly<Record<string, Place>> = {
  "CAVE, argument": {
    token: opaque,
    sent: (token, options) => ofCave({ token }, options),
    named: "given by the caller",
  },
  "CAVE, variable": {
    token: opaque,
    env: (text) => ({ CAVE_TOKEN: text }),
    sent: (_, options) => ofCave({}, options),
    named: "CAVE_TOKEN",
  },
  "CAVE, file": {
    token: opaque,
    files: (token) => ({ [caveFile]: JSON.stringify({ token }) }),
    sent: (_, options) => ofCave({}, options),
    named: "cave-secret.json",
  },
  "Globus, argument": {
    token: opaque,
    sent: (transferToken, options) => ofGlobus({ transferToken }, options),
    named: "given by the caller",
  },
  "Globus, variable": {
    token: opaque,
    env: (text) => ({ GLOBUS_SDK_TRANSFER_TOKEN: text }),
    sent: (_, options) => ofGlobus({}, options),
    named: "GLOBUS_SDK_TRANSFER_TOKEN",
  },
  "Globus, JSON storage": {
    token: opaque,
    files: (text) => ({ [appFile]: storage(text) }),
    sent: (_, options) => ofGlobus({}, options),
    named: "my-app",
  },
  "Globus, .globus.cfg": {
    token: opaque,
    files: (text) => ({ ".globus.cfg": `[general]\ntransfer_token = ${text}\n` }),
    sent: (_, options) => ofGlobus({}, options),
    named: ".globus.cfg",
  },
  "Globus, globus-cli's old login": {
    token: opaque,
    files: (text) => ({ ".globus.cfg": `[cli]\ntransfer_access_token = ${text}\n` }),
    sent: (_, options) => ofGlobus({}, options),
    named: ".globus.cfg",
  },
  "Tapis v2, argument": {
    token: opaque,
    sent: (token, options) => v2.restore({ ...options, apiServer, token }),
    named: "given by the caller",
  },
  "Tapis v2, variable": {
    token: opaque,
    env: (text) => ({ TAPIS_BASE_URL: apiServer, TAPIS_API_TOKEN: text }),
    sent: (_, options) => v2.restore(options),
    named: "TAPIS_API_TOKEN",
  },
  "Tapis v2, refresh token": {
    token: opaque,
    env: (text) => ({
      TAPIS_BASE_URL: apiServer,
      TAPIS_TOKEN: opaque,
      TAPIS_REFRESH_TOKEN: text,
    }),
    sent: (_, options) => v2.restore(options),
    named: "TAPIS_REFRESH_TOKEN",
  },
  "Tapis v2, cache": {
    token: opaque,
    files: (access_token) => ({
      ".agave/current": JSON.stringify({
        tenantid: "t",
        baseurl: apiServer,
        username: "ada",
        access_token,
      }),
    }),
    sent: (_, options) => v2.restore(options),
    named: ".agave/current",
  },
  "Tapis v3, argument": {
    token: jwt,
    sent: (token, options) => v3.restore({ ...options, baseUrl: apiServer, token }),
    named: "given by the caller",
  },
  "Tapis v3, variable": {
    token: jwt,
    env: (text) => ({ TAPIS_BASE_URL: apiServer, TAPIS_TOKEN: text }),
    sent: (_, options) => v3.restore(options),
    named: "TAPIS_TOKEN",
  },
  "Tapis v3, its own record": {
    token: jwt,
    files: (access_token) => ({
      ".agave/keyferry.json": JSON.stringify({
        tapis_v3: {
          "https://t.example.org ada ": { base_url: apiServer, username: "ada", access_token },
        },
      }),
    }),
    sent: (_, options) => v3.restore(options),
    named: "keyferry.json",
  },
};

async function inHome(
  { env, files, sent }: Place,
  text: string,
): Promise<string> {
  await using home = await temporaryFolder();
  await writeFiles(home.path, files?.(text) ?? {});
  const options = { home: home.path, env: env?.(text) ?? {} } as Required<Surroundings>;
  const { authorizer } = await sent(text, options);
  const headers = new Headers();
  await authorizer.apply(headers);
  return headers.get("x-tapis-token") ?? headers.get("authorization")?.replace("Bearer ", "") ?? "";
}

for (const [name, place] of Object.entries(places)) {
  const { token, named } = place;
  Deno.test(`${name}: a token is sent without Bearer, quotes and spaces around it`, async () => {
    for (
      const text of [token, `Bearer ${token}`, `"${token}"`, ` '${token}' `, `"bearer ${token}"`]
    ) {
      assertEquals(await inHome(place, text), token, text);
    }
  });

  Deno.test(`${name}: a placeholder and a text that no token can be are refused by name`, async () => {
    for (const text of ["<your token here>", "YOUR_TOKEN", `a${token}"b`, `${token} ${token}`]) {
      const error = await assertRejects(() => inHome(place, text), CredentialError);
      assertStringIncludes(error.message, named, text);
      assertEquals(error.message.includes(token), false);
    }
  });
}

/** What is sent as it is, by the search that reads it. */
const exact: readonly [
  restore: (options: Options) => Promise<unknown>,
  env: Readonly<Record<string, string>>,
][] = [
  [restoreGlobus, { GLOBUS_CLIENT_ID: "an-app", GLOBUS_CLIENT_SECRET: opaque }],
  [restoreGlobus, { GLOBUS_CLI_CLIENT_ID: "an-app", GLOBUS_CLI_CLIENT_SECRET: opaque }],
  [v2.restore, {
    TAPIS_BASE_URL: apiServer,
    TAPIS_API_KEY: "key",
    TAPIS_API_SECRET: opaque,
    TAPIS_USERNAME: "ada",
    TAPIS_PASSWORD: "made-up",
  }],
  [v3.restore, {
    TAPIS_BASE_URL: apiServer,
    TAPIS_USERNAME: "ada",
    TAPIS_PASSWORD: "made-up",
    TAPIS_CLIENT_ID: "client",
    TAPIS_CLIENT_KEY: opaque,
  }],
];

for (const [restore, whole] of exact) {
  for (const [variable, value] of Object.entries(whole)) {
    Deno.test(`${variable} of ${Object.keys(whole)[1]} in quotes, as docker's --env-file leaves it, is refused by name`, async () => {
      await using home = await temporaryFolder();
      for (const quoted of [`"${value}"`, `'${value}'`, ` "${value}"\r`]) {
        const options = { home: home.path, env: { ...whole, [variable]: quoted } };
        const { message, step } = await assertRejects(() => restore(options), CredentialError);
        assertStringIncludes(message, quotedWords);
        assertEquals([step?.kind === "set variable" && step.variables], [[variable]]);
        assertEquals(message.includes(value), false);
      }
      // A quote elsewhere belongs to the value.
      const odd = { ...whole, [variable]: variable.endsWith("URL") ? value : `${value}"` };
      await restore({ home: home.path, env: odd });
    });
  }
}

const quotedWords = "quotes around the value, as a part of it";

Deno.test("saveToken() writes the token alone, and nothing for a placeholder", async () => {
  await using home = await temporaryFolder();
  const options = { home: home.path, env: {} };
  await assertRejects(() => saveToken("<your token here>", options), TypeError, "a placeholder");
  assertEquals(await fileNames(home.path), []);
  await saveToken(`Bearer "${opaque}"\n`, options);
  assertEquals(
    await Deno.readTextFile(`${home.path}/${caveFile}`),
    JSON.stringify({ token: opaque }).replace(":", ": "),
  );
});

Deno.test("accessTokenAuthorizer() cleans and checks its token as the searches do", async () => {
  const headers = new Headers();
  await accessTokenAuthorizer(`Bearer ${opaque}`).apply(headers);
  assertEquals(headers.get("authorization"), `Bearer ${opaque}`);
  await assertRejects(
    async () => await accessTokenAuthorizer("$TOKEN"),
    TypeError,
    "a placeholder",
  );
});

Deno.test("a placeholder in a pair that says who acts ends the search, naming the variable", async () => {
  const env = { GLOBUS_CLIENT_ID: "5c4f1d2e-7a63-4b8e-8f0d-2f9f6f1f7a10" };
  for (const [variable, value] of [["GLOBUS_CLIENT_SECRET", "<your secret here>"]] as const) {
    await using home = await temporaryFolder();
    const search = restoreGlobus({ home: home.path, env: { ...env, [variable]: value } });
    const error = await assertRejects(() => search, CredentialError);
    assertStringIncludes(error.message, variable);
    assertStringIncludes(error.message, "placeholder");
  }
});

Deno.test("a password's spaces are sent, and the line end that a file or a secret's store left is not", async () => {
  for (const end of ["", "\n", "\r", "\r\n"]) {
    const base = {
      TAPIS_BASE_URL: apiServer,
      TAPIS_USERNAME: "ada",
      TAPIS_PASSWORD: ` pass word ${end}`,
    };
    const v2s = { ...base, TAPIS_API_KEY: "key", TAPIS_API_SECRET: "made-up" };
    for (const [restore, env] of [[v2.restore, v2s], [v3.restore, base]] as const) {
      await using home = await temporaryFolder();
      const sent: string[] = [];
      const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
        const request = new Request(input, init);
        const isJson = request.headers.get("content-type")?.includes("json");
        const body = isJson ? await request.json() : Object.fromEntries(await request.formData());
        sent.push(body.password);
        return Response.json({ message: "no" }, { status: 400 });
      };
      const tapis = await restore({ home: home.path, env, fetch });
      await assertRejects(() => tapis.get("/x"));
      assertEquals(sent, [" pass word "]);
    }
  }
});

Deno.test("a token that stands in a Tapis cache with Bearer or quotes is renewed once it is refused", async () => {
  for (const access_token of ["Bearer old", '"old"']) {
    await using home = await temporaryFolder();
    const record = { baseurl: apiServer, username: "ada", apikey: "k", apisecret: "s" };
    const pair = { access_token, refresh_token: "r1", created_at: "1", expires_in: 99_999 };
    await writeFiles(home.path, { ".agave/current": JSON.stringify({ ...record, ...pair }) });
    const sent: (string | null)[] = [];
    const fetch = (input: RequestInfo | URL, init?: RequestInit) => {
      const { url, headers } = new Request(input, init);
      const next = { access_token: "new", refresh_token: "r2", expires_in: 99_999 };
      if (url.endsWith("/token")) return Promise.resolve(Response.json(next));
      const sentNow = headers.get("authorization");
      sent.push(sentNow);
      const result = { status: "success", result: [] };
      return Promise.resolve(
        Response.json(result, { status: sentNow === "Bearer new" ? 200 : 401 }),
      );
    };
    const tapis = await v2.restore({ home: home.path, env: {}, fetch, now: () => 5000 });
    assertEquals((await tapis.get("/x")).status, 200);
    assertEquals(sent, ["Bearer old", "Bearer new"]);
    const kept = JSON.parse(await Deno.readTextFile(`${home.path}/.agave/current`));
    assertEquals([kept.access_token, kept.refresh_token], ["new", "r2"]);
  }
});
