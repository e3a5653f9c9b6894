import { assert, assertEquals } from "@std/assert";
import { sandboxSurroundings } from "../../../src/credentials/mod.ts";
import * as globus from "../../../src/globus/mod.ts";
import { collectionId, type Sandbox } from "../../../src/sandbox/mod.ts";
import { answerLoginPage } from "../../helpers/sandbox_person.ts";
import { programs, scenario } from "../comparison/_scenario.ts";

const { globusSdk } = programs;
const appName = "My App: v1.0?";

/** A login by a person who allows everything; without one where nobody should be bothered. */
async function loginOptions(sandbox: Sandbox, isThere: boolean): Promise<globus.LoginOptions> {
  let said = "";
  return {
    ...await sandboxSurroundings(sandbox.home),
    clientId: sandbox.tokens.globusApps.other,
    app: appName,
    flow: "paste",
    talk: {
      say: (text) => void (said += text),
      ...(isThere
        ? {
          async ask(): Promise<string> {
            return await answerLoginPage(sandbox, /http\S+authorize\?\S+/.exec(said)?.[0] ?? "");
          },
        }
        : {}),
    },
  };
}

scenario([globusSdk], "an app goes on after login(), and is not asked to log in", async (stage) => {
  await using sandbox = await stage.sandbox();
  const { auth } = await globus.login(await loginOptions(sandbox, true));
  const { sub } = await auth.oauth2Userinfo();
  const app = { client_id: sandbox.tokens.globusApps.other, app_name: appName, kind: "json" };
  const place = { home: sandbox.home, env: sandbox.env };
  const [required, name, records] = await stage.ask(globusSdk, "globus_sdk_storage.py", [
    ["login_required", app],
    ["display_name", { ...app, endpoint: await collectionId("lab") }],
    ["read", app],
  ], place);
  assertEquals([required, name], [false, "lab"]);
  const identities = Object.values(records as Record<string, { identity_id: string }>);
  assertEquals(identities.map(({ identity_id }) => identity_id), [sub, sub]);
});

scenario(
  [globusSdk],
  "login() goes on after an app's own login, and bothers nobody",
  async (stage) => {
    await using sandbox = await stage.sandbox();
    const [sub] = await stage.ask(globusSdk, "globus_sdk_login.py", [
      ["log_in", {
        page_url: sandbox.pageUrl,
        client_id: sandbox.tokens.globusApps.other,
        app_name: appName,
      }],
    ], { home: sandbox.home, env: sandbox.env });
    const options = { ...await loginOptions(sandbox, false), scopes: [globus.transferScopes.all] };
    const { flow: _, talk: __, scopes, ...choice } = options;
    assertEquals(await globus.loginRequired({ ...choice, scopes }), false);
    const { transfer, auth, identityId } = await globus.login(options);
    assertEquals(identityId, sub);
    assertEquals((await auth.oauth2Userinfo()).sub, sub);
    assertEquals((await transfer.getEndpoint(await collectionId("lab"))).display_name, "lab");
    // What ours ends, theirs finds ended.
    const { removed } = await globus.logout(choice);
    assert(removed.includes("transfer.api.globus.org"));
    const [required] = await stage.ask(globusSdk, "globus_sdk_storage.py", [
      ["login_required", { kind: "json", client_id: options.clientId, app_name: appName }],
    ], { home: sandbox.home, env: sandbox.env });
    assertEquals(required, true);
  },
);
