import { assert, assertEquals, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { assertNothingShown, canary } from "../helpers/canary.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import type { Secrets } from "./_scenario.ts";

const scenario = fromFileUrl(new URL("./_scenario.ts", import.meta.url));
const config = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** Secrets whose escaped forms differ from their text, as far as each may hold such characters. */
function secretsToPlant(): Secrets {
  return {
    cave: canary(),
    tapisAccess: `${canary()}/+=`,
    tapisRefresh: `${canary()}/+=`,
    tapisApiSecret: `"${canary()}&/`,
    tapisPassword: `p "${canary()}" \\ ü`,
    globusTransfer: `${canary()}.~_-`,
    globusRefresh: `${canary()}/+=`,
    globusClientSecret: `${canary()}/+=`,
  };
}

/** Everything that the scenario said, on both streams. */
async function said(secrets: Secrets, planted: string): Promise<string> {
  await using folder = await temporaryFolder();
  const { DENO_DIR, XDG_CACHE_HOME, HOME } = Deno.env.toObject();
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-prompt", "--config", config, scenario],
    env: {
      DENO_DIR: DENO_DIR ?? `${XDG_CACHE_HOME ?? `${HOME}/.cache`}/deno`,
      HOME: folder.path,
      NO_COLOR: "1",
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify({ secrets, planted })));
  await writer.close();
  const { code, stdout, stderr } = await process.output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertEquals(code, 1, text);
  return text;
}

Deno.test("nothing that keyferry returns, throws, reports or prints shows a secret", async () => {
  const secrets = secretsToPlant();
  const text = await said(secrets, "");
  // The scenario came to its end, and met every kind of echo on the way.
  for (
    const sign of [
      "answered 400",
      "answered 401",
      "answered 403",
      "text/html where JSON",
      "it wants a login at",
      "it leads to https://",
    ]
  ) {
    assert(text.includes(sign), `${sign} is not in: ${text.slice(-2000)}`);
  }
  assert(text.includes("Uncaught (in promise) CredentialError"), text.slice(-2000));
  assertNothingShown(text, ...Object.values(secrets));
});

const leaks: Record<string, (secrets: Secrets) => string> = {
  "as it is": ({ cave }) => `token ${cave}`,
  "in base64": ({ tapisPassword }) => btoa(`ada:${tapisPassword}`),
  "percent-encoded": ({ globusRefresh }) => `?refresh_token=${encodeURIComponent(globusRefresh)}`,
  "JSON-escaped": ({ tapisApiSecret }) => JSON.stringify({ tapisApiSecret }),
};

/** What the scenario said with all leaks planted, each on a line of its own. */
async function saidWithAll(): Promise<{ secrets: Secrets; lines: string[]; text: string }> {
  const secrets = secretsToPlant();
  const lines = Object.values(leaks).map((leak) => leak(secrets));
  return { secrets, lines, text: await said(secrets, lines.join("\n")) };
}

let once: ReturnType<typeof saidWithAll> | undefined;

for (const [index, form] of Object.keys(leaks).entries()) {
  Deno.test(`the search finds a leak that is planted ${form}`, async () => {
    const { secrets, lines, text } = await (once ??= saidWithAll());
    const others = lines.filter((_, at) => at !== index);
    const own = text.split("\n").filter((line) => !others.includes(line));
    assert(own.includes(lines[index] ?? ""), text);
    assertThrows(
      () => assertNothingShown(own.join("\n"), ...Object.values(secrets)),
      Error,
      "A secret is shown",
    );
    const without = own.filter((line) => line !== lines[index]).join("\n");
    assertNothingShown(without, ...Object.values(secrets));
  });
}
