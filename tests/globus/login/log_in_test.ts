import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path/join";
import {
  CredentialError,
  PermissionNeededError,
  sandboxSurroundings,
} from "../../../src/credentials/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import {
  confidentialAppAuthClient,
  login,
  LoginError,
  type LoginOptions,
  loginRequired,
  type LoginTalk,
  logout,
  restore,
} from "../../../src/globus/mod.ts";
import { reasonAgainstBrowser } from "../../../src/oauth/browser.ts";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { answerLoginPage } from "../../helpers/sandbox_person.ts";
import { assertNothingShown } from "../../helpers/canary.ts";
import {
  fileNames,
  snapshot,
  temporaryFolder,
  writeFiles,
} from "../../helpers/temporary_folder.ts";

const app = "My App: v1.0?";

/** A person who says nothing, and of whom everything said is kept. */
function quietTalk(): LoginTalk & { readonly said: string[] } {
  const said: string[] = [];
  return { said, say: (text) => void said.push(text) };
}

/** A person who types these lines, one an ask; what is a function sees all that was said. */
function typing(
  lines: readonly (string | ((said: string) => string | Promise<string>))[],
): LoginTalk & { readonly said: string[] } {
  const left = [...lines];
  const talk = quietTalk();
  return {
    ...talk,
    async ask(question): Promise<string | null> {
      talk.said.push(question);
      const line = left.shift();
      return typeof line === "function" ? await line(talk.said.join("\n")) : line ?? null;
    },
  };
}

async function optionsFor(sandbox: Sandbox): Promise<LoginOptions> {
  return {
    ...await sandboxSurroundings(sandbox.home),
    clientId: sandbox.tokens.globusApps.other,
    app,
    talk: quietTalk(),
    openBrowser: () => {
      throw new Error("No browser is wanted here");
    },
  };
}

function tokenFile(sandbox: Sandbox): string {
  const { other } = sandbox.tokens.globusApps;
  return join(sandbox.home, ".globus", "app", other, "my-app+-v1-0+", "tokens.json");
}

async function stored(sandbox: Sandbox): Promise<Record<string, Record<string, unknown>>> {
  return JSON.parse(await Deno.readTextFile(tokenFile(sandbox))).data.DEFAULT;
}

function isStored(sandbox: Sandbox): Promise<boolean> {
  return Deno.stat(tokenFile(sandbox)).then(() => true, () => false);
}

function addressIn(said: string): string {
  return /https?:\/\/\S+authorize\?\S+/.exec(said)?.[0] ?? "";
}

Deno.test("login() comes back from the browser, stores the tokens as the Python SDK does, and uses them", async () => {
  await using sandbox = await startSandbox();
  const pages: string[] = [];
  const seen: URL[] = [];
  let visit: Promise<void> | undefined;
  const { transfer, auth, path, resourceServers, identityId } = await login({
    ...await optionsFor(sandbox),
    flow: "loopback",
    openBrowser(url) {
      seen.push(new URL(url));
      visit = (async () => {
        const response = await fetch(await answerLoginPage(sandbox, url));
        assertEquals(response.headers.get("cache-control"), "no-store");
        pages.push(await response.text());
      })();
    },
  });
  await visit;
  assertStringIncludes(pages.join(), "You are logged in");
  // The app's name is text, whatever it holds.
  assertStringIncludes(pages.join(), "go back to My App: v1.0?");
  const query = seen[0]?.searchParams;
  assert(/^http:\/\/127\.0\.0\.1:\d+$/.test(query?.get("redirect_uri") ?? ""));
  assertEquals(query?.get("access_type"), "offline");
  assertEquals(query?.get("state")?.length, 43);
  // With the name of the machine, where Deno may tell it.
  assert(query?.get("prefill_named_grant")?.startsWith(app));

  assertEquals(path, tokenFile(sandbox));
  assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
  const { format_version } = JSON.parse(await Deno.readTextFile(path));
  assertEquals(format_version, "2.0");
  const tokens = await stored(sandbox);
  assertEquals(Object.keys(tokens).sort(), resourceServers.toSorted());
  const { sub } = await auth.oauth2Userinfo();
  assertEquals(sub, identityId);
  for (const [server, token] of Object.entries(tokens)) {
    assertEquals(token.resource_server, server);
    assertEquals(token.identity_id, sub);
    assertEquals(typeof token.refresh_token, "string");
    assert(Number.isInteger(token.expires_at_seconds));
  }
  assertEquals((await transfer.get("/v0.10/task_list")).status, 200);

  const again = await restore({
    ...await sandboxSurroundings(sandbox.home),
    clientId: sandbox.tokens.globusApps.other,
  });
  assertEquals((await again.transfer.get("/v0.10/task_list")).status, 200);
});

