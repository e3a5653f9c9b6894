/** What a client is as the value of a notebook's cell, and printed. */

import { inspect } from "node:util";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { restore as restoreCave } from "../../src/cave/mod.ts";
import { authClient } from "../../src/globus/auth/mod.ts";
import { restore as restoreGlobus } from "../../src/globus/mod.ts";
import { collectionClient, transferClient } from "../../src/globus/transfer/mod.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { assertNothingShown, canary } from "../helpers/canary.ts";
import { madeUpJwt } from "../tapis/v3/_v3.ts";

const secret = canary();
const home = "/nowhere";
const cave = await restoreCave("minnie65", { home, env: { CAVE_TOKEN: secret } });
const globus = await restoreGlobus({ home, env: { GLOBUS_SDK_TRANSFER_TOKEN: secret } });
const tapis = { TAPIS_BASE_URL: "https://t.tapis.io", TAPIS_TOKEN: secret };

const rows: readonly [value: object, text: string][] = [
  [
    cave,
    "CAVE clients auth, info, state and chunkedgraph for https://global.daf-apis.com, " +
    'datastack "minnie65", from CAVE_TOKEN',
  ],
  [cave.auth, "CAVE auth client for https://global.daf-apis.com"],
  [cave.info, "CAVE info client for https://global.daf-apis.com"],
  [cave.chunkedgraph, "CAVE chunkedgraph client for https://global.daf-apis.com"],
  [
    globus,
    "Globus clients transfer and auth for https://transfer.api.globus.org, " +
    "from GLOBUS_SDK_TRANSFER_TOKEN",
  ],
  [globus.transfer, "Globus Transfer client for https://transfer.api.globus.org"],
  [transferClient(), "Globus Transfer client for https://transfer.api.globus.org"],
  [authClient(), "Globus Auth client for https://auth.globus.org"],
  [
    collectionClient("https://g-1.data.globus.org"),
    "Globus collection client for https://g-1.data.globus.org",
  ],
  [
    await v2.restore({ home, env: tapis }),
    "Tapis v2 client for https://t.tapis.io, from TAPIS_BASE_URL + TAPIS_TOKEN",
  ],
  [
    await v3.restore({ home, env: { ...tapis, TAPIS_TOKEN: madeUpJwt({ jti: secret }) } }),
    "Tapis v3 client for https://t.tapis.io, from TAPIS_BASE_URL + TAPIS_TOKEN",
  ],
];

for (const [value, text] of rows) {
  Deno.test(`a client is shown in a line, as a cell's value with its address and source: ${text}`, () => {
    assertEquals(Deno.inspect(value), text);
    assertEquals(inspect(value), text);
    const display: () => Record<string, string> = Reflect.get(
      value,
      Symbol.for("Jupyter.display"),
    );
    const forms = display.call(value);
    const [address = ""] = /https:[^,\s]+/.exec(text) ?? [];
    const [, source = address] = / from (.+)$/.exec(text) ?? [];
    for (const form of Object.values(forms)) {
      assertStringIncludes(form, address);
      assertStringIncludes(form, source);
    }
    assertStringIncludes(Object.keys(forms).join(), "text/plain");
    assertNothingShown(JSON.stringify(forms), secret);
    assertNothingShown(value, secret);
    assert(Object.keys(value).length > 3, "its members are there all the same");
  });
}

Deno.test("a client inside another value is shown in its line, and its spread is not", () => {
  assertEquals(Deno.inspect({ tc: globus.transfer }), `{ tc: ${Deno.inspect(globus.transfer)} }`);
  assert(Deno.inspect({ ...globus.transfer }).includes("operationLs"));
});
