import { assert, assertEquals, assertRejects } from "@std/assert";
import { isArgumentError } from "../src/argument_error.ts";
import { KeyferryError } from "../src/credentials/errors/errors.ts";
import { transferClient } from "../src/globus/mod.ts";
import { v3 } from "../src/tapis/mod.ts";
import {
  type ClientFunction,
  clientFunctions,
  freeClientFunctions,
  Told,
} from "./helpers/source/client_functions.ts";
import { exportedCalls, wrongArguments } from "./helpers/source/exported_calls.ts";
import { freeFunctions } from "./helpers/source/free_functions.ts";
import { temporaryFolder, writeFiles } from "./helpers/temporary_folder.ts";

/** A server that counts what it is asked. */
function startCounter(): { readonly url: string; readonly seen: string[] } & AsyncDisposable {
  const seen: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    seen.push(`${request.method} ${request.url}`);
    await request.body?.cancel();
    return new Response(null, { status: 500 });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    seen,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The engine's words about code that took a value for something else. */
const innards =
  /Cannot (read|convert|destructure|set)|is not (a function|iterable|defined)|in 'Deno|'in' operator|Invalid URL/;

/** What a call with a mistake in it ended in, where that is not one clear error. */
async function slipOf(operation: ClientFunction, run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
    return "nothing was thrown";
  } catch (error) {
    if (error instanceof KeyferryError) return "";
    return isArgumentError(error) ? "" : `${operation.name}: ${error}\n${Object(error).stack}`;
  }
}

Deno.test("no client function sends anything for an argument of a wrong type", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { up: "text" });
  await using server = startCounter();
  const slips: string[] = [];
  let tried = 0;
  for (const operation of clientFunctions(folder.path)) {
    const { name, args, call } = operation;
    for (const [index, sample] of args.entries()) {
      if (sample instanceof Told) continue;
      for (const wrong of [undefined, null, {}, NaN, [], Symbol("x"), true, () => {}]) {
        // A list of nothing is a list.
        if (Array.isArray(sample) && Array.isArray(wrong)) continue;
        tried++;
        const given = args.with(index, wrong);
        const slip = await slipOf(operation, () => call(server.url, given));
        const sent = server.seen.splice(0);
        if (slip === "" && sent.length === 0) continue;
        slips.push(`${name}, argument ${index} as ${String(wrong)}: ${slip} ${sent}`);
      }
    }
  }
  assertEquals(slips, []);
  assert(tried > 800, `${tried}`);
});

Deno.test("every function that takes a client first refuses what is not one, by that name", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { up: "text" });
  await using server = startCounter();
  const wrong: readonly unknown[] = [
    ...[undefined, null, 5, "x", [], {}, new Map(), () => {}],
    ...[{ baseUrl: server.url }, new URL(server.url), { baseUrl: server.url, authorizer: {} }],
  ];
  const slips: string[] = [];
  let tried = 0;
  for (const { name, call } of freeClientFunctions(folder.path)) {
    for (const client of wrong) {
      tried++;
      const outcome = await call(client).catch((error) => error);
      const isRefused = isArgumentError(outcome) && /client/.test(outcome.message);
      if (isRefused && server.seen.length === 0) continue;
      slips.push(`${name} with ${Deno.inspect(client)}: ${outcome} ${server.seen.splice(0)}`);
    }
  }
  assertEquals(slips, []);
  assert(tried > 1500, `${tried}`);
});

Deno.test("every client function refuses an option that there is not, and names one near it", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { up: "text" });
  await using server = startCounter();
  const slips: string[] = [];
  for (const { name, args, options, call } of clientFunctions(folder.path)) {
    if (options === undefined) continue;
    const cases: [unknown, RegExp][] = [
      [{ ...options, noSuchOption: 1 }, /There is no option "noSuchOption": (the options are|did)/],
    ];
    if (!name.endsWith(".oauth2StartFlow")) {
      cases.push(
        [{ ...options, singal: undefined }, /There is no option "singal": did you mean signal\?/],
        [{ ...options, signal: 7 }, /The option signal must be an AbortSignal/],
      );
    }
    for (const [given, words] of cases) {
      try {
        await call(server.url, args, given);
        slips.push(`${name} takes ${Object.keys(given as object)}`);
      } catch (error) {
        const fits = isArgumentError(error) && words.test(error.message);
        if (!fits) slips.push(`${name}: ${error}`);
      }
    }
  }
  assertEquals(slips, []);
  assertEquals(server.seen, []);
});

Deno.test("an option that a function says it has is one to every function that it calls", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { up: "text" });
  await using server = startCounter();
  const slips: string[] = [];
  let tried = 0;
  for (const { name, args, options, call } of clientFunctions(folder.path)) {
    if (options === undefined) continue;
    const told = await call(server.url, args, { "?": 1 }).catch(({ message }) => message);
    const names = /the options are (.*)$/.exec(String(told))?.[1]?.split(", ") ?? [];
    assert(names.length > 0, `${name}: ${told}`);
    for (const option of names) {
      tried++;
      try {
        await call(server.url, args, { ...options, [option]: undefined });
      } catch (error) {
        if (/There is no option/.test(String(error))) slips.push(`${name}: ${error}`);
      }
    }
  }
  assertEquals(slips, []);
  assert(tried > 500, `${tried}`);
});