Deno.test("login() bothers nobody while the stored tokens are good, unless it is forced", async () => {
  await using sandbox = await startSandbox();
  const options = await optionsFor(sandbox);
  const talk = typing([async (said) => await answerLoginPage(sandbox, addressIn(said))]);
  await login({ ...options, talk, flow: "paste" });
  const first = await stored(sandbox);
  // Nobody is there any more.
  await login({ ...options, flow: "paste" });
  assertEquals(await stored(sandbox), first);
  const more = [
    { force: true },
    { scopes: ["urn:globus:auth:scope:groups.api.globus.org:all"] },
    { requirements: { parameters: {} } },
    { now: () => Date.now() + 400 * 86_400_000, scopes: ["unheard-of"] },
  ];
  for (const change of more) {
    const error = await assertRejects(
      () => login({ ...options, ...change, flow: "paste" }),
      LoginError,
    );
    assertEquals(error.reason, "nobody there");
  }
  assertEquals(await stored(sandbox), first);
});

Deno.test("login() refuses a flow that there is not, before anything is asked", async () => {
  const choice: object = { clientId: "made-up", env: {}, home: "/nowhere", flow: "browser" };
  await assertRejects(
    () => login(choice),
    RangeError,
    "one of auto, loopback, paste: it is browser",
  );
});

Deno.test("login() by the browser is ended by its own answer alone", async () => {
  await using sandbox = await startSandbox();
  const statuses: Record<string, number> = {};
  let visit: Promise<void> | undefined;
  await login({
    ...await optionsFor(sandbox),
    flow: "loopback",
    openBrowser(url) {
      visit = (async () => {
        const answer = new URL(await answerLoginPage(sandbox, url));
        const { origin } = answer;
        const [code, state] = ["code", "state"].map((name) => answer.searchParams.get(name));
        const good = `code=${code}&state=${state}`;
        const stray: Record<string, [string, RequestInit?]> = {
          "an icon": [`${origin}/favicon.ico`],
          "a probe": [`${origin}/`],
          "another path": [`${origin}/callback?${good}`],
          "a form": [`${origin}/?${good}`, { method: "POST" }],
          "another name": [`http://localhost:${answer.port}/?${good}`],
          "no state": [`${origin}/?code=${code}`],
          "a guessed state": [`${origin}/?code=${code}&state=_default`],
          "a forged refusal": [`${origin}/?error=access_denied&state=guessed`],
          "a forged code": [`${origin}/?code=forged&state=`],
        };
        for (const [name, [target, init]] of Object.entries(stray)) {
          const response = await fetch(target, init);
          await response.body?.cancel();
          statuses[name] = response.status;
          assertEquals(await isStored(sandbox), false, name);
        }
        const first = await fetch(answer);
        statuses["the answer"] = first.status;
        await first.body?.cancel();
      })();
    },
  });
  await visit;
  assertEquals(statuses, {
    "an icon": 404,
    "a probe": 404,
    "another path": 404,
    "a form": 404,
    "another name": 404,
    "no state": 400,
    "a guessed state": 400,
    "a forged refusal": 400,
    "a forged code": 400,
    "the answer": 200,
  });
  assert(await isStored(sandbox));
});

