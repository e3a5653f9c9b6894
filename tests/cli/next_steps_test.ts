/** The commands that keyferry offers are read by a shell as they were printed, run, and do what they say. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import type { PlatformRow } from "../../src/cli/status/status.ts";
import { filesBelow, root } from "../helpers/source/modules.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { fakeIo } from "./_cli.ts";
import { run } from "./_program.ts";
import { type Desk, desk, offered } from "./_desk.ts";
import { executedHere, executedOffers } from "./_offers.ts";

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
  const shell = at.inShell();
  const ls = ["globus", "ls", `${at.lab}:/`];
  await shell.paste(await shell.run(ls, 3));
  await shell.run(ls, 0);
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
  const asked = Promise.withResolvers<void>();
  at.sandbox.faults.request = ({ path, method }) => {
    if (method !== "GET" || !/\/v3\/files\/transfers\//.test(path)) return undefined;
    asked.resolve();
    const result = { uuid: path.split("/").at(-1), status: "IN_PROGRESS" };
    return Response.json({ status: "success", message: "", version: "1", metadata: {}, result });
  };
  const words = ["cp", "tapis:lab:README.txt", "tapis:archive:late.txt"];
  const late = await at.run(words, 130, asked.promise);
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

Deno.test("in a sandbox that the environment names, a login of Tapis knows the tenant, and refuses another", async () => {
  await using at = await desk();
  const shell = at.inShell();
  await at.run(["tapis", "logout"], 0);
  const whoami = ["tapis", "whoami", "--v3"];
  await shell.paste(await shell.run(whoami, 3));
  await shell.run(whoami, 0);
  const refused = await shell.run(["tapis", "login", "--tenant", "tacc"], 2);
  assertStringIncludes((await shell.paste(refused)).output, "sandbox");
});

Deno.test("after a renewal was refused, what is offered step by step makes the call work, and its renewal", async () => {
  const v3 = (message: string) => (at: Desk): void => {
    at.sandbox.faults.request = ({ path, count }) => {
      if (count > 1 || !path.endsWith("/v3/oauth2/tokens")) return undefined;
      const result = { message, version: "1", metadata: {}, result: null };
      return Response.json({ status: "error", ...result }, { status: 400 });
    };
  };
  const refusals: readonly [version: string[], refuse: (at: Desk) => unknown][] = [
    [["--v3"], v3("Invalid refresh_token: expired")],
    [["--v3"], v3("Invalid client credentials: keyferry-sandbox, key.")],
    [[], (at) => {
      at.sandbox.faults.request = ({ path, count }) => {
        if (count > 1 || path !== "/token") return undefined;
        return Response.json({ error: "invalid_grant" }, { status: 400 });
      };
    }],
    [[], (at) => at.run(["tapis", "clients", "delete", "keyferry-sandbox", "--yes"], 0)],
  ];
  for (const [version, refuse] of refusals) {
    await using at = await desk();
    await refuse(at);
    const later = at.inShell({ now: () => Date.now() + 5 * 3_600_000 });
    const shell = at.inShell();
    const whoami = ["tapis", "whoami", ...version];
    await shell.follow(await later.run(whoami));
    await shell.run(whoami, 0);
    await later.run(whoami, 0);
  }
});

Deno.test("after a renewed login was lost, the login that is offered takes its place", async () => {
  await using at = await desk();
  const { home } = at.sandbox;
  const later = at.inShell({ now: () => Date.now() + 5 * 3_600_000 });
  at.sandbox.faults.request = ({ path }) => {
    if (!path.endsWith("/v3/oauth2/tokens")) return undefined;
    Deno.renameSync(`${home}/.agave`, `${home}/aside`);
    Deno.writeTextFileSync(`${home}/.agave`, "");
    return undefined;
  };
  const lost = await later.run(["tapis", "whoami", "--v3"], 1);
  delete at.sandbox.faults.request;
  await Deno.remove(`${home}/.agave`);
  await Deno.rename(`${home}/aside`, `${home}/.agave`);
  const shell = at.inShell();
  await shell.paste(lost);
  await shell.run(["tapis", "whoami", "--v3"], 0);
});

Deno.test("after a token that its server refuses was given, the command that is offered gets a good one", async () => {
  await using at = await desk();
  const wrong = fakeIo({ answers: [], secret: "0123456789abcdef0123456789abcdef" });
  assertEquals(await main(["cave", "save", "--sandbox", at.sandbox.home], wrong), 3);
  await Deno.remove(`${at.sandbox.home}/.cloudvolume`, { recursive: true });
  await at.paste(wrong);
  await at.run(["cave", "whoami"], 0);
});

Deno.test("after a transfer of Tapis was paused, what is offered shows how it stands", async () => {
  await using at = await desk();
  const words = ["tapis", "transfer", "lab:README.txt", "archive:paused.txt"];
  const id = (await at.run(words, 0)).output.trim();
  at.sandbox.faults.request = ({ path, method }) => {
    if (method !== "GET" || !/\/v3\/files\/transfers\//.test(path)) return undefined;
    const result = { uuid: id, status: "PAUSED" };
    return Response.json({ status: "success", message: "", version: "1", metadata: {}, result });
  };
  const paused = await at.run(["tapis", "transfers", "wait", id], 1);
  assertMatch((await at.paste(paused)).output, /PAUSED/);
});

Deno.test("where no tenant of Tapis is known and no one can be asked, what is offered lists them", async () => {
  await using at = await desk();
  await using folder = await temporaryFolder();
  const { TAPIS_TENANTS_URL = "" } = at.sandbox.env;
  const surroundings = { home: folder.path, env: { TAPIS_TENANTS_URL } };
  const script = fakeIo({ surroundings });
  assertEquals(await main(["tapis", "clients", "list"], script), 2);
  const listed = await at.inShell(surroundings).paste(script);
  assertStringIncludes(listed.output, "sandbox");
});

Deno.test("what is offered is in the sandbox of the call, with its .env file, whatever their names", async () => {
  await using folder = await temporaryFolder();
  for (const name of ["a b", "it's", '"ü" $HOME `x`', "né\\n*?"]) {
    const home = `${folder.path}/${name}`;
    const envFile = `${home}/${name}.env`;
    await using at = await desk({ home });
    await Deno.writeTextFile(envFile, "OTHER=1\n");
    await at.run(["globus", "logout"], 0);
    const ls = ["globus", "ls", `${at.lab}:/`, "--env-file", envFile];
    const refused = await at.run(ls, 3);
    assertEquals((await offered(refused.talk)).words.slice(2), [
      "--sandbox",
      home,
      "--env-file",
      envFile,
    ]);
    await at.paste(refused);
    await at.run(ls, 0);
  }
});

/** What the code of the command line offers in other ways than by "Next:", and where a test runs it. */
const elsewhere: Readonly<Record<string, string>> = {
  "globus ls": "a line of the sandbox's first screen, which tests/cli/sandbox/sandbox_test.ts runs",
  "globus logout": "one of three ways in a sentence, which tests/cli/next_words_test.ts goes",
};

Deno.test("every command that the code of the command line offers is run by a test", async () => {
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
  const known = executedOffers.map((offer) => `${offer.split(" → ")[1]} `);
  const others = Object.keys(elsewhere);
  const isKnown = (offer: string): boolean => {
    return others.includes(offer) || known.some((command) => command.startsWith(`${offer} `));
  };
  assertEquals([...found].filter((offer) => !isKnown(offer)), []);
  assertEquals(others.filter((offer) => !found.has(offer)), []);
});

Deno.test("what is executed here is what the other tests rely on", () => {
  assertEquals(executedHere(), executedOffers.toSorted());
});