Deno.test("every exported function refuses an option that there is not", async () => {
  await using folder = await temporaryFolder();
  const slips: string[] = [];
  for (const { name, options, call } of await freeFunctions(folder.path)) {
    const cases: [unknown, RegExp][] = [
      [{ ...options, noSuchOption: 1 }, /^There is no option "noSuchOption": the options are /],
      [7, /^Options are given as an object|^Say which/],
    ];
    for (const [given, words] of cases) {
      try {
        await call(given);
        slips.push(`${name} takes ${Deno.inspect(given)}`);
      } catch (error) {
        const fits = isArgumentError(error) && words.test(error.message);
        if (!fits) slips.push(`${name}: ${error}`);
      }
    }
  }
  assertEquals(slips, []);
});

Deno.test("an option that an exported function says it has is one to all that it calls", async () => {
  await using folder = await temporaryFolder();
  const slips: string[] = [];
  let tried = 0;
  for (const { name, options, call } of await freeFunctions(folder.path)) {
    const told = await call({ ...options, "?": 1 }).catch(({ message }) => message);
    const names = /the options are (.*)$/.exec(String(told))?.[1]?.split(", ") ?? [];
    assert(names.length > 0, `${name}: ${told}`);
    // Together, each as it is or left out: what is refused names itself.
    const given = { ...Object.fromEntries(names.map((one) => [one, undefined])), ...options };
    tried += names.length;
    const outcome = await call(given).catch((error) => error);
    if (/There is no option/.test(String(outcome))) slips.push(`${name}: ${outcome}`);
  }
  assertEquals(slips, []);
  assert(tried > 400, `${tried}`);
});

/** The names of a function's parameters; the engine may have numbered one that hides another. */
function parametersOf(run: unknown): string[] {
  const code = String(run);
  const from = code.indexOf("(") + 1;
  let depth = 1;
  let to = from;
  while (depth > 0) {
    const sign = code[to++] ?? ")";
    depth += "([{".includes(sign) ? 1 : ")]}".includes(sign) ? -1 : 0;
  }
  return code.slice(from, to - 1).split(/,(?![^{(]*[})])/).map((one) => {
    return one.trim().replace(/\s*=.*$/s, "").replace(/^\.\.\./, "").replace(/\d$/, "");
  });
}

/** What an argument is called in words for people, where that is not its name. */
const inWords: Readonly<Record<string, RegExp>> = {
  options:
    /Options are given as an object|must be an object with names|^baseUrl must be|^Say which/,
  surroundings: /Options are given as an object/,
  appName: /^The app name "" cannot name a folder/,
  platform: /^There is no login for/,
  endpoint: /^The collection's id/,
  sourceEndpoint: /^The source collection's id/,
  destinationEndpoint: /^The destination collection's id/,
  clientId: /^The client id is empty/,
  redirectUri: /no address to come back to/,
  input: /^A token or password must be/,
  accessToken: /^The access token holds/,
  clientSecret: /^The client secret is empty/,
  refreshToken: /^The refresh token is empty/,
  parts: /Options are given as an object/,
  choice: /Options are given as an object/,
  search: /Options are given as an object/,
  requestedScopes: /^scopes must be/,
};

Deno.test("every exported function refuses an argument of a wrong type by its name, before anything else", async () => {
  await using folder = await temporaryFolder();
  const sent: string[] = [];
  const fetch = (input: unknown): Promise<never> => {
    sent.push(String(input));
    return Promise.reject(new TypeError("nobody is there"));
  };
  const slips: string[] = [];
  let tried = 0;
  for (const { name, run, args } of await exportedCalls(folder.path, fetch)) {
    const parameters = parametersOf(run);
    for (const [index, { takes }] of args.entries()) {
      const parameter = parameters[index] ?? parameters.at(-1) ?? "";
      for (const [wrong, value] of Object.entries(wrongArguments)) {
        if (takes(wrong as keyof typeof wrongArguments)) continue;
        tried++;
        const given = args.map(({ value }) => value).with(index, value);
        const error = await outcomeOf(run, given);
        const isRefusal = isArgumentError(error) || error instanceof SyntaxError;
        const words = error instanceof Error ? error.message : "";
        const isNamed = words.includes(parameter) || inWords[parameter]?.test(words) === true;
        if (isRefusal && isNamed && !innards.test(words) && sent.length === 0) continue;
        slips.push(`${name}, ${parameter} as ${wrong}: ${error} ${sent.splice(0)}`);
      }
    }
  }
  assertEquals(slips, []);
  assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
  assert(tried > 1000, `${tried}`);
});

/** What a call throws, or that it does not. */
async function outcomeOf(
  run: (...args: readonly unknown[]) => unknown,
  args: readonly unknown[],
): Promise<unknown> {
  try {
    const made = await run(...args);
    const dispose: unknown = Reflect.get(Object(made), Symbol.asyncDispose);
    if (typeof dispose === "function") await dispose.call(made);
    return "nothing was thrown";
  } catch (error) {
    return error;
  }
}