Deno.test("login() ends once where the person answers in two tabs", async () => {
  await using sandbox = await startSandbox();
  const options = await optionsFor(sandbox);
  const pages: string[] = [];
  let visit: Promise<void> | undefined;
  await login({
    ...options,
    flow: "loopback",
    openBrowser(url) {
      visit = (async () => {
        const answers = [await answerLoginPage(sandbox, url), await answerLoginPage(sandbox, url)];
        const responses = await Promise.allSettled(answers.map((answer) => fetch(answer)));
        for (const response of responses) {
          // The one that comes last may find nobody waiting any more.
          if (response.status === "fulfilled") pages.push(await response.value.text());
        }
      })();
    },
  });
  await visit;
  const grants = sandbox.requests.filter(({ path }) => path === "/v2/oauth2/token");
  assertEquals(grants.length, 1);
  assert(pages.some((page) => page.includes("You are logged in")));
  assert(pages.every((page) => /You are logged in|This login is done already/.test(page)));
});

Deno.test("login() says that the person refused, in the browser and to the program", async () => {
  await using sandbox = await startSandbox();
  const pages: string[] = [];
  let visit: Promise<void> | undefined;
  const options = await optionsFor(sandbox);
  const error = await assertRejects(() =>
    login({
      ...options,
      flow: "loopback",
      openBrowser(url) {
        visit = (async () => {
          const answer = await answerLoginPage(sandbox, url, { decision: "deny" });
          const response = await fetch(answer);
          pages.push(`${response.status} ${await response.text()}`);
        })();
      },
    }), LoginError);
  await visit;
  assertEquals(error.reason, "denied");
  assertStringIncludes(error.message, "access_denied");
  assert(pages[0]?.startsWith("400 "));
  assertStringIncludes(pages.join(), "The login was refused");
  assertEquals(await isStored(sandbox), false);
});

Deno.test("login() takes a pasted code, or the whole address, and asks again for anything else", async () => {
  await using sandbox = await startSandbox();
  const options = await optionsFor(sandbox);
  const answer = (said: string) => answerLoginPage(sandbox, addressIn(said));
  const code = async (said: string) => new URL(await answer(said)).searchParams.get("code") ?? "";
  const cases = [
    [code],
    [async (said: string) => `  ${await code(said)} \n`],
    [answer],
    ["", "  ", "not the code", answer],
    [`${sandbox.url}/v2/web/auth-code?code=x&state=other`, code],
  ];
  for (const lines of cases) {
    const talk = typing(lines);
    const { transfer } = await login({ ...options, talk, flow: "paste", force: true });
    assertEquals((await transfer.get("/v0.10/task_list")).status, 200);
    const address = new URL(addressIn(talk.said.join("\n")));
    assertEquals(address.searchParams.get("redirect_uri"), `${sandbox.url}/v2/web/auth-code`);
    assertEquals(address.searchParams.get("state"), "_default");
  }
});

Deno.test("login() by pasting gives up after five wrong answers, a refusal, or the end of the input", async () => {
  await using sandbox = await startSandbox();
  const options = { ...await optionsFor(sandbox), flow: "paste" as const };
  const wrong = typing(Array.from({ length: 9 }, () => "wrong"));
  await assertRejects(() => login({ ...options, talk: wrong }), ApiError, "invalid_grant");
  assertEquals(wrong.said.filter((text) => text.startsWith("Paste")).length, 5);

  const deny = typing([(said) => answerLoginPage(sandbox, addressIn(said), { decision: "deny" })]);
  const denied = await assertRejects(() => login({ ...options, talk: deny }), LoginError);
  assertEquals(denied.reason, "denied");

  const ended = await assertRejects(() => login({ ...options, talk: typing([]) }), LoginError);
  assertEquals(ended.reason, "nobody there");

  const nobody = await assertRejects(() => login(options), LoginError);
  assertEquals(nobody.reason, "nobody there");
  assertStringIncludes(nobody.message, "log in once in a terminal");
  assertEquals(await isStored(sandbox), false);
});

Deno.test("login() takes a pasted address also while it waits for the browser", async () => {
  await using sandbox = await startSandbox();
  const talk = typing(["http://127.0.0.1:1/?code=x&state=other", async (said) => {
    const address = addressIn(said);
    assert(new URL(address).searchParams.get("redirect_uri")?.startsWith("http://127.0.0.1:"));
    return await answerLoginPage(sandbox, address);
  }]);
  const { transfer } = await login({
    ...await optionsFor(sandbox),
    talk,
    flow: "loopback",
    openBrowser: () => true,
  });
  assertEquals((await transfer.get("/v0.10/task_list")).status, 200);
});

