/** The commands that keyferry offers are read by a shell as they were printed, run, and do what they say. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import type { PlatformRow } from "../../src/cli/status/status.ts";
import { filesBelow, root } from "../helpers/source/modules.ts";
import { titlesIn } from "../helpers/source/titles_in.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { fakeIo } from "./_cli.ts";
import { run } from "./_program.ts";
import { desk, offered, person } from "./_desk.ts";

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
  const { words } = await offered(io.talk);
  assertEquals(words, ["globus", "login"]);
  const login = Object.defineProperty(person(at.sandbox), "surroundings", { value: surroundings });
  assertEquals(await main(["globus", "login"], login), 0, login.talk);
  assertEquals(await main(["globus", "ls", `${at.lab}:/`], fakeIo({ surroundings })), 0);
});

Deno.test("each demand on a session that Globus makes is met by the login that is offered", async () => {
  await using at = await desk();
  const demands: readonly [string, unknown][] = [
    ["session_required_identities", ["ferry@sandbox.example.org"]],
    ["session_required_single_domain", ["sandbox.example.org"]],
    ["session_required_policies", ["6c54cade-bde5-45c1-bdea-f4bd71dba2cc"]],
    ["session_required_mfa", true],
    ["prompt", "login"],
    ["required_scopes", ["urn:globus:auth:scope:groups.api.globus.org:all"]],
  ];
  for (const [name, value] of demands) {
    let isMet = false;
    at.sandbox.faults.request = ({ path, query }) => {
      const wanted = name === "required_scopes" ? ["scope", value] : [name, value];
      const asked = `${new URLSearchParams(query).get(`${wanted[0]}`)}`;
      if (path.endsWith("/authorize")) isMet ||= asked.toLowerCase().includes(`${value}`);
      if (isMet || !path.endsWith("/ls")) return undefined;
      const authorization_parameters = { [name]: value };
      const words = { code: "AuthorizationRequired", message: "Log in so.", request_id: "r" };
      return Response.json({ ...words, authorization_parameters }, { status: 403 });
    };
    const ls = ["globus", "ls", `${at.lab}:/`];
    await at.paste(await at.run(ls, 3));
    await at.run(ls, 0);
    assert(isMet, name);
  }
});

Deno.test("after a service refused a token, the login that is offered gets another", async () => {
  await using at = await desk();
  const calls: readonly [words: string[], path: RegExp, login: RegExp][] = [
    [["cave", "whoami"], /user\/cache$/, /user\/cache$/],
    [["tapis", "whoami"], /profiles/, /\/token$/],
    [["tapis", "whoami", "--v3"], /userinfo/, /oauth2\/tokens$/],
  ];
  for (const [words, path, login] of calls) {
    const asked: string[] = [];
    let isRefused = true;
    at.sandbox.faults.request = (request) => {
      asked.push(request.path);
      if (!isRefused || !path.test(request.path)) return undefined;
      return Response.json({ status: "error", message: "invalid token" }, { status: 401 });
    };
    const refused = await at.run(words, 3);
    isRefused = false;
    asked.length = 0;
    await at.paste(refused);
    assert(asked.some((path) => login.test(path)), `${words}: ${asked}`);
    await at.run(words, 0);
  }
});

Deno.test("after a login that does not tell linked identities, the one that is offered does", async () => {
  await using at = await desk();
  await at.run(["globus", "logout"], 0);
  await at.run(["globus", "login"], 0);
  await at.paste(await at.run(["globus", "whoami", "--linked"], 1));
  const { output } = await at.run(["globus", "whoami", "--linked"], 0);
  assertStringIncludes(output, "Username");
});

Deno.test("after Ctrl-C, what is offered waits for the task of a transfer, a copy and Tapis", async () => {
  await using at = await desk();
  const { lab, archive } = at;
  const commands: readonly (readonly string[])[] = [
    ["globus", "transfer", "--wait", `${lab}:/README.txt`, `${archive}:/transferred.txt`],
    ["cp", `globus:${lab}:/README.txt`, `globus:${archive}:/copied.txt`],
  ];
  for (const words of commands) {
    const held = Promise.withResolvers<undefined>();
    const submitted = Promise.withResolvers<void>();
    at.sandbox.faults.transfer = () => {
      submitted.resolve();
      return held.promise;
    };
    const stopped = await at.run(words, 130, submitted.promise);
    held.resolve(undefined);
    assertEquals((await at.paste(stopped)).output, "SUCCEEDED\n");
  }
  delete at.sandbox.faults.transfer;
  at.sandbox.faults.request = ({ path, method }) => {
    if (method !== "GET" || !/\/v3\/files\/transfers\//.test(path)) return undefined;
    const result = { uuid: path.split("/").at(-1), status: "IN_PROGRESS" };
    return Response.json({ status: "success", message: "", version: "1", metadata: {}, result });
  };
  const stop = Promise.withResolvers<void>();
  setTimeout(stop.resolve, 300);
  const words = ["cp", "tapis:lab:README.txt", "tapis:archive:late.txt"];
  const late = await at.run(words, 130, stop.promise);
  delete at.sandbox.faults.request;
  assertEquals((await at.paste(late)).output, "COMPLETED\n");
});

Deno.test("after a transfer of Tapis failed, what is offered shows why", async () => {
  await using at = await desk();
  const words = ["tapis", "transfer", "lab:nowhere.txt", "archive:x.txt", "--wait"];
  assertMatch((await at.paste(await at.run(words, 1))).output, /FAILED/);
});

Deno.test("where the person has no OAuth client, what is offered makes one, and then a login by it", async () => {
  await using at = await desk();
  for (const v3 of [[], ["--v3"]]) {
    const { output } = await at.run(["tapis", "clients", "list", "--json", ...v3], 0);
    for (const { client_id, name } of JSON.parse(output).clients) {
      await at.run(["tapis", "clients", "delete", client_id ?? name, "--yes", ...v3], 0);
    }
    const made = await at.paste(await at.run(["tapis", "clients", "list", ...v3], 0));
    await at.paste(made);
    const { words } = await offered(made.talk);
    const client = words[words.indexOf("--client") + 1] ?? "";
    await at.run(["tapis", "whoami", "--client", client, ...v3], 0);
  }
});

Deno.test("after a tenant that the sandbox does not have, each command offers the list of those it has", async () => {
  await using at = await desk();
  for (
    const words of [["tapis", "login", "--tenant", "nowhere"], ["tapis", "tenants", "x", "--v3"]]
  ) {
    assertStringIncludes((await at.paste(await at.run(words, 2))).output, "sandbox");
  }
});

Deno.test("where status may not look, what it offers says the flags with which it may", async () => {
  await using at = await desk();
  const env = { HOME: at.sandbox.home };
  const known = ["--allow-env=HOME", `--allow-read=${at.sandbox.home}`];
  const status = async (flags: readonly string[]): Promise<PlatformRow[]> => {
    const { stdout } = await run(["status", "--json"], { flags, env });
    return JSON.parse(stdout).platforms;
  };
  const [first] = (await status(known)).filter(({ state }) => state === "unclear");
  const { words } = await offered(`Next: ${first?.next}`);
  const { stdout } = await run(words, { flags: ["-A"], env });
  const flags = stdout.split(/\s+/).filter((word) => word.startsWith("--allow"));
  assertEquals((await status(flags)).filter(({ state }) => state === "unclear"), []);
});

Deno.test("a variable whose token was refused is unset, as the error says, and the login found is good", async () => {
  await using at = await desk();
  const wrong = {
    CAVE_TOKEN: ["cave", "whoami"],
    GLOBUS_SDK_TRANSFER_TOKEN: ["globus", "ls", `${at.lab}:/`],
  };
  for (const [name, words] of Object.entries(wrong)) {
    const call = async (env: Readonly<Record<string, string>>, code: number): Promise<string> => {
      const surroundings = { home: at.sandbox.home, env: { ...at.sandbox.env, ...env } };
      const io = fakeIo({ surroundings });
      assertEquals(await main(words, io), code, io.talk);
      return io.talk;
    };
    const told = await call({ [name]: "0123456789abcdef0123456789abcdef" }, 3);
    assertMatch(told, new RegExp(`unset (or replace )?${name}`));
    await call({}, 0);
  }
});

/** The tests that run what the code of the command line offers, by the first words of the command. */
const executed: Readonly<Record<string, string>> = {
  "globus login": "after a consent was wanted, the login that is offered makes the listing work",
  "globus task watch": "after a task outlasted the time, the command that is offered waits for it",
  "globus task events --errors":
    "after a task failed, and after one that left something out, what is offered lists why",
  "globus task show --skipped":
    "after a task failed, and after one that left something out, what is offered lists why",
  "globus task wait":
    "after Ctrl-C, what is offered waits for the task of a transfer, a copy and Tapis",
  "tapis transfers wait":
    "a transfer of Tapis that outlasts the time is waited for by what is offered",
  "tapis transfers show": "after a transfer of Tapis failed, what is offered shows why",
  "tapis clients list --v3":
    "after a tenant that is not there, and a client that is not the person's, what is offered lists those that are",
  "tapis clients create":
    "where the person has no OAuth client, what is offered makes one, and then a login by it",
  "tapis tenants --v3":
    "after a tenant that the sandbox does not have, each command offers the list of those it has",
  "tapis tenants":
    "after a tenant that is not there, and a client that is not the person's, what is offered lists those that are",
  "tapis":
    "where the person has no OAuth client, what is offered makes one, and then a login by it",
  "permissions status":
    "where status may not look, what it offers says the flags with which it may",
  "cave new": "where no platform has a credential, each command that status offers brings one",
  "tapis token":
    "where Tapis v2 knows no OAuth client, the commands that are offered end with a token",
  "tapis login": "where no platform has a credential, each command that status offers brings one",
};

