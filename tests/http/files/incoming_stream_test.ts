import { assertEquals, assertRejects } from "@std/assert";
import type { FilePiece, IncomingFile } from "../../../src/http/files/incoming_file.ts";
import { incomingStream } from "../../../src/http/files/incoming_stream.ts";
import { NetworkError } from "../../../src/http/reply/errors.ts";

Deno.test("incomingStream() lets go of the answer that it reads where a file outgrew what was known of it", async () => {
  const version = { url: "https://x.example/a", validator: undefined, size: undefined };
  let isOpen = true;
  async function* pieces(): AsyncGenerator<FilePiece, void> {
    try {
      for (let at = 0;; at += 4) yield { at, bytes: new Uint8Array(4), version };
    } finally {
      isOpen = false;
    }
  }
  const incoming: IncomingFile = {
    version,
    headers: new Headers(),
    at: 0,
    pieces: pieces(),
    last: () => ({ version, headers: new Headers() }),
    fault: (detail) => new NetworkError("torn body", "GET", version.url, detail),
    // The first answer, which broke off: the pieces come from another one by now.
    abort: () => {},
  };
  const stream = await incomingStream(incoming, { size: 6 });
  await assertRejects(() => new Response(stream).bytes(), NetworkError, "no longer has 6 bytes");
  assertEquals(isOpen, false);
});
