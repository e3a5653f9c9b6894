// deno-lint-ignore-file no-console
/**
 * What listing 100,000 tasks costs over a loop of `fetch` written by hand, both against one server on
 * loopback in a process of its own. They take turns, so that a busy machine slows both.
 */

import { transferClient } from "@keyferry/keyferry/globus/transfer";

const rounds = 9;
const total = 100_000;

const service = `
const task = {
  DATA_TYPE: "task", type: "TRANSFER", status: "SUCCEEDED", label: "run 7", faults: 0, files: 12,
  files_transferred: 12, files_skipped: 0, directories: 3, bytes_transferred: 123456789,
  request_time: "2026-02-06T06:58:59+00:00", completion_time: "2026-02-06T06:59:02+00:00",
  source_endpoint_id: "6c54cade-bde5-45c1-bdea-f4bd71dba2cc", nice_status: null, is_paused: false,
};
const pages = new Map();
function page(offset, limit) {
  const DATA = Array.from({ length: limit }, (_, index) => ({ ...task, task_id: String(offset + index) }));
  return JSON.stringify({ DATA_TYPE: "task_list", DATA, offset, limit, total: ${total} });
}
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) }, (request) => {
  const query = new URL(request.url).searchParams;
  const [offset, limit] = [Number(query.get("offset")), Number(query.get("limit"))];
  const key = offset + "/" + limit;
  if (!pages.has(key)) pages.set(key, page(offset, limit));
  return new Response(pages.get(key), { headers: { "content-type": "application/json" } });
});
`;

async function byHand(url: string): Promise<number> {
  let count = 0;
  let end = Infinity;
  for (let offset = 0; offset < end;) {
    const response = await fetch(`${url}/v0.10/task_list?limit=1000&offset=${offset}`, {
      headers: { accept: "application/json", authorization: "Bearer made-up" },
    });
    if (!response.ok) throw new Error(String(response.status));
    const page = await response.json();
    for (const task of page.DATA) if (task.task_id !== "") count++;
    offset += page.DATA.length;
    end = page.total;
  }
  return count;
}

async function byUs(url: string): Promise<number> {
  const transfer = transferClient({ baseUrl: url });
  let count = 0;
  for await (const task of transfer.taskList()) if (task.task_id !== "") count++;
  return count;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const server = new Deno.Command(Deno.execPath(), {
  args: [
    "run",
    "--allow-net=127.0.0.1",
    `data:application/javascript,${encodeURIComponent(service)}`,
  ],
  stdout: "piped",
}).spawn();
const { value } = await server.stdout.getReader().read();
const url = `http://127.0.0.1:${new TextDecoder().decode(value).trim()}`;
const ways = { "by hand": byHand, "taskList()": byUs };
const times: Record<string, number[]> = {};
for (let round = -1; round < rounds; round++) {
  for (const [name, way] of Object.entries(ways)) {
    const start = performance.now();
    if (await way(url) !== total) throw new Error(`${name} did not list all`);
    // The first round warms both up.
    if (round >= 0) (times[name] ??= []).push(performance.now() - start);
  }
}
server.kill();
await server.status;
const [hand = [], ours = []] = [times["by hand"], times["taskList()"]];
console.log(`listing ${total} tasks, median of ${rounds}`);
for (const [name, all] of Object.entries(times)) {
  console.log(`  ${name.padEnd(12)} ${median(all).toFixed(0).padStart(6)} ms`);
}
console.log(`  ratio ${(median(ours) / median(hand)).toFixed(2)}`);
