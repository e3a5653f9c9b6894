import type { Sandbox } from "../../src/sandbox/mod.ts";

/** What a person does on the login page. */
export interface PersonOptions {
  /** The button. */
  readonly decision?: "approve" | "deny";
}

/**
 * Answers a sandbox's login page as a person at a browser would.
 *
 * @param sandbox The sandbox.
 * @param address The address of the login page.
 * @returns Where the browser is sent then.
 */
export async function answerLoginPage(
  sandbox: Pick<Sandbox, "pageUrl">,
  address: string,
  { decision = "approve" }: PersonOptions = {},
): Promise<string> {
  const shown = await fetch(address, { redirect: "manual" });
  const page = await shown.text();
  // What is wrong with a request is told to the app.
  if (shown.status === 302) return shown.headers.get("location") ?? "";
  const ticket = /name="ticket" value="([^"]+)"/.exec(page)?.[1];
  if (ticket === undefined) throw new Error(`No login page: ${page}`);
  const key = new URL(sandbox.pageUrl).searchParams.get("key") ?? "";
  const answer = await fetch(new URL("/v2/oauth2/authorize", address), {
    method: "POST",
    headers: { cookie: shown.headers.get("set-cookie")?.split(";")[0] ?? "" },
    body: new URLSearchParams({ ticket, key, decision }),
    redirect: "manual",
  });
  await answer.body?.cancel();
  const location = answer.headers.get("location");
  if (location === null) throw new Error(`No way on from the login page: ${answer.status}`);
  return location;
}
