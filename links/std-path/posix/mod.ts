/**
 * POSIX paths: the same answers on every platform.
 *
 * @module
 */

/** The parts of a path, as {@linkcode parse} returns them. */
export interface ParsedPath {
  /** `"/"` for an absolute path, else `""`. */
  root: string;
  /** Everything before the last segment, root included. */
  dir: string;
  /** The last segment. */
  base: string;
  /** The extension of `base` with its dot, or `""`. */
  ext: string;
  /** `base` without `ext`. */
  name: string;
}

function text(path: string | URL): string {
  const value = path instanceof URL ? fromFileUrl(path) : path;
  if (typeof value !== "string") {
    throw new TypeError(`Path must be a string, received "${JSON.stringify(value)}"`);
  }
  return value;
}

/** `path` without the slashes at its end; a path of nothing but slashes keeps one. */
function trimSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}

function fold(path: string, absolute: boolean): string {
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") kept.push(segment);
    else if (kept.length > 0 && kept[kept.length - 1] !== "..") kept.pop();
    else if (!absolute) kept.push("..");
  }
  return kept.join("/");
}

/** Whether `path` starts at the root. */
export function isAbsolute(path: string): boolean {
  return text(path).startsWith("/");
}

/** `path` with `.` and `..` resolved and slashes collapsed; a slash at the end stays. */
export function normalize(path: string | URL): string {
  const from = text(path);
  const absolute = from.startsWith("/");
  let folded = fold(from, absolute);
  if (folded === "" && !absolute) folded = ".";
  if (folded !== "" && from.endsWith("/")) folded += "/";
  return absolute ? `/${folded}` : folded;
}

/** The paths put one after another, normalized. */
export function join(path?: string | URL, ...paths: string[]): string {
  if (path === undefined) return ".";
  const joined = [text(path), ...paths.map((part) => text(part))].filter((part) => part !== "");
  return joined.length === 0 ? "." : normalize(joined.join("/"));
}

/** The absolute path that the segments, read from the right, lead to from the working folder. */
export function resolve(...pathSegments: string[]): string {
  let resolved = "";
  for (const segment of pathSegments.toReversed()) {
    if (text(segment) === "") continue;
    resolved = `${segment}/${resolved}`;
    if (segment.startsWith("/")) return `/${fold(resolved, true)}`;
  }
  return `/${fold(`${Deno.cwd()}/${resolved}`, true)}`;
}

/** The path that leads from one place to another, both resolved first. */
export function relative(from: string, to: string): string {
  const start = resolve(from).split("/").filter(Boolean);
  const end = resolve(to).split("/").filter(Boolean);
  let shared = 0;
  while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared++;
  return [...start.slice(shared).map(() => ".."), ...end.slice(shared)].join("/");
}

/** The path without its last segment. */
export function dirname(path: string | URL): string {
  const body = trimSlashes(text(path));
  if (body === "/") return "/";
  const slash = body.lastIndexOf("/");
  if (slash === -1) return ".";
  return trimSlashes(body.slice(0, slash + 1));
}

/** The last segment, without `suffix` where it ends in it and is longer. */
export function basename(path: string | URL, suffix = ""): string {
  const body = trimSlashes(text(path));
  const name = body === "/" ? body : body.slice(body.lastIndexOf("/") + 1);
  return suffix !== "" && suffix.length < name.length && name.endsWith(suffix)
    ? name.slice(0, -suffix.length)
    : name;
}

/** The extension of the last segment with its dot; `""` for none and for names like `.profile`. */
export function extname(path: string | URL): string {
  const name = basename(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 || name === ".." ? "" : name.slice(dot);
}

/** The parts of `path`. */
export function parse(path: string): ParsedPath {
  if (text(path) === "") return { root: "", dir: "", base: "", ext: "", name: "" };
  const root = path.startsWith("/") ? "/" : "";
  const base = basename(path);
  const ext = extname(path);
  const dir = trimSlashes(path).includes("/") ? dirname(path) : "";
  return {
    root,
    dir,
    base,
    ext,
    name: base === "/" ? "" : base.slice(0, base.length - ext.length),
  };
}

/** The path that a `file:` URL names. */
export function fromFileUrl(url: string | URL): string {
  const { protocol, pathname } = url instanceof URL ? url : new URL(url);
  if (protocol !== "file:") {
    throw new TypeError(`URL must be a file URL: received "${protocol}"`);
  }
  return decodeURIComponent(pathname.replace(/%(?![0-9A-Fa-f]{2})/g, "%25"));
}

/** The `file:` URL of an absolute path. */
export function toFileUrl(path: string): URL {
  if (!isAbsolute(path)) throw new TypeError(`Path must be absolute: received "${path}"`);
  const url = new URL("file:///");
  url.pathname = path
    .replace(/^\/+/, "/")
    .replaceAll(
      /[%\\\t\n\v\f\r ]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    );
  return url;
}
