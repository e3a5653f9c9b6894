/** As much of ZMTP 3.0 as asking a Jupyter kernel takes: a DEALER without a security mechanism. */

const more = 1;
const long = 2;
const command = 4;
/** No message of a kernel that only answers questions comes near to it. */
const largest = 16 * 1024 * 1024;

/** A connection that sends and receives messages of several parts. */
export interface Dealer extends Disposable {
  /** Sends a message. */
  send(parts: readonly Uint8Array[]): Promise<void>;
  /** The next message that comes; it rejects where the connection ends. */
  receive(): Promise<Uint8Array[]>;
}

/**
 * Connects to a socket that a kernel has bound (ZMTP 3.0, rfc.zeromq.org/spec/23).
 *
 * @param port The port on this machine.
 * @throws {Deno.errors.ConnectionRefused} When nothing listens there.
 */
export async function connectDealer(port: number): Promise<Dealer> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const reader = connection.readable.getReader();
  const read = exactReader(reader);
  try {
    await writeAll(connection, greeting());
    await writeAll(connection, frame(command, ready()));
    const theirs = await read(64);
    if (theirs[0] !== 0xff || (theirs[10] ?? 0) < 3) throw new Error("It does not speak ZMTP 3");
  } catch (error) {
    connection.close();
    throw error;
  }
  return {
    async send(parts: readonly Uint8Array[]): Promise<void> {
      for (const [index, part] of parts.entries()) {
        await writeAll(connection, frame(index < parts.length - 1 ? more : 0, part));
      }
    },
    async receive(): Promise<Uint8Array[]> {
      const parts: Uint8Array[] = [];
      for (;;) {
        const { flags, body } = await readFrame(read);
        if (flags & command) continue;
        parts.push(body);
        if (!(flags & more)) return parts;
      }
    },
    [Symbol.dispose]: () => connection.close(),
  };
}

function greeting(): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  bytes.set(new TextEncoder().encode("NULL"), 12);
  return bytes;
}

function ready(): Uint8Array {
  const name = (text: string): number[] => [text.length, ...new TextEncoder().encode(text)];
  return new Uint8Array([...name("READY"), ...name("Socket-Type"), 0, 0, 0, ...name("DEALER")]);
}

function frame(flags: number, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const isLong = body.length > 255;
  const head = new DataView(new ArrayBuffer(isLong ? 9 : 2));
  head.setUint8(0, flags | (isLong ? long : 0));
  if (isLong) head.setBigUint64(1, BigInt(body.length));
  else head.setUint8(1, body.length);
  const bytes = new Uint8Array(head.byteLength + body.length);
  bytes.set(new Uint8Array(head.buffer));
  bytes.set(body, head.byteLength);
  return bytes;
}

type Read = (count: number) => Promise<Uint8Array>;

async function readFrame(read: Read): Promise<{ flags: number; body: Uint8Array }> {
  const [flags = 0] = await read(1);
  const size = await read(flags & long ? 8 : 1);
  const length = size.reduce((sum, byte) => sum * 256 + byte, 0);
  if (length > largest) throw new Error("It sends a message that is too large");
  return { flags, body: await read(length) };
}

function exactReader(reader: ReadableStreamDefaultReader<Uint8Array>): Read {
  let left = new Uint8Array();
  return async (count) => {
    const parts = [left];
    let known = left.length;
    while (known < count) {
      const { value, done } = await reader.read();
      if (done) throw new Error("The connection ended");
      parts.push(new Uint8Array(value));
      known += value.length;
    }
    const bytes = new Uint8Array(known);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    left = bytes.slice(count);
    return bytes.subarray(0, count);
  };
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}