Deno.test("login() goes over to pasting where no browser can be used or opened", async () => {
  await using sandbox = await startSandbox();
  const options = await optionsFor(sandbox);
  const cases: [Record<string, string>, (() => boolean) | undefined, string][] = [
    [
      { SSH_TTY: "/dev/pts/0", DISPLAY: ":0" },
      undefined,
      "this is an SSH session (SSH_TTY is set)",
    ],
    [{ SSH_CONNECTION: "a b c d", DISPLAY: ":0" }, undefined, "this is an SSH session"],
    [{ DISPLAY: ":0" }, () => false, "none could be opened"],
  ];
  for (const [env, openBrowser, reason] of cases) {
    const talk = typing([(said) => answerLoginPage(sandbox, addressIn(said))]);
    await login({
      ...options,
      env,
      talk,
      force: true,
      ...(openBrowser === undefined ? {} : { openBrowser }),
    });
    assertStringIncludes(talk.said.join("\n"), `No browser is used here: ${reason}`);
  }
});

Deno.test("reasonAgainstBrowser() knows sessions from elsewhere, browsers in the terminal, and the dark", async () => {
  const display = { DISPLAY: ":0" };
  const cases: [Record<string, string>, typeof Deno.build.os, string | undefined][] = [
    [display, "linux", undefined],
    [{ WAYLAND_DISPLAY: "wayland-0" }, "linux", undefined],
    [{ WSL_DISTRO_NAME: "Debian" }, "linux", undefined],
    [{ BROWSER: "firefox" }, "linux", undefined],
    [{}, "darwin", undefined],
    [{}, "windows", undefined],
    [{}, "linux", "there is no display"],
    [{ DISPLAY: "" }, "linux", "there is no display"],
    [{ ...display, SSH_TTY: "" }, "linux", undefined],
    [{ ...display, SSH_TTY: "x" }, "linux", "this is an SSH session (SSH_TTY is set)"],
    [{ SSH_CONNECTION: "x" }, "darwin", "this is an SSH session (SSH_CONNECTION is set)"],
    [{ ...display, container: "podman" }, "linux", "this is a container (container is set)"],
    [
      { ...display, JUPYTERHUB_USER: "ada" },
      "linux",
      "this is a JupyterHub server (JUPYTERHUB_USER is set)",
    ],
    [{ ...display, BROWSER: "/usr/bin/lynx -x" }, "linux", "the browser is /usr/bin/lynx -x"],
    [{ ...display, BROWSER: "w3m" }, "linux", "the browser is w3m"],
    [{ ...display, BROWSER: "blinks" }, "linux", undefined],
  ];
  for (const [env, os, reason] of cases) {
    assertEquals(await reasonAgainstBrowser({ env }, os), reason, JSON.stringify(env));
  }
});

Deno.test("login() stops waiting when it is given up, or after its time, and leaves nothing behind", async () => {
  await using sandbox = await startSandbox();
  const base = await optionsFor(sandbox);
  const deaf: LoginTalk = { say() {}, ask: () => new Promise(() => {}) };
  for (const flow of ["loopback", "paste"] as const) {
    const options = { ...base, flow, openBrowser: () => true };
    for (const talk of [quietTalk(), deaf]) {
      if (flow === "paste" && talk !== deaf) continue;
      const late = await assertRejects(
        () => login({ ...options, talk, timeoutMs: 20 }),
        LoginError,
      );
      assertEquals([late.reason, late.message.includes("within 0.02 s")], ["time-out", true]);
      const reason = new Error("enough");
      const given = await assertRejects(() => {
        const controller = new AbortController();
        setTimeout(() => controller.abort(reason), 5);
        return login({ ...options, talk, signal: controller.signal });
      }, LoginError);
      assertEquals([given.reason, given.cause], ["aborted", reason]);
      const before = await assertRejects(
        () => login({ ...options, talk, signal: AbortSignal.abort() }),
        LoginError,
      );
      assertEquals(before.reason, "aborted");
    }
  }
  assertEquals(await isStored(sandbox), false);
});

