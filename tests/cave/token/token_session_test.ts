import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { type Cave, type CaveClients, client, restore, serverFile } from "../../../src/cave/mod.ts";
import { CredentialError, sandboxSurroundings } from "../../../src/credentials/mod.ts";
import { isApiError } from "../../../src/http/reply/errors.ts";
import { plantCredentials, type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";

/** What every service is sent as credential, as the services themselves are told. */
async function sentBy(cave: CaveClients): Promise<Set<string | undefined>> {
  const seen = new Set<string | undefined>();
  for (const client of [cave.auth, cave.info, cave.state, cave.chunkedgraph]) {
    const headers = new Headers();
    await client.authorizer.apply(headers);
    seen.add(headers.get("authorization") ?? undefined);
  }
  return seen;
}

async function inHome(sandbox: Sandbox, datastack?: string): Promise<Cave> {
  return await restore(datastack, await sandboxSurroundings(sandbox.home));
}

async function storedToken(sandbox: Sandbox, name: string): Promise<unknown> {
  const text = await Deno.readTextFile(`${sandbox.home}/.cloudvolume/secrets/${name}`);
  return JSON.parse(text).token;
}

Deno.test("the session of CAVE's document: what is saved is what everybody holds", async () => {
  await using sandbox = await startSandbox();
  const surroundings = await sandboxSurroundings(sandbox.home);
  await assertRejects(() => restore(undefined, surroundings), CredentialError);

  // A client without a token tells how to get one.
  const first = client({ ...surroundings, serverAddress: sandbox.url });
  assertEquals([first.auth.token, first.auth.requestHeader()], [undefined, {}]);
  const { url, text } = await first.auth.getNewToken();
  assertEquals(url, `${sandbox.url}/auth/api/v1/create_token`);
  assertStringIncludes(text, url);
  assertStringIncludes(text, "saveToken(token)");

  // The token that the page would show is saved, and used at once.
  const token = sandbox.tokens.cave;
  const paths = await first.auth.saveToken(token);
  assertEquals(first.auth.token?.reveal(), token);
  assertEquals(paths.length, 2);
  for (const name of [serverFile(sandbox.url), "cave-secret.json"]) {
    assertEquals(await storedToken(sandbox, name), token);
  }

  // The next client finds it, without being told, and every service is sent it.
  const next = await inHome(sandbox, "sandbox_cortex");
  assertEquals(next.auth.token?.reveal(), token);
  assertEquals(next.source, `~/.cloudvolume/secrets/${serverFile(sandbox.url)}`);
  assertEquals(next.auth.source, next.source);
  assertEquals(await sentBy(next), new Set([`Bearer ${token}`]));
  assert(await next.auth.isValid());

  // A client that is handed another token uses that, and leaves the files alone.
  const made = await next.auth.createToken({ description: "another" });
  const direct = await restore("sandbox_cortex", { ...surroundings, token: made });
  assertEquals(await sentBy(direct), new Set([`Bearer ${made.reveal()}`]));
  assertEquals(await storedToken(sandbox, "cave-secret.json"), token);
});

Deno.test("a change of the token reaches every service at once", async () => {
  await using sandbox = await startSandbox();
  const cave = client({
    token: "made-up",
    serverAddress: sandbox.url,
    datastack: "sandbox_cortex",
  });
  assertEquals(await cave.auth.isValid(), false);
  await cave.auth.useToken(sandbox.tokens.cave);
  assertEquals(await sentBy(cave), new Set([`Bearer ${sandbox.tokens.cave}`]));
  assert(await cave.auth.isValid());
  assertEquals(await cave.chunkedgraph.getChildren(864691135571546922n), [161366595040165890n]);
  assertEquals(cave.auth.source, "the caller");
});

Deno.test("client() takes an authorizer in place of a token, for every service, until a token is used", async () => {
  await using sandbox = await startSandbox();
  let applied = 0;
  let refused = 0;
  const authorizer = {
    apply(headers: Headers): void {
      applied++;
      // A token that is refused, and then the one that a renewal brought.
      headers.set(
        "authorization",
        `Bearer ${refused === 0 ? "0".repeat(32) : sandbox.tokens.cave}`,
      );
    },
    rejected: () => refused++ === 0,
  };
  const cave = client({ authorizer, serverAddress: sandbox.url, datastack: "sandbox_cortex" });
  assertEquals((await cave.auth.whoami()).name, "Sandy Ferry");
  assertEquals([applied, refused], [2, 1]);
  assertEquals((await cave.get("/segmentation/api/version")).status, 200);
  assertEquals([cave.auth.token, cave.auth.source], [undefined, undefined]);
  const before = applied;
  await cave.auth.useToken(sandbox.tokens.cave);
  await cave.auth.whoami();
  assertEquals(applied, before);
  assertThrows(() => client({ authorizer, token: "made-up" }), TypeError, "give one of them");
});

Deno.test("saveToken() of an auth client writes the local server's file once it is known", async () => {
  await using sandbox = await startSandbox();
  const local = "https://local.example.org";
  const options = {
    ...await sandboxSurroundings(sandbox.home),
    token: sandbox.tokens.cave,
    serverAddress: sandbox.url,
    datastack: "ds",
  };
  const unknown = await client(options).auth.saveToken();
  assertEquals(unknown.length, 2);
  const infoCache = { ds: { local_server: local } as never };
  const { auth } = client({ ...options, infoCache });
  const known = await auth.saveToken();
  assert(known.some((path) => path.endsWith("/local.example.org-cave-secret.json")));
  assertEquals(
    await storedToken(sandbox, "local.example.org-cave-secret.json"),
    auth.token?.reveal(),
  );
  const without = await auth.saveToken(undefined, { localServer: false });
  assertEquals(without.length, 2);
});

Deno.test("saveToken() of an auth client uses the token only where it is told to", async () => {
  await using sandbox = await startSandbox();
  const { auth } = client({
    ...await sandboxSurroundings(sandbox.home),
    token: sandbox.tokens.cave,
    serverAddress: sandbox.url,
  });
  const other = await auth.createToken();
  await auth.saveToken(other, { switchToken: false });
  assertEquals(auth.token?.reveal(), sandbox.tokens.cave);
  assertEquals(await storedToken(sandbox, "cave-secret.json"), other.reveal());
  await assertRejects(() => auth.saveToken(), Error, "another token");
  await auth.saveToken(undefined, { overwrite: true });
  assertEquals(await storedToken(sandbox, "cave-secret.json"), sandbox.tokens.cave);
  await assertRejects(() => client({}).auth.saveToken(), TypeError, "no token to save");
});

Deno.test("no page opens by itself, and only the given way opens one", async () => {
  const opened: string[] = [];
  const openBrowser = (url: string): void => void opened.push(url);
  const { auth } = client({ serverAddress: "https://cave.example.org" });
  await auth.getNewToken({ openBrowser });
  await auth.setupToken({ openBrowser });
  const page = await auth.getTokenPage({ openBrowser });
  assertEquals(opened, []);
  await auth.setupToken({ makeNew: false, open: true, openBrowser });
  assertEquals(opened, [page]);
  assertEquals(page, "https://cave.example.org/sticky_auth/settings/tokens");
});

Deno.test("requestHeader() can be sent, and shows nothing when it is printed", () => {
  const { auth } = client({ token: "made-up-token" });
  const header = auth.requestHeader();
  assertEquals(new Headers(header).get("authorization"), "Bearer made-up-token");
  assertEquals({ ...header }, { Authorization: "Bearer made-up-token" });
  const shown = Deno.inspect({ header, auth }, { depth: 9 });
  assertEquals(shown.includes("made-up-token"), false);
});

Deno.test("a sandbox's token is used for its sandbox alone", async () => {
  await using sandbox = await startSandbox();
  const { auth } = client({ token: "made-up", serverAddress: "https://cave.example.org" });
  await assertRejects(() => auth.useToken(sandbox.tokens.cave), CredentialError);
  await assertRejects(() => auth.useToken("two\nlines"), TypeError);
  assertEquals(auth.token?.reveal(), "made-up");
});

Deno.test("a broken service blocks no other", async () => {
  await using sandbox = await startSandbox({
    faults: {
      request: ({ path }) =>
        /^\/(segmentation|nglstate|info)\//.test(path) ? { status: 501 } : undefined,
    },
  });
  await plantCredentials(sandbox);
  const before = sandbox.requests.length;
  const cave = await inHome(sandbox, "sandbox_cortex");
  assertEquals((await cave.auth.whoami()).id, 7);
  await assertRejects(() => cave.chunkedgraph.getRootId(5n), Error, "501");
  // Making the clients asked nobody for a version.
  assertEquals(sandbox.requests.slice(before).map(({ path }) => path), [
    "/auth/api/v1/user/me",
    "/info/api/v2/datastack/full/sandbox_cortex",
  ]);
});

Deno.test("terms and permissions that are missing come as errors with what to do", async () => {
  await using sandbox = await startSandbox();
  const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
  const unsigned = await assertRejects(() =>
    info.getDatastackInfo({ datastackName: "sandbox_terms" })
  );
  assert(isApiError(unsigned));
  assertEquals([unsigned.kind, unsigned.apiCode], ["authorization_required", "missing_tos"]);
  assertStringIncludes(
    unsigned.message,
    `accept the terms at ${sandbox.url}/sticky_auth/api/v1/tos/3/accept`,
  );
  const refused = await assertRejects(() =>
    info.getDatastackInfo({ datastackName: "sandbox_private" })
  );
  assert(isApiError(refused));
  assertEquals(refused.apiCode, "missing_permission");
  assertStringIncludes(refused.message, "ask those who run sandbox_private for view permission");
});
