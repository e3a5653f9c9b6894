/** Every page that keyferry shows in a browser: one look, on light and dark ground, on a phone too. */

import { assertEquals } from "@std/assert";
import { pageResponse } from "../../src/oauth/loopback_page.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/mod.ts";
import { authorizeUrl, formOf, keyOf, ticketOf } from "../sandbox/globus_auth/_globus_login.ts";
import { item, run } from "../sandbox/_sandbox.ts";
import { headline, type Page, startChromium } from "./_chromium.ts";

/** What `_looks.js` finds in a page. */
interface Looks {
  readonly problems: readonly string[];
  /** The colour of its ground. */
  readonly ground: string;
  readonly font: string;
}

/** A page, and how it is got. */
type Pages = Readonly<Record<string, () => Promise<Response>>>;

const scripts = await Promise.all(
  ["_colours.js", "_looks.js"].map((name) => Deno.readTextFile(new URL(name, import.meta.url))),
);
const looks = scripts.join("\n");
const colours = ["light", "dark"] as const;
const widths = [360, 1280];
const callback = "http://127.0.0.1:9/back";

/** Sends what a form sends that nobody opened before. */
function sent(address: string, fields: Record<string, string> = {}): () => Promise<Response> {
  return () => fetch(address, { method: "POST", body: formOf(fields), redirect: "manual" });
}

/** Opens a form, and answers it. */
async function answered(address: string, action: string, fields: Record<string, string>) {
  const form = await fetch(address);
  const cookie = form.headers.get("set-cookie")?.split(";")[0] ?? "";
  const body = formOf({ ticket: ticketOf(await form.text()), ...fields });
  return await fetch(action, { method: "POST", body, headers: { cookie } });
}

function globusPages(sandbox: Sandbox): Pages {
  const login = authorizeUrl(sandbox, { state: "a-state-as-long-as-apps-make-them-".repeat(4) });
  const action = `${sandbox.url}/v2/oauth2/authorize`;
  const decision = "approve";
  const web = `${sandbox.url}/v2/web`;
  return {
    "Globus: allow": () => fetch(login),
    "Globus: no such app": () => fetch(authorizeUrl(sandbox, { client_id: crypto.randomUUID() })),
    "Globus: wrong key": () => answered(login, action, { key: "guessed", decision }),
    "Globus: neither yes nor no": () => answered(login, action, { key: keyOf(sandbox) }),
    "Globus: another browser": async () => {
      const ticket = ticketOf(await (await fetch(login)).text());
      return await sent(action, { ticket, key: keyOf(sandbox), decision })();
    },
    "Globus: over": sent(action),
    "Globus: a code": () => fetch(`${web}/auth-code?code=${"0123456789abcdef".repeat(2)}`),
    "Globus: no code": () => fetch(`${web}/auth-code?error=access_denied`),
    "Globus: logged out": () =>
      fetch(`${web}/logout?redirect_uri=${callback}&redirect_name=an+app`),
  };
}

