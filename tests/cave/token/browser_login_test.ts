import { assert, assertEquals, assertRejects } from "@std/assert";
import { client } from "../../../src/cave/mod.ts";
import { answerForm } from "../../../src/sandbox/server/answer_form.ts";
import { startSandbox } from "../../../src/sandbox/mod.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { send } from "../../sandbox/_sandbox.ts";

/** What a person does with the login page; gives the address that the browser is sent to. */
async function answerPage(url: string, key: string): Promise<string | null> {
  return (await answerForm(new URL(url), { key })).location;
}

Deno.test("logIn() waits for the browser, and every service has the token then", async () => {
  await using sandbox = await startSandbox();
  const { auth, info } = client({ serverAddress: sandbox.url });
  const shown = Promise.withResolvers<string>();
  const login = auth.logIn({ showUrl: shown.resolve });
  const url = await shown.promise;
  assertEquals(new URL(url).pathname, "/sticky_auth/api/v1/authorize");
  assertEquals(await answerPage(url, "wrong"), null);
  const back = await answerPage(url, sandbox.pageUrl) ?? "";
  // Another path, as one might guess it, is not where it waits.
  const guessed = new URL(back);
  guessed.pathname = "/";
  assertEquals((await send(guessed.href)).status, 404);
  assertEquals((await send(back)).status, 200);
  await login;
  assert(await auth.isValid());
  assertEquals((await info.getDatastacks()).length, 3);
  assertEquals(auth.source, "a login in the browser");
});

Deno.test("logIn() can be given up while the server or the browser is waited for", async () => {
  const asked = Promise.withResolvers<void>();
  await using silent = startRawServer(() => {
    asked.resolve();
    return { hang: true };
  });
  await using sandbox = await startSandbox();
  const never = new Promise<void>(() => {});
  const cases = [
    { server: silent, begun: asked, openBrowser: () => {} },
    { server: sandbox, begun: Promise.withResolvers<void>(), openBrowser: () => never },
  ];
  for (const { server, begun, openBrowser } of cases) {
    const { auth } = client({ serverAddress: server.url });
    const controller = new AbortController();
    const login = auth.logIn({
      open: true,
      showUrl: () => begun.resolve(),
      openBrowser,
      signal: controller.signal,
    });
    await begun.promise;
    controller.abort(new Error("enough"));
    await assertRejects(() => login, Error, "enough");
  }
});

Deno.test("logIn() can be given up, and wants somebody to see the page", async () => {
  await using sandbox = await startSandbox();
  const { auth } = client({ serverAddress: sandbox.url });
  const controller = new AbortController();
  const showUrl = (): void => controller.abort(new Error("enough"));
  await assertRejects(() => auth.logIn({ showUrl, signal: controller.signal }), Error, "enough");
  await assertRejects(() => auth.logIn({}), TypeError, "No one would see");
  assertEquals(auth.token, undefined);
});
