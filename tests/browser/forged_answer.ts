import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { BrowserContext } from "./_chromium.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/mod.ts";
import { authorizeUrl, cookieOf, keyOf, ticketOf } from "../sandbox/globus_auth/_globus_login.ts";
import { send } from "../sandbox/_sandbox.ts";
import { headline, startChromium } from "./_chromium.ts";

/** A program of somebody else on this machine, with pages of its own. */
interface Neighbour extends AsyncDisposable {
  readonly origin: string;
  /** The cookies that browsers have shown it. */
  readonly cookies: readonly string[];
  /** What its page does. */
  page: string;
}

function startNeighbour(): Neighbour {
  const cookies: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ headers }) => {
    cookies.push(headers.get("cookie") ?? "");
    return new Response(neighbour.page, { headers: { "content-type": "text/html" } });
  });
  const neighbour: Neighbour = {
    origin: `http://127.0.0.1:${server.addr.port}`,
    cookies,
    page: "",
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return neighbour;
}

/** A form that a page sends by itself. */
function forgedForm(action: string, fields: Record<string, string>): string {
  const inputs = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
  return `<!doctype html><form method="post" action="${action}">${inputs.join("")}</form>
<script>document.forms[0].submit()</script>`;
}

/** A login of an app that the owner of the sandbox is asked for, and allows in this browser. */
async function allowOnce(sandbox: Sandbox, window: BrowserContext): Promise<void> {
  const page = await window.newPage();
  await page.goto(authorizeUrl(sandbox));
  await page.locator("input[name=key]").fill(sandbox.pageUrl);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.locator("#code").waitFor();
}

Deno.test("a login page asks a browser for the key once, and again once it has logged out", async () => {
  await using sandbox = await startSandbox();
  await using chromium = await startChromium();
  const window = await chromium.window();
  await allowOnce(sandbox, window);
  const page = await window.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(authorizeUrl(sandbox));
  await page.locator("input[name=key]").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Allow" }).click();
  await page.locator("#code").waitFor();
  assertEquals(complaints, []);
  await page.goto(`${sandbox.url}/v2/web/logout`);
  await page.goto(authorizeUrl(sandbox));
  assert(await page.locator("input[name=key]").isVisible());
});

Deno.test("a key of an earlier run is asked for again", async () => {
  await using sandbox = await startSandbox();
  await using chromium = await startChromium();
  const page = await (await chromium.window()).newPage();
  await page.goto(authorizeUrl(sandbox));
  await page.locator("input[name=key]").fill(crypto.randomUUID());
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("alert").waitFor();
  assert(await page.locator("input[name=key]").isVisible());
  await page.locator("input[name=key]").fill(keyOf(sandbox));
  await page.getByRole("button", { name: "Allow" }).click();
  await page.locator("#code").waitFor();
});

Deno.test("a page of another program approves no login in its owner's browser", async () => {
  await using sandbox = await startSandbox();
  await using neighbour = startNeighbour();
  await using chromium = await startChromium();
  const window = await chromium.window();
  // The browser of the sandbox's owner: it has opened the printed address and allowed a login.
  await (await window.newPage()).goto(sandbox.pageUrl);
  await allowOnce(sandbox, window);
  const before = sandbox.requests.length;

  // Its ticket is from a login that the other program began for itself.
  const own = await send(authorizeUrl(sandbox));
  neighbour.page = forgedForm(`${sandbox.url}/v2/oauth2/authorize`, {
    ticket: ticketOf(own.text),
    decision: "approve",
  });
  const page = await window.newPage();
  await page.goto(neighbour.origin);
  await page.waitForURL(`${sandbox.url}/**`);
  assertEquals(await headline(page), "This answer came from another page");

  // It is shown the browser's cookies, whatever their path, and can send them with any origin.
  await page.goto(`${neighbour.origin}/v2/oauth2/authorize`);
  const cookie = neighbour.cookies.at(-1) ?? "";
  assertStringIncludes(cookie, "keyferry_sandbox_");
  const shown = await send(authorizeUrl(sandbox), { headers: { cookie } });
  assertEquals(cookieOf(shown).cookie, cookie);
  const raw = await send(`${sandbox.url}/v2/oauth2/authorize`, {
    method: "POST",
    headers: { cookie, origin: sandbox.url, "sec-fetch-site": "same-origin" },
    body: new URLSearchParams({ ticket: ticketOf(shown.text), decision: "approve" }),
  });
  assertEquals([raw.status, raw.headers.get("location")], [403, null]);

  // Nor can it look into the sandbox's page, where the browser would fill in the key.
  neighbour.page =
    `<!doctype html><iframe src="${authorizeUrl(sandbox).replaceAll("&", "&amp;")}">` +
    `</iframe><script>document.title = Object.keys(localStorage).length</script>`;
  await page.goto(neighbour.origin);
  assertEquals(await page.title(), "0");
  const [, frame] = page.frames();
  assertEquals(await frame?.locator("form").count(), 0);

  const answered = sandbox.requests.slice(before)
    .filter(({ method, status }) => method === "POST" && status === 302);
  assertEquals(answered, []);
});
