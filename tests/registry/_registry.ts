/**
 * A registry on this machine that speaks as much of JSR's API as the real `deno publish` and the real
 * Deno use: it takes packages, and serves what it took. It refuses what JSR refuses by a rule that can
 * be looked up in its source (`api/src/tarball.rs`, `crates/jsr_types/src/ids.rs`), and checks no types.
 */
import { entriesOf } from "./_tar.ts";

/** A request that the registry has answered. */
export interface Answered {
  /** The path, without its query. */
  readonly path: string;
  /** The status. */
  readonly status: number;
  /** The bytes that went out, compressed as they were. */
  readonly bytes: number;
}

/** A registry that runs. */
export interface Registry extends AsyncDisposable {
  /** Its address, as `JSR_URL` wants it. */
  readonly url: string;
  /** What it has answered, oldest first. */
  readonly answered: Answered[];
  /** Files that it does not have though they were published, by path and version. */
  readonly lost: Set<string>;
  /** The files of a version that was published, by path. */
  filesOf(name: string, version: string): string[];
  /** The text of one of them. */
  textOf(name: string, version: string, file: string): string;
}

/** A package may not be larger, nor may one of its files. */
const largest = 20 * 1024 * 1024;

interface Package {
  readonly versions: Map<string, Published>;
}