Deno.test("login() keeps its own patience and signal from the clients that it returns", async () => {
  await using sandbox = await startSandbox();
  const controller = new AbortController();
  const talk = typing([(said) => answerLoginPage(sandbox, addressIn(said))]);
  const { transfer, auth } = await login({
    ...await optionsFor(sandbox),
    talk,
    flow: "paste",
    timeoutMs: 123_456,
    signal: controller.signal,
  });
  controller.abort();
  assertEquals((await transfer.get("/v0.10/task_list")).status, 200);
  assertEquals([transfer.timeoutMs, auth.timeoutMs], [60_000, 60_000]);
  for (const timeoutMs of [0, -1, Number.NaN, 2 ** 31]) {
    const options = { ...await optionsFor(sandbox), force: true, timeoutMs };
    await assertRejects(() => login(options), RangeError);
  }
});

Deno.test({
  name: "login() by the browser alone names the permission to wait for it",
  permissions: { read: true, write: true, env: true, net: ["localhost"] },
  async fn() {
    await using folder = await temporaryFolder();
    const env = { GLOBUS_CLIENT_ID: "x" };
    const baseUrl = "http://localhost:9";
    const error = await assertRejects(
      () => login({ home: folder.path, env, baseUrl, talk: quietTalk(), flow: "loopback" }),
      PermissionNeededError,
    );
    assertEquals(error.flags, ["--allow-net=127.0.0.1"]);
  },
});

Deno.test("login() satisfies what a service wants, and drops what demands nothing", async () => {
  await using sandbox = await startSandbox({ globusAuth: { dataAccess: ["archive"] } });
  const archive = sandbox.collections.find(({ name }) => name === "archive");
  const scope = `urn:globus:auth:scope:transfer.api.globus.org:all` +
    `[*https://auth.globus.org/scopes/${archive?.id}/data_access]`;
  const talk = typing([(said) => answerLoginPage(sandbox, addressIn(said))]);
  await login({
    ...await optionsFor(sandbox),
    talk,
    flow: "paste",
    requirements: {
      requiredScopes: [scope],
      message: "More is needed",
      parameters: {
        required_scopes: [scope],
        session_message: "More is needed",
        session_required_mfa: false,
        session_required_policies: [],
        session_required_identities: ["ferry@sandbox.example.org"],
        prompt: "login",
      },
    },
  });
  assertStringIncludes(talk.said.join("\n"), "Globus asks for a login: More is needed");
  const query = new URL(addressIn(talk.said.join("\n"))).searchParams;
  assertStringIncludes(query.get("scope") ?? "", scope);
  assertEquals(query.get("session_message"), "More is needed");
  assertEquals(query.get("session_required_identities"), "ferry@sandbox.example.org");
  assertEquals(query.get("prompt"), "login");
  assertEquals([query.has("session_required_mfa"), query.has("session_required_policies")], [
    false,
    false,
  ]);
});

Deno.test("login() asks for an app, and says how to register one", async () => {
  await using folder = await temporaryFolder();
  const home = folder.path;
  for (const env of [{}, { GLOBUS_CLIENT_ID: "" }, { GLOBUS_CLIENT_SECRET: "s" }]) {
    const error = await assertRejects(() => login({ home, env }), LoginError);
    assertEquals(error.reason, "no app");
    assertStringIncludes(error.message, "https://developers.globus.org");
    assertStringIncludes(error.message, "GLOBUS_CLIENT_ID");
  }
  await assertRejects(
    () => login({ home, env: {}, clientId: " " }),
    TypeError,
    "client id is empty",
  );
  await assertRejects(() => login({ home, env: {}, clientSecret: "s" }), TypeError, "clientId");
  await assertRejects(
    () => login({ home, env: {}, clientId: "../x" }),
    TypeError,
    "is not a client id",
  );
  await assertRejects(() => login({ home, env: {}, clientId: "x", app: "aux" }), RangeError);
  assertEquals(await fileNames(home), []);
});

