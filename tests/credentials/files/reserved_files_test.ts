import { assert, assertEquals } from "@std/assert";
import { reserveFiles } from "../../../src/credentials/files/reserved_files.ts";
import { fileNames, temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

Deno.test("reserveFiles() holds room for more than both texts, which no file system packs into less", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  const [long, longer] = ["l".repeat(40_000), "m".repeat(50_000)];
  const rows: readonly [now: string | undefined, text: string, length: number][] = [
    [undefined, "short", 5],
    ["short", longer, 50_000],
    [long, "short", 40_000],
  ];
  for (const [now, text, length] of rows) {
    await writeFiles(path, now === undefined ? {} : { "tokens.json": now });
    const file = `${path}/tokens.json`;
    const reserved = await reserveFiles([{ path: file, text }]);
    const [spare = ""] = (await fileNames(path)).filter((name) => name.endsWith(".tmp"));
    const bytes = await Deno.readFile(`${path}/${spare}`);
    // Tokens differ in length, and a packing or sparse file system makes nothing of bytes that are alike.
    assert(bytes.length >= length + 16_384, `${bytes.length} bytes for ${length}`);
    assert(new Set(bytes.subarray(0, 4096)).size > 200, "it is not noise");
    await reserved.write([{ path: file, text }]);
    await reserved.release();
    assertEquals([await Deno.readTextFile(file), await fileNames(path)], [text, ["tokens.json"]]);
    await Deno.remove(file);
  }
});

Deno.test("reserveFiles() puts back what another program wrote into the file that it replaced, again and again", async () => {
  await using folder = await temporaryFolder();
  const file = `${folder.path}/tokens.json`;
  await writeFiles(folder.path, { "tokens.json": '{"a": 1}' });
  // As a program that takes no lock has it open, and writes when it has its answer.
  using theirs = await Deno.open(file, { write: true });
  const write = async (text: string): Promise<void> => {
    await theirs.truncate();
    await theirs.seek(0, Deno.SeekMode.Start);
    await theirs.write(new TextEncoder().encode(text));
  };
  const reserved = await reserveFiles([{ path: file, text: '{"a": 2}' }]);
  await reserved.recover();
  assertEquals(await Deno.readTextFile(file), '{"a": 1}');
  for (const text of ['{"a": 3, "b": 4}', '{"a": 5}']) {
    await write(text);
    await reserved.recover();
    assertEquals(await Deno.readTextFile(file), text);
  }
  // It is in the middle of writing.
  await write("");
  await reserved.recover();
  assertEquals(await Deno.readTextFile(file), '{"a": 5}');
  await reserved.release();
  assertEquals(await fileNames(folder.path), ["tokens.json"]);
});

Deno.test("reserveFiles() leaves what was stored since, whatever the replaced file has", async () => {
  await using folder = await temporaryFolder();
  const file = `${folder.path}/tokens.json`;
  await writeFiles(folder.path, { "tokens.json": '{"a": 1}' });
  using theirs = await Deno.open(file, { write: true });
  const reserved = await reserveFiles([{ path: file, text: '{"a": 2}' }]);
  await theirs.write(new TextEncoder().encode('{"a": 7}'));
  await Deno.writeTextFile(file, '{"a": 8}');
  await reserved.recover();
  assertEquals(await Deno.readTextFile(file), '{"a": 8}');
  await reserved.release();
});
