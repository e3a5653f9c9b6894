/** The commands that keyferry offers are read by a shell as they were printed, run, and do what they say. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import {
  approveLogin,
  plantCredentials,
  type Sandbox,
  type SandboxOptions,
} from "../../src/sandbox/mod.ts";
import type { PlatformRow } from "../../src/cli/status/status.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { type FakeIo, fakeIo } from "./_cli.ts";

/** A sandbox, and a person who uses the command in it. */
interface Desk extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly lab: string;
  readonly archive: string;
  /** Runs a command in the sandbox. */
  run(words: readonly string[], code?: number): Promise<FakeIo>;
  /** Pastes the command that was offered last, and runs it. */
  paste(io: FakeIo, code?: number): Promise<FakeIo>;
}

async function desk(options: SandboxOptions = {}): Promise<Desk> {
  const sandbox = await startSandbox(options);
  await plantCredentials(sandbox);
  await sandbox.idle();
  const [lab, archive] = sandbox.collections.map(({ id }) => id);
  const run = async (words: readonly string[], code?: number): Promise<FakeIo> => {
    const io = person(sandbox);
    const ended = await main(words, io);
    if (code !== undefined) assertEquals(ended, code, io.talk);
    return io;
  };
  return {
    sandbox,
    lab: lab ?? "",
    archive: archive ?? "",
    run: (words, code) => run([...words, "--sandbox", sandbox.home], code),
    paste: async (io, code = 0) => await run(await offered(io), code),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** Somebody who follows a login's link, and types the sandbox's password where one is asked for. */
function person(sandbox: Sandbox): FakeIo {
  const io = fakeIo({ answers: ["ferry", "sandbox"] });
  const readSecret: FakeIo["readSecret"] = async (prompt) => {
    if (/password/i.test(prompt)) return sandbox.tokens.tapis.password;
    if (/CAVE/.test(prompt)) return sandbox.tokens.cave;
    const links = [...io.talk.matchAll(/https?:\S+authorize\S+/g)];
    return await approveLogin(sandbox, links.at(-1)?.[0] ?? "");
  };
  return Object.defineProperties({ readSecret } as FakeIo, {
    ...Object.getOwnPropertyDescriptors(io),
    readSecret: { value: readSecret },
  });
}

/** The words of the command that was offered last, as a shell reads them. */
async function offered(io: FakeIo): Promise<string[]> {
  const [command] = [...io.talk.matchAll(/^Next: (.*)$/gm)].map(([, text]) => text).toReversed();
  assert(command !== undefined, `nothing is offered: ${io.talk}`);
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `printf '%s\\0' ${command}`],
    clearEnv: true,
  }).output();
  const [name, ...words] = new TextDecoder().decode(stdout).split("\0").slice(0, -1);
  assertEquals(name, "keyferry");
  return words;
}

Deno.test("after a download without its token, the login that is offered makes the download work", async () => {
  await using folder = await temporaryFolder();
  await using at = await desk();
  // The planted tokens are good for files, too; those of the usual scopes are not.
  await at.run(["globus", "logout"], 0);
  await at.run(["globus", "login"], 0);
  const get = ["globus", "get", `${at.lab}:/README.txt`, folder.path];
  const refused = await at.run(get, 3);
  assertStringIncludes(refused.talk, `Next: keyferry globus login --https ${at.lab} --sandbox `);
  await at.paste(refused);
  await at.run(get, 0);
});

Deno.test("after a consent was wanted, the login that is offered makes the listing work", async () => {
  await using at = await desk({ globusAuth: { dataAccess: ["lab"] } });
  const ls = ["globus", "ls", `${at.lab}:/`];
  await at.paste(await at.run(ls, 3));
  await at.run(ls, 0);
});

Deno.test("after Globus refused a token that nothing renews, the login that is offered makes the call work", async () => {
  await using at = await desk();
  const { tokens, url } = at.sandbox;
  for (const token of [tokens.globusTransferRefresh, tokens.globusTransfer]) {
    const body = new URLSearchParams({ token, client_id: tokens.globusApps.planted });
    const answer = await fetch(`${url}/v2/oauth2/token/revoke`, { method: "POST", body });
    await answer.body?.cancel();
    assert(answer.ok);
  }
  const ls = ["globus", "ls", `${at.lab}:/`];
  await at.paste(await at.run(ls, 3));
  await at.run(ls, 0);
});

