import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ApiError, CredentialError } from "../../../../mod.ts";
import { MisuseError } from "../../../../src/cli/words/misuse.ts";
import { tapisClientsCreate } from "../../../../src/cli/tapis/clients/create.ts";
import {
  tapisClientsDelete,
  tapisClientsList,
  tapisClientsShow,
} from "../../../../src/cli/tapis/clients/list.ts";
import {
  tapisClientsSubscribe,
  tapisClientsSubscriptions,
} from "../../../../src/cli/tapis/clients/subscriptions.ts";
import type { Sandbox } from "../../../../src/sandbox/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { v2 } from "../../../../src/tapis/mod.ts";
import { assertNothingShown } from "../../../helpers/canary.ts";
import { snapshot } from "../../../helpers/temporary_folder.ts";
import { assertExplained, type FakeIo, fakeIo } from "../../_cli.ts";
import { plantedSandbox } from "../../_sandbox.ts";
import type {
  DeletedClient,
  MadeClient,
  Subscribed,
  SubscriptionList,
  TapisClientList,
} from "../../../../src/cli/tapis/json_documents.ts";

/** A person at a sandbox who types the password when asked. */
function personAt(sandbox: Sandbox, options: Parameters<typeof fakeIo>[0] = {}): FakeIo {
  return fakeIo({ secret: `${sandbox.tokens.tapis.password}\n`, ...options });
}

Deno.test("tapisClientsList() asks for the password alone where the session knows the rest", async () => {
  await using planted = await plantedSandbox();
  const { sandbox, home } = planted;
  const io = personAt(sandbox);
  assertEquals(await tapisClientsList({ sandbox: home }, io), 0);
  assertEquals(io.prompts, [`Password of ferry at ${sandbox.url}: `]);
  const rows = io.output.trim().split("\n").map((line) => line.split(/  +/)[0]);
  assertEquals(rows, ["Client", "DefaultApplication", "keyferry-sandbox"]);
  assertNothingShown([io.output, io.talk], sandbox.tokens.tapis.password);
  const json = personAt(sandbox);
  await tapisClientsList({ sandbox: home, json: true }, json);
  const { clients }: TapisClientList = JSON.parse(json.output);
  assertEquals(clients.length, 2);
});

Deno.test("tapisClientsList() takes name and password from variables, and asks nobody", async () => {
  await using sandbox = await startSandbox();
  const { username, password } = sandbox.tokens.tapis;
  const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  assertEquals(await tapisClientsList({}, io), 0);
  assertEquals(io.prompts, []);
  // Another person's password is another one.
  const other = fakeIo({ surroundings: { env, home: "/nowhere" } });
  await assertRejects(() => tapisClientsList({ user: "ada" }, other), MisuseError, "No password");
  assertEquals(other.prompts, [`Password of ada at ${sandbox.url}: `]);
});

Deno.test("tapisClientsList() says what is missing, and which person is refused", async () => {
  await using sandbox = await startSandbox();
  const { home } = sandbox;
  const nobody = fakeIo({ surroundings: { env: {}, home: "/nowhere" } });
  await assertRejects(() => tapisClientsList({}, nobody), MisuseError, "add --tenant ID");
  const unknown = personAt(sandbox);
  await assertRejects(() => tapisClientsList({ sandbox: home }, unknown), MisuseError, "--user");
  const wrong = fakeIo({ secret: "made-up" });
  const options = { sandbox: home, user: "ferry" };
  const error = await assertRejects(() => tapisClientsList(options, wrong), ApiError);
  assertNothingShown(error, "made-up");
  await assertExplained(
    () => tapisClientsList({ ...options, tenant: "elsewhere" }, personAt(sandbox)),
    CredentialError,
    "choose by --tenant: sandbox, ",
  );
});

Deno.test("tapisClientsList() lets a person choose the tenant", async () => {
  await using sandbox = await startSandbox();
  const env = { TAPIS_TENANTS_URL: `${sandbox.url}/tenants` };
  const surroundings = { env, home: "/nowhere" };
  const io = personAt(sandbox, { surroundings, answers: ["sandbox", "ferry"] });
  assertEquals(await tapisClientsList({}, io), 0);
  assertStringIncludes(io.talk, "The tenants are sandbox, sandbox.slash");
  assertEquals(io.prompts, [
    "Tapis tenant: ",
    "Tapis user name: ",
    `Password of ferry at ${sandbox.url}: `,
  ]);
});

Deno.test("tapisClientsCreate() saves key and secret, and shows them with --reveal alone", async () => {
  await using sandbox = await startSandbox();
  const { home } = sandbox;
  const io = personAt(sandbox);
  const options = { sandbox: home, user: "ferry", name: "mine", description: "for a test" };
  assertEquals(await tapisClientsCreate(options, io), 0);
  assertEquals(io.output, "Client    mine\nSaved in  ~/.agave/config.json\n");
  assertStringIncludes(io.talk, "Next: keyferry tapis token --user ferry --client mine --sandbox");
  const [stored] = await v2.storedClients({ clientName: "mine" }, { home, env: {} });
  assertEquals([stored?.baseUrl, stored?.tenantId, stored?.username], [
    sandbox.url,
    "sandbox",
    "ferry",
  ]);
  assertNothingShown([io.output, io.talk], stored?.apiKey ?? "", stored?.apiSecret.reveal() ?? "");

  const revealed = personAt(sandbox);
  await tapisClientsCreate({ ...options, name: "other", reveal: true, json: true }, revealed);
  const { client, key, secret }: MadeClient = JSON.parse(revealed.output);
  const [second] = await v2.storedClients({ clientName: "other" }, { home, env: {} });
  assertEquals([client, key, secret], ["other", second?.apiKey, second?.apiSecret.reveal()]);
});

