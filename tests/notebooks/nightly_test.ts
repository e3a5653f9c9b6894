import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { collectionId, plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
import { assertNothingShown } from "../helpers/canary.ts";
import { cacheFolder } from "../helpers/child.ts";
import { writeFiles } from "../helpers/temporary_folder.ts";
import { notebooks, wordsOf } from "./_notebook.ts";

const checkout = fromFileUrl(new URL("../../", import.meta.url));
const places = [
  `${await collectionId("lab")}:/runs/`,
  `${await collectionId("archive")}:/~/nightly/`,
] as const;

/** A line that the notebook has one put into the crontab, without the time. */
async function cronLine(program: string): Promise<string> {
  const notebook = (await notebooks()).find(({ name }) => name.startsWith("07"));
  assert(notebook);
  const lines = wordsOf(notebook).matchAll(/^\d+ \d+ \* \* \* (.+)$/gm);
  const line = [...lines].map(([, line = ""]) => line).find((line) => line.includes(program));
  assert(line !== undefined, `the notebook shows no line for cron with ${program}`);
  assert(!line.includes("%"), "a percent sign ends a line of a crontab");
  return line;
}

async function run(
  line: string,
  home: string,
  [source, destination]: readonly [string, string],
): Promise<{ code: number; log: string }> {
  const command = line
    .replace("$HOME/keyferry", checkout.replace(/\/$/, ""))
    .replace("$HOME/.deno/bin/deno", Deno.execPath())
    .replace('"$HOME/.deno/bin/keyferry"', `"${Deno.execPath()}" run -qA "${checkout}cli.ts"`)
    .replace("SOURCE:/runs/", source)
    .replace("DESTINATION:/~/nightly/", destination);
  const { code } = await new Deno.Command("/bin/sh", {
    args: ["-c", command],
    // As cron does: next to no environment.
    clearEnv: true,
    env: { HOME: home, PATH: "/usr/bin:/bin", DENO_DIR: cacheFolder(), NO_COLOR: "1" },
    stdin: "null",
  }).output();
  return { code, log: await Deno.readTextFile(`${home}/nightly.log`) };
}

Deno.test({
  name:
    "nightly.ts runs by the line for cron as the notebook prints it, twice, beside other logins",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using sandbox = await startSandbox();
    await plantCredentials(sandbox);
    const { id, secret } = sandbox.tokens.globusClient;
    await writeFiles(sandbox.home, {
      ".nightly.env": `GLOBUS_CLIENT_ID=${id}\nGLOBUS_CLIENT_SECRET=${secret}\n` +
        `GLOBUS_SDK_SERVICE_URL_AUTH=${sandbox.url}\nGLOBUS_SDK_SERVICE_URL_TRANSFER=${sandbox.url}\n`,
    });
    const hosts = "auth.globus.org,transfer.api.globus.org";
    const line = await cronLine("nightly.ts");
    assert(line.includes(`--allow-net=${hosts} `));
    // All that differs is the address: the sandbox plays both services.
    const here = line.replace(hosts, new URL(sandbox.url).host);
    assertEquals((await run(here, sandbox.home, places)).code, 0);
    const { code, log } = await run(here, sandbox.home, places);
    assertEquals(code, 0, log);
    assertMatch(log, /^[1-9]\d* files moved, 0 were there already\n0 files moved, [1-9]\d* were/);
    const failed = await run(here, sandbox.home, [places[0], "nowhere"]);
    assertEquals(failed.code, 1);
    assertMatch(failed.log, /"nowhere" is no place: give it as UUID:\/path\/\n$/);
    const description = "Disk quota exceeded: 5 TiB of 5 TiB are used";
    sandbox.faults.transfer = () => ({ code: "QUOTA_EXCEEDED", description });
    const full = await run(here, sandbox.home, [
      places[0],
      `${await collectionId("archive")}:/~/b/`,
    ]);
    assertEquals(full.code, 1);
    assertMatch(
      full.log,
      // The task fails by itself, unless the script cancels it first, at the third fault that it sees.
      /Task [\da-f-]{36} (?:failed|cancelled)\n {2}\/runs\/\S+: Disk quota exceeded: 5 TiB of/,
    );
    assertNothingShown([failed.log, full.log], secret);
  },
});

Deno.test({
  name: "keyferry cp runs by the line for cron as the notebook prints it, twice",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using sandbox = await startSandbox();
    const { id, secret } = sandbox.tokens.globusClient;
    await writeFiles(sandbox.home, {
      ".nightly.env": `GLOBUS_CLIENT_ID=${id}\nGLOBUS_CLIENT_SECRET=${secret}\n` +
        `GLOBUS_SDK_SERVICE_URL_AUTH=${sandbox.url}\nGLOBUS_SDK_SERVICE_URL_TRANSFER=${sandbox.url}\n`,
    });
    await Deno.chmod(`${sandbox.home}/.nightly.env`, 0o600);
    const line = await cronLine('keyferry" cp');
    assertEquals((await run(line, sandbox.home, places)).code, 0);
    const { code, log } = await run(line, sandbox.home, places);
    assertEquals(code, 0, log);
    assertMatch(
      log,
      /^[1-9]\d* files? copied .*, 0 skipped[^]*\n0 files copied .*, [1-9]\d* skipped/m,
    );
    assertNothingShown([log], secret);
  },
});
