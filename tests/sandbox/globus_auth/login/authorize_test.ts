import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { isSandboxToken } from "../../../../src/credentials/secret/sandbox_token.ts";
import {
  answer,
  authorizeUrl,
  codePage,
  cookieOf,
  exchange,
  keyOf,
  portalUrl,
  transferAll,
} from "../_globus_login.ts";
import { send } from "../../_sandbox.ts";

Deno.test("authorize shows which app asks for which scopes, and what it demands", async () => {
  await using sandbox = await startSandbox();
  const scope = `https://auth.globus.org/scopes/${sandbox.collections[0]?.id}/data_access`;
  const { status, headers, text } = await send(authorizeUrl(sandbox, {
    scope: `openid ${transferAll}[*${scope}]`,
    access_type: "offline",
    prefill_named_grant: "ferry on laptop",
    prompt: "login",
    session_message: "<script>please</script>",
    session_required_identities: "a@b.example,c@d.example",
    session_required_single_domain: "uni.example",
    session_required_policies: "11111111-1111-1111-1111-111111111111",
    session_required_mfa: "True",
  }));
  assertEquals(status, 200);
  for (
    const shown of [
      "keyferry-sandbox-other",
      sandbox.tokens.globusApps.other,
      "<code>openid</code>",
      `<code>${transferAll}</code>`,
      `<code>${scope}</code> (optional)`,
      "ferry on laptop",
      "a@b.example,c@d.example",
      "uni.example",
      "11111111-1111-1111-1111-111111111111",
      "&lt;script&gt;please&lt;/script&gt;",
      "refresh tokens",
    ]
  ) assertStringIncludes(text, shown);
  assertEquals(text.includes("<script>"), false);
  const policy = headers.get("content-security-policy") ?? "";
  assertStringIncludes(policy, "default-src 'none'");
  assertStringIncludes(policy, "frame-ancestors 'none'");
});

Deno.test("authorize lets the form lead to the app's own address and no other", async () => {
  await using sandbox = await startSandbox();
  for (
    const [redirect_uri, place] of [
      ["http://127.0.0.1:4711/cb", "'self' http://127.0.0.1:4711"],
      ["http://localhost:4711/cb", "'self' http://localhost:4711"],
      ["http://[::1]:4711/cb", "'self' http:"],
    ] as const
  ) {
    const { headers } = await send(authorizeUrl(sandbox, { redirect_uri }));
    const policy = headers.get("content-security-policy") ?? "";
    assertEquals(policy.split("form-action ")[1], place);
  }
});

Deno.test("authorize is answered with the key of the run, and sends the code and the state on", async () => {
  await using sandbox = await startSandbox();
  const redirect_uri = "http://127.0.0.1:4711/cb?tab=1";
  const page = await send(authorizeUrl(sandbox, { redirect_uri, state: "a b&c" }));
  const { status, headers } = await answer(sandbox, page, {
    key: keyOf(sandbox),
    decision: "approve",
  });
  const place = new URL(headers.get("location") ?? "");
  assertEquals(status, 302);
  assertEquals(`${place.origin}${place.pathname}`, "http://127.0.0.1:4711/cb");
  assertEquals([...place.searchParams.keys()], ["tab", "code", "state"]);
  assertEquals(place.searchParams.get("state"), "a b&c");
  assert(isSandboxToken(place.searchParams.get("code") ?? ""));
});

Deno.test("authorize is answered by nobody without the key of the run", async () => {
  await using sandbox = await startSandbox();
  const page = await send(authorizeUrl(sandbox));
  assertStringIncludes(page.text, 'name="key"');
  const refused = [
    await answer(sandbox, page, { decision: "approve" }),
    await answer(sandbox, page, { decision: "approve", key: "" }),
    await answer(sandbox, page, { decision: "approve", key: crypto.randomUUID() }),
    await answer(sandbox, page, { decision: "deny" }),
  ];
  assertEquals(refused.map(({ status }) => status), Array(4).fill(403));
  assertEquals(refused.map(({ headers }) => headers.get("location")), Array(4).fill(null));
  // The login itself still waits for its owner.
  const good = await answer(sandbox, page, { decision: "approve", key: sandbox.pageUrl });
  assertEquals(good.status, 302);
});

Deno.test("authorize takes the key in its address, and refuses a wrong one", async () => {
  await using sandbox = await startSandbox();
  const good = await send(`${authorizeUrl(sandbox)}&key=${keyOf(sandbox)}`);
  assertEquals([good.status, good.text.includes('name="key"')], [200, false]);
  assertEquals(good.text.includes(keyOf(sandbox)), false);
  const bad = await send(`${authorizeUrl(sandbox)}&key=${crypto.randomUUID()}`);
  assertEquals([bad.status, bad.text.includes('name="key"')], [403, true]);
  assertEquals((await answer(sandbox, good, { decision: "approve" })).status, 302);
});

