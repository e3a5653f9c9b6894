import { createHash } from "node:crypto";

/** How many bytes the file of the bench has, for each MiB that is asked for. */
const mebibyte = 1024 * 1024;

/** A service on this machine whose answers are made before they are asked for. */
export interface Service extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
  /** The SHA-256 of its file of so many MiB, in hexadecimal. */
  sha256(mebibytes: number): string;
}

/** A task as the real service tells of one: with 53 keys. */
function task(id: number): Record<string, unknown> {
  const endpoint = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
  const counts = ["canceled", "expired", "failed", "pending", "retrying", "skipped_errors"];
  return {
    DATA_TYPE: "task",
    bytes_checksummed: 0,
    bytes_transferred: 123_456_789,
    canceled_by_admin: null,
    canceled_by_admin_message: null,
    command: "API 0.10",
    completion_time: "2026-02-06T06:59:02+00:00",
    deadline: "2026-02-07T06:58:59+00:00",
    delete_destination_extra: false,
    destination_endpoint: `u_abcdefghijklmnopqrstuvwxyz#${endpoint}`,
    destination_endpoint_display_name: "Archive of the lab",
    destination_endpoint_id: endpoint,
    directories: 3,
    effective_bytes_per_second: 41_152_263,
    encrypt_data: false,
    fail_on_quota_errors: false,
    fatal_error: null,
    faults: 0,
    files: 12,
    files_skipped: 0,
    files_transferred: 12,
    filter_rules: null,
    history_deleted: false,
    is_ok: null,
    is_paused: false,
    label: "run 7",
    nice_status: null,
    nice_status_details: null,
    nice_status_expires_in: null,
    nice_status_short_description: null,
    owner_id: "5276fa05-eedf-46c5-919f-ad2d0160d1a9",
    preserve_timestamp: false,
    recursive_symlinks: "ignore",
    request_time: "2026-02-06T06:58:59+00:00",
    skip_source_errors: false,
    source_endpoint: `u_abcdefghijklmnopqrstuvwxyz#${endpoint}`,
    source_endpoint_display_name: "Microscope",
    source_endpoint_id: endpoint,
    status: "SUCCEEDED",
    ...Object.fromEntries(counts.map((name) => [`subtasks_${name}`, 0])),
    subtasks_succeeded: 15,
    subtasks_total: 15,
    symlinks: 0,
    sync_level: 3,
    task_id: `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`,
    type: "TRANSFER",
    username: "u_abcdefghijklmnopqrstuvwxyz",
    verify_checksum: true,
  };
}

/** The first id of many, which fits no number of JavaScript's. */
const firstId = 89_309_001_002_348_421n;

/** Starts the service: tasks in pages, a document, files, and root ids. */
export function startService(): Service {
  const pages = new Map<string, string>();
  const ids = new Map<number, Uint8Array<ArrayBuffer>>();
  const piece = crypto.getRandomValues(new Uint8Array(65_536));
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === "PUT") {
      let bytes = 0;
      for await (const { length } of request.body ?? []) bytes += length;
      return new Response(String(bytes), { status: 201 });
    }
    const file = /^\/(\d+)-MiB$/.exec(pathname)?.[1];
    if (file !== undefined) return fileOf(Number(file), piece);
    if (pathname.endsWith("/roots_binary")) {
      const { length } = await request.bytes();
      const count = length / 8;
      if (!ids.has(count)) {
        const all = BigUint64Array.from({ length: count }, (_, index) => firstId + BigInt(index));
        ids.set(count, new Uint8Array(all.buffer));
      }
      return new Response(ids.get(count));
    }
    // CAVEclient asks for these first, and takes no other answers.
    if (pathname.endsWith("/api/versions")) return Response.json([1]);
    if (pathname.endsWith("/version")) return Response.json("2.15.0");
    const key = `${pathname} ${searchParams}`;
    if (!pages.has(key)) pages.set(key, pageOf(pathname, searchParams));
    return new Response(pages.get(key), { headers: { "content-type": "application/json" } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    sha256(mebibytes) {
      const hash = createHash("sha256");
      for (let left = mebibytes * mebibyte; left > 0; left -= piece.length) hash.update(piece);
      return hash.digest("hex");
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Tasks, so many as the path says, or a document with a task's keys. */
function pageOf(pathname: string, query: URLSearchParams): string {
  const total = Number(query.get("total") ?? /^\/(\d+)\//.exec(pathname)?.[1] ?? NaN);
  if (Number.isNaN(total)) return JSON.stringify({ ...task(1), DATA_TYPE: "endpoint", id: "E" });
  const [offset, limit] = [Number(query.get("offset")), Number(query.get("limit"))];
  const length = Math.max(0, Math.min(limit, total - offset));
  const DATA = Array.from({ length }, (_, index) => task(offset + index));
  return JSON.stringify({ DATA_TYPE: "task_list", DATA, offset, limit, length, total });
}

function fileOf(mebibytes: number, piece: Uint8Array<ArrayBuffer>): Response {
  let left = mebibytes * mebibyte;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller): void {
      if (left === 0) return controller.close();
      left -= piece.length;
      controller.enqueue(piece);
    },
  });
  const headers = {
    "content-length": String(left),
    "content-type": "application/octet-stream",
    etag: '"one"',
    "last-modified": new Date(0).toUTCString(),
  };
  return new Response(body, { headers });
}
