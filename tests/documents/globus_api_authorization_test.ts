/** The examples of the Globus SDK's page on API authorization. */

import { assert, assertEquals } from "@std/assert";
import {
  accessTokenAuthorizer,
  authClient,
  confidentialAppAuthClient,
  refreshTokenAuthorizer,
} from "../../src/globus/auth/mod.ts";
import { transferClient } from "../../src/globus/transfer/mod.ts";
import { approveLogin } from "../../src/sandbox/mod.ts";
import { documentTests, present } from "./_document.ts";

documentTests({
  name: "Globus API authorization",
  blocks: 4,
  nothingToPerform: { "what the page says not to do": [4] },
  examples: [
    {
      blocks: [1],
      shows: "access tokens on AuthClient and TransferClient",
      async perform({ url: baseUrl, tokens }) {
        const auth = authClient({ authorizer: accessTokenAuthorizer(tokens.globusAuth), baseUrl });
        const authorizer = accessTokenAuthorizer(tokens.globusTransfer);
        const transfer = transferClient({ authorizer, baseUrl });
        assertEquals(typeof (await auth.oauth2Userinfo()).sub, "string");
        assertEquals((await transfer.taskList().collect()).items, []);
      },
    },
    {
      blocks: [2],
      shows: "refresh tokens on AuthClient and TransferClient, renewed by an app with a secret",
      async perform(sandbox) {
        const { url: baseUrl, tokens: { globusClient } } = sandbox;
        const internal = confidentialAppAuthClient(globusClient.id, globusClient.secret, {
          baseUrl,
        });
        const flow = internal.oauth2StartFlow("http://localhost:5000/login", {
          refreshTokens: true,
        });
        const back = await approveLogin(sandbox, await internal.oauth2GetAuthorizeUrl(flow));
        const code = present(new URL(back).searchParams.get("code"), "code");
        const tokens = await internal.oauth2ExchangeCodeForTokens(flow, code);
        const authorizerFor = (server: string) => {
          const token = tokens.byResourceServer[server]?.refresh_token;
          return refreshTokenAuthorizer(present(token, "refresh token"), internal);
        };
        const auth = authClient({ authorizer: authorizerFor("auth.globus.org"), baseUrl });
        const authorizer = authorizerFor("transfer.api.globus.org");
        const transfer = transferClient({ authorizer, baseUrl });
        const { sub } = await auth.oauth2Userinfo();
        assertEquals(sub, (await auth.getIdentities({ ids: sub })).identities[0]?.id);
        await transfer.taskList().collect();
        // "Re-up your credentials whenever they near expiration": a second time without a login.
        await authorizer.refresh();
        await transfer.taskList().collect();
      },
    },
    {
      blocks: [3],
      shows: "ConfidentialAppAuthClient brings its own Basic authorization",
      async perform({ url: baseUrl, tokens: { globusClient: { id, secret } } }) {
        const client = confidentialAppAuthClient(id, secret, { baseUrl });
        const { byResourceServer } = await client.oauth2ClientCredentialsTokens();
        assert(byResourceServer["transfer.api.globus.org"] !== undefined);
        const headers = new Headers();
        await client.authorizer.apply(headers);
        assertEquals(headers.get("authorization"), `Basic ${btoa(`${id}:${secret}`)}`);
      },
    },
  ],
});
