import { join } from "@std/path/join";
import { type Program, tellPeak, tellPeakInPython } from "./_cost.ts";
import type { Published } from "./_published.ts";
import type { Service } from "./_service.ts";
import type { Budget, Missed } from "./_verdict.ts";

/** A piece of work, done in several ways. */
export interface Contest {
  /** What is done. */
  readonly work: string;
  /** What it may cost. */
  readonly budget: Budget;
  /** How often it is measured, as a share of the rounds asked for. @default {1} */
  readonly rounds?: number;
  /** How much of it there is, smallest first; the last is what the budget is for. */
  readonly sizes?: readonly number[];
  /** What the floor is. */
  readonly floor: string;
  /** Ours, the floor, and others' programs, for so much work. */
  programs(size: number): Promise<readonly [ours: Program, floor: Program, ...peers: Program[]]>;
}

/** Where everything is that is measured. */
export interface Place {
  readonly published: Published;
  readonly service: Service;
  /** A folder to write in. */
  readonly folder: string;
  /** The Python of an environment that has globus-sdk, globus-cli and caveclient, where there is one. */
  readonly python: string | undefined;
}

/** An empty program takes 25 ms of an idle machine: a budget in milliseconds, as a ratio. */
const start = (ms: number, missed?: Missed): Budget => ({ ratio: (25 + ms) / 25, missed });

/** What an import is made of. */
const files =
  "half is in V8, which reads and runs it, the rest Deno's look at all files and npm packages:";

const empty = "export {};";

