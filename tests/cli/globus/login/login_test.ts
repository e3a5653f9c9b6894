import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { main } from "../../../../cli.ts";
import { LoginError } from "../../../../src/credentials/errors/login_error.ts";
import { globusGet } from "../../../../src/cli/globus/get.ts";
import { globusLogin } from "../../../../src/cli/globus/login/login.ts";
import { globusLogout } from "../../../../src/cli/globus/login/logout.ts";
import { globusWhoami } from "../../../../src/cli/globus/login/whoami.ts";
import type { Io } from "../../../../src/cli/terminal/io.ts";
import { MisuseError } from "../../../../src/cli/words/misuse.ts";
import { sandboxSurroundings } from "../../../../src/credentials/mod.ts";
import { approveLogin, plantCredentials, type Sandbox } from "../../../../src/sandbox/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { forgetFilesLogin } from "../../../helpers/files_login.ts";
import { fileNames, temporaryFolder } from "../../../helpers/temporary_folder.ts";
import { assertExplained, type FakeIo, fakeIo } from "../../_cli.ts";
import type { GlobusLoginReport } from "../../../../src/cli/globus/json_documents.ts";

const uuid = /^[0-9a-f-]{36}$/;

/** A person who opens the link that is shown, and pastes what it leads to. */
function person(sandbox: Sandbox, at: { readonly terminal?: boolean } = {}): {
  io: FakeIo;
  visitor: Io;
  readonly pasted: () => string;
} {
  const io = fakeIo(at.terminal === false ? {} : { answers: [] });
  let pasted = "";
  const readSecret: Io["readSecret"] = async (prompt) => {
    await io.readSecret(prompt);
    const links = [...io.talk.matchAll(/https?:\S+authorize\S+/g)];
    pasted = await approveLogin(sandbox, links.at(-1)?.[0] ?? "");
    return pasted;
  };
  return { io, visitor: { ...io, readSecret }, pasted: () => pasted };
}

/** The options of a login at a sandbox. */
function at(sandbox: Sandbox): { sandbox: string; clientId: string; browser: false } {
  const { other } = sandbox.tokens.globusApps;
  return { sandbox: sandbox.home, clientId: other, browser: false };
}

Deno.test("globusLogin() shows the link, takes the code unseen, and says who logged in", async () => {
  await using sandbox = await startSandbox();
  const { io, visitor, pasted } = person(sandbox);
  assertEquals(await globusLogin(at(sandbox), visitor), 0);
  assertMatch(io.output, /^\S+@\S+ \([0-9a-f-]{36}\)\n$/);
  assertStringIncludes(io.talk, `${sandbox.url}/v2/oauth2/authorize?`);
  assertStringIncludes(io.talk, "Logged in; the tokens are in ");
  assertEquals(io.prompts.length, 1);
  const code = new URL(pasted()).searchParams.get("code") ?? "";
  assert(code !== "" && !(io.output + io.talk).includes(code));

  const again = fakeIo();
  assertEquals(await globusLogin({ ...at(sandbox), json: true }, again), 0);
  const report: GlobusLoginReport = JSON.parse(again.output);
  assertEquals([report.state, report.app], ["already logged in", "keyferry"]);
  assertEquals(report.services?.toSorted(), ["auth.globus.org", "transfer.api.globus.org"]);
  assertMatch(report.identity ?? "", uuid);
  assertStringIncludes(io.output, report.identity ?? "-");
});

Deno.test("globusLogin() says why a pasted code is wrong, nothing of the request, and asks again", async () => {
  await using sandbox = await startSandbox();
  const { io, visitor } = person(sandbox);
  let asked = 0;
  const readSecret: Io["readSecret"] = async (prompt) => {
    return asked++ === 0 ? "abc" : await visitor.readSecret(prompt);
  };
  assertEquals(await globusLogin(at(sandbox), { ...visitor, readSecret }), 0, io.talk);
  assertStringIncludes(
    io.talk,
    "That is not the answer to this login (the code or refresh token was used before, has expired, or is " +
      "another app's: log in again).\n",
  );
});

