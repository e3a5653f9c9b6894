import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { BrowserContext, Page } from "./_chromium.ts";
import { sandboxSurroundings } from "../../src/credentials/mod.ts";
import { login, LoginError, type LoginOptions } from "../../src/globus/mod.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/mod.ts";
import { headline, startChromium } from "./_chromium.ts";

async function optionsFor(sandbox: Sandbox): Promise<LoginOptions> {
  return {
    ...await sandboxSurroundings(sandbox.home),
    clientId: sandbox.tokens.globusApps.other,
    app: "browser test",
    talk: { say() {} },
    flow: "loopback",
  };
}

/** Shows the key of this run, as its owner can, and presses a button. */
async function press(page: Page, sandbox: Sandbox, name: "Allow" | "Deny"): Promise<void> {
  const key = page.locator("input[name=key]");
  if (await key.count() > 0) await key.fill(sandbox.pageUrl);
  await page.getByRole("button", { name }).click();
}

/** What the person does, beside the login that waits for it; a failure of either is told. */
async function together<T>(
  loggingIn: (openBrowser: (url: string) => void) => Promise<T>,
  person: (url: string) => Promise<void>,
): Promise<T> {
  const visit = Promise.withResolvers<void>();
  const [result] = await Promise.all([
    loggingIn((url) => void person(url).then(visit.resolve, visit.reject)),
    visit.promise,
  ]);
  return result;
}

async function tab(window: BrowserContext, address: string): Promise<Page> {
  const page = await window.newPage();
  await page.goto(address);
  return page;
}

Deno.test("login() in a browser: signed in at the sandbox's page, told so, and stored", async () => {
  await using sandbox = await startSandbox();
  await using chromium = await startChromium();
  const window = await chromium.window();
  const options = await optionsFor(sandbox);
  const page = await window.newPage();
  const { transfer, path } = await together(
    (openBrowser) => login({ ...options, openBrowser }),
    async (url) => {
      await page.goto(url);
      assertStringIncludes(await headline(page), "would like to act for you");
      await press(page, sandbox, "Allow");
      await page.getByText("You can close this window and go back to browser test.").waitFor();
      assertEquals(await headline(page), "You are logged in");
    },
  );
  assert((await Deno.readTextFile(path)).includes("transfer.api.globus.org"));
  assertEquals((await transfer.get("/v0.10/task_list")).status, 200);
});

Deno.test("login() in a browser is neither ended nor faked by what else the browser asks", async () => {
  await using sandbox = await startSandbox();
  await using chromium = await startChromium();
  const window = await chromium.window();
  const options = await optionsFor(sandbox);
  await together((openBrowser) => login({ ...options, openBrowser }), async (url) => {
    const back = new URL(url).searchParams.get("redirect_uri") ?? "";
    const page = await tab(window, url);
    const icon = await (await window.newPage()).goto(`${back}/favicon.ico`);
    assertEquals(icon?.status(), 404);
    const wrong = await tab(window, `${back}/?code=forged&state=guessed`);
    assertEquals(await headline(wrong), "This answer belongs to another login");
    const refused = await tab(window, `${back}/?error=access_denied&state=guessed`);
    assertEquals(await headline(refused), "This answer belongs to another login");
    // The person finishes all the same.
    await press(page, sandbox, "Allow");
    await page.getByText("You are logged in").waitFor();
  });
});

Deno.test("login() in a browser with two tabs ends once", async () => {
  await using sandbox = await startSandbox();
  await using chromium = await startChromium();
  const window = await chromium.window();
  const options = await optionsFor(sandbox);
  await together((openBrowser) => login({ ...options, openBrowser }), async (url) => {
    const [one, two] = [await tab(window, url), await tab(window, url)];
    await press(two, sandbox, "Allow");
    await two.getByText("You are logged in").waitFor();
    // Nobody waits any more; the browser says so, or the page does.
    await press(one, sandbox, "Allow").catch(() => {});
  });
  const grants = sandbox.requests.filter(({ path }) => path === "/v2/oauth2/token");
  assertEquals(grants.length, 1);
});

Deno.test("login() in a browser hears that the person refused", async () => {
  await using sandbox = await startSandbox();
  await using chromium = await startChromium();
  const window = await chromium.window();
  const options = await optionsFor(sandbox);
  await together(async (openBrowser) => {
    const error = await assertRejects(() => login({ ...options, openBrowser }), LoginError);
    assertEquals(error.reason, "denied");
  }, async (url) => {
    const page = await tab(window, url);
    await press(page, sandbox, "Deny");
    await page.getByText("The login was refused").waitFor();
  });
});

Deno.test("login() by a code: the page shows it, the person copies it", async () => {
  await using sandbox = await startSandbox();
  await using chromium = await startChromium();
  const window = await chromium.window();
  let said = "";
  const { transfer } = await login({
    ...await optionsFor(sandbox),
    flow: "paste",
    talk: {
      say: (text) => void (said += text),
      async ask(): Promise<string> {
        const page = await tab(window, /https?:\S+authorize\?\S+/.exec(said)?.[0] ?? "");
        await press(page, sandbox, "Allow");
        return await page.locator("#code").textContent() ?? "";
      },
    },
  });
  assertEquals((await transfer.get("/v0.10/task_list")).status, 200);
});
