import { assert, assertEquals } from "@std/assert";
import { KeyferryError } from "../src/credentials/errors.ts";
import { type ClientFunction, clientFunctions, Told } from "./helpers/client_functions.ts";
import { freeFunctions } from "./helpers/free_functions.ts";
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
    if (!(error instanceof TypeError)) return `${operation.name}: ${error}`;
    return innards.test(error.message) ? `${error.stack}` : "";
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
        const fits = error instanceof TypeError && words.test(error.message);
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
        const fits = error instanceof TypeError && words.test(error.message);
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