Deno.test("tapisClientsCreate() leaves the current session as it is", async () => {
  await using planted = await plantedSandbox();
  const { sandbox, home } = planted;
  const before = await snapshot(home);
  const io = personAt(sandbox);
  assertEquals(await tapisClientsCreate({ sandbox: home, name: "mine" }, io), 0);
  const after = await snapshot(home);
  assertEquals(after[".agave/current"], before[".agave/current"]);
  const [current] = await v2.listSessions({ home, env: {} });
  assertEquals(current?.clientName, "keyferry-sandbox");
});

Deno.test("tapisClientsCreate() refuses a name that is not valid before it asks", async () => {
  await using planted = await plantedSandbox();
  const io = personAt(planted.sandbox);
  const options = { sandbox: planted.home, name: "a b" };
  await assertRejects(() => tapisClientsCreate(options, io), TypeError, '"a b"');
  assertEquals(io.prompts, []);
});

Deno.test("tapisClientsShow() shows a client of v2, and its APIs are listed and added", async () => {
  await using planted = await plantedSandbox();
  const { sandbox, home } = planted;
  const { apiKey, apiSecret } = sandbox.tokens.tapis;
  const options = { sandbox: home, name: "keyferry-sandbox" };
  const io = personAt(sandbox);
  assertEquals(await tapisClientsShow(options, io), 0);
  assertStringIncludes(io.output, apiKey);
  assertNothingShown([io.output, io.talk], apiSecret);

  const added = personAt(sandbox);
  await tapisClientsSubscribe({ ...options, api: "PublicKeys", json: true }, added);
  const subscribed: Subscribed = JSON.parse(added.output);
  assertEquals(subscribed, { client: "keyferry-sandbox", api: "PublicKeys" });
  const list = personAt(sandbox);
  await tapisClientsSubscriptions({ ...options, json: true }, list);
  const { subscriptions }: SubscriptionList = JSON.parse(list.output);
  assertEquals(subscriptions.some(({ apiName }) => apiName === "PublicKeys"), true);
  const table = personAt(sandbox);
  await tapisClientsSubscriptions(options, table);
  assertEquals(/^API +Version +Provider$/m.test(table.output), true, table.output);
  const v3 = { ...options, v3: true };
  await assertRejects(() => tapisClientsSubscriptions(v3, personAt(sandbox)), MisuseError, "v3");
});

Deno.test("tapisClientsDelete() deletes what the person agrees to", async () => {
  await using planted = await plantedSandbox();
  const { sandbox, home } = planted;
  const options = { sandbox: home, name: "keyferry-sandbox" };
  await assertRejects(
    () => tapisClientsDelete(options, personAt(sandbox)),
    MisuseError,
    "add --yes",
  );
  const refusing = personAt(sandbox, { answers: [""] });
  assertEquals(await tapisClientsDelete(options, refusing), 1);
  assertStringIncludes(refusing.prompts.at(-1) ?? "", `keyferry-sandbox at ${sandbox.url}`);
  const io = personAt(sandbox);
  assertEquals(await tapisClientsDelete({ ...options, yes: true, json: true }, io), 0);
  const deleted: DeletedClient = JSON.parse(io.output);
  assertEquals(deleted, { client: "keyferry-sandbox" });
  const list = personAt(sandbox);
  await tapisClientsList({ sandbox: home }, list);
  assertEquals(list.output.includes("keyferry-sandbox"), false);
});

Deno.test("tapis clients --v3 uses the session's token, and shows keys with --reveal alone", async () => {
  await using planted = await plantedSandbox();
  const { sandbox, home } = planted;
  const v3 = { sandbox: home, v3: true };
  const made = fakeIo();
  assertEquals(await tapisClientsCreate({ ...v3, name: "mine", json: true }, made), 0);
  const document: MadeClient = JSON.parse(made.output);
  assertEquals(document, { client: "mine", saved: null });
  const list = fakeIo();
  await tapisClientsList(v3, list);
  assertEquals(/^mine +active$/m.test(list.output.replace(/ {2,}/g, "  ")), true, list.output);
  const hidden = fakeIo();
  await tapisClientsShow({ ...v3, name: "keyferry-sandbox", json: true }, hidden);
  assertNothingShown([list.output, hidden.output], sandbox.tokens.tapis.apiSecret);
  const shown = fakeIo();
  await tapisClientsShow({ ...v3, name: "keyferry-sandbox", reveal: true, json: true }, shown);
  assertEquals(JSON.parse(shown.output).client_key, sandbox.tokens.tapis.apiSecret);
  const asking = personAt(sandbox, { answers: [""] });
  assertEquals(await tapisClientsDelete({ ...v3, name: "mine" }, asking), 1);
  // Deleting is no way to stop a token.
  assertStringIncludes(
    asking.prompts.at(-1) ?? "",
    "This only hides it: it still gives and renews",
  );
  assertStringIncludes(asking.prompts.at(-1) ?? "", "keyferry tapis logout revokes those");
  assertEquals(await tapisClientsDelete({ ...v3, name: "mine", yes: true }, fakeIo()), 0);
  for (const io of [made, list, hidden, shown]) assertEquals(io.prompts, []);
});
