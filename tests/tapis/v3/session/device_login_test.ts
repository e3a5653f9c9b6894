import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { ApiError } from "../../../../src/http/reply/errors.ts";
import { LoginError } from "../../../../src/credentials/errors/login_error.ts";
import type { FormAnswer } from "../../../../src/sandbox/server/answer_form.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { v3 } from "../../../../src/tapis/mod.ts";
import { loggedIn, oauthClientOf, submit } from "../_v3.ts";

Deno.test("waitForDevice() waits until the person has typed the code in", async () => {
  await using sandbox = await startSandbox();
  const waits: number[] = [];
  const tapis = v3.tapisClient({
    baseUrl: sandbox.url,
    sleep: async (ms) => {
      waits.push(ms);
      if (waits.length < 3) return;
      await submit(sandbox, login.verification_uri, { user_code: login.user_code });
    },
  });
  const oauthClient = oauthClientOf(sandbox);
  const login = await tapis.startDevice(oauthClient.clientId);
  const pair = await tapis.waitForDevice(login);
  assertEquals(waits, [5000, 5000, 5000]);
  assertEquals(pair.claims["tapis/grant_type"], "device_code");
  // Its refresh token buys the next pair; its code buys nothing any more.
  const next = await tapis.refreshToken(oauthClient, pair.refreshToken ?? "");
  assertNotEquals(next.accessToken.reveal(), pair.accessToken.reveal());
  const again = await assertRejects(() => tapis.waitForDevice(login), LoginError);
  assertEquals(again.reason, "denied");
});

Deno.test("the page for devices wants the key of the run, and the code in its capitals", async () => {
  await using sandbox = await startSandbox();
  const tapis = v3.tapisClient({ baseUrl: sandbox.url });
  const login = await tapis.startDevice(oauthClientOf(sandbox).clientId);
  const { user_code } = login;
  const swapped = user_code === user_code.toLowerCase()
    ? user_code.toUpperCase()
    : user_code.toLowerCase();
  const answer = (fields: Record<string, string>): Promise<FormAnswer> => {
    return submit(sandbox, login.verification_uri, fields);
  };
  assertEquals((await answer({ user_code, key: "guessed" })).status, 403);
  assertEquals((await answer({ user_code: swapped })).status, 400);
  const error = await assertRejects(
    () => tapis.waitForDevice(login, { timeout: 0.01, pollingInterval: 0.02 }),
    LoginError,
  );
  assertEquals(error.reason, "time-out");
  assertEquals((await answer({ user_code })).status, 200);
  await tapis.waitForDevice(login);
});

Deno.test("waitForDevice() tells an old code, a foreign one and a caller's no apart", async () => {
  let now = Date.now();
  await using sandbox = await startSandbox({ now: () => now });
  const tapis = v3.tapisClient({ baseUrl: sandbox.url });
  const login = await tapis.startDevice(oauthClientOf(sandbox).clientId);
  const controller = new AbortController();
  const waiting = tapis.waitForDevice(login, { signal: controller.signal });
  controller.abort();
  assertEquals((await assertRejects(() => waiting, LoginError)).reason, "aborted");
  // One that nobody has typed in is "not ready" for ever; the client has its own end.
  const reasonOf = async (wait: Parameters<typeof tapis.waitForDevice>[1]): Promise<string> =>
    (await assertRejects(() => tapis.waitForDevice(login, wait), LoginError)).reason;
  assertEquals(await reasonOf({ timeout: 0.01, pollingInterval: 0.02 }), "time-out");
  await submit(sandbox, login.verification_uri, { user_code: login.user_code });
  const foreign = { ...login, client_id: "another" };
  await assertRejects(() => tapis.waitForDevice(foreign), ApiError, "do not match");
  now += 700_000;
  assertEquals(await reasonOf({}), "time-out");
  await assertRejects(() => tapis.startDevice("nobody"), ApiError, "nobody");
});

Deno.test("a login with a browser brings a code that gets tokens once", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  const redirectUri = "http://127.0.0.1:8000/back";
  const oauthClient = await tapis.createClient({ clientId: "web", callbackUrl: redirectUri });
  const login = tapis.startBrowserLogin("web", redirectUri);
  const answer = (await submit(sandbox, login.url)).location ?? "";
  const code = await tapis.codeInAnswer(login, answer);
  const pair = await tapis.exchangeCode(oauthClient, code, redirectUri);
  assertEquals(pair.claims["tapis/client_id"], "web");
  await assertRejects(() => tapis.exchangeCode(oauthClient, code, redirectUri), ApiError);
  const another = tapis.startBrowserLogin("web", redirectUri);
  const error = await assertRejects(() => tapis.codeInAnswer(another, answer), LoginError);
  assertEquals(error.reason, "foreign answer");
  const denied = `${redirectUri}?error=access_denied&state=${login.state}`;
  assertEquals(
    (await assertRejects(() => tapis.codeInAnswer(login, denied), LoginError)).reason,
    "denied",
  );
});

Deno.test("a login with a browser goes to the client's own address alone", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  await tapis.createClient({ clientId: "web", callbackUrl: "http://127.0.0.1:8000/back" });
  for (const address of ["http://127.0.0.1:8000/other", "http://127.0.0.1:8001/back"]) {
    const { url } = tapis.startBrowserLogin("web", address);
    const { status, location } = await submit(sandbox, url);
    assertEquals([status, location], [400, null]);
  }
  const { url } = tapis.startBrowserLogin("web", "http://127.0.0.1:8000/back");
  assertEquals((await submit(sandbox, url, { key: "guessed" })).location, null);
  for (const address of ["http://127.0.0.1/a?b=c", "no address"]) {
    await assertRejects(
      () => Promise.try(() => tapis.startBrowserLogin("web", address)),
      TypeError,
    );
  }
});
