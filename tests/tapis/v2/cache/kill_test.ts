import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { temporaryFolder, writeFiles } from "../../../helpers/temporary_folder.ts";
import { killRounds } from "../../../helpers/test_size.ts";
import { type Issuer, startIssuer } from "../_issuer.ts";
import { startTapis } from "../session/_process.ts";

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

/** When a process is killed. */
const moments = ["before it runs", "at random", "when its token is spent", "at random"] as const;

function pause(mostMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * mostMs));
}

/** Kills a process so many times. Returns how often the next one found a renewal interrupted. */
async function killOften(rounds: number): Promise<number> {
  let atGrant: (() => Promise<unknown>) | undefined;
  await using issuer = startIssuer({
    async grant(): Promise<undefined> {
      await atGrant?.();
    },
  });
  await using folder = await temporaryFolder();
  const plant = (): Promise<void> => writeFiles(folder.path, { ".agave/current": record(issuer) });
  await plant();
  let interrupted = 0;
  for (let round = 0; round < rounds; round++) {
    const moment = moments[round % moments.length];
    const process = startTapis(renewForever, { HOME: folder.path });
    const complaints = process.stderr.text();
    const words = firstWords(process);
    const kill = (): void => {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended by itself, which only one that was refused does.
      }
    };
    if (moment === "when its token is spent") {
      // The issuer has changed the pair, and its answer never arrives.
      atGrant = (): Promise<unknown> => {
        kill();
        return process.status;
      };
    } else {
      if (moment === "before it runs") await pause(80);
      else {
        await words;
        await pause(15);
      }
      kill();
    }
    const { signal } = await process.status;
    atGrant = undefined;
    assertEquals(await complaints, "");
    const told = await words;
    if (signal === null) assert(told.startsWith("Refresh interrupted"), told);
    const [current = -1, ...others] = await numbersIn(folder.path);
    const last = issuer.last();
    assert(current === last || current === last - 1, `${current} of ${last}`);
    // config.json is written behind `current`, which is the one that is believed.
    assert(others.every((number) => number <= current), `${others} beside ${current}`);
    if (told === "ready" || told === "") continue;
    assertStringIncludes(told, "Refresh interrupted");
    interrupted++;
    await plant();
  }
  return interrupted;
}

Deno.test("a process that is killed leaves the old record or the new one, and says so", async () => {
  const interrupted = await Promise.all([1, 2].map(() => killOften(2 * killRounds())));
  // Were there none, the kills would have missed the moments that matter.
  assert(interrupted.every((count) => count > 0), "no renewal was interrupted");
});