interface Published {
  readonly exports: Record<string, string>;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** A reason to refuse a package. */
class Refusal extends Error {}

/** Starts a registry without a package. */
export function startRegistry(): Registry {
  const packages = new Map<string, Package>();
  const answered: Answered[] = [];
  const lost = new Set<string>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const path = decodeURIComponent(pathname);
    const { status, body, type } = path.startsWith("/api/")
      ? await answerApi(request, path, searchParams)
      : await answerFile(path);
    const packed = await compressed(body, request);
    answered.push({ path, status, bytes: packed.bytes.length });
    const headers = new Headers({ "content-type": type, ...packed.headers });
    return new Response(packed.bytes, { status, headers });
  });

  async function answerApi(
    request: Request,
    path: string,
    query: URLSearchParams,
  ): Promise<Answer> {
    const [, , , scope, , name, , version] = path.split("/");
    if (request.method === "POST" && scope && name && version) {
      try {
        if (request.headers.get("authorization") !== `Bearer ${token}`) {
          return json({ code: "actorNotAuthorized", message: "no token" }, 401);
        }
        const tarball = new Response(
          request.body!.pipeThrough(new DecompressionStream("gzip")),
        );
        const files = filesIn(await tarball.bytes());
        keep(`@${scope}/${name}`, version, files, query.get("config") ?? "/deno.json");
        return json({ id: crypto.randomUUID(), status: "success", error: null });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return json({ code: "malformedRequest", message: error.message }, 400);
      }
    }
    if (version && !packages.get(`@${scope}/${name}`)?.versions.has(version)) {
      return json({ code: "packageVersionNotFound", message: "no such version" }, 404);
    }
    return json({ scope, name, description: "", runtimeCompat: {} });
  }

  function keep(
    name: string,
    version: string,
    files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
    configuration: string,
  ): void {
    const text = files.get(configuration);
    if (text === undefined) throw new Refusal(`no ${configuration} in the package`);
    const { exports, ...rest } = JSON.parse(withoutComments(new TextDecoder().decode(text)));
    if (rest.name !== name || rest.version !== version) {
      throw new Refusal(`${configuration} is of ${rest.name}@${rest.version}`);
    }
    const table: Record<string, string> = typeof exports === "string" ? { ".": exports } : exports;
    for (const [entry, file] of Object.entries(table)) {
      if (!files.has(file.slice(1))) throw new Refusal(`${entry} is ${file}: no file`);
    }
    const { versions } = packages.get(name) ?? { versions: new Map<string, Published>() };
    if (versions.has(version)) throw new Refusal(`${name}@${version} is published already`);
    packages.set(name, { versions: versions.set(version, { exports: table, files }) });
  }

  async function answerFile(path: string): Promise<Answer> {
    const [, scope, name, ...rest] = path.split("/");
    const versions = packages.get(`${scope}/${name}`)?.versions;
    const [first = ""] = rest;
    if (rest.length === 1 && versions && first === "meta.json") {
      return json({
        scope: scope?.slice(1),
        name,
        latest: [...versions.keys()].at(-1),
        // Deno leaves out what is younger than a day.
        versions: Object.fromEntries(
          [...versions.keys()].map((one) => [one, { createdAt: "2026-01-02T00:00:00Z" }]),
        ),
      });
    }
    const described = versions?.get(first.replace(/_meta\.json$/, ""));
    if (rest.length === 1 && described) {
      return json({ manifest: await manifestOf(described.files), exports: described.exports });
    }
    const bytes = versions?.get(first)?.files.get(`/${rest.slice(1).join("/")}`);
    if (bytes === undefined || lost.has(path)) {
      return { status: 404, body: encode("not found"), type: "text/plain" };
    }
    return { status: 200, body: bytes, type: typeOf(path) };
  }

  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    answered,
    lost,
    filesOf: (name, version) => [...packages.get(name)?.versions.get(version)?.files.keys() ?? []],
    textOf: (name, version, file) => {
      const bytes = packages.get(name)?.versions.get(version)?.files.get(file);
      return new TextDecoder().decode(bytes);
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** What `deno publish --token` has to show. */
export const token = "a-token-of-the-loopback-registry";

interface Answer {
  readonly status: number;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

function json(value: unknown, status = 200): Answer {
  return { status, body: encode(JSON.stringify(value)), type: "application/json" };
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function typeOf(path: string): string {
  if (/\.[mc]?tsx?$/.test(path)) return "text/typescript";
  if (/\.[mc]?jsx?$/.test(path)) return "text/javascript";
  if (path.endsWith(".json")) return "application/json";
  return "application/octet-stream";
}

/** A configuration may be JSON with comments, as cliffy's are. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/\/.*$/gm, "").replaceAll(/,(\s*[}\]])/g, "$1");
}

async function manifestOf(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
): Promise<Record<string, { size: number; checksum: string }>> {
  const entries = [...files].map(async ([path, bytes]) => {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    return [path, { size: bytes.length, checksum: `sha256-${hash}` }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The files of a tar archive, refused where JSR refuses them. */
function filesIn(tar: Uint8Array<ArrayBuffer>): Map<string, Uint8Array<ArrayBuffer>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const folded = new Set<string>();
  let total = 0;
  for (const { name, kind, bytes } of entriesOf(tar)) {
    if (kind === "folder") continue;
    const path = `/${name.replace(/^\.?\//, "")}`;
    if (kind !== "file") throw new Refusal(`${path} is neither a file nor a folder`);
    if (!isPackagePath(path)) throw new Refusal(`${path} cannot be a path of a package`);
    if (folded.has(path.toLowerCase())) throw new Refusal(`${path} is there twice`);
    total += bytes.length;
    if (total > largest) throw new Refusal(`the package is too large at ${path}`);
    folded.add(path.toLowerCase());
    files.set(path, bytes);
  }
  return files;
}

/** JSR's rule, which keeps what no Windows machine could write, and no archive. */
function isPackagePath(path: string): boolean {
  const parts = path.slice(1).split("/");
  const isReserved = (part: string): boolean => {
    return /^(?:con|prn|aux|nul|(?:com|lpt)\d)$/i.test(part.replace(/\.[^.]*$/, ""));
  };
  return path.length <= 155 && (parts.at(-1) ?? "").length <= 95 && parts[0] !== "_dist" &&
    parts.every((part) =>
      /^[\w$()+\-.@[\]{}~]+$/.test(part) && !/\.$/.test(part) && !isReserved(part)
    );
}

async function compressed(
  body: Uint8Array<ArrayBuffer>,
  request: Request,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; headers: Record<string, string> }> {
  const accepts = request.headers.get("accept-encoding")?.includes("gzip") ?? false;
  if (!accepts || body.length < 300) return { bytes: body, headers: {} };
  const stream = new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"));
  return { bytes: await new Response(stream).bytes(), headers: { "content-encoding": "gzip" } };
}
