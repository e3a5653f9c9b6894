import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { webLogin } from "../../notebooks/scripts/web_login.ts";
import { confidentialAppAuthClient } from "../../src/globus/mod.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/mod.ts";
import { headline, startChromium } from "./_chromium.ts";

interface Site extends AsyncDisposable {
  readonly origin: string;
  readonly sandbox: Sandbox;
  /** What the application has sent to Transfer, header by header. */
  readonly sent: readonly string[];
}

/** The web application, registered with a sandbox of its own. */
async function startSite(): Promise<Site> {
  const redirectUris: string[] = [];
  const sandbox = await startSandbox({ globusAuth: { redirectUris } });
  const { id, secret } = sandbox.tokens.globusClient;
  const sent: string[] = [];
  const transfer = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname, search } = new URL(request.url);
    const authorization = request.headers.get("authorization") ?? "";
    sent.push(authorization);
    return fetch(`${sandbox.url}${pathname}${search}`, { headers: { authorization } });
  });
  const handler = Promise.withResolvers<(request: Request) => Promise<Response>>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => await (await handler.promise)(request),
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  redirectUris.push(`${origin}/login`);
  handler.resolve(webLogin({
    clientId: id,
    clientSecret: secret,
    origin,
    authUrl: sandbox.url,
    transferUrl: `http://127.0.0.1:${transfer.addr.port}`,
  }));
  return {
    origin,
    sandbox,
    sent,
    async [Symbol.asyncDispose](): Promise<void> {
      await server.shutdown();
      await transfer.shutdown();
      await sandbox.close();
    },
  };
}

Deno.test("the web application logs a person in and out, and keeps the tokens to itself", async () => {
  await using chromium = await startChromium();
  await using site = await startSite();
  const { origin, sandbox } = site;
  const window = await chromium.window();
  const page = await window.newPage();

  await page.goto(origin);
  assertStringIncludes(await headline(page), "would like to act for you");
  await page.locator("input[name=key]").fill(sandbox.pageUrl);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByText("Your collections:").waitFor();
  assertEquals(page.url(), `${origin}/`);
  assert((await page.locator("li").allTextContents()).includes("lab"));

  const [cookie] = (await window.cookies(origin)).filter(({ name }) => name === "session");
  assertEquals([cookie?.httpOnly, cookie?.sameSite], [true, "Lax"]);
  // A reload needs no login.
  await page.reload();
  assertEquals(await headline(page), "You are logged in");

  await page.getByRole("link", { name: "Log out" }).click();
  assertEquals(await headline(page), "You are logged out");
  const query = new URL(page.url()).searchParams;
  assertEquals(query.get("client"), sandbox.tokens.globusClient.id);
  assertEquals(query.get("redirect_uri"), `${origin}/`);
  const ended = sandbox.requests.filter(({ path }) => path === "/v2/oauth2/token/revoke");
  assertEquals(ended.length, 2);
  assertEquals((await window.cookies(origin)).filter(({ name }) => name === "session"), []);

  await page.getByRole("link", { name: "Continue to the example app" }).click();
  assertStringIncludes(await headline(page), "would like to act for you");
});

Deno.test("the web application ends the tokens at the service, for whoever kept a copy", async () => {
  await using chromium = await startChromium();
  await using site = await startSite();
  const { origin, sandbox, sent } = site;
  const { id, secret } = sandbox.tokens.globusClient;
  const page = await (await chromium.window()).newPage();
  await page.goto(origin);
  await page.locator("input[name=key]").fill(sandbox.pageUrl);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByText("Your collections:").waitFor();
  const token = sent.at(-1)?.replace("Bearer ", "") ?? "";
  const client = confidentialAppAuthClient(id, secret, { baseUrl: sandbox.url });
  assertEquals((await client.oauth2ValidateToken(token)).active, true);
  assert(!(await page.content()).includes(token));
  await page.goto(`${origin}/logout`);
  assertEquals((await client.oauth2ValidateToken(token)).active, false);
});

Deno.test("the web application takes no answer to a login that was not begun in this browser", async () => {
  await using chromium = await startChromium();
  await using site = await startSite();
  const { origin } = site;
  const page = await (await chromium.window()).newPage();
  const stranger = await page.goto(`${origin}/login?code=forged&state=guessed`);
  assertEquals(stranger?.status(), 400);
  assertEquals(await headline(page), "This login was not started here");

  // Begun here, answered with another's state, or refused.
  await page.goto(origin);
  const forged = await page.goto(`${origin}/login?code=forged&state=guessed`);
  assertEquals([forged?.status(), await headline(page)], [400, "You are not logged in"]);
  await page.goto(origin);
  await page.locator("input[name=key]").fill(site.sandbox.pageUrl);
  await page.getByRole("button", { name: "Deny" }).click();
  await page.getByText("The login was refused: access_denied").waitFor();
  await page.getByRole("link", { name: "Log in again" }).click();
  assertStringIncludes(await headline(page), "would like to act for you");
});