function tapisPages(sandbox: Sandbox): Pages {
  const oauth = `${sandbox.url}/v3/oauth2`;
  const client_id = sandbox.tokens.tapis.clientName;
  const device = `${oauth}/device/login?client_id=${client_id}`;
  const action = `${oauth}/device?client_id=${client_id}`;
  const enter = async (): Promise<{ user_code: string; key: string }> => {
    const body = JSON.stringify({ client_id });
    const headers = { "content-type": "application/json" };
    const reply = await fetch(`${oauth}/device/code`, { method: "POST", body, headers });
    return { user_code: (await reply.json()).result.user_code, key: keyOf(sandbox) };
  };
  return {
    "Tapis: a device": () => fetch(device),
    "Tapis: no app": () => fetch(`${oauth}/device`),
    "Tapis: wrong key": () => answered(device, action, { key: "guessed" }),
    "Tapis: over": sent(action),
    "Tapis: the device is in": async () => await answered(device, action, await enter()),
    "Tapis: entered before": async () => {
      const code = await enter();
      await (await answered(device, action, code)).body?.cancel();
      return await answered(device, action, code);
    },
    "Tapis: an app": async () => {
      const { username, password } = sandbox.tokens.tapis;
      const ask = async (path: string, body: unknown, more = {}) => {
        const headers = { "content-type": "application/json", ...more };
        const init = { method: "POST", body: JSON.stringify(body), headers };
        return (await (await fetch(`${oauth}${path}`, init)).json()).result;
      };
      const pair = await ask("/tokens", { grant_type: "password", username, password });
      const token = { "x-tapis-token": pair.access_token.access_token };
      const client = await ask("/clients", { callback_url: callback }, token);
      const query = formOf({
        client_id: client.client_id,
        redirect_uri: callback,
        response_type: "code",
      });
      return await fetch(`${oauth}/login?${query}`);
    },
  };
}

function cavePages(sandbox: Sandbox): Pages {
  const action = `${sandbox.url}/sticky_auth/api/v1/authorize`;
  const login = `${action}?${formOf({ redirect: callback })}`;
  const redirect = callback;
  return {
    "CAVE: log in": () => fetch(login),
    "CAVE: wrong key": () => answered(login, action, { key: "guessed", redirect }),
    "CAVE: over": sent(action, { redirect }),
    "CAVE: nowhere to go": () => fetch(action),
    "CAVE: tokens": () => fetch(`${sandbox.url}/sticky_auth/settings/tokens`),
    "CAVE: terms": () => {
      const headers = { authorization: `Bearer ${sandbox.tokens.cave}` };
      return fetch(`${sandbox.url}/sticky_auth/api/v1/tos/3/accept`, { headers });
    },
  };
}

function ownPages(sandbox: Sandbox): Pages {
  const back = (good: boolean, title: string, text: string) => (): Promise<Response> =>
    Promise.resolve(pageResponse({ good, title, text }));
  return {
    "the sandbox": () => fetch(sandbox.pageUrl),
    "the sandbox, refreshing": () => fetch(`${sandbox.pageUrl}&live`),
    "the sandbox without its key": () => fetch(sandbox.url),
    "the sandbox with a wrong key": () => fetch(`${sandbox.url}/?key=guessed`),
    "back in the app": back(true, "You are logged in", "You can close this window."),
    "back without a login": back(
      false,
      "You are not logged in",
      `No: ${"access_denied".repeat(9)}`,
    ),
  };
}

async function pagesOf(sandbox: Sandbox): Promise<Pages> {
  const label = "a label of more than a few words, as long as people make them";
  await run(sandbox, ["lab", "archive"], [item("/runs/", "/runs/", { recursive: true })], {
    label,
  });
  return {
    ...ownPages(sandbox),
    ...globusPages(sandbox),
    ...tapisPages(sandbox),
    ...cavePages(sandbox),
  };
}

/** Shows a page as it was sent, policy included, without sending it again. */
async function show(page: Page, response: Response): Promise<void> {
  const address = "http://127.0.0.1:9/shown";
  const body = await response.text();
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => name !== "set-cookie"),
  );
  await page.unroute("**");
  await page.route("**", (route) => route.fulfill({ status: response.status, headers, body }));
  await page.goto(address);
}

/** Whether something that is reached by the keyboard looks otherwise then. */
async function focusIsSeen(page: Page): Promise<boolean> {
  const outline = "(({ outlineStyle, outlineWidth }) => `${outlineStyle} ${outlineWidth}`)";
  const look = `${outline}(getComputedStyle(document.activeElement))`;
  await page.keyboard.press("Tab");
  return /^solid [2-9]/.test(String(await page.evaluate(look)));
}

