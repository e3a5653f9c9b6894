/** The examples of CAVEclient's page on authentication. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { client, restore } from "../../src/cave/mod.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { documentTests } from "./_document.ts";

documentTests({
  name: "CAVE: authentication",
  blocks: 3,
  nothingToPerform: {},
  examples: [
    {
      blocks: [1],
      shows: "a client without a token, and its auth client",
      async perform({ url: serverAddress }) {
        await using home = await temporaryFolder();
        const { auth } = client({ serverAddress, home: home.path, env: {} });
        assertEquals(auth.token, undefined);
      },
    },
    {
      blocks: [2],
      shows: "get_new_token says how, save_token keeps it under the key token",
      async perform(sandbox) {
        const { url: serverAddress, home, tokens } = sandbox;
        const { auth } = client({ serverAddress, home, env: {}, sandboxOrigin: serverAddress });
        const { url, text } = await auth.getNewToken();
        assertStringIncludes(url, serverAddress);
        assertStringIncludes(text, "auth.saveToken(token)");
        await auth.saveToken(tokens.cave);
        assertEquals(auth.token?.reveal(), tokens.cave);
        const file = `${home}/.cloudvolume/secrets/cave-secret.json`;
        assertEquals(JSON.parse(await Deno.readTextFile(file)), { token: tokens.cave });
      },
    },
    {
      blocks: [3],
      shows:
        "a later client uses the saved token; another token is given directly; a file and a key chosen",
      async perform(sandbox) {
        const { url: serverAddress, home, tokens } = sandbox;
        const where = { serverAddress, home, env: {}, sandboxOrigin: serverAddress };
        await client(where).auth.saveToken(tokens.cave);
        const later = await restore("sandbox_cortex", where);
        assertEquals(later.auth.token?.reveal(), tokens.cave);
        assert((await later.info.getDatastacks()).includes("sandbox_cortex"));

        const direct = client({
          ...where,
          datastack: "sandbox_cortex",
          token: "another_fake_token_678",
        });
        assertEquals(direct.auth.token?.reveal(), "another_fake_token_678");

        const own = { tokenFile: `${home}/my_secrets.json`, tokenKey: "mine" };
        await client(where).auth.saveToken(tokens.cave, { ...own, writeToServerFile: false });
        const chosen = await restore("sandbox_cortex", { ...where, ...own });
        assertEquals(chosen.auth.token?.reveal(), tokens.cave);
        assertStringIncludes(chosen.source, "my_secrets.json");
      },
    },
  ],
});
