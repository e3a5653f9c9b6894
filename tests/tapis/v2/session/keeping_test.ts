/** AgavePy's "no cache file required": a session of the environment that nothing is kept of. */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { FileError } from "../../../../src/credentials/mod.ts";
import { v2 } from "../../../../src/tapis/mod.ts";
import { assertNothingShown } from "../../../helpers/canary.ts";
import { fileNames, temporaryFolder, writeFiles } from "../../../helpers/temporary_folder.ts";
import { type Issuer, startIssuer } from "../_issuer.ts";

/** The variables of a Token-Refresh client, of which the first pair is to be renewed. */
const envOf = ({ url }: Issuer, pair = 0): Record<string, string> => ({
  TAPIS_BASE_URL: url,
  TAPIS_API_KEY: "K",
  TAPIS_API_SECRET: "S",
  TAPIS_TOKEN: "old",
  TAPIS_REFRESH_TOKEN: `refresh-${pair}`,
});

Deno.test("restore({ cache: false }) renews in memory, and hands each new pair to onRefresh", async () => {
  await using issuer = startIssuer();
  // A file where the folder of the cache would be: nothing could be written.
  await using home = await temporaryFolder();
  await writeFiles(home.path, { ".agave": "no folder" });
  const told: (string | undefined)[] = [];
  const onRefresh = (tokens: v2.Tokens): void => {
    told.push(tokens.reveal().refresh_token ?? undefined);
  };
  const options = { home: home.path, env: envOf(issuer), cache: false, onRefresh };
  const tapis = await v2.restore(options);
  assertEquals(tapis.capabilities.mode, "Token-Refresh");
  await tapis.profilesGet();
  await tapis.refresh();
  await tapis.profilesGet();
  assertEquals(told, ["refresh-1", "refresh-2"]);
  assertEquals(issuer.grants().length, 2);
  assertEquals(await fileNames(home.path), [".agave"]);

  // What the document says that the caller must track is enough to go on with.
  const later = await v2.restore({ home: home.path, env: envOf(issuer, 2), cache: false });
  await later.profilesGet();
  assertEquals(issuer.last(), 3);
});

Deno.test("without cache: false an unwritable cache ends the renewal, and the error names the option", async () => {
  for (const blocked of [".agave", undefined]) {
    await using issuer = startIssuer();
    await using home = await temporaryFolder();
    if (blocked !== undefined) await writeFiles(home.path, { [blocked]: "no folder" });
    const where = blocked === undefined
      ? { env: envOf(issuer) }
      : { home: home.path, env: envOf(issuer) };
    const called = async (): Promise<unknown> => await (await v2.restore(where)).profilesGet();
    const error = await assertRejects(called, FileError);
    assertStringIncludes(error.message, "restore({ cache: false, onRefresh })");
    assertNothingShown(error, "refresh-0", "S3cret");
    assertEquals(issuer.grants(), [], "the refresh token was not spent");
  }
});

Deno.test("cache: false does not use up the refresh token of a file, and takes true or false alone", async () => {
  await using issuer = startIssuer();
  await using home = await temporaryFolder();
  const record = {
    baseurl: issuer.url,
    username: "taco",
    apikey: "K",
    apisecret: "S",
    access_token: "old",
    refresh_token: "refresh-0",
    created_at: 1,
    expires_in: 1,
  };
  await writeFiles(home.path, { ".agave/current": JSON.stringify(record) });
  const options = { home: home.path, env: {}, cache: false };
  const error = await assertRejects(() => v2.restore(options), TypeError);
  assertStringIncludes(error.message, "cache: false");
  assertEquals(issuer.asked, []);
  await assertRejects(
    () => v2.restore({ ...options, cache: "no" as unknown as boolean }),
    TypeError,
    "The option cache must be true or false",
  );
  assert((await v2.restore({ home: home.path, env: {}, cache: true })).capabilities.canRefresh);
});
