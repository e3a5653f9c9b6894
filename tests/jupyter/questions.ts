import { assert, assertEquals, assertMatch } from "@std/assert";
import { assertNothingShown, canary } from "../helpers/canary.ts";
import { talkInJupyter } from "./_jupyter.ts";

const sandbox = `
import { sandboxSurroundings } from "@keyferry/keyferry";
import { startSandbox } from "@keyferry/keyferry/sandbox";
import { loginInNotebook } from "@keyferry/keyferry/notebook";
const sandbox = await startSandbox();
const here = await sandboxSurroundings(sandbox.home);
`;

const [globus, tapis, cave] = [
  'await loginInNotebook("globus", { ...here, clientId: sandbox.tokens.globusApps.other });',
  'await loginInNotebook("tapis", { ...here, clientId: sandbox.tokens.tapis.clientName });',
  'await loginInNotebook("cave", here);',
];

Deno.test("askSecret() asks in a notebook without showing what is typed", async () => {
  const secret = canary();
  const { questions, texts, errors } = await talkInJupyter([
    'import { askSecret } from "@keyferry/keyferry/notebook"; const token = await askSecret("CAVE token");',
    "console.log(token.reveal().length); token",
  ], [secret]);
  assertEquals(errors, []);
  assertEquals(questions, [{ prompt: "CAVE token: ", hidden: true, shown: 0 }]);
  assertEquals(texts.map((text) => text.trim()), [`${secret.length}`, "Secret(hidden)"]);
  assertNothingShown(texts, secret);
});

Deno.test("where nobody is asked, a secret that is wanted is an error that says what to do", async () => {
  const { errors } = await talkInJupyter([
    'import { askSecret } from "@keyferry/keyferry/notebook"; await askSecret("CAVE token", { instead: "set CAVE_TOKEN" });',
  ], null);
  assertEquals(errors.map(({ name }) => name), ["CredentialError"]);
  assertMatch(
    errors[0]?.message ?? "",
    /You cannot be asked for the CAVE token.*set CAVE_TOKEN instead/,
  );
});

Deno.test("where nobody is asked, a missing credential is an error that lists every place", async () => {
  const { errors } = await talkInJupyter([
    'import { cave, globus, tapis } from "@keyferry/keyferry"; await cave.restore();',
    "await globus.restore();",
    "await tapis.v3.restore();",
  ], null);
  const words = [
    /CAVE_TOKEN is not set\n.*cave-secret\.json is not there[^]*Next: run await loginInNotebook\("cave"\) in a cell$/,
    /GLOBUS_SDK_TRANSFER_TOKEN is not set\n[^]*~\/\.globus\.cfg[^]*Next: run await loginInNotebook\("globus", \{ clientId \}\) in a cell$/,
    /TAPIS_\* variables[^]*~\/\.agave\/keyferry\.json is not there[^]*Next: run await loginInNotebook\("tapis", \{ clientId, clientKey \}\) in a cell$/,
  ];
  assertEquals(errors.map(({ name }) => name), words.map(() => "CredentialError"));
  errors.forEach(({ message }, at) => assertMatch(message, words[at] ?? /never/));
});

Deno.test("where nobody is asked, a login says at once what to do instead", async () => {
  const { errors, questions } = await talkInJupyter([sandbox, globus, tapis, cave], null);
  assertEquals(questions, []);
  assertEquals(errors.map(({ name }) => name), ["LoginError", "LoginError", "CredentialError"]);
  assertMatch(errors[0]?.message ?? "", /run by a program.*GLOBUS_CLIENT_ID/);
  assertMatch(errors[1]?.message ?? "", /run by a program.*TAPIS_BASE_URL/);
  assertMatch(errors[2]?.message ?? "", /set CAVE_TOKEN/);
});