Deno.test("after a logout, the login that is offered by the next command and by status makes calls work", async () => {
  await using at = await desk();
  await at.run(["globus", "logout"], 0);
  const ls = ["globus", "ls", `${at.lab}:/`];
  const refused = await at.run(ls, 3);
  const status = await at.run(["status", "--json"]);
  const { platforms } = JSON.parse(status.output);
  const { next } = platforms.find(({ platform }: PlatformRow) => platform === "Globus");
  assertEquals(`Next: ${next}`, refused.talk.trimEnd().split("\n").at(-1));
  await at.paste(refused);
  await at.run(ls, 0);
});

Deno.test("after a task outlasted the time, the command that is offered waits for it", async () => {
  await using at = await desk();
  const held = Promise.withResolvers<undefined>();
  at.sandbox.faults.transfer = () => held.promise;
  const words = ["globus", "transfer", `${at.lab}:/README.txt`, `${at.archive}:/late.txt`];
  const late = await at.run([...words, "--wait", "--timeout", "0.1"], 5);
  held.resolve(undefined);
  const waited = await at.paste(late);
  assertEquals(waited.output, "SUCCEEDED\n");
});

Deno.test("after a task failed, and after one that left something out, what is offered lists why", async () => {
  await using at = await desk();
  const missing = [`${at.lab}:/nowhere.txt`, `${at.archive}:/x.txt`];
  const skipped = await at.run(
    ["globus", "transfer", ...missing, "--wait", "--skip-source-errors"],
    1,
  );
  assertStringIncludes((await at.paste(skipped)).output, "/nowhere.txt");
  const failed = await at.run(
    ["globus", "transfer", ...missing, "--wait", "--deadline", "3s"],
    1,
  );
  assertStringIncludes((await at.paste(failed)).output, "nowhere.txt");
});

Deno.test("where no platform has a credential, each command that status offers brings one", async () => {
  await using at = await desk();
  for (const name of [".cloudvolume", ".agave"]) {
    await Deno.remove(`${at.sandbox.home}/${name}`, { recursive: true });
  }
  await at.run(["globus", "logout"], 0);
  for (const words of [["cave", "whoami"], ["globus", "whoami"], ["tapis", "whoami", "--v3"]]) {
    const refused = await at.run(words, 3);
    await at.paste(refused);
    await at.run(words, 0);
  }
});

Deno.test("where Tapis v2 knows no OAuth client, the commands that are offered end with a token", async () => {
  await using at = await desk();
  await Deno.remove(`${at.sandbox.home}/.agave`, { recursive: true });
  const token = await at.paste(await at.run(["tapis", "whoami"], 3), 3);
  const made = await at.paste(token);
  await at.paste(made);
  await at.run(["tapis", "whoami"], 0);
});

Deno.test("after a tenant that is not there, and a client that is not the person's, what is offered lists those that are", async () => {
  await using at = await desk();
  const tenants = await at.paste(await at.run(["tapis", "tenants", "nowhere"], 2));
  assertStringIncludes(tenants.output, "sandbox");
  const clients = await at.paste(await at.run(["tapis", "login", "--client", "nobody"], 2));
  assert(clients.output !== "" || clients.talk !== "");
});

Deno.test("a transfer of Tapis that outlasts the time is waited for by what is offered", async () => {
  await using at = await desk();
  at.sandbox.faults.request = ({ path, method }) => {
    if (method !== "GET" || !/\/v3\/files\/transfers\//.test(path)) return undefined;
    const result = { uuid: path.split("/").at(-1), status: "IN_PROGRESS" };
    return Response.json({ status: "success", message: "", version: "1", metadata: {}, result });
  };
  const places = ["lab:README.txt", "archive:late.txt"];
  const late = await at.run(["tapis", "transfer", ...places, "--wait", "--timeout", "0.1"], 5);
  delete at.sandbox.faults.request;
  assertEquals((await at.paste(late)).output, "COMPLETED\n");
});

Deno.test("in a sandbox that the environment names, the login that is offered knows the app, too", async () => {
  await using at = await desk();
  await at.run(["globus", "logout"], 0);
  const surroundings = { home: at.sandbox.home, env: { ...at.sandbox.env } };
  const io = fakeIo({ surroundings });
  assertEquals(await main(["globus", "ls", `${at.lab}:/`], io), 3);
  assertEquals(await offered(io), ["globus", "login"]);
  const login = Object.defineProperty(person(at.sandbox), "surroundings", { value: surroundings });
  assertEquals(await main(["globus", "login"], login), 0, login.talk);
  assertEquals(await main(["globus", "ls", `${at.lab}:/`], fakeIo({ surroundings })), 0);
});
