import { assert, assertEquals } from "@std/assert";
import { collectionId, startSandbox } from "../../../../src/sandbox/mod.ts";
import { item, post, transfer } from "../../_sandbox.ts";

interface Event {
  readonly code: string;
  readonly details: string;
}

/** A transfer of everything in "lab", to its end; its events, the oldest first. */
async function eventsOf(slowly: boolean): Promise<{ events: Event[]; bytes: number }> {
  let now = Date.UTC(2026, 2, 21);
  await using sandbox = await startSandbox({ now: () => now });
  // A second a file.
  if (slowly) sandbox.faults.transfer = ({ step }) => void (now += step === "verify" ? 1000 : 0);
  const { body } = await post(sandbox, "/transfer", {
    DATA_TYPE: "transfer",
    submission_id: (await transfer(sandbox, "/submission_id")).body.value,
    source_endpoint: await collectionId("lab"),
    destination_endpoint: await collectionId("archive"),
    DATA: [item("/", "/copy/", { recursive: true })],
  });
  await sandbox.idle();
  const path = `/task/${body.task_id}`;
  const { body: list } = await transfer(sandbox, `${path}/event_list?limit=1000`);
  const { body: task } = await transfer(sandbox, path);
  return { events: list.DATA.reverse(), bytes: task.bytes_transferred };
}

Deno.test("a transfer that takes a while tells how many bytes went over, and how fast", async () => {
  const { events, bytes } = await eventsOf(true);
  assertEquals([events[0]?.code, events.at(-1)?.code], ["STARTED", "SUCCEEDED"]);
  const told = events.filter(({ code }) => code === "PROGRESS").map(({ details }) => {
    return JSON.parse(details);
  });
  assert(told.length > 1, `${told.length} events`);
  assertEquals(told.reduce((sum, { bytes_transferred }) => sum + bytes_transferred, 0), bytes);
  for (const { bytes_transferred, duration, mbps } of told) {
    assertEquals(mbps, Number((bytes_transferred * 8 / 1e6 / duration).toFixed(2)));
  }
});

Deno.test("a transfer that is done at once tells of no progress", async () => {
  const { events } = await eventsOf(false);
  assertEquals(events.map(({ code }) => code), ["STARTED", "SUCCEEDED"]);
});