Deno.test("authorize tells browsers apart by a cookie that allows nothing", async () => {
  await using sandbox = await startSandbox();
  // Every program on this machine is shown a browser's cookies for it: cookies know no ports.
  assertEquals((await send(sandbox.pageUrl)).headers.get("set-cookie"), null);
  const url = `${authorizeUrl(sandbox)}&key=${keyOf(sandbox)}`;
  const [owner, stranger] = [await send(url), await send(authorizeUrl(sandbox))];
  const stolen = await send(authorizeUrl(sandbox), { headers: cookieOf(owner) });
  assertStringIncludes(stolen.text, 'name="key"');
  const raw = await answer(sandbox, stolen, { decision: "approve" }, cookieOf(owner));
  assertEquals(raw.status, 403);
  assertNotEquals(cookieOf(owner).cookie, cookieOf(stranger).cookie);
  for (const { cookie } of [cookieOf(stranger), { cookie: "" }]) {
    const other = await answer(sandbox, owner, { decision: "approve" }, { cookie });
    assertEquals([other.status, other.headers.get("location")], [403, null]);
    assertStringIncludes(other.text, "opened in another browser");
  }
  assertEquals((await answer(sandbox, owner, { decision: "approve" })).status, 302);
});

Deno.test("authorize can be answered once, each tab for itself", async () => {
  await using sandbox = await startSandbox();
  const fields = { key: keyOf(sandbox), decision: "approve" };
  const one = await send(authorizeUrl(sandbox));
  const two = await send(authorizeUrl(sandbox), { headers: cookieOf(one) });
  assertEquals(cookieOf(one), cookieOf(two));
  const first = await answer(sandbox, one, fields);
  const again = await answer(sandbox, one, fields);
  assertEquals([first.status, again.status], [302, 400]);
  assertStringIncludes(again.text, "This login is over");
  assertEquals((await answer(sandbox, two, fields)).status, 302);
  assertEquals((await answer(sandbox, one, { ...fields, ticket: "x" })).status, 400);
});

Deno.test("authorize tells the app that the person denied", async () => {
  await using sandbox = await startSandbox();
  const page = await send(authorizeUrl(sandbox, { redirect_uri: "http://localhost:1/cb" }));
  const { headers } = await answer(sandbox, page, {
    key: keyOf(sandbox),
    decision: "deny",
  });
  const query = new URL(headers.get("location") ?? "").searchParams;
  assertEquals([query.get("error"), query.get("state")], ["access_denied", "_default"]);
  assertEquals(query.has("code"), false);
});

Deno.test("authorize neither allows nor denies without an answer it knows", async () => {
  await using sandbox = await startSandbox();
  const page = await send(authorizeUrl(sandbox));
  const key = keyOf(sandbox);
  assertEquals((await answer(sandbox, page, { key })).status, 400);
  assertEquals((await answer(sandbox, page, { key, decision: "approve" })).status, 302);
});

Deno.test("authorize keeps a bad client, address or scope on a page of its own", async () => {
  await using sandbox = await startSandbox();
  const unknown = "urn:globus:auth:scope:nowhere.example:all";
  const cases = [
    [{ client_id: undefined }, "OAUTH_AUTH_REQUEST_FAILURE", "Missing client_id"],
    [{ client_id: crypto.randomUUID() }, "OAUTH_AUTH_REQUEST_FAILURE", "Invalid client_id"],
    [{ redirect_uri: undefined }, "OAUTH_AUTH_REQUEST_FAILURE", "Missing redirect URI."],
    [
      { redirect_uri: "https://evil.example/" },
      "OAUTH_AUTH_REQUEST_FAILURE",
      "Mismatching redirect URI.",
    ],
    [
      { scope: `openid ${transferAll}[${unknown}]` },
      "UNKNOWN_SCOPE_ERROR",
      `requested unknown scopes: [&#39;${unknown}&#39;]`,
    ],
    [{ scope: "openid[" }, "INVALID_SCOPE", "Expected a scope"],
    [{ scope: undefined }, "INVALID_SCOPE", "Expected a scope"],
    [{ session_required_identities: "" }, "INVALID_PARAMETERS", "session_required_identities"],
    [{ session_required_policies: "a,," }, "INVALID_PARAMETERS", "session_required_policies"],
    [{ session_required_mfa: "False" }, "INVALID_PARAMETERS", "session_required_mfa"],
  ] as const;
  for (const [fields, code, detail] of cases) {
    const reply = await send(authorizeUrl(sandbox, fields));
    assertEquals([reply.status, reply.headers.get("location")], [400, null]);
    assertStringIncludes(reply.text, `<dd id="error-code">${code}</dd>`);
    assertStringIncludes(reply.text, detail);
  }
  const repeated = await send(`${authorizeUrl(sandbox)}&redirect_uri=https://evil.example/`);
  assertEquals(repeated.status, 400);
});