/** What is offered and not run here, and why. */
const notExecuted: Readonly<Record<string, string>> = {
  "globus ls": "a line of the sandbox's first screen, which tests/cli/sandbox/sandbox_test.ts runs",
  "globus logout": "in a sentence that offers three ways, of which it is one",
};

Deno.test("every command that the code of the command line offers is run by a test", async () => {
  const own = titlesIn(await Deno.readTextFile(new URL(import.meta.url)));
  assertEquals(Object.values(executed).filter((title) => !own.includes(title)), []);
  const found = new Set<string>();
  for (const file of await filesBelow("src/cli")) {
    const code = await Deno.readTextFile(`${root}${file}`);
    const offers = [
      // What nextLine() and commandText() are given, what an error takes as its next command, and the
      // problems, waiters and logins of platforms, which are given to these.
      /(?:nextLine|commandText)\(\s*\[([^\]]*)\]/g,
      /(?:next|waiter|words|show)(?:: | = )\[([^\]]*)\]/g,
      /, \[("(?:globus|tapis|cave)", [^\]]*)\]\]/g,
      /\? \["(?:Task|Transfer)", ([^\]]*)\]|: \["(?:Task|Transfer)", ([^\]]*)\]/g,
      /^ {4}\[("(?:globus|tapis)", "[^\]]*)\],$/gm,
    ].flatMap((pattern) => [...code.matchAll(pattern)]);
    for (const [, one, other] of offers) {
      const words = (one ?? other ?? "").split(",").map((word) => /^\s*"(.*)"$/.exec(word)?.[1]);
      const end = words.findIndex((word) => word === undefined);
      const literal = words.slice(0, end < 0 ? undefined : end).join(" ");
      if (/^(globus|tapis|cave|permissions|status|cp)/.test(literal)) found.add(literal);
    }
  }
  assert(found.size > 10, [...found].join("; "));
  const known = [...Object.keys(executed), ...Object.keys(notExecuted)];
  assertEquals([...found].filter((offer) => !known.includes(offer)), []);
  assertEquals(known.filter((offer) => !found.has(offer)), []);
});
