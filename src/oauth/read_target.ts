/** The longest head of a request, in bytes. */
const mostHead = 16 * 1024;

/** Where the head of a request ends; -1 while it has not all come. Looked for from `begin` on. */
function endOf(bytes: Uint8Array, begin: number, length: number): number {
  for (let at = Math.max(begin, 3); at < length; at++) {
    const isEnd = bytes[at - 3] === 13 && bytes[at - 2] === 10 &&
      bytes[at - 1] === 13 && bytes[at] === 10;
    if (isEnd) return at - 3;
  }
  return -1;
}

/** The head of a request; nothing where it is too long, or the other side has gone. */
async function headOf(connection: Deno.Conn): Promise<string | undefined> {
  const bytes = new Uint8Array(mostHead);
  let length = 0;
  while (length < mostHead) {
    const read = await connection.read(bytes.subarray(length));
    if (read === null) return undefined;
    const end = endOf(bytes, length, length += read);
    // As Latin-1: what is not ASCII in it is not an address of ours.
    if (end >= 0) return Array.from(bytes.subarray(0, end), (b) => String.fromCharCode(b)).join("");
  }
  return undefined;
}

/**
 * Reads a GET request, and no other.
 *
 * @param connection The connection.
 * @param host The one name, with its port, that `Host` may say: a page of another site may have its own
 * name resolve to this machine.
 * @returns Its address; nothing where it is another method, another host, or not HTTP/1.
 */
export async function readTarget(connection: Deno.Conn, host: string): Promise<URL | undefined> {
  const [first = "", ...lines] = (await headOf(connection))?.split("\r\n") ?? [];
  const target = /^GET (\/[\x21-\x7e]*) HTTP\/1\.[01]$/.exec(first)?.[1];
  const hosts = lines.filter((line) => /^host:/i.test(line)).map((line) => line.slice(5).trim());
  if (target === undefined || hosts.length !== 1 || hosts[0] !== host) return undefined;
  const url = URL.parse(`http://${host}${target}`);
  // A target such as "//x/y" is a path, and stays one.
  return url?.host === host ? url : undefined;
}
