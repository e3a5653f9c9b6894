import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { answerForm } from "../../src/sandbox/server/answer_form.ts";
import type { Sandbox } from "../../src/sandbox/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";

/** Answers a login page as a person does, and opens where it leads; what is secret in that address. */
async function visit(sandbox: Sandbox, url: string): Promise<string[]> {
  const key = new URL(sandbox.pageUrl).searchParams.get("key") ?? "";
  const { location } = await answerForm(new URL(url), { key, decision: "approve" });
  const back = new URL(location ?? "");
  assertEquals((await fetch(back)).status, 200);
  const { searchParams, pathname } = back;
  const values = ["code", "state", "token"].flatMap((name) => searchParams.getAll(name));
  return [...values, ...(pathname === "/" ? [] : [pathname.slice(1)])];
}

/** Follows a child's output line by line; gives all of it. */
async function follow(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  let [whole, rest] = ["", ""];
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    whole += piece;
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) await onLine(line);
  }
  return whole;
}

Deno.test("logging in through a browser puts no code, state or token into what Deno exports", async () => {
  await using sandbox = await startSandbox();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-check",
      "--quiet",
      new URL("_logins_under_telemetry.ts", import.meta.url).pathname,
      sandbox.home,
      sandbox.tokens.globusApps.other,
      sandbox.url,
    ],
    env: { NO_COLOR: "1", OTEL_DENO: "true", OTEL_EXPORTER_OTLP_PROTOCOL: "console" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const secrets: string[] = [];
  const opened: string[] = [];
  const [out, err, { success }] = await Promise.all([
    follow(child.stdout, async (line) => {
      if (!line.startsWith("OPEN ")) return;
      opened.push(line);
      secrets.push(...await visit(sandbox, line.slice("OPEN ".length)));
    }),
    follow(child.stderr),
    child.status,
  ]);
  assert(success, err);
  assertStringIncludes(out, "LOGGED IN");
  assertEquals(opened.length, 2);
  // code and state of Globus, the token of CAVE and the path that it came to.
  assertEquals(secrets.length, 4);
  // What the program prints itself is not what is exported.
  const exported = (out + err).split("\n").filter((line) => !line.startsWith("OPEN ")).join("\n");
  assertStringIncludes(exported, `url.full: ${sandbox.url}/v2/oauth2/token`);
  assertStringIncludes(exported, `url.full: ${sandbox.url}/info/api/v2/datastacks`);
  const headers = sandbox.requests.map(({ headers }) => headers.authorization ?? "");
  for (const secret of [...secrets, ...headers.filter((text) => text !== "")]) {
    assertEquals(exported.includes(secret), false, `exported: ${secret}`);
  }
  assertEquals(exported.includes("Server"), false, "a request was served by Deno.serve");
});