Deno.test("globusLogin() takes a code that is piped in, once", async () => {
  await using sandbox = await startSandbox();
  const { io, visitor } = person(sandbox, { terminal: false });
  assertEquals(await globusLogin({ ...at(sandbox), force: true }, visitor), 0);
  assertEquals(io.prompts.length, 1);

  const nobody = fakeIo();
  const error = await assertRejects(
    () => globusLogin({ ...at(sandbox), force: true }, nobody),
    LoginError,
  );
  assertEquals([error.reason, nobody.prompts.length], ["nobody there", 1]);
});

Deno.test("globusLogin() asks Globus for the session that is wanted, even where tokens are good", async () => {
  await using sandbox = await startSandbox();
  await globusLogin(at(sandbox), person(sandbox).visitor);
  const { io, visitor } = person(sandbox);
  const wanted = {
    domain: ["example.org", "example.com"],
    policy: ["p"],
    mfa: true,
    prompt: "login",
  };
  await globusLogin({ ...at(sandbox), ...wanted }, visitor).catch(() => {});
  const link = new URL(/https?:\S+authorize\S+/.exec(io.talk)?.[0] ?? "");
  const names = ["session_required_single_domain", "session_required_policies"];
  const sent = [...names, "session_required_mfa", "prompt"].map((name) =>
    link.searchParams.get(name)
  );
  assertEquals(sent, ["example.org,example.com", "p", "True", "login"]);
});

Deno.test("globusLogin() says that an app with a secret needs no login, and stores nothing", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const { id, secret } = sandbox.tokens.globusClient;
  const env = { GLOBUS_CLIENT_ID: id, GLOBUS_CLIENT_SECRET: secret };
  const io = fakeIo({ surroundings: { env, home: folder.path } });
  assertEquals(await globusLogin({ json: true }, io), 0);
  assertEquals(JSON.parse(io.output), { state: "not needed", clientId: id });
  assertStringIncludes(io.talk, "needs no login");
  assertEquals(io.talk.includes(secret), false);
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("globusLogin() names the option where no app is named", async () => {
  const words = "give its client id with --client-id or in GLOBUS_CLIENT_ID";
  const error = await assertExplained(() => globusLogin({}, fakeIo()), LoginError, words);
  assertEquals(error.reason, "no app");
  // A script has no such option.
  assertStringIncludes(error.message, "as clientId or in GLOBUS_CLIENT_ID");
});

Deno.test("globusLogin() refuses what keyferry does not keep, and collections without their id", async () => {
  for (
    const [options, words] of [
      [{ profile: "work" }, "globus-cli"],
      [{ namespace: "x" }, "--namespace"],
      [{ dataAccess: ["lab"] }, "--data-access takes"],
      [{ https: ["6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/"] }, "--https takes"],
      [{ scopes: ["a[b"] }, "--scopes"],
    ] as const
  ) {
    await assertRejects(() => globusLogin(options, fakeIo()), MisuseError, words);
  }
});

Deno.test("a consent that is missing leads to the login that gives it", async () => {
  await using sandbox = await startSandbox({ globusAuth: { dataAccess: ["archive"] } });
  const { visitor } = person(sandbox);
  await globusLogin(at(sandbox), visitor);
  const [lab, archive] = sandbox.collections;
  const words = [
    ...["globus", "transfer", "--sandbox", sandbox.home],
    ...[`${lab?.id}:/cells.csv`, `${archive?.id}:/cells.csv`],
  ];
  const refused = fakeIo();
  assertEquals(await main(words, refused), 3);
  assertStringIncludes(
    refused.talk,
    `keyferry globus login --data-access ${archive?.id} --sandbox ${sandbox.home}\n`,
  );
  assertEquals(refused.output, "");

  const again = person(sandbox);
  await globusLogin({ ...at(sandbox), dataAccess: [archive?.id ?? ""] }, again.visitor);
  const taken = fakeIo();
  assertEquals(await main(words, taken), 0, taken.talk);
  assertMatch(taken.output.trim(), uuid);
});

Deno.test("globusGet() names the login for a collection's files, which then reads them", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  await plantCredentials(sandbox);
  const [lab] = sandbox.collections;
  await forgetFilesLogin(sandbox, lab?.id ?? "");
  const words = [
    ...["globus", "get", "--sandbox", sandbox.home],
    ...[`${lab?.id}:/cells.csv`, `${folder.path}/cells.csv`],
  ];
  const refused = fakeIo();
  assertEquals(await main(words, refused), 3);
  assertStringIncludes(refused.talk, `keyferry globus login --https ${lab?.id}`);
  assertEquals(await fileNames(folder.path), []);

  const { visitor } = person(sandbox);
  const app = { ...at(sandbox), https: [lab?.id ?? ""] };
  await globusLogin(app, visitor);
  const { sandbox: home, clientId } = app;
  const target = `${folder.path}/cells.csv`;
  const source = `${lab?.id}:/cells.csv`;
  assertEquals(await globusGet({ source, target, sandbox: home, clientId }, fakeIo()), 0);
  assertEquals(await fileNames(folder.path), ["cells.csv"]);
});