Deno.test("login() as an app whose secret is empty, or is not one, asks no one and sends nothing", async () => {
  await using folder = await temporaryFolder();
  const talk = quietTalk();
  const seen: string[] = [];
  const fetch = (input: RequestInfo | URL) => {
    seen.push(new Request(input).url);
    return Promise.reject(new Error("Nothing is to be sent"));
  };
  const id = { GLOBUS_CLIENT_ID: "5c4f1d2e-7a63-4b8e-8f0d-2f9f6f1f7a10" };
  for (
    const [secret, why] of [
      ["", "GLOBUS_CLIENT_SECRET is set to nothing"],
      [" \r", "GLOBUS_CLIENT_SECRET is set to nothing"],
      ["<your secret here>", "GLOBUS_CLIENT_SECRET holds a placeholder"],
      ["two\nlines", "GLOBUS_CLIENT_SECRET holds a line break"],
      // As docker's --env-file leaves them.
      ['"made-up"', "GLOBUS_CLIENT_SECRET holds quotes around the value"],
      ["'made-up'", "GLOBUS_CLIENT_SECRET holds quotes around the value"],
    ] as const
  ) {
    const choice = { home: folder.path, env: { ...id, GLOBUS_CLIENT_SECRET: secret } };
    for (
      const work of [
        () => login({ ...choice, talk, fetch, flow: "paste" }),
        () => loginRequired(choice),
        () => logout({ ...choice, fetch }),
      ]
    ) {
      const error = await assertRejects(work, CredentialError, why);
      const { kind, variables } = error.step as { kind: string; variables?: readonly string[] };
      assertEquals([kind, variables], ["set variable", ["GLOBUS_CLIENT_SECRET"]]);
    }
  }
  assertEquals([talk.said, seen, await fileNames(folder.path)], [[], [], []]);
});

Deno.test("login() cleans the app's id and secret as restore() does, whatever wrote the variables", async () => {
  await using sandbox = await startSandbox();
  const { id, secret } = sandbox.tokens.globusClient;
  const surroundings = await sandboxSurroundings(sandbox.home);
  // As a file with Windows line ends leaves them.
  const env = {
    ...surroundings.env,
    GLOBUS_CLIENT_ID: `${id}\r`,
    GLOBUS_CLIENT_SECRET: `${secret}\r`,
  };
  const { transfer, clientId } = await login({ ...surroundings, env });
  assertEquals(clientId, id);
  assertEquals((await transfer.get("/v0.10/task_list")).status, 200);
});

Deno.test({
  name:
    "login() by the environment asks to look at both variables: one unseen could make it another's login",
  permissions: { read: true, write: true, env: ["GLOBUS_CLIENT_ID"] },
  async fn() {
    await using folder = await temporaryFolder();
    Deno.env.set("GLOBUS_CLIENT_ID", "x");
    try {
      const error = await assertRejects(
        () => login({ home: folder.path, talk: quietTalk(), environment: "production" }),
        PermissionNeededError,
      );
      assertEquals(error.flags, ["--allow-env=GLOBUS_CLIENT_SECRET"]);
    } finally {
      Deno.env.delete("GLOBUS_CLIENT_ID");
    }
  },
});

Deno.test("login() takes the app from GLOBUS_CLIENT_ID, and as keyferry's own where it has no name", async () => {
  await using sandbox = await startSandbox();
  const { app: _app, clientId = "", ...options } = await optionsFor(sandbox);
  const talk = typing([(said) => answerLoginPage(sandbox, addressIn(said))]);
  const { path } = await login({
    ...options,
    talk,
    flow: "paste",
    env: { GLOBUS_CLIENT_ID: clientId },
  });
  assertEquals(path, join(sandbox.home, ".globus", "app", clientId, "keyferry", "tokens.json"));
});