Deno.test("no option of a client function takes what no option can be, and nothing is sent", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { up: "text" });
  await using server = startCounter();
  const wrong = { "a Symbol": Symbol("x"), "null": null, "a Map": new Map(), "NaN": NaN };
  // Numbers and lists that the services judge, and times that a person may have long ago.
  const judged = /^(filter|stopLayer|stateId|ifExpiresIn|alignedVolumeId|leeway)/;
  const slips: string[] = [];
  let tried = 0;
  for (const { name, args, options, call } of clientFunctions(folder.path)) {
    if (options === undefined) continue;
    const told = await call(server.url, args, { "?": 1 }).catch(({ message }) => message);
    const names = /the options are (.*)$/.exec(String(told))?.[1]?.split(", ") ?? [];
    for (const option of names) {
      const isJudged = name === "transfer.operationLs" || judged.test(option);
      const negative = isJudged ? {} : { "-1": -1 };
      for (const [what, value] of Object.entries({ ...wrong, ...negative })) {
        tried++;
        const given = { ...options, [option]: value };
        const outcome = await call(server.url, args, given).catch((error) => error);
        const isNamed = isArgumentError(outcome) &&
          (outcome.message.includes(option) || inWords[option]?.test(outcome.message) === true);
        if (isNamed && server.seen.length === 0) continue;
        slips.push(`${name}, ${option} as ${what}: ${outcome} ${server.seen.splice(0)}`);
      }
    }
  }
  assertEquals(slips, []);
  assert(tried > 2000, `${tried}`);
});

Deno.test("an option of a wrong kind is refused by its name wherever it is taken", async () => {
  await using folder = await temporaryFolder();
  const kinds: Readonly<Record<string, readonly [string, ...unknown[]]>> = {
    timeoutMs: ["must be a number", "5", null, {}, true],
    retry: ["must be an object", 5, null, "x", [], new Map()],
    authorizer: ["must be an object", "token", null, [], 5],
    envFile: ["must be an object", ".env", null, []],
    env: ["must be an object with names", null, 5, [], new Map()],
    home: ["must be an absolute path", null, 5, {}, "", "below/here"],
    sources: ["must be a list", {}, null, "x", new Map()],
    fetch: ["must be a function", null, {}, "x"],
    overwrite: ["must be true or false", null, 1, "yes"],
    password: ["must be a text or a Secret", null, 5, []],
    additionalFields: ["must be an object with names", null, 5, [], new Map()],
  };
  const slips: string[] = [];
  const tried = new Map<string, number>();
  for (const { name, options, call } of await freeFunctions(folder.path)) {
    const told = await call({ ...options, "?": 1 }).catch(({ message }) => message);
    const names = /the options are (.*)$/.exec(String(told))?.[1]?.split(", ") ?? [];
    for (const option of names.filter((one) => Object.hasOwn(kinds, one))) {
      // A sandbox makes its home there and then, wherever that is.
      if (name === "sandbox.startSandbox" && option === "home") continue;
      const [words, ...wrong] = kinds[option] ?? [""];
      for (const value of wrong) {
        const error = await call({ ...options, [option]: value }).catch((error) => error);
        tried.set(option, (tried.get(option) ?? 0) + 1);
        const isNamed = isArgumentError(error) &&
          error.message.startsWith(`The option ${option} ${words}`);
        // A password may be asked for by a function, and is checked where it is one.
        const isPassword = option === "password" && isArgumentError(error);
        if (!isNamed && !isPassword) slips.push(`${name}, ${option} as ${value}: ${error}`);
      }
    }
  }
  assertEquals(slips, []);
  assertEquals([...tried.keys()].sort(), Object.keys(kinds).sort());
});

Deno.test("a document, a list or a path of a wrong type is refused by its name, and nothing is sent", async () => {
  let sent = 0;
  const fetch = (): Promise<Response> => {
    sent++;
    return Promise.resolve(Response.json({}));
  };
  // deno-lint-ignore no-explicit-any -- as a caller in plain JavaScript has them
  const transfer: any = transferClient({ fetch });
  // deno-lint-ignore no-explicit-any -- as a caller in plain JavaScript has them
  const tapis: any = v3.tapisClient({ baseUrl: "https://tapis.example.org", fetch });
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    "data must be an object": () => transfer.createEndpoint(undefined),
    "data must be": () => transfer.updateEndpoint("id", [1]),
    "elements must be a list": () => tapis.createTransferTask(undefined),
    "folder must be a text": () => transfer.operationMkdir("id", 7),
    "oldPath must be a text": () => transfer.operationRename("id", [null], "/b"),
    "newPath must be a text": () => transfer.operationRename("id", "/a", undefined),
    "symlinkTarget must be a text": () => transfer.operationSymlink("id", {}, "/b"),
    "link must be a text": () => transfer.operationSymlink("id", "/a", null),
  };
  for (const [words, call] of Object.entries(calls)) await assertRejects(call, TypeError, words);
  assertEquals(sent, 0);
});
