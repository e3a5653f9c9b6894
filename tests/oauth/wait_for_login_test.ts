import { assertRejects } from "@std/assert";
import {
  loginByLoopback,
  loginByPaste,
  type Visit,
  type WaitOptions,
} from "../../src/oauth/wait_for_login.ts";

/** A login that is given up while its address is made, at a person who never answers. */
function givenUpAtTheStart(reason: Error): WaitOptions<never> {
  const controller = new AbortController();
  return {
    app: "app",
    signal: controller.signal,
    talk: { say() {}, ask: () => new Promise(() => {}) },
    begin(): Promise<Visit<never>> {
      controller.abort(reason);
      const asked = { issuer: "https://auth.example", clientId: "id", state: "s", stateless: true };
      return Promise.resolve({
        url: "https://auth.example/authorize",
        asked,
        finish: () => Promise.reject(new Error("Nobody answered")),
      });
    },
  };
}

Deno.test("loginByPaste() ends where it was given up while it began", async () => {
  const reason = new Error("enough");
  await assertRejects(() => loginByPaste(givenUpAtTheStart(reason)), Error, "enough");
});

Deno.test("loginByLoopback() ends where it was given up while it began", async () => {
  const reason = new Error("enough");
  const wait = givenUpAtTheStart(reason);
  await assertRejects(() => loginByLoopback(wait, () => true, true), Error, "enough");
});