Deno.test("login() as an app with a secret needs nobody, and renews its stored token by itself", async () => {
  await using sandbox = await startSandbox();
  const { id, secret } = sandbox.tokens.globusClient;
  const surroundings = await sandboxSurroundings(sandbox.home);
  const grants = () => sandbox.requests.filter(({ path }) => path === "/v2/oauth2/token").length;
  const options = { ...surroundings, clientId: id, clientSecret: secret, app: "cron" };
  const { transfer, auth, path } = await login(options);
  assertEquals((await transfer.get("/v0.10/task_list")).status, 200);
  assertEquals((await auth.get("/v2/oauth2/userinfo")).status, 200);
  assertEquals(grants(), 1);
  // The next night: the stored token is still good.
  const next = await login(options);
  assertEquals((await next.transfer.get("/v0.10/task_list")).status, 200);
  assertEquals(grants(), 1);
  // And when it was ended, another is bought and stored.
  const tokens = JSON.parse(await Deno.readTextFile(path)).data.DEFAULT;
  const server = "transfer.api.globus.org";
  const { access_token } = tokens[server];
  const client = confidentialAppAuthClient(id, secret, { baseUrl: sandbox.url });
  await client.oauth2RevokeToken(access_token);
  const last = await login(options);
  assertEquals((await last.transfer.get("/v0.10/task_list")).status, 200);
  assertEquals(grants(), 2);
  const after = JSON.parse(await Deno.readTextFile(path)).data.DEFAULT[server].access_token;
  assert(after !== access_token);
});

Deno.test("login() never mixes two people's tokens in one file, and ends those it does not keep", async () => {
  await using sandbox = await startSandbox();
  const options = await optionsFor(sandbox);
  const path = tokenFile(sandbox);
  const record = {
    resource_server: "other.example.org",
    scope: "x",
    access_token: "made-up",
    expires_at_seconds: 1,
    identity_id: "somebody-else",
  };
  const text = JSON.stringify({
    data: { DEFAULT: { "other.example.org": record } },
    format_version: "2.0",
    "globus-sdk.version": "4.9.0",
  });
  await writeFiles(sandbox.home, { [path.slice(sandbox.home.length + 1)]: text });
  const talk = typing([(said) => answerLoginPage(sandbox, addressIn(said))]);
  const error = await assertRejects(
    () => login({ ...options, talk, flow: "paste" }),
    LoginError,
    "somebody-else",
  );
  assertEquals(error.reason, "other identity");
  assertEquals(await Deno.readTextFile(path), text);
  const ended = sandbox.requests.filter(({ path }) => path === "/v2/oauth2/token/revoke");
  assertEquals(ended.length, 2);
});

Deno.test("login() keeps what else is in the file, byte by byte", async () => {
  await using sandbox = await startSandbox();
  const options = await optionsFor(sandbox);
  const path = tokenFile(sandbox);
  const mine =
    '{"resource_server": "other.example.org", "scope": "x", "access_token": "made-up",  ' +
    '"expires_at_seconds": 1, "unheard-of": [1.0]}';
  const text = `{"data":  {"DEFAULT": {"other.example.org": ${mine}}, "another": {}}, ` +
    '"format_version": "2.0", "globus-sdk.version": "4.9.0"}\n';
  await writeFiles(sandbox.home, { [path.slice(sandbox.home.length + 1)]: text });
  const talk = typing([(said) => answerLoginPage(sandbox, addressIn(said))]);
  const { resourceServers } = await login({ ...options, talk, flow: "paste" });
  assertEquals(resourceServers.length, 3);
  const after = await Deno.readTextFile(path);
  assertStringIncludes(after, mine);
  assertStringIncludes(after, '"another": {}');
});

Deno.test("login() does not store a sandbox's tokens among a person's own", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const talk = typing([(said) => answerLoginPage(sandbox, addressIn(said))]);
  await assertRejects(
    () =>
      login({
        home: folder.path,
        env: {},
        baseUrl: sandbox.url,
        clientId: sandbox.tokens.globusApps.other,
        talk,
        flow: "paste",
      }),
    CredentialError,
    "belongs to a sandbox",
  );
  assertEquals((await fileNames(folder.path)).filter((name) => !name.endsWith(".lock")), []);
});

Deno.test("login() inside a sandbox works by the variables that the sandbox prints", async () => {
  await using sandbox = await startSandbox();
  const talk = typing([(said) => answerLoginPage(sandbox, addressIn(said))]);
  const { transfer } = await login({
    env: { ...sandbox.env, GLOBUS_CLIENT_ID: sandbox.tokens.globusApps.other },
    home: sandbox.home,
    talk,
    flow: "paste",
  });
  assertEquals((await transfer.get("/v0.10/task_list")).status, 200);
});

