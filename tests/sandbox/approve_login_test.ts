import { assertEquals, assertRejects } from "@std/assert";
import { approveLogin, startSandbox } from "../../src/sandbox/mod.ts";
import { authorizeUrl, exchange } from "./_globus_login.ts";

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
