import { assertEquals, assertMatch } from "@std/assert";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { authorizeUrl, cookieOf, formOf, keyOf, ticketOf } from "../globus_auth/_globus_login.ts";
import { type Reply, send } from "../_sandbox.ts";

/** A page on which the sandbox's owner approves something. */
interface Page {
  readonly name: string;
  /** Its address. */
  open(sandbox: Sandbox): Promise<string>;
  /** What its form asks for beside the key. */
  fields(sandbox: Sandbox): Promise<Record<string, string>>;
  /** Whether anything was approved. */
  approved(reply: Reply, sandbox: Sandbox): Promise<boolean>;
}

const callback_url = "http://127.0.0.1:9/back";

function v3(sandbox: Sandbox, path: string, body: unknown, headers = {}): Promise<Reply> {
  return send(`${sandbox.url}/v3/oauth2${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

async function tapisClient(sandbox: Sandbox): Promise<string> {
  const { username, password } = sandbox.tokens.tapis;
  const pair = await v3(sandbox, "/tokens", { grant_type: "password", username, password });
  const { access_token } = pair.body.result.access_token;
  const made = await v3(sandbox, "/clients", { callback_url }, { "x-tapis-token": access_token });
  return made.body.result.client_id;
}

/** The devices that were let in since. */
const devices = new WeakMap<Sandbox, { user_code: string; device_code: string }>();

async function leadsTo({ headers }: Reply, parameter: string): Promise<boolean> {
  return await URL.parse(headers.get("location") ?? "")?.searchParams.has(parameter) ?? false;
}

const pages: readonly Page[] = [
  {
    name: "Globus authorize",
    open: (sandbox) => Promise.resolve(authorizeUrl(sandbox)),
    fields: () => Promise.resolve({ decision: "approve" }),
    approved: (reply) => leadsTo(reply, "code"),
  },
  {
    name: "Tapis v3 authorize",
    async open(sandbox) {
      const client_id = await tapisClient(sandbox);
      const query = formOf({ client_id, redirect_uri: callback_url, response_type: "code" });
      return `${sandbox.url}/v3/oauth2/login?${query}`;
    },
    fields: () => Promise.resolve({}),
    approved: (reply) => leadsTo(reply, "code"),
  },
  {
    name: "Tapis v3 device",
    async open(sandbox) {
      const client_id = sandbox.tokens.tapis.clientName;
      const { result } = (await v3(sandbox, "/device/code", { client_id })).body;
      devices.set(sandbox, result);
      return result.verification_uri.replace("/device?", "/device/login?");
    },
    fields: (sandbox) => Promise.resolve({ user_code: devices.get(sandbox)?.user_code ?? "" }),
    async approved(_reply, sandbox) {
      const { status } = await v3(sandbox, "/tokens", {
        grant_type: "device_code",
        client_id: sandbox.tokens.tapis.clientName,
        device_code: devices.get(sandbox)?.device_code,
      });
      return status === 200;
    },
  },
  {
    name: "CAVE authorize",
    open: (sandbox) =>
      Promise.resolve(
        `${sandbox.url}/sticky_auth/api/v1/authorize?${formOf({ redirect: callback_url })}`,
      ),
    fields: () => Promise.resolve({ redirect: callback_url }),
    approved: (reply) => leadsTo(reply, "token"),
  },
];

function actionOf(sandbox: Sandbox, { text }: Reply): string {
  const action = /<form method="post" action="([^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  return new URL(action ?? "no-form:", sandbox.url).href;
}

/** What a page of another origin can make a browser say of itself, and what none can change. */
const foreign = {
  "another port": { origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site" },
  "another port, no metadata": { origin: "http://127.0.0.1:1" },
  "another name of this machine": { origin: "http://localhost:PORT" },
  "a name that begins alike": { origin: "http://127.0.0.1:PORT.evil.example" },
  "https": { origin: "https://127.0.0.1:PORT" },
  "no origin of its own": { origin: "null" },
  "metadata alone": { "sec-fetch-site": "cross-site" },
  "same site": { "sec-fetch-site": "same-site" },
};

for (const page of pages) {
  Deno.test(`${page.name} approves nothing that a page of another origin sends`, async () => {
    await using sandbox = await startSandbox();
    const { port } = new URL(sandbox.url);
    const shown = await send(await page.open(sandbox));
    const fields = await page.fields(sandbox);
    async function answer(
      more: Record<string, string>,
      headers: Record<string, string>,
    ): Promise<Reply> {
      const body = formOf({ ticket: ticketOf(shown.text), ...fields, ...more });
      return await send(actionOf(sandbox, shown), { method: "POST", body, headers });
    }
    const cookie = cookieOf(shown);
    for (const [name, headers] of Object.entries(foreign)) {
      const told = Object.entries(headers).map(([key, value]) => [
        key,
        value.replace("PORT", port),
      ]);
      // Even with the key, which such a page does not know.
      const reply = await answer({ key: keyOf(sandbox) }, {
        ...cookie,
        ...Object.fromEntries(told),
      });
      assertEquals([name, reply.status], [name, 403]);
      assertEquals(await page.approved(reply, sandbox), false);
    }
    const own = { origin: sandbox.url, "sec-fetch-site": "same-origin" };
    const wrong: [string, Record<string, string>, Record<string, string>][] = [
      ["without the key", {}, { ...own, ...cookie }],
      ["with another key", { key: crypto.randomUUID() }, { ...own, ...cookie }],
      ["from another browser", { key: keyOf(sandbox) }, own],
      ["of another page", { key: keyOf(sandbox), ticket: "x" }, { ...own, ...cookie }],
    ];
    for (const [name, more, headers] of wrong) {
      const reply = await answer(more, headers);
      assertMatch(`${name} ${reply.status}`, / 40[03]$/);
      assertEquals([name, await page.approved(reply, sandbox)], [name, false]);
    }
    const good = await answer({ key: keyOf(sandbox) }, { ...own, ...cookie });
    assertEquals(await page.approved(good, sandbox), true);
    const again = await answer({ key: keyOf(sandbox) }, { ...own, ...cookie });
    assertMatch(String(again.status), /^40[03]$/);
  });

  Deno.test(`${page.name} is framed by nobody, and runs its own script alone`, async () => {
    await using sandbox = await startSandbox();
    const { text, headers } = await send(await page.open(sandbox));
    const policy = headers.get("content-security-policy") ?? "";
    const script = /<script type="module">([\s\S]*?)<\/script>/.exec(text)?.[1] ?? "";
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
    const hash = new Uint8Array(digest).toBase64();
    assertEquals(policy.includes("frame-ancestors 'none'"), true);
    assertEquals(policy.includes(`script-src 'sha256-${hash}'`), true);
    assertEquals(text.match(/<script/g)?.length, 1);
    assertEquals(headers.get("referrer-policy"), "same-origin");
  });
}

Deno.test("a ticket of one page approves nothing on another", async () => {
  await using sandbox = await startSandbox();
  const client_id = await tapisClient(sandbox);
  const address = (state: string): string =>
    `${sandbox.url}/v3/oauth2/login?` +
    formOf({ client_id, redirect_uri: callback_url, response_type: "code", state });
  const shown = await send(address("mine"));
  const body = formOf({ ticket: ticketOf(shown.text), key: keyOf(sandbox) });
  const headers = cookieOf(shown);
  const url = actionOf(sandbox, shown);
  const other = await send(url.replace("mine", "yours"), { method: "POST", body, headers });
  assertEquals([other.status, other.headers.get("location")], [403, null]);
  assertEquals((await send(url, { method: "POST", body, headers })).status, 302);
});

Deno.test("CAVE takes a browser's cookie from no page of another origin", async () => {
  await using sandbox = await startSandbox();
  const cookie = `middle_auth_token=${sandbox.tokens.cave}`;
  const list = `${sandbox.url}/auth/api/v1/user/token`;
  const ask = (method: string, headers: Record<string, string>): Promise<Reply> =>
    send(list, { method, headers: { cookie, "content-type": "application/json", ...headers } });
  const before = (await ask("GET", {})).body.length;
  for (
    const headers of [
      { origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ]
  ) {
    assertMatch(String((await ask("POST", headers)).status), /^(302|401)$/);
    const create = `${sandbox.url}/auth/api/v1/create_token`;
    assertMatch(
      String((await send(create, { headers: { cookie, ...headers } })).status),
      /^(302|401)$/,
    );
  }
  assertEquals((await ask("GET", {})).body.length, before);
  assertEquals((await ask("GET", { "sec-fetch-site": "same-origin" })).status, 200);
});