Deno.test("a wrong code that a person pastes is asked for again, a token of CAVE is hidden", async () => {
  const { questions, texts, errors } = await talkInJupyter([sandbox, globus, cave], [
    "not the code",
    "nor this",
    "http://127.0.0.1/?error=access_denied",
    "not-a-token-of-this-service",
    "nor is this one, of several words",
    "the-last-that-may-be-pasted",
  ]);
  assertEquals(questions.map(({ hidden }) => hidden), [false, false, false, true, true, true]);
  // What a person has to read stands there before the box does.
  const read = questions.map(({ shown }) => texts.slice(0, shown).join("\n"));
  assertMatch(read[0] ?? "", /<a href="http:[^"]*\/v2\/oauth2\/authorize/);
  assertMatch(read[1] ?? "", /That is not the answer to this login/);
  assertMatch(read[3] ?? "", /<a href="http:[^"]*\/create_token/);
  assertMatch(read[4] ?? "", /does not take this CAVE token; copy it again/);
  const links = [...read[4]?.matchAll(/href="([^"]*create_token[^"]*)"/g) ?? []];
  assertEquals(new Set(links.map(([, link = ""]) => new URL(link).pathname)).size, 1);
  assert(texts.some((text) => text.includes("That is not the answer to this login")));
  assertEquals(errors.map(({ name }) => name), ["LoginError", "CredentialError"]);
  assertMatch(errors[1]?.message ?? "", /does not take this CAVE token/);
});

Deno.test("a box that is left empty ends a login: a cell that waits for one has no other way out", async () => {
  const login = "{ ...here, clientId: sandbox.tokens.globusApps.other, flow: 'paste' }";
  const { questions, errors } = await talkInJupyter([
    sandbox,
    globus,
    `import { globus } from "@keyferry/keyferry"; await globus.login(${login});`,
    cave,
  ], ["", " ", ""]);
  assertEquals(questions.length, 3);
  assertEquals(errors.map(({ name }) => name), ["LoginError", "LoginError", "CredentialError"]);
  for (const { message } of errors) assertMatch(message, /[Nn]othing was (pasted|typed)/);
});

Deno.test("an error's trace has the person's own lines and none of keyferry's", async () => {
  const { errors } = await talkInJupyter([
    `import { cave, globus, tapis } from "@keyferry/keyferry";
     import { ferry } from "@keyferry/keyferry/ferry";
     const mine = () => cave.restore();`,
    "await mine();",
    'globus.transferData("a", "b", { lable: 1 });',
    'ferry("a", "b", { streams: 99 });',
    'await tapis.v3.tapisClient({ baseUrl: "http://127.0.0.1:1" }).createToken("ada", "made-up");',
    `import { sandboxLab } from "@keyferry/keyferry/sandbox";
     const lab = await sandboxLab({ credentials: true });
     const { transfer } = await globus.restore(lab.globus);`,
    'await transfer.operationLs(lab.source.id, { path: "/nowhere" });',
    "await lab.close(); lab.here;",
  ], null);
  const kinds = ["CredentialError", "TypeError", "RangeError", "NetworkError", "ApiError", "Error"];
  assertEquals(errors.map(({ name }) => name), kinds);
  for (const { name, trace, message } of errors) {
    assert(trace.startsWith(`${name}: ${message}`), trace);
    assertEquals(trace.match(/file:\S*|\(ext:/g), null);
  }
  assertMatch(errors[0]?.trace ?? "", /at .*<anonymous>:\d+:\d+/);
  // What is read first is about the person's folder, what a support asks for comes last.
  assertMatch(
    errors[4]?.message ?? "",
    /^Directory '\/nowhere' not found [^(]*\(Globus Transfer answered 404 \S+ to GET \/v0\.10\/\S+\/ls\)$/,
  );
});

Deno.test("globus.login() in a notebook shows its link before it asks for the code", async () => {
  const login = "{ ...here, clientId: sandbox.tokens.globusApps.other, flow: 'paste' }";
  const { questions, texts, errors } = await talkInJupyter([
    sandbox,
    `import { globus } from "@keyferry/keyferry"; await globus.login(${login});`,
  ], ["http://127.0.0.1/?error=access_denied"]);
  const read = texts.slice(0, questions[0]?.shown ?? 0).join("\n");
  assertMatch(read, /open this address[^]*\/v2\/oauth2\/authorize\?client_id=/);
  assertEquals(errors.map(({ name }) => name), ["LoginError"]);
});