Deno.test("login() does not follow a variable to somebody else's server, and bothers nobody there", async () => {
  await using folder = await temporaryFolder();
  const talk = quietTalk();
  const env = {
    GLOBUS_CLIENT_ID: "x",
    GLOBUS_SDK_SERVICE_URL_AUTH: "http://127.0.0.1:9",
  };
  await assertRejects(
    () => login({ home: folder.path, env, talk, flow: "paste" }),
    CredentialError,
    "GLOBUS_SDK_SERVICE_URL_AUTH",
  );
  assertEquals(talk.said, []);
});

Deno.test("login() finds out that it cannot store before it bothers anybody", async () => {
  await using sandbox = await startSandbox();
  const options = await optionsFor(sandbox);
  const talk = quietTalk();
  const broken = { [tokenFile(sandbox).slice(sandbox.home.length + 1)]: "[]" };
  await writeFiles(sandbox.home, broken);
  const before = await snapshot(sandbox.home);
  const error = await assertRejects(() => login({ ...options, talk, flow: "paste" }));
  assertStringIncludes((error as Error).message, "tokens.json");
  assertEquals([talk.said, await snapshot(sandbox.home)], [[], before]);
});

Deno.test({
  name: "login() names the permissions it lacks before it bothers anybody",
  permissions: { read: true, env: true },
  async fn() {
    const talk = quietTalk();
    const home = "/nowhere";
    const error = await assertRejects(
      () => login({ home, env: { GLOBUS_CLIENT_ID: "x" }, talk }),
      PermissionNeededError,
    );
    assertEquals(error.flags, [
      "--allow-net=auth.globus.org",
      "--allow-write=/nowhere/.globus/app/x/keyferry",
    ]);
    assertEquals(talk.said, []);
  },
});

Deno.test("login() stores nothing when the id token is wrong, and shows no token", async () => {
  await using folder = await temporaryFolder();
  const revoked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, origin } = new URL(request.url);
    const form = new URLSearchParams(await request.text());
    switch (pathname) {
      case "/v2/oauth2/token":
        return Response.json({
          access_token: "made-up-access",
          refresh_token: "made-up-refresh",
          id_token: "eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmUifQ.",
          resource_server: "auth.globus.org",
          scope: "openid",
        });
      case "/v2/oauth2/token/revoke":
        revoked.push(form.get("token") ?? "");
        return Response.json({ active: false });
      default:
        return Response.json({ issuer: origin, jwks_uri: `${origin}/jwk.json`, keys: [] });
    }
  });
  const error = await assertRejects(
    () =>
      login({
        home: folder.path,
        env: {},
        clientId: "x",
        baseUrl: `http://127.0.0.1:${server.addr.port}`,
        talk: typing(["the code"]),
        flow: "paste",
      }),
    LoginError,
  );
  assertEquals([error.reason, revoked], ["id token", ["made-up-refresh"]]);
  assertNothingShown(error, "made-up-access", "made-up-refresh");
  assertEquals((await fileNames(folder.path)).filter((name) => !name.endsWith(".lock")), []);
  await server.shutdown();
});

Deno.test("two programs of one app get one new token between them: the second reads again under the lock", async () => {
  let now = Date.now();
  await using sandbox = await startSandbox({ now: () => now });
  const { id: clientId, secret: clientSecret } = sandbox.tokens.globusClient;
  const app = { ...await sandboxSurroundings(sandbox.home), clientId, clientSecret };
  const programs = await Promise.all([1, 2, 3].map(() => login({ ...app, now: () => now })));
  const grants = (): number => {
    return sandbox.requests.filter(({ path }) => path === "/v2/oauth2/token").length;
  };
  const before = grants();
  now += 3 * 86_400_000;
  const replies = await Promise.all(
    programs.map(({ transfer }) => transfer.get("/v0.10/task_list")),
  );
  assertEquals(replies.map(({ status }) => status), [200, 200, 200]);
  assertEquals(grants() - before, 1);
});