Deno.test("every page of the sandbox and of logins has one look, light, dark and on a phone", async () => {
  await using sandbox = await startSandbox();
  await using chromium = await startChromium();
  const page = await (await chromium.window()).newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  const pictures = Deno.env.get("KEYFERRY_PICTURES");
  const grounds = new Map<string, Set<string>>();
  const problems: string[] = [];
  const headlines: string[] = [];
  for (const [name, get] of Object.entries(await pagesOf(sandbox))) {
    await show(page, await get());
    headlines.push(`${name}: ${await headline(page)}`);
    for (const colour of colours) {
      await page.emulateMedia({ colorScheme: colour });
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        const found = await page.evaluate(looks) as Looks;
        const where = `${name}, ${colour}, ${width}`;
        problems.push(...found.problems.map((problem) => `${where}: ${problem}`));
        grounds.set(
          colour,
          (grounds.get(colour) ?? new Set()).add(`${found.ground} ${found.font}`),
        );
        if (pictures !== undefined) {
          const file = `${name}-${colour}-${width}.png`.replaceAll(/[:, ]+/g, "_");
          await page.screenshot({ path: `${pictures}/${file}`, fullPage: true });
        }
      }
    }
    const reached = await page.locator("a:visible, input:visible, button:visible").count();
    if (reached > 0 && !await focusIsSeen(page)) problems.push(`${name}: no focus is seen`);
  }
  assertEquals(problems, []);
  // Each is the page that was meant.
  assertEquals(headlines, [
    "the sandbox: keyferry sandbox",
    "the sandbox, refreshing: keyferry sandbox",
    "the sandbox without its key: This page needs its key",
    "the sandbox with a wrong key: This page needs its key",
    "back in the app: You are logged in",
    "back without a login: You are not logged in",
    "Globus: allow: keyferry-sandbox-other would like to act for you",
    "Globus: no such app: Error processing OAuth2 request",
    "Globus: wrong key: keyferry-sandbox-other would like to act for you",
    "Globus: neither yes nor no: No answer",
    "Globus: another browser: This page was opened in another browser",
    "Globus: over: This login is over",
    "Globus: a code: Authorization code",
    "Globus: no code: No authorization code",
    "Globus: logged out: You are logged out",
    "Tapis: a device: Let a device in",
    "Tapis: no app: Let a device in",
    "Tapis: wrong key: Let a device in",
    "Tapis: over: This login is over",
    "Tapis: the device is in: The device is in",
    "Tapis: entered before: Let a device in",
    "Tapis: an app: Let an app in",
    "CAVE: log in: Log in",
    "CAVE: wrong key: Log in",
    "CAVE: over: Log in",
    "CAVE: nowhere to go: Log in",
    "CAVE: tokens: Log in",
    "CAVE: terms: Sandbox terms",
  ]);
  assertEquals([...grounds].map(([colour, { size }]) => [colour, size]), [["light", 1], [
    "dark",
    1,
  ]]);
  // A style or script that the page's own policy refuses is told there.
  assertEquals(complaints.filter((text) => /Content Security Policy/.test(text)), []);
});

Deno.test("what is wrong with a page's look is found", async () => {
  await using chromium = await startChromium();
  const page = await (await chromium.window()).newPage();
  await page.setViewportSize({ width: 360, height: 800 });
  await page.setContent(`<body style="background: #fff"><h2>No headline</h2>
<p style="color: #999">faint</p><p style="width: 500px">wide</p>
<p style="width: 3em; overflow-wrap: anywhere">as it is COMPLETED</p><input name="bare"><button
style="border: 1px solid #ddd; background: #eee; padding: 0">low</button></body>`);
  const { problems } = await page.evaluate(looks) as Looks;
  assertEquals(problems, [
    "too faint: faint",
    "no edge: low",
    "too low for a finger: bare",
    "too low for a finger: low",
    "no label: bare",
    "no language",
    "no title",
    "0 headlines",
    "0 main parts",
    "broken: COMPLETED",
    "508 wide in a window of 360",
  ]);
});
