/** Addresses of services. */

import { ArgumentTypeError } from "../argument_error.ts";
import { isLoopback } from "../credentials/destination.ts";

/**
 * An address with a scheme, a host and at most a path, without a slash at the end.
 *
 * @param text The address.
 * @throws {TypeError} When it is anything else.
 */
export function checkedBaseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ArgumentTypeError(
      `${JSON.stringify(text)} is not an address: write it as https://host`,
    );
  }
  if (!/^([\w-]+(\.[\w-]+)*\.?|\[[\da-f:.]+\])$/i.test(url.hostname)) {
    // A URL may hold what no machine is called, such as the braces of a template, and Deno may not.
    throw new ArgumentTypeError(`${JSON.stringify(url.hostname)} is not the name of a host`);
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new ArgumentTypeError(
      `An address on ${url.host} holds a user, a query or a fragment: leave it out`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url)) {
    throw new ArgumentTypeError(
      `${url.origin} would get the credential unencrypted: use https (http is for this machine alone)`,
    );
  }
  return url.href.replace(/\/+$/, "");
}

/** Whether a text is an address that a token may be sent to: `https`, or `http` on this machine. */
export function isAddress(text: string): boolean {
  try {
    return checkedBaseUrl(text) !== "";
  } catch {
    return false;
  }
}