Deno.test("globusLogout() ends and removes keyferry's own login, and no other program's", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const { visitor } = person(sandbox);
  await globusLogin(at(sandbox), visitor);
  const io = fakeIo();
  assertEquals(await globusLogout(at(sandbox), io), 0);
  assertEquals(io.output.trim().split("\n").toSorted(), [
    "auth.globus.org",
    "transfer.api.globus.org",
  ]);
  assertStringIncludes(io.talk, "removed from ");
  // The planted login is another app's.
  assertEquals(await globusWhoami({ sandbox: sandbox.home }, fakeIo()), 0);

  const again = fakeIo();
  assertEquals(await globusLogout({ ...at(sandbox), json: true }, again), 0);
  assertEquals(JSON.parse(again.output).removed, []);
  assertStringIncludes(again.talk, "You were not logged in");

  const named = { clientId: sandbox.tokens.globusApps.planted, app: "keyferry-sandbox" };
  const { home } = sandbox;
  assertEquals(await globusLogout({ sandbox: home, ...named }, fakeIo()), 0);
  assertEquals(await main(["globus", "whoami", "--sandbox", home], fakeIo()), 3);
});

Deno.test("main() tells whoever has a Transfer token alone what whoami needs, and calls nobody", async () => {
  await using sandbox = await startSandbox();
  const token = { GLOBUS_SDK_TRANSFER_TOKEN: sandbox.tokens.globusTransfer };
  const io = fakeIo({ surroundings: { home: sandbox.home, env: { ...sandbox.env, ...token } } });
  assertEquals(await main(["globus", "whoami"], io), 3);
  assertEquals(sandbox.requests, []);
  assertEquals(
    io.talk,
    "keyferry: Cannot tell who you are: the token from GLOBUS_SDK_TRANSFER_TOKEN is for Transfer " +
      "alone, and Globus Auth is what knows; set GLOBUS_SDK_AUTH_TOKEN, or unset " +
      "GLOBUS_SDK_TRANSFER_TOKEN and log in\n",
  );
});

Deno.test("globusLogout() says that you were not logged in where no app has a token, and what is still found", async () => {
  await using folder = await temporaryFolder();
  for (const app of [undefined, "lab"]) {
    const variables = { GLOBUS_SDK_TRANSFER_TOKEN: "made-up" };
    for (const env of [{}, variables]) {
      const io = fakeIo({ surroundings: { home: folder.path, env } });
      assertEquals(await globusLogout({ app, json: true }, io), 0, io.talk);
      assertEquals(JSON.parse(io.output), { path: "~/.globus/app", removed: [], notRevoked: [] });
      const [none, rest] = io.talk.trimEnd().split("\n");
      assertEquals(
        none,
        `You were not logged in: ~/.globus/app has no token of ${app ?? "keyferry"}`,
      );
      assertEquals(
        rest,
        env === variables
          ? "A login of Globus is still found in GLOBUS_SDK_TRANSFER_TOKEN"
          : undefined,
      );
    }
  }
});