Deno.test("authorize tells the app by a redirect what else is wrong, the state with it", async () => {
  await using sandbox = await startSandbox();
  const redirect_uri = "http://127.0.0.1:4711/cb";
  const cases = [
    [{ response_type: "token" }, "unsupported_response_type"],
    [{ response_type: undefined }, "unsupported_response_type"],
    [{ code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"],
    [{ code_challenge_method: "plain" }, "invalid_request"],
    [{ code_challenge_method: undefined }, "invalid_request"],
    [{ code_challenge: "a".repeat(42) }, "invalid_request"],
    [{ access_type: "sometimes" }, "invalid_request"],
    [{ prompt: "none" }, "login_required"],
  ] as const;
  for (const [fields, error] of cases) {
    const { status, headers } = await send(
      authorizeUrl(sandbox, { redirect_uri, state: "s1", ...fields }),
    );
    const place = new URL(headers.get("location") ?? "");
    assertEquals([status, place.origin], [302, "http://127.0.0.1:4711"]);
    assertEquals([place.searchParams.get("error"), place.searchParams.get("state")], [error, "s1"]);
  }
});

Deno.test("authorize sends native apps to this machine only", async () => {
  await using sandbox = await startSandbox();
  const good = [
    codePage(sandbox),
    "http://127.0.0.1:4711",
    "http://localhost:4711/deep/path?x=1",
    "http://[::1]:4711/",
  ];
  const bad = [
    "http://127.0.0.1.evil.example/",
    "http://localhost@evil.example/",
    "http://user:pw@127.0.0.1/",
    "https://127.0.0.1:4711/",
    "http://127.0.0.1:4711/#fragment",
    "http://127.0.0.1:4711/\r\nset-cookie: a=b",
    "javascript:alert(1)",
    "custom-app:/callback",
    "/v2/web/auth-code",
    "",
  ];
  for (const redirect_uri of good) {
    assertEquals([(await send(authorizeUrl(sandbox, { redirect_uri }))).status, redirect_uri], [
      200,
      redirect_uri,
    ]);
  }
  for (const redirect_uri of bad) {
    assertEquals([(await send(authorizeUrl(sandbox, { redirect_uri }))).status, redirect_uri], [
      400,
      redirect_uri,
    ]);
  }
});

Deno.test("authorize sends an app with a secret to its registered addresses, letter by letter", async () => {
  const redirectUris = ["http://localhost:5000/login"];
  await using sandbox = await startSandbox({ globusAuth: { redirectUris } });
  const portalStatus = async (redirect_uri: string) =>
    (await send(portalUrl(sandbox, { redirect_uri }))).status;
  assertEquals(await portalStatus("http://localhost:5000/login"), 200);
  assertEquals(await portalStatus(codePage(sandbox)), 200);
  for (
    const other of [
      "http://localhost:5000/login/",
      "http://localhost:5001/login",
      "http://127.0.0.1:5000/login",
    ]
  ) assertEquals([await portalStatus(other), other], [400, other]);
  redirectUris.push("http://localhost:5001/login");
  assertEquals(await portalStatus("http://localhost:5001/login"), 200);
});

Deno.test("authorize registers the address of the Globus documents' web application by itself", async () => {
  await using sandbox = await startSandbox();
  assertEquals((await send(portalUrl(sandbox))).status, 200);
});

Deno.test("auth-code shows the code to be pasted, or why there is none", async () => {
  await using sandbox = await startSandbox();
  const page = await send(authorizeUrl(sandbox));
  const { headers } = await answer(sandbox, page, { key: keyOf(sandbox), decision: "approve" });
  const shown = await send(headers.get("location") ?? "");
  const code = /id="code">([^<]+)</.exec(shown.text)?.[1] ?? "";
  assertEquals((await exchange(sandbox, code)).status, 200);
  const denied = await send(`${codePage(sandbox)}?error=access_denied&error_description=%3Cb%3E`);
  assertEquals(denied.status, 400);
  assertStringIncludes(denied.text, "&lt;b&gt;");
  assertEquals((await send(codePage(sandbox))).status, 400);
});

Deno.test("logout leads back to the app by a link, which cannot be a script", async () => {
  await using sandbox = await startSandbox();
  const page = (address: string) =>
    send(
      `${sandbox.url}/v2/web/logout?` +
        new URLSearchParams({ client: "x", redirect_uri: address, redirect_name: "<My App>" }),
    );
  const good = await page("http://localhost:5000/?a=1&b=2");
  assertStringIncludes(
    good.text,
    '<a href="http://localhost:5000/?a=1&amp;b=2">Continue to &lt;My App&gt;</a>',
  );
  const bad = await page("javascript:alert(1)");
  assertEquals([bad.status, bad.text.includes("<a ")], [200, false]);
});