/** Everything that is measured. */
export function contests({ published, service, folder, python }: Place): Contest[] {
  const { script, command, other } = published;
  const { url } = service;
  const inPython = (name: string, code: string): Program[] => {
    return python === undefined ? [] : [other(name, python, "-c", code + tellPeakInPython)];
  };

  const imports: readonly (readonly [
    entry: string,
    ms: number,
    missed: Missed,
  ])[] = [
    ["./globus", 10, { ratio: 1.67, why: `${files} 460 kB in 8 files` }],
    ["./cave", 6, { ratio: 1.36, why: `${files} 290 kB in 6 files` }],
    ["./tapis", 8, { ratio: 1.35, why: `${files} 400 kB in 7 files` }],
    [".", 14, { ratio: 1.85, why: `${files} 800 kB in 17 files` }],
  ];
  const starts = imports
    .map(([entry, ms, missed]): Contest => ({
      work: `import ${entry}`,
      floor: "an empty program",
      budget: start(ms, missed),
      rounds: 3,
      programs: async () => [
        await script("ours", `import "@keyferry/keyferry${entry.slice(1)}";`),
        await script("empty", empty),
        ...entry === "./globus"
          ? [
            await script("@globus/sdk", 'import "npm:@globus/sdk@6.2.0";'),
            ...inPython("globus-sdk", "import globus_sdk; globus_sdk.TransferClient"),
          ]
          : [],
        ...entry === "./cave" ? inPython("caveclient", "import caveclient.auth") : [],
      ],
    }));

  const commanded: readonly (readonly [
    words: string,
    ratio: number,
    missed: Missed | undefined,
  ])[] = [
    ["--version", 1.8, {
      ratio: 1.96,
      why: "Deno's look at the 36 files that a command may load, 1.9 MB, and at their npm packages",
    }],
    ["status --json", 2.6, {
      ratio: 3.1,
      why: "the same, the files of all three platforms, and code that runs for the first time",
    }],
  ];
  const commands = commanded
    .map(([words, ratio, missed]): Contest => ({
      work: `keyferry ${words}`,
      floor: "an empty program",
      budget: { ratio, missed },
      rounds: 3,
      programs: async () => [
        // 3: there is no credential, and all places were looked at.
        { ...command("ours", ...words.split(" ")), codes: [0, 3] },
        await script("empty", empty),
        // Not by its own file, which knows where its environment was made, not where it is.
        ...python !== undefined && words === "--version"
          ? [other("globus-cli", python, "-m", "globus_cli", "--help")]
          : [],
      ],
    }));

  const list: Contest = {
    work: "list tasks of 53 keys",
    floor: "fetch and JSON.parse",
    budget: {
      ratio: 1.0,
      mebibytes: 100,
      missed: {
        ratio: 1.12,
        why: "the start of keyferry, 22 ms, and the look at each page's form",
      },
    },
    rounds: 3,
    sizes: [25_000, 50_000, 100_000],
    programs: async (size) => [
      await script(
        "ours",
        `import { transferClient } from "@keyferry/keyferry/globus/transfer";
const transfer = transferClient({ baseUrl: "${url}/${size}" });
let count = 0;
for await (const task of transfer.taskList()) if (task.task_id !== "") count++;
if (count !== ${size}) throw new Error(String(count));${tellPeak}`,
      ),
      await script(
        "by hand",
        `let count = 0;
for (let offset = 0; offset < ${size};) {
  const response = await fetch("${url}/${size}/v0.10/task_list?limit=1000&offset=" + offset, {
    headers: { accept: "application/json", authorization: "Bearer made-up" },
  });
  if (!response.ok) throw new Error(String(response.status));
  const page = await response.json();
  for (const task of page.DATA) if (task.task_id !== "") count++;
  offset += page.DATA.length;
}
if (count !== ${size}) throw new Error(String(count));${tellPeak}`,
      ),
      await script(
        "@globus/sdk",
        `import { transfer } from "npm:@globus/sdk@6.2.0";
Deno.env.set("GLOBUS_SDK_SERVICE_URL_TRANSFER", "${url}");
let count = 0;
for (let offset = 0; offset < ${size};) {
  const query = { total: "${size}", limit: "1000", offset: String(offset) };
  const page = await (await transfer.task.getAll({ query })).json();
  for (const task of page.DATA) if (task.task_id !== "") count++;
  offset += page.DATA.length;
}
if (count !== ${size}) throw new Error(String(count));${tellPeak}`,
      ),
      ...inPython(
        "globus-sdk",
        `import globus_sdk
client = globus_sdk.TransferClient(base_url="${url}/${size}",
    authorizer=globus_sdk.AccessTokenAuthorizer("made-up"))
count = 0
while count < ${size}:  # Its paginated.task_list() ends after 1,000.
    count += sum(1 for task in client.task_list(limit=1000, offset=count) if task["task_id"])
assert count == ${size}, count
`,
      ),
    ],
  };

  const calls: Contest = {
    work: "calls in a row",
    floor: "a loop by hand with the same time-out, headers and redirect rule",
    budget: {
      ratio: 1.1,
      missed: {
        ratio: 1.45,
        why:
          "the start of keyferry, and 54 µs a call: the request's own functions 23, headers that an " +
          "authorizer can change 14, the address 6, checks 6, garbage 5",
      },
    },
    rounds: 3,
    sizes: [500, 1000, 2000],
    programs: async (size) => [
      await script(
        "ours",
        `import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
import { transferClient } from "@keyferry/keyferry/globus/transfer";
const transfer = transferClient({ baseUrl: "${url}", authorizer: accessTokenAuthorizer("made-up") });
for (let n = 0; n < ${size}; n++) if ((await transfer.getEndpoint("E")).id !== "E") throw n;${tellPeak}`,
      ),
      await script(
        "by hand",
        `for (let n = 0; n < ${size}; n++) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 60_000);
  const headers = { accept: "application/json", "user-agent": "by hand", authorization: "Bearer made-up" };
  const response = await fetch("${url}/v0.10/endpoint/E", {
    headers, redirect: "manual", signal: controller.signal,
  });
  if (!response.ok) throw new Error(String(response.status));
  const document = JSON.parse(await response.text());
  clearTimeout(timer);
  if (document.id !== "E") throw n;
}${tellPeak}`,
      ),
      await script(
        "bare fetch",
        `for (let n = 0; n < ${size}; n++) {
  if ((await (await fetch("${url}/v0.10/endpoint/E")).json()).id !== "E") throw n;
}${tellPeak}`,
      ),
      ...inPython(
        "globus-sdk",
        `import globus_sdk
client = globus_sdk.TransferClient(base_url="${url}",
    authorizer=globus_sdk.AccessTokenAuthorizer("made-up"))
for n in range(${size}): assert client.get_endpoint("E")["id"] == "E"
`,
      ),
    ],
  };

  const fetchOfItems = `
const fetch = async (_url, { body }) => {
  let size = 0;
  if (body !== undefined) for await (const { length } of new Response(body).body) size += length;
  if (body !== undefined && size < 1e6) throw new Error(String(size));
  return Response.json({ value: "S", task_id: "T", code: "Accepted", submission_id: "S" });
};`;
  const paths = (index: string): string => {
    return `"/project/run 7/section-" + ${index} + ".tif", "/archive/run 7/section-" + ${index} + ".tif"`;
  };
  const itemsOf = (size: number): string => `
function* items() {
  for (let index = 0; index < ${size}; index++) {
    const [source_path, destination_path] = [${paths("index")}];
    yield { source_path, destination_path };
  }
}`;
  const stringified = (size: number): Promise<Program> =>
    script(
      "array + stringify",
      `${fetchOfItems}${itemsOf(size)}
const DATA = Array.from(items(), (item) => ({ DATA_TYPE: "transfer_item", ...item }));
const document = { DATA_TYPE: "transfer", DATA, source_endpoint: "a", destination_endpoint: "b" };
await fetch("", { body: JSON.stringify({ ...document, submission_id: "S" }) });${tellPeak}`,
    );
  const submission =
    `import { transferClient, transferData } from "@keyferry/keyferry/globus/transfer";
`;
  const items: Contest[] = [{
    work: "a transfer of items of an iterable",
    floor: "an array and JSON.stringify",
    budget: { ratio: 0.6, mebibytes: 300 },
    sizes: [250_000, 500_000, 1_000_000],
    programs: async (size) => [
      await script(
        "ours",
        `${submission}${fetchOfItems}${itemsOf(size)}
await transferClient({ fetch }).submitTransfer(transferData("a", "b", { items: items() }));${tellPeak}`,
      ),
      await stringified(size),
    ],
  }, {
    work: "a transfer of items by addItem()",
    floor: "an array and JSON.stringify",
    budget: { ratio: 0.8, mebibytes: 450 },
    sizes: [250_000, 500_000, 1_000_000],
    programs: async (size) => [
      await script(
        "ours",
        `${submission}${fetchOfItems}
const data = transferData("a", "b");
for (let index = 0; index < ${size}; index++) data.addItem(${paths("index")});
await transferClient({ fetch }).submitTransfer(data);${tellPeak}`,
      ),
      await stringified(size),
    ],
  }];

  const roots: Contest = {
    work: "root ids",
    floor: "fetch and BigUint64Array",
    budget: { ratio: 1.5 },
    sizes: [250_000, 500_000, 1_000_000],
    programs: async (size) => {
      const ids =
        `const ids = Array.from({ length: ${size} }, (_, n) => 89309001002348421n + BigInt(n));`;
      const check =
        `if (roots.length !== ${size} || roots[7] !== ids[7]) throw new Error("wrong");${tellPeak}`;
      return [
        await script(
          "ours",
          `import { chunkedgraphClient } from "@keyferry/keyferry/cave";
${ids}
const roots = await chunkedgraphClient({}, { server: "${url}", table: "t" }).getRoots(ids);
${check}`,
        ),
        await script(
          "by hand",
          `${ids}
const body = new Uint8Array(BigUint64Array.from(ids).buffer);
const response = await fetch("${url}/segmentation/api/v1/table/t/roots_binary", { method: "POST", body });
const roots = Array.from(new BigUint64Array(await response.arrayBuffer()));
${check}`,
        ),
        ...inPython(
          "caveclient",
          `import numpy
from caveclient.chunkedgraph import ChunkedGraphClient
from caveclient.auth import AuthClient
client = ChunkedGraphClient(server_address="${url}", table_name="t", auth_client=AuthClient(token="made-up"))
ids = numpy.arange(${size}, dtype=numpy.uint64) + numpy.uint64(89309001002348421)
roots = client.get_roots(ids)
assert len(roots) == ${size} and roots[7] == ids[7]
`,
        ),
      ];
    },
  };

  const fileScript = (work: string): string =>
    `import { collectionClient } from "@keyferry/keyferry/globus/transfer";
const files = collectionClient("${url}");
await ${work};${tellPeak}`;
  const transfers: Contest[] = [{
    work: "download MiB with checksum",
    floor: "curl, tee and sha256sum",
    budget: { ratio: 0.9, mebibytes: 150 },
    rounds: 0.5,
    sizes: [256, 512, 2048],
    programs: async (size) => {
      const value = service.sha256(size);
      const pipeline = `set -o pipefail; curl -sS --noproxy '*' ${url}/${size}-MiB | tee ${
        join(folder, "theirs.bin")
      } | sha256sum | grep -q ${value}`;
      const options = `{ overwrite: true, checksum: { algorithm: "sha256", value: "${value}" } }`;
      const target = JSON.stringify(join(folder, "ours.bin"));
      return [
        await script(
          "ours",
          fileScript(`files.downloadFile("/${size}-MiB", ${target}, ${options})`),
        ),
        other("curl, tee and sha256sum", "bash", "-c", pipeline),
      ];
    },
  }, {
    work: "upload MiB",
    floor: "fetch of pieces of 1 MiB",
    budget: { ratio: 1.1, mebibytes: 150 },
    rounds: 0.5,
    sizes: [256, 512, 2048],
    programs: async (size) => {
      const path = JSON.stringify(join(folder, "source.bin"));
      {
        using file = await Deno.open(join(folder, "source.bin"), { write: true, create: true });
        await file.truncate(size * 1024 * 1024);
      }
      return [
        await script("ours", fileScript(`files.uploadFile(${path}, "/${size}-MiB")`)),
        await script(
          "by hand",
          `const file = await Deno.open(${path});
const body = new ReadableStream({
  async pull(controller) {
    const piece = new Uint8Array(1024 * 1024);
    const count = await file.read(piece);
    if (count === null) controller.close();
    else controller.enqueue(piece.subarray(0, count));
  },
}, { highWaterMark: 0 });
const headers = { "content-length": "${size * 1024 * 1024}" };
const response = await fetch("${url}/${size}-MiB", { method: "PUT", body, headers });
if (await response.text() !== "${size * 1024 * 1024}") throw new Error("wrong");${tellPeak}`,
        ),
      ];
    },
  }];

  const small: Contest = {
    work: "small files through the sandbox",
    floor: "a loop that reads, hashes, writes, renames, reads and hashes again",
    budget: { ratio: 2 },
    rounds: 0.5,
    sizes: [1000, 3000, 10_000],
    programs: async (size) => {
      const source = join(folder, `small-${size}`);
      await writeSmallFiles(source, size);
      const target = JSON.stringify(join(folder, "small-copy"));
      const begin = `import { createHash } from "node:crypto";
const [source, target] = [${JSON.stringify(source)}, ${target}];
await Deno.mkdir(target);
let count = 0;`;
      const end = `
if (count !== ${size}) throw new Error(String(count));
await Deno.remove(target, { recursive: true });`;
      return [
        await script(
          "ours",
          `import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
import { transferClient, transferData } from "@keyferry/keyferry/globus/transfer";
import { startSandbox } from "@keyferry/keyferry/sandbox";
${begin}
{
  await using sandbox = await startSandbox({
    collections: [{ name: "source", path: source }, { name: "target", path: target, writable: true }],
  });
  const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
  const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
  const [from, to] = sandbox.collections;
  const data = transferData(from.id, to.id).addItem("/", "/", { recursive: true });
  const { task_id } = await transfer.submitTransfer(data);
  const { task, reason } = await transfer.watchTask(task_id, { pollingInterval: 0.2 }).done;
  if (reason === "succeeded") count = task.files_transferred;
}${end}`,
        ),
        await script(
          "by hand",
          `${begin}
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");
for await (const { name: inside } of Deno.readDir(source)) {
  await Deno.mkdir(target + "/" + inside);
  for await (const { name } of Deno.readDir(source + "/" + inside)) {
    const bytes = await Deno.readFile(source + "/" + inside + "/" + name);
    const read = digest(bytes);
    const [part, whole] = [".part", name].map((last) => target + "/" + inside + "/" + last);
    await Deno.writeFile(part, bytes, { createNew: true });
    await Deno.rename(part, whole);
    if (digest(await Deno.readFile(whole)) === read) count++;
  }
}${end}`,
        ),
      ];
    },
  };

  return [...starts, ...commands, list, calls, ...items, roots, ...transfers, small];
}

/** In folders of 100, each file of 1 to 8 KiB. */
async function writeSmallFiles(folder: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const inside = join(folder, String(Math.floor(index / 100)));
    if (index % 100 === 0) await Deno.mkdir(inside, { recursive: true });
    const bytes = crypto.getRandomValues(new Uint8Array(1024 + (index * 2657) % 7169));
    await Deno.writeFile(join(inside, `${index}.bin`), bytes);
  }
}
