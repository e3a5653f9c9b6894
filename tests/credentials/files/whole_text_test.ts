import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CredentialError, fromJsonFile, resolve } from "../../../src/credentials/mod.ts";
import { isWholeJson, readWholeJson } from "../../../src/credentials/files/whole_text.ts";
import { jsonTokenStorage, tokenChain } from "../../../src/globus/mod.ts";
import { v2, v3 } from "../../../src/tapis/mod.ts";
import { storedLogins } from "../../helpers/servers/single_use_logins.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Rewrites a file as Python does: `open(path, "w")` empties it, and what is dumped comes in pieces. */
async function rewriting(path: string, until: () => boolean): Promise<void> {
  const bytes = await Deno.readFile(path);
  while (!until()) {
    {
      using file = await Deno.open(path, { write: true, truncate: true });
      await pause(3);
      await file.write(bytes.subarray(0, bytes.length - 5));
      await pause(3);
      await file.write(bytes.subarray(bytes.length - 5));
    }
    await pause(15);
  }
}

Deno.test("every source waits for a file to be written to its end before it calls it broken", async () => {
  await using folder = await temporaryFolder();
  const home = folder.path;
  const now = (): number => 1_800_000_000_000;
  const surroundings = { home, env: {}, now };
  await storedLogins["Globus, JSON"]?.plant(home, "https://auth.globus.org");
  await storedLogins["Tapis v2"]?.plant(home, "https://api.tacc.utexas.edu");
  await storedLogins["Tapis v3"]?.plant(home, "https://tacc.tapis.io");
  await writeFiles(home, { "secret.json": '{"token": "made-up", "other": {"a": "b"}}' });
  const tokens = `${home}/${storedLogins["Globus, JSON"]?.file}`;
  const readings: readonly [string, () => Promise<unknown>][] = [
    [
      `${home}/secret.json`,
      () => resolve({ wanted: "x", sources: [fromJsonFile(`${home}/secret.json`, "token")] }),
    ],
    [tokens, () => resolve(tokenChain(surroundings))],
    [tokens, () => jsonTokenStorage(tokens).getTokenDataByResourceServer()],
    [`${home}/.agave/current`, () => resolve(v2.sessionChain(surroundings))],
    [`${home}/.agave/keyferry.json`, () => resolve(v3.sessionChain(surroundings))],
  ];
  for (const [path, read] of readings) {
    let done = false;
    const writer = rewriting(path, () => done);
    try {
      for (let count = 0; count < 25; count++) await read();
    } finally {
      done = true;
      await writer;
    }
  }
});

Deno.test("a file that stays torn or empty is broken after about 100 ms, and is named", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/secret.json`;
  for (const text of ["", " \n", '{"token": "made-', '{"a": {"b": 1}']) {
    await Deno.writeTextFile(path, text);
    const from = performance.now();
    const chain = { wanted: "made-up token", sources: [fromJsonFile(path, "token")] };
    const error = await resolve(chain).then(() => undefined, (error: unknown) => error);
    assert(error instanceof CredentialError);
    assertEquals(error.report.lines[0]?.state, "broken");
    assertStringIncludes(error.message, path);
    assert(performance.now() - from > 90, text);
  }
});

Deno.test("readWholeJson() does not wait for a file that is whole, or is something else, or is not there", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.json`;
  assertEquals(await readWholeJson(path), undefined);
  for (const text of ['{"a": NaN}', "[]", "no JSON at all", '"text"', "\ufeff7"]) {
    assert(isWholeJson(text), text);
    await Deno.writeTextFile(path, text);
    assertEquals(await readWholeJson(path), text);
  }
});
