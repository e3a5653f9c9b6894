/**
 * POSIX paths: the same answers on every platform. They are computed here, since `node:path` costs more at
 * start than the rest of a small program.
 *
 * @module
 */

function text(path: string | URL): string {
  const value = path instanceof URL ? fromFileUrl(path) : path;
  if (typeof value === "string") return value;
  throw new TypeError(`Path must be a string, received "${JSON.stringify(value)}"`);
}

/** `path` without the slashes at its end; a path of nothing but slashes keeps one. */
function trimSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}

/** The segments of a path without `.` and `..`. */
function fold(path: string, absolute: boolean): string {
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") kept.push(segment);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
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
  const folded = fold(from, absolute) || (absolute ? "" : ".");
  return (absolute ? "/" : "") + folded + (folded !== "" && from.endsWith("/") ? "/" : "");
}

/** The paths put one after another, normalized. */
export function join(path?: string | URL, ...paths: string[]): string {
  const parts = path === undefined ? [] : [path, ...paths].map(text);
  return normalize(parts.filter((part) => part !== "").join("/"));
}

/** The absolute path that the segments, read from the right, lead to from the working folder. */
export function resolve(...pathSegments: string[]): string {
  const from = pathSegments.findLastIndex(isAbsolute);
  const start = from === -1 ? [Deno.cwd(), ...pathSegments] : pathSegments.slice(from);
  return `/${fold(start.join("/"), true)}`;
}

/** The path that leads from one place to another, both resolved first. */
export function relative(from: string, to: string): string {
  const [start, end] = [from, to].map((path) => resolve(path).split("/").filter(Boolean));
  let shared = 0;
  while (shared < start!.length && start![shared] === end![shared]) shared++;
  return [...start!.slice(shared).map(() => ".."), ...end!.slice(shared)].join("/");
}

/** The path without its last segment. */
export function dirname(path: string | URL): string {
  const body = trimSlashes(text(path));
  const slash = body.lastIndexOf("/");
  return slash === -1 ? "." : trimSlashes(body.slice(0, slash + 1));
}

/** The last segment, without `suffix` where it ends in it and is longer. */
export function basename(path: string | URL, suffix = ""): string {
  const body = trimSlashes(text(path));
  const name = body === "/" ? body : body.slice(body.lastIndexOf("/") + 1);
  return name !== suffix && name.endsWith(suffix)
    ? name.slice(0, name.length - suffix.length)
    : name;
}

/** The path that a `file:` URL names. */
export function fromFileUrl(url: string | URL): string {
  const { protocol, pathname } = new URL(url);
  if (protocol !== "file:") throw new TypeError(`URL must be a file URL: received "${protocol}"`);
  return decodeURIComponent(pathname.replace(/%(?![0-9A-Fa-f]{2})/g, "%25"));
}

/** The `file:` URL of an absolute path. */
export function toFileUrl(path: string): URL {
  if (!isAbsolute(path)) throw new TypeError(`Path must be absolute: received "${path}"`);
  const url = new URL("file:///");
  const escape = (char: string) =>
    `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  url.pathname = path.replace(/^\/+/, "/").replace(/[%\\\t\n\v\f\r ]/g, escape);
  return url;
}
