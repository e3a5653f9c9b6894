import { assertEquals, assertRejects } from "@std/assert";
import { approveLogin, type Sandbox } from "../../src/sandbox/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { type Reply, send } from "./_sandbox.ts";
import { authorizeUrl, exchange } from "./globus_auth/_globus_login.ts";

Deno.test("approveLogin() gives the address with a code that can be exchanged", async () => {
  await using sandbox = await startSandbox();
  const redirect_uri = "http://127.0.0.1:4711/cb";
  const place = new URL(
    await approveLogin(sandbox, authorizeUrl(sandbox, { redirect_uri, state: "s" })),
  );
  assertEquals([place.pathname, place.searchParams.get("state")], ["/cb", "s"]);
  const code = place.searchParams.get("code") ?? "";
  assertEquals((await exchange(sandbox, code, { redirect_uri })).status, 200);
});

Deno.test("approveLogin() denies where it is told to", async () => {
  await using sandbox = await startSandbox();
  const place = await approveLogin(sandbox, authorizeUrl(sandbox), { deny: true });
  assertEquals(new URL(place).searchParams.get("error"), "access_denied");
});

Deno.test("approveLogin() gives the address by which an app is told of its mistake", async () => {
  await using sandbox = await startSandbox();
  const place = await approveLogin(
    sandbox,
    authorizeUrl(sandbox, { code_challenge_method: "plain" }),
  );
  assertEquals(new URL(place).searchParams.get("error"), "invalid_request");
});

Deno.test("approveLogin() says what the page says where a login cannot go on", async () => {
  await using sandbox = await startSandbox();
  await assertRejects(
    () => approveLogin(sandbox, authorizeUrl(sandbox, { scope: "nothing" })),
    TypeError,
    "requested unknown scopes: ['nothing']",
  );
});

Deno.test("approveLogin() shows the key of a sandbox to that sandbox alone", async () => {
  await using sandbox = await startSandbox();
  await using other = await startSandbox();
  await assertRejects(() => approveLogin(sandbox, authorizeUrl(other)), TypeError, other.url);
  assertEquals(other.requests.length, 0);
});

/** Calls Tapis v3 with a JSON body, as whoever this Authorization header says. */
function v3(sandbox: Sandbox, path: string, body: unknown, headers = {}): Promise<Reply> {
  return send(`${sandbox.url}/v3/oauth2${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

Deno.test("approveLogin() types the code of a device into the page of Tapis v3", async () => {
  await using sandbox = await startSandbox();
  const client_id = sandbox.tokens.tapis.clientName;
  const { result: device } = (await v3(sandbox, "/device/code", { client_id })).body;
  const page = device.verification_uri;
  await assertRejects(() => approveLogin(sandbox, page), TypeError, "give userCode");
  await assertRejects(
    () => approveLogin(sandbox, page, { userCode: "wrong" }),
    TypeError,
    "Invalid code.",
  );
  const userCode = device.user_code;
  await assertRejects(() => approveLogin(sandbox, page, { deny: true, userCode }), TypeError);
  assertEquals(await approveLogin(sandbox, page, { userCode }), page);
  const { device_code } = device;
  const grant = { grant_type: "device_code", client_id, device_code };
  assertEquals((await v3(sandbox, "/tokens", grant)).status, 200);
});

Deno.test("approveLogin() lets an app of Tapis v3 in, and says why where it cannot", async () => {
  await using sandbox = await startSandbox();
  const { username, password } = sandbox.tokens.tapis;
  const pair = await v3(sandbox, "/tokens", { grant_type: "password", username, password });
  const { access_token: token } = pair.body.result.access_token;
  const callback_url = "http://127.0.0.1:9/back";
  const made = await v3(sandbox, "/clients", { callback_url }, { "x-tapis-token": token });
  const { client_id } = made.body.result;
  const query = new URLSearchParams({
    client_id,
    redirect_uri: callback_url,
    response_type: "code",
    state: "s",
  });
  const place = await approveLogin(sandbox, `${sandbox.url}/v3/oauth2/authorize?${query}`);
  assertEquals(place.startsWith(`${callback_url}?code=`), true, place);
  query.set("redirect_uri", "http://127.0.0.1:9/elsewhere");
  await assertRejects(
    () => approveLogin(sandbox, `${sandbox.url}/v3/oauth2/authorize?${query}`),
    TypeError,
    "does not match",
  );
});
