import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { restore as restoreCave } from "../../../src/cave/restore.ts";
import { saveToken } from "../../../src/cave/token/save_token.ts";
import { ApiError } from "../../../src/credentials/errors/service_errors.ts";
import {
  CredentialError,
  sandboxSurroundings,
  type Secret,
  type Surroundings,
} from "../../../src/credentials/mod.ts";
import { restore as restoreGlobus } from "../../../src/globus/restore.ts";
import { restore as restoreTapis } from "../../../src/tapis/v3/restore.ts";
import { type LoginAnswer, loginInNotebook } from "../../../src/notebook/mod.ts";
import { approveDevice, approveLogin, type Sandbox } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { assertNothingShown } from "../../helpers/canary.ts";
import { entryUrl, runChild } from "../../helpers/child.ts";
import { fileNames, temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { recorder } from "../_recorder.ts";

/** A sandbox's surroundings, and a display that keeps what it is shown. */
async function place(sandbox: Sandbox) {
  const { shown, display } = recorder();
  const surroundings = await sandboxSurroundings(sandbox.home);
  return { options: { ...surroundings, display }, surroundings, shown };
}

Deno.test("loginInNotebook() logs in to Globus by a link and a code, once", async () => {
  await using sandbox = await startSandbox();
  const { options, shown } = await place(sandbox);
  const links: string[] = [];
  const login = {
    ...options,
    clientId: sandbox.tokens.globusApps.other,
    answer: (link: string) => {
      links.push(link);
      return approveLogin(sandbox, link);
    },
  };
  const { transfer } = await loginInNotebook("globus", login);
  assertEquals((await transfer.get("/v0.10/task_list")).status, 200);
  assertEquals([links.length, shown.length], [1, 1]);
  const html = shown[0]?.bundle["text/html"] ?? "";
  assertStringIncludes(html, `<a href="${links[0]?.replaceAll("&", "&amp;")}" target="_blank"`);
  assertStringIncludes(shown[0]?.bundle["text/plain"] ?? "", links[0] ?? "no link");

  await loginInNotebook("globus", login);
  assertEquals([links.length, shown.length], [1, 1]);
});

Deno.test("loginInNotebook() asks again where the code was another's, and says so", async () => {
  await using sandbox = await startSandbox();
  const { options, shown } = await place(sandbox);
  const given: LoginAnswer[] = [() => "wrong", (link) => approveLogin(sandbox, link)];
  const answer: LoginAnswer = (link) => given.shift()?.(link);
  await loginInNotebook("globus", {
    ...options,
    clientId: sandbox.tokens.globusApps.other,
    answer,
  });
  assertStringIncludes(
    shown[1]?.bundle["text/plain"] ?? "",
    "That is not the answer to this login",
  );
});

Deno.test("loginInNotebook() logs in to Tapis by a page and a code, and can renew", async () => {
  await using sandbox = await startSandbox();
  const { options, shown } = await place(sandbox);
  const { clientName, apiSecret, username } = sandbox.tokens.tapis;
  const codes: string[] = [];
  const login = {
    ...options,
    clientId: clientName,
    clientKey: apiSecret,
    pollingInterval: 0.01,
    answer: (page: string, code = "") => {
      codes.push(code);
      return approveDevice(sandbox, page, code);
    },
  };
  const tapis = await loginInNotebook("tapis", login);
  assertEquals([tapis.session.username, tapis.capabilities.canRefresh], [username, true]);
  assertStringIncludes(shown[0]?.bundle["text/plain"] ?? "", `type in this code: ${codes[0]}`);
  assertEquals(tapis.source, "~/.agave/keyferry.json");

  await loginInNotebook("tapis", login);
  assertEquals([codes.length, shown.length], [1, 1]);
});

Deno.test("loginInNotebook() does not take another OAuth client's session of Tapis for its own", async () => {
  await using sandbox = await startSandbox();
  const { options } = await place(sandbox);
  const { clientName, apiSecret } = sandbox.tokens.tapis;
  const asked: string[] = [];
  const login = (clientId: string, clientKey: string | Secret) =>
    loginInNotebook("tapis", {
      ...options,
      clientId,
      clientKey,
      pollingInterval: 0.01,
      answer: (page: string, code = "") => {
        asked.push(clientId);
        return approveDevice(sandbox, page, code);
      },
    });
  const first = await login(clientName, apiSecret);
  const { clientId, clientKey } = await first.createClient({ clientId: "mine" });
  await login(clientId, clientKey);
  assertEquals(asked, [clientName, "mine"]);
  await login(clientId, clientKey);
  await login(clientName, apiSecret);
  assertEquals(asked, [clientName, "mine"]);
});

Deno.test("loginInNotebook() says so where nothing was pasted as a CAVE token", async () => {
  await using sandbox = await startSandbox();
  const { options } = await place(sandbox);
  await assertRejects(
    () => loginInNotebook("cave", { ...options, answer: () => " " }),
    CredentialError,
    "nothing was pasted; run the cell again when you have it",
  );
});

Deno.test("loginInNotebook() takes a CAVE token, tries it, and keeps it where CAVEclient looks", async () => {
  await using sandbox = await startSandbox();
  const { options, surroundings, shown } = await place(sandbox);
  const { cave } = sandbox.tokens;
  const { info } = await loginInNotebook("cave", { ...options, answer: () => cave });
  assert((await info.getDatastacks()).length > 0);
  const { source } = await restoreCave(undefined, surroundings);
  assertStringIncludes(source, "cave-secret.json");
  assertStringIncludes(shown[0]?.bundle["text/plain"] ?? "", `open ${sandbox.url}/`);
  assertNothingShown([JSON.stringify(shown)], cave);

  const nobody = () => Promise.reject(new Error("Nobody is asked for what is there"));
  await loginInNotebook("cave", { ...options, answer: nobody });
});

Deno.test("loginInNotebook() keeps no CAVE token that the server does not take", async () => {
  await using sandbox = await startSandbox();
  const { options } = await place(sandbox);
  const before = await fileNames(sandbox.home);
  for (const pasted of ["made-up", "made up of words"]) {
    const error = await assertRejects(
      () => loginInNotebook("cave", { ...options, answer: () => pasted }),
      CredentialError,
    );
    assertStringIncludes(error.message, `${sandbox.url} does not take this CAVE token`);
    assertNothingShown([error.message], pasted);
  }
  assertEquals(await fileNames(sandbox.home), before);
});

/** A token of CAVE that was taken back. */
async function spent(sandbox: Sandbox, surroundings: Surroundings): Promise<string> {
  const { auth } = await restoreCave(undefined, { ...surroundings, token: sandbox.tokens.cave });
  const token = (await auth.createToken()).reveal();
  const [newest] = await auth.getTokens();
  await auth.deleteToken(newest?.id ?? 0);
  return token;
}

Deno.test("loginInNotebook() asks for a CAVE token where the one that is stored is good no more", async () => {
  await using sandbox = await startSandbox();
  const { options, surroundings } = await place(sandbox);
  const { cave } = sandbox.tokens;
  await saveToken(await spent(sandbox, surroundings), {
    ...surroundings,
    serverAddress: sandbox.url,
  });
  const { auth } = await loginInNotebook("cave", { ...options, answer: () => cave });
  assertEquals(auth.token?.reveal(), cave);
  assertEquals((await restoreCave(undefined, surroundings)).auth.token?.reveal(), cave);
});

Deno.test("loginInNotebook() says so where the token of CAVE_TOKEN is good no more", async () => {
  await using sandbox = await startSandbox();
  const { options, surroundings } = await place(sandbox);
  const env = { ...options.env, CAVE_TOKEN: await spent(sandbox, surroundings) };
  await assertRejects(
    () => loginInNotebook("cave", { ...options, env, answer: () => sandbox.tokens.cave }),
    CredentialError,
    "CAVE does not take the token of CAVE_TOKEN",
  );
});

Deno.test("loginInNotebook() replaces a CAVE token only when it is told to log in again", async () => {
  await using sandbox = await startSandbox();
  const { options, surroundings } = await place(sandbox);
  const first = await loginInNotebook("cave", { ...options, answer: () => sandbox.tokens.cave });
  const second = (await first.auth.createToken()).reveal();
  const again = { ...options, answer: () => second };
  await loginInNotebook("cave", again);
  assertEquals(
    (await restoreCave(undefined, surroundings)).auth.token?.reveal(),
    sandbox.tokens.cave,
  );
  await loginInNotebook("cave", { ...again, force: true });
  assertEquals((await restoreCave(undefined, surroundings)).auth.token?.reveal(), second);
});

const nobody: readonly ["globus" | "tapis" | "cave", string, RegExp][] = [
  ["globus", "login", /this notebook is run by a program.*keyferry globus login.*GLOBUS_CLIENT_ID/],
  ["tapis", "login", /this notebook is run by a program.*TAPIS_BASE_URL and TAPIS_TOKEN/],
  ["cave", "credential", /set CAVE_TOKEN.*keyferry cave save/],
];
for (const [platform, kind, words] of nobody) {
  Deno.test(`loginInNotebook("${platform}") says at once what to do where no one can be asked`, async () => {
    // In a process without a terminal, as a notebook that a program runs.
    const { code, stdout, stderr } = await runChild(
      `
      import { sandboxSurroundings } from "${entryUrl("mod.ts")}";
      import { loginInNotebook } from "${entryUrl("src/notebook/mod.ts")}";
      import { startSandbox } from "${entryUrl("src/sandbox/mod.ts")}";
      await using sandbox = await startSandbox();
      const { globusApps: { other }, tapis: { clientName } } = sandbox.tokens;
      const login = {
        ...await sandboxSurroundings(sandbox.home),
        ...{ globus: { clientId: other }, tapis: { clientId: clientName } }["${platform}"],
        display: (bundle) => Promise.resolve(console.log(bundle["text/plain"].includes("://"))),
      };
      try {
        await loginInNotebook("${platform}", login);
      } catch (error) {
        console.log(error.kind + ": " + error.message);
      }`,
      { flags: ["--allow-all"] },
    );
    assertEquals([code, stderr], [0, ""]);
    const [link, message = ""] = stdout.split("\n");
    assertEquals([link, message.split(":")[0], words.test(message)], ["true", kind, true], message);
  });
}

Deno.test("loginInNotebook() does not log in over a file that is broken", async () => {
  await using sandbox = await startSandbox();
  const { options } = await place(sandbox);
  const folder = `${sandbox.home}/.cloudvolume/secrets`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/cave-secret.json`, "{");
  await assertRejects(
    () => loginInNotebook("cave", { ...options, answer: () => sandbox.tokens.cave }),
    CredentialError,
    "Cannot use ~/.cloudvolume/secrets/cave-secret.json",
  );
});

Deno.test("loginInNotebook() needs no options for CAVE", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".cloudvolume/secrets/cave-secret.json": "{" });
  const { stdout } = await runChild(
    `
    import { loginInNotebook } from "${entryUrl("src/notebook/mod.ts")}";
    await loginInNotebook("cave").catch((error) => console.log(error.message));`,
    { flags: ["--allow-all"], env: { HOME: folder.path } },
  );
  assertStringIncludes(stdout, "Cannot use ~/.cloudvolume/secrets/cave-secret.json");
});

Deno.test("loginInNotebook() asks for the client of Tapis before it asks the service", async () => {
  const unseen = { home: "/nowhere", env: {}, fetch: () => Promise.reject(new Error("asked")) };
  await assertRejects(
    () => loginInNotebook("tapis", unseen as never),
    TypeError,
    "clientId must be a text that is not empty",
  );
});

/** What a search that finds nothing says to run in a cell. */
async function cellOf(restore: () => Promise<unknown>): Promise<string | undefined> {
  const { step } = await assertRejects(restore, CredentialError);
  return step?.kind === "log in" ? step.cell : undefined;
}

Deno.test("a search that finds nothing names the login that keeps what it looks for, where it looks", async () => {
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  const serverAddress = "https://cave.example.org";
  const baseUrl = "https://lab.tapis.example.org";
  assertEquals(
    await Promise.all([
      cellOf(() => restoreCave(undefined, here)),
      cellOf(() => restoreCave(undefined, { ...here, serverAddress, tokenFile: "~/lab.json" })),
      cellOf(() => restoreGlobus({ ...here, clientId: "an-app" })),
      cellOf(() => restoreGlobus({ ...here, clientId: "an-app", app: "my notebooks" })),
      cellOf(() => restoreTapis(here)),
      cellOf(() => restoreTapis({ ...here, baseUrl, username: "ada" })),
    ]),
    [
      'loginInNotebook("cave")',
      'loginInNotebook("cave", { serverAddress, tokenFile })',
      'loginInNotebook("globus", { clientId })',
      'loginInNotebook("globus", { clientId, app })',
      'loginInNotebook("tapis", { clientId, clientKey })',
      'loginInNotebook("tapis", { clientId, clientKey, baseUrl, username })',
    ],
  );
});

Deno.test("a refused token of CAVE names the login to the server that refused it", async () => {
  await using sandbox = await startSandbox();
  const { surroundings } = await place(sandbox);
  const there = { ...surroundings, serverAddress: sandbox.url };
  await saveToken(await spent(sandbox, surroundings), there);
  const { info } = await restoreCave(undefined, there);
  const { step } = await assertRejects(() => info.getDatastacks(), ApiError);
  assertEquals(
    step?.kind === "log in" && step.cell,
    'loginInNotebook("cave", { force: true, serverAddress })',
  );
});

Deno.test("loginInNotebook() refuses a platform that it does not know", async () => {
  await assertRejects(
    () => loginInNotebook("galaxy" as "cave", {}),
    TypeError,
    'There is no login for "galaxy"',
  );
});
