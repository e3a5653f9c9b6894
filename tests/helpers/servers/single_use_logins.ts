import { restore, sqliteTokenStorage } from "../../../src/globus/mod.ts";
import { v2, v3 } from "../../../src/tapis/mod.ts";
import { firstRefreshToken, jwt } from "./single_use_server.ts";
import { writeFiles } from "../temporary_folder.ts";

/** A login that is kept in a file, and whose refresh token is good for one use. */
export interface StoredLogin {
  /** The file. */
  readonly file: string;
  /** Puts the login into a home; its access token has ended. */
  plant(home: string, url: string): Promise<void>;
  /** Clients as a program has them; each function makes one call. */
  open(
    home: string,
    url: string,
    now: () => number,
    sleep?: (ms: number) => Promise<void>,
  ): Promise<() => Promise<unknown>>;
}

const server = "transfer.api.globus.org";
const clientId = "8c7d3a52-0d9c-4a57-8f3a-52d0a4b1c9e0";
const data = {
  resource_server: server,
  scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
  access_token: "access-0",
  refresh_token: firstRefreshToken,
  expires_at_seconds: 1_799_999_000,
  token_type: "Bearer",
};
const folder = `.globus/app/${clientId}/keyferry`;

async function openGlobus(
  home: string,
  url: string,
  now: () => number,
  sleep?: (ms: number) => Promise<void>,
): Promise<() => Promise<unknown>> {
  const waiting = sleep === undefined ? {} : { sleep };
  const { transfer } = await restore({ env: {}, home, baseUrl: url, now, ...waiting });
  return () => transfer.get("/a");
}

/** A login of each kind of storage. */
export const storedLogins: Readonly<Record<string, StoredLogin>> = {
  "Globus, JSON": {
    file: `${folder}/tokens.json`,
    open: openGlobus,
    async plant(home) {
      const text = { data: { DEFAULT: { [server]: data } }, format_version: "2.0" };
      await writeFiles(home, { [`${folder}/tokens.json`]: JSON.stringify(text) });
    },
  },
  "Globus, SQLite": {
    file: `${folder}/tokens.db`,
    open: openGlobus,
    async plant(home) {
      await Deno.mkdir(`${home}/${folder}`, { recursive: true, mode: 0o700 });
      const path = `${home}/${folder}/tokens.db`;
      await sqliteTokenStorage(path).storeTokenDataByResourceServer({ [server]: data });
    },
  },
  "Tapis v2": {
    file: ".agave/current",
    async open(home, _url, now, sleep) {
      const waiting = sleep === undefined ? {} : { sleep };
      const tapis = await v2.restore({ env: {}, home, now, ...waiting });
      return () => tapis.get("/a");
    },
    async plant(home, url) {
      const record = {
        tenantid: "sd2e",
        baseurl: url,
        apisecret: "S",
        apikey: "K",
        username: "taco",
        access_token: "access-0",
        refresh_token: firstRefreshToken,
        created_at: "1539708516",
        expires_in: "14400",
      };
      await writeFiles(home, { ".agave/current": JSON.stringify(record) });
    },
  },
  "Tapis v3": {
    file: ".agave/keyferry.json",
    async open(home, _url, now, sleep) {
      const waiting = sleep === undefined ? {} : { sleep };
      const tapis = await v3.restore({ env: {}, home, now, ...waiting });
      return () => tapis.get("/a");
    },
    async plant(home, url) {
      const record = {
        base_url: url,
        username: "ada",
        client_id: "cid",
        client_key: "made-up",
        access_token: jwt({ "tapis/username": "ada", jti: "0", exp: 1_799_999_000 }),
        refresh_token: firstRefreshToken,
      };
      const name = `${url} ada cid`;
      const text = JSON.stringify({ tapis_v3: { [name]: record } });
      await writeFiles(home, { ".agave/keyferry.json": text });
    },
  },
};
