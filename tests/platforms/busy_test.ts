/** A service that is too busy has done nothing: what acts is sent again as well, on every platform. */

import { assert, assertEquals } from "@std/assert";
import { client } from "../../src/cave/mod.ts";
import { accessTokenAuthorizer } from "../../src/globus/auth/mod.ts";
import { transferClient } from "../../src/globus/transfer/mod.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { type Answer, startRawServer } from "../helpers/servers/raw_server.ts";

type Behaviour = { readonly sleep: () => Promise<void> };
type Act = (baseUrl: string, how: Behaviour) => Promise<unknown>;

const authorizer = accessTokenAuthorizer("made-up");
const enveloped = { status: "success", message: "", result: { uuid: "u", status: "ACCEPTED" } };

const acts: Readonly<Record<string, readonly [Act, good: unknown]>> = {
  "Globus Transfer's mkdir": [
    (baseUrl, how) => transferClient({ ...how, authorizer, baseUrl }).operationMkdir("e", "/a"),
    { code: "DirectoryCreated" },
  ],
  "Globus Transfer's cancel": [
    (baseUrl, how) => transferClient({ ...how, authorizer, baseUrl }).cancelTask("t"),
    { code: "Canceled" },
  ],
  "an OAuth client of Tapis v2": [
    (baseUrl, how) => {
      const login = { username: "u", password: "p" };
      return v2.tapisClient({ ...how, baseUrl }).clientsCreate("c", login);
    },
    { ...enveloped, result: { name: "c", consumerKey: "k", consumerSecret: "s" } },
  ],
  "a transfer of Tapis v3": [
    (baseUrl, how) => {
      const tapis = v3.tapisClient({ ...how, authorizer, baseUrl });
      return tapis.createTransferTask([{
        sourceURI: "tapis://a/b",
        destinationURI: "tapis://c/d",
      }]);
    },
    enveloped,
  ],
  "a token of CAVE": [
    (serverAddress, how) => {
      return client({ ...how, token: "made-up", serverAddress }).auth.createToken();
    },
    "0123456789abcdef",
  ],
  "a state of CAVE": [
    (serverAddress, how) => {
      return client({ ...how, token: "made-up", serverAddress }).state.uploadStateJson({});
    },
    "https://x.example.org/nglstate/api/v1/7",
  ],
};

const busy: readonly Answer[] = [
  { status: 429, headers: { "retry-after": "2" } },
  { status: 503, headers: { "retry-after": "2" } },
];

for (const [what, [act, good]] of Object.entries(acts)) {
  Deno.test(`${what} is asked for again where the service was too busy`, async () => {
    for (const answer of busy) {
      await using server = startRawServer([answer, { json: good }]);
      const slept: unknown[] = [];
      const sleep = (...[ms]: unknown[]): Promise<void> => Promise.resolve(void slept.push(ms));
      await act(server.url, { sleep });
      const [first, second] = server.requests;
      assert(first?.method === "POST" && second?.method === "POST");
      assertEquals([second.target, second.body], [first.target, first.body]);
      assertEquals([server.requests.length, slept], [2, [2000]]);
    }
  });
}
