/**
 * Whether a request comes from a page of another origin. Cookies know no ports: a page of any other
 * program on this machine can make a browser send ours. Its origin gives it away, and it cannot change
 * the headers that tell it. A program that is not a browser sends neither.
 *
 * @param request A request whose `Host` is the sandbox's own.
 */
export function isForeign({ headers }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  // "none" is the address bar, a bookmark or a reload.
  if (site !== null && site !== "same-origin" && site !== "none") return true;
  const origin = headers.get("origin");
  return origin !== null && origin !== `http://${headers.get("host")}`;
}
