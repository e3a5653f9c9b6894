import { assertEquals, assertRejects } from "@std/assert";
import { writeBehind } from "../../../src/sandbox/kept/write_behind.ts";

/** A file that takes at most `atOnce` bytes a write, and fails where `full` is reached. */
function slowFile(atOnce: number, full = Infinity) {
  const written: number[] = [];
  return {
    written,
    async write(bytes: Uint8Array): Promise<number> {
      await Promise.resolve();
      if (written.length >= full) throw new Error("No space left on device");
      const some = bytes.subarray(0, atOnce);
      written.push(...some);
      return some.length;
    },
  };
}

Deno.test("writeBehind() writes all pieces in order, however little a write takes", async () => {
  const file = slowFile(3);
  const writer = writeBehind(file);
  for (const piece of [[1, 2], [], [3, 4, 5, 6, 7], [8]]) await writer.put(new Uint8Array(piece));
  await writer.end();
  assertEquals(file.written, [1, 2, 3, 4, 5, 6, 7, 8]);
});

Deno.test("writeBehind() tells of a full disk with the next piece", async () => {
  const writer = writeBehind(slowFile(1, 0));
  await writer.put(new Uint8Array([1]));
  await new Promise((resolve) => setTimeout(resolve, 0));
  await assertRejects(() => writer.put(new Uint8Array([2])), Error, "No space left");
  await assertRejects(() => writer.end(), Error, "No space left");
});

Deno.test("writeBehind() waits where more is put than is written", async () => {
  const free = Promise.withResolvers<void>();
  const writer = writeBehind({
    async write(bytes: Uint8Array): Promise<number> {
      await free.promise;
      return await Promise.resolve(bytes.length);
    },
  });
  const piece = new Uint8Array(8 * 1024 * 1024);
  await writer.put(piece);
  let isThrough = false;
  const second = writer.put(piece).then(() => writer.put(piece)).then(() => isThrough = true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(isThrough, false);
  free.resolve();
  await second;
  await writer.end();
  assertEquals(isThrough, true);
});
