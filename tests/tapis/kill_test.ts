import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { type Issuer, startIssuer } from "./_issuer.ts";
import { startTapis } from "./_process.ts";

function record(issuer: Issuer): string {
  const pair = {
    access_token: `access-${issuer.last()}`,
    refresh_token: `refresh-${issuer.last()}`,
  };
  const client = { apikey: "K", apisecret: "S", username: "taco", tenantid: "t" };
  // Newer than what a killed process may have left in config.json, and due nevertheless.
  const times = { created_at: Math.floor(Date.now() / 1000), expires_in: 1 };
  return JSON.stringify({ ...client, ...pair, ...times, baseurl: issuer.url });
}

/** A program that renews its token again and again, once it has said whether it can. */
const renewForever = `
  const tapis = await v2.restore();
  const told = await tapis.refresh().then(() => "ready", (error) => error.message);
  await Deno.stdout.write(new TextEncoder().encode(told));
  while (told === "ready") await tapis.refresh();
`;

/** What a process says first; nothing if it is killed before. */
async function firstWords({ stdout }: Deno.ChildProcess): Promise<string> {
  for await (const bytes of stdout) return new TextDecoder().decode(bytes);
  return "";
}

/** The numbers of the pairs in the cache's files; each file must be whole, each pair of one number. */
async function numbersIn(folder: string): Promise<number[]> {
  const numbers: number[] = [];
  for (const name of ["current", "config.json"]) {
    const text = await Deno.readTextFile(`${folder}/.agave/${name}`).catch(() => "{}");
    const records = JSON.stringify(JSON.parse(text));
    const access = Array.from(records.matchAll(/"access-(\d+)"/g), ([, number]) => Number(number));
    const refresh = Array.from(
      records.matchAll(/"refresh-(\d+)"/g),
      ([, number]) => Number(number),
    );
    assertEquals(access, refresh);
    numbers.push(...new Set(access));
  }
  return numbers;
}

/** Kills a process at a random moment so many times. Returns how often a renewal was interrupted. */
async function killOften(rounds: number): Promise<number> {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const plant = (): Promise<void> => writeFiles(folder.path, { ".agave/current": record(issuer) });
  await plant();
  let interrupted = 0;
  for (let round = 0; round < rounds; round++) {
    const process = startTapis(renewForever, { HOME: folder.path });
    const words = firstWords(process);
    const complaints = process.stderr.text();
    // A quarter is killed before it is known to run, the others while they renew.
    if (round % 4 === 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 80));
    else {
      await words;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 15));
    }
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself, which only one that was refused does.
      assert((await words).startsWith("Refresh interrupted"), await words + await complaints);
    }
    await process.status;
    assertEquals(await complaints, "");
    const [current = -1, ...others] = await numbersIn(folder.path);
    const last = issuer.last();
    assert(current === last || current === last - 1, `${current} of ${last}`);
    // config.json is written behind `current`, which is the one that is believed.
    assert(others.every((number) => number <= current), `${others} beside ${current}`);
    const told = await words;
    if (told === "ready" || told === "") continue;
    assertStringIncludes(told, "Refresh interrupted");
    interrupted++;
    await plant();
  }
  return interrupted;
}

Deno.test("a process killed 200 times leaves the old record or the new one, and says so", async () => {
  const interrupted = await Promise.all([killOften(100), killOften(100)]);
  // Were there none, the kills would have missed the moments that matter.
  assert(interrupted.some((count) => count > 0), "no renewal was interrupted");
});
