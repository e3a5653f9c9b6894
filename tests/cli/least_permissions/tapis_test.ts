import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { plantedSandbox } from "../_sandbox.ts";
import { holdToItsWord, testThatAllWereHeld } from "./_hold.ts";

Deno.test("permissions tapis whoami is the least, and enough, in a sandbox", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  await holdToItsWord({
    words: ["tapis", "whoami", "--sandbox", home],
    env: { TAPIS_TOKEN: "not looked at" },
    code: 0,
    among: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/.agave/current`,
      `net:${new URL(sandbox.url).host}`,
    ],
    said: `Optional: --allow-read=${home}/.agave --allow-write=${home}/.agave to renew the token ` +
      "when it expires\n",
  });
});

Deno.test("permissions tapis whoami is the least, and enough, for variables", async () => {
  await using server = startRawServer([{ json: { result: { username: "ada" } } }]);
  await holdToItsWord({
    words: ["tapis", "whoami"],
    env: { TAPIS_BASE_URL: server.url, TAPIS_TOKEN: "made-up", HOME: "/nowhere" },
    code: 0,
    among: [
      "env:TAPIS_BASE_URL",
      "env:TAPIS_TOKEN",
      "env:TAPIS_API_TOKEN",
      `net:${new URL(server.url).host}`,
    ],
  });
});

Deno.test("permissions tapis whoami is the least, and enough, for a cache that is named", async () => {
  await using server = startRawServer([{ json: { result: { username: "ada" } } }]);
  await using folder = await temporaryFolder();
  const record = {
    tenantid: "tacc.prod",
    baseurl: server.url,
    access_token: "made-up",
    created_at: Math.floor(Date.now() / 1000),
    expires_in: 14_400,
  };
  await writeFiles(folder.path, { "current": JSON.stringify(record) });
  await holdToItsWord({
    words: ["tapis", "whoami"],
    env: { TAPIS_CACHE_DIR: folder.path, HOME: "/nowhere" },
    code: 0,
    among: [
      "env:TAPIS_CACHE_DIR",
      `read:${folder.path}/current`,
      `net:${new URL(server.url).host}`,
    ],
  });
});

Deno.test("permissions tapis whoami --v3 is the least, and enough, in a sandbox", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  await holdToItsWord({
    words: ["tapis", "whoami", "--v3", "--sandbox", home],
    env: {},
    code: 0,
    expected: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/.agave/keyferry.json`,
      `net:${new URL(sandbox.url).host}`,
    ],
    said: `Optional: --allow-read=${home}/.agave --allow-write=${home}/.agave to renew the token ` +
      "when it expires\n",
  });
});

for (const version of [[], ["--v3"]]) {
  const words = ["tapis", "refresh", ...version];
  Deno.test(`permissions ${words.join(" ")} is the least, and enough, in a sandbox`, async () => {
    await using planted = await plantedSandbox();
    const { home, sandbox } = planted;
    await holdToItsWord({
      words: [...words, "--sandbox", home],
      env: {},
      code: 0,
      expected: [
        `read:${home}/.keyferry-sandbox.json`,
        `read:${home}/.agave`,
        `write:${home}/.agave`,
        `net:${new URL(sandbox.url).host}`,
      ],
    });
  });
}

Deno.test("permissions tapis tenants is the least, and enough", async () => {
  await using server = startRawServer([{ json: { status: "success", result: [] } }]);
  const { host } = new URL(server.url);
  await holdToItsWord({
    words: ["tapis", "tenants"],
    env: { TAPIS_TENANTS_URL: `${server.url}/tenants` },
    code: 0,
    expected: ["env:TAPIS_TENANTS_URL", `net:${host}`],
  });
});

Deno.test("permissions tapis login is the least, and enough", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  await holdToItsWord({
    words: ["tapis", "login", "--user", "ferry", "--sandbox", home],
    env: {},
    stdin: sandbox.tokens.tapis.password,
    code: 0,
    expected: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/.agave`,
      `write:${home}/.agave`,
      `net:${new URL(sandbox.url).host}`,
    ],
  });
});

Deno.test("permissions tapis token is the least, and enough", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  await holdToItsWord({
    words: ["tapis", "token", "--sandbox", home],
    env: {},
    stdin: sandbox.tokens.tapis.password,
    code: 0,
    expected: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/.agave`,
      `write:${home}/.agave`,
      `net:${new URL(sandbox.url).host}`,
    ],
  });
});

for (const more of [[], ["--reveal"]]) {
  Deno.test(`permissions tapis token --v3 ${more} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    const { home } = planted;
    await holdToItsWord({
      words: ["tapis", "token", "--v3", ...more, "--sandbox", home],
      env: {},
      code: 0,
      expected: [`read:${home}/.keyferry-sandbox.json`, `read:${home}/.agave/keyferry.json`],
      said:
        `Optional: --allow-read=${home}/.agave --allow-write=${home}/.agave to renew the token ` +
        "when it expires\n",
    });
  });
}

Deno.test("permissions tapis logout is the least, and enough", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  await holdToItsWord({
    words: ["tapis", "logout", "--sandbox", home],
    env: {},
    code: 0,
    expected: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/.agave`,
      `write:${home}/.agave`,
      `net:${new URL(sandbox.url).host}`,
    ],
  });
});

Deno.test("permissions tapis systems --check is the least, and enough", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  await holdToItsWord({
    words: ["tapis", "systems", "--check", "--sandbox", home],
    env: {},
    code: 0,
    expected: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/.agave/keyferry.json`,
      `net:${new URL(sandbox.url).host}`,
    ],
    said: `Optional: --allow-read=${home}/.agave --allow-write=${home}/.agave to renew the token ` +
      "when it expires\n",
  });
});

testThatAllWereHeld(import.meta.url);