Deno.test("globusWhoami() shows the person, and linked identities where the login tells them", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const io = fakeIo();
  assertEquals(await globusWhoami({ sandbox: sandbox.home }, io), 0);
  assertMatch(io.output, /^Name +\S.*\nUsername +\S+@\S+\nEmail +\S+\nIdentity +[0-9a-f-]{36}\n/);

  const untold = fakeIo();
  const linked = { sandbox: sandbox.home, linked: true };
  assertEquals(await globusWhoami(linked, untold), 1);
  assertStringIncludes(untold.talk, "keyferry globus login --scopes");

  const { visitor } = person(sandbox);
  const set = "urn:globus:auth:scope:auth.globus.org:view_identity_set";
  const all = "urn:globus:auth:scope:transfer.api.globus.org:all";
  await globusLogin({ ...at(sandbox), scopes: [`openid profile email ${set}`, all] }, visitor);
  const told = fakeIo();
  const { clientId } = at(sandbox);
  assertEquals(await globusWhoami({ ...linked, clientId }, told), 0);
  assertMatch(told.output, /^Identity +Username +Provider\n[0-9a-f-]{36} +\S+@\S+ +\S/);
});

Deno.test("globusLogin() refuses a collection that takes no consent for its data, before anybody is asked", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const [lab] = sandbox.collections;
  const rows: readonly [document: Record<string, unknown>, why: string][] = [
    [{ high_assurance: true }, "takes no data_access consent: it is a high-assurance collection"],
    [{ entity_type: "GCSv5_guest_collection" }, "it is a GCSv5_guest_collection, not a mapped"],
    [{ entity_type: "GCP_mapped_collection" }, "it is a GCP_mapped_collection, not a mapped"],
  ];
  for (const [facts, why] of rows) {
    const { io: said, visitor } = person(sandbox);
    const surroundings = {
      ...await sandboxSurroundings(sandbox.home),
      fetch: async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
        const response = await fetch(input, init);
        if (!String(input).includes(`/endpoint/${lab?.id}`)) return response;
        return Response.json({ ...await response.json(), ...facts });
      },
    };
    const io = { ...visitor, surroundings };
    const words = ["globus", "login", "--data-access", lab?.id ?? "", "--no-browser"];
    const client = ["--client-id", sandbox.tokens.globusApps.planted];
    const app = ["--app", "keyferry-sandbox"];
    assertEquals(await main([...words, ...client, ...app], io), 2, said.talk);
    assertStringIncludes(said.talk, why);
    assertEquals(said.prompts, [], "nobody was asked for a code");
  }
});

Deno.test("globusLogin() says where it could not check a collection, and goes on", async () => {
  await using sandbox = await startSandbox();
  const [lab] = sandbox.collections;
  const { io: said, visitor } = person(sandbox);
  assertEquals(await globusLogin({ ...at(sandbox), dataAccess: [lab?.id ?? ""] }, visitor), 0);
  assertStringIncludes(
    said.talk,
    `Not checked whether ${lab?.id} can be asked for: there is no`,
  );
});

Deno.test("globusLogin() asks again after Enter alone, and gives up after a few", async () => {
  await using sandbox = await startSandbox();
  const { visitor } = person(sandbox);
  let asked = 0;
  const readSecret: Io["readSecret"] = (prompt, signal) => {
    return ++asked === 1 ? Promise.resolve("\n") : visitor.readSecret(prompt, signal);
  };
  assertEquals(await globusLogin(at(sandbox), { ...visitor, readSecret }), 0);
  assertEquals(asked, 2);
  const silent = fakeIo({ answers: [] });
  await assertRejects(() => globusLogin({ ...at(sandbox), force: true }, silent), LoginError);
  assertEquals(silent.prompts.length, 3);
});

Deno.test("globusLogin() refuses a client id that is not one before anybody is asked", async () => {
  const io = fakeIo({ answers: [] });
  await assertRejects(() => globusLogin({ clientId: "my-app" }, io), MisuseError, "UUID of an app");
  assertEquals([io.talk, io.prompts], ["", []]);
});

Deno.test("globusLogin() asks for the app where none is known and a person can tell", async () => {
  await using sandbox = await startSandbox();
  const { other } = sandbox.tokens.globusApps;
  const { io, visitor } = person(sandbox);
  const ask: Io["ask"] = (question) => {
    assertEquals(question, "Its client id: ");
    return Promise.resolve(` ${other}\n`);
  };
  const options = { sandbox: sandbox.home, browser: false };
  assertEquals(await globusLogin(options, { ...visitor, ask }), 0);
  assertStringIncludes(io.talk, "register one at https://developers.globus.org");
  assertStringIncludes(io.talk, "globus login), whose login keyferry uses");
  // Its file tells from now on.
  assertEquals(await globusLogin(options, fakeIo()), 0);
});
