import { assertEquals, assertRejects } from "@std/assert";
import { approveDevice } from "../../src/sandbox/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { tapisClient } from "../../src/tapis/v3/client.ts";

Deno.test("approveDevice() lets a device in", async () => {
  await using sandbox = await startSandbox();
  const tapis = tapisClient({ baseUrl: sandbox.url });
  const login = await tapis.startDevice(sandbox.tokens.tapis.clientName);
  await approveDevice(sandbox, login.verification_uri, login.user_code);
  const pair = await tapis.waitForDevice(login, { pollingInterval: 0.01 });
  assertEquals(pair.claims["tapis/username"], sandbox.tokens.tapis.username);
});

Deno.test("approveDevice() refuses a page that is not the sandbox's own, before it is opened", async () => {
  await using sandbox = await startSandbox();
  await using other = await startSandbox();
  const page = `${other.url}/v3/oauth2/device?client_id=a`;
  await assertRejects(() => approveDevice(sandbox, page, "abcdefgh"), TypeError, other.url);
  assertEquals(other.requests.length, 0);
});

Deno.test("approveDevice() says what the page says of a wrong code", async () => {
  await using sandbox = await startSandbox();
  const page = `${sandbox.url}/v3/oauth2/device?client_id=a`;
  await assertRejects(
    () => approveDevice(sandbox, page, "wrong"),
    TypeError,
    "Invalid code.",
  );
});
