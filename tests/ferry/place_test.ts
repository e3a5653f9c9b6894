import { assertEquals, assertFalse, assertThrows } from "@std/assert";
import { isPlaceError, parsePlace, PlaceError, placeText } from "../../src/ferry/mod.ts";

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";

const local = (path: string, isFolder = false) => ({ kind: "local", path, isFolder });
const globus = (collection: string, path: string, isFolder = false) => ({
  kind: "globus",
  collection,
  path,
  isFolder,
});
const tapis = (system: string, path: string, isFolder = false) => ({
  kind: "tapis",
  system,
  path,
  isFolder,
});

Deno.test("parsePlace() reads the four kinds of places", () => {
  const table: readonly (readonly [string, unknown])[] = [
    ["runs/7", local("runs/7")],
    ["./a:b", local("./a:b")],
    ["runs/a:b", local("runs/a:b")],
    ["/data/", local("/data/", true)],
    ["..", local("..")],
    ["../x", local("../x")],
    [" a", local(" a")],
    ["new\nline", local("new\nline")],
    ["globus", local("globus")],
    [`${id}:/`, globus(id, "/", true)],
    [`${id.toUpperCase()}:/data/x.csv`, globus(id, "/data/x.csv")],
    [`globus:${id}:/data//./x/`, globus(id, "/data/x", true)],
    [`globus:${id}:~/x`, globus(id, "/~/x")],
    [`globus:${id}:/a:b`, globus(id, "/a:b")],
    [`globus:${id}:/new\nline`, globus(id, "/new\nline")],
    ["globus:my runs:/2026/", globus("my runs", "/2026", true)],
    ["globus:runs:7.txt", globus("runs", "/7.txt")],
    ["globus:runs", globus("runs", "/", true)],
    ["globus:runs:", globus("runs", "/", true)],
    ["tapis:lab:/runs/7", tapis("lab", "/runs/7")],
    ["tapis:lab:runs/./7/", tapis("lab", "/runs/7", true)],
    ["tapis:lab:/a/.", tapis("lab", "/a", true)],
    ["tapis://lab/", tapis("lab", "/", true)],
    ["tapis://lab/a%20b/c d", tapis("lab", "/a%20b/c d")],
    ["https://example.org/a%20b.csv?key=1#x", {
      kind: "web",
      url: "https://example.org/a%20b.csv?key=1",
      path: "/a%20b.csv",
      isFolder: false,
    }],
    ["HTTP://127.0.0.1:8000/x", {
      kind: "web",
      url: "http://127.0.0.1:8000/x",
      path: "/x",
      isFolder: false,
    }],
  ];
  for (const [text, place] of table) assertEquals(parsePlace(text) as unknown, place, text);
});

Deno.test("parsePlace() takes one letter for a drive on Windows alone", () => {
  for (const text of ["C:\\data\\", "c:/data/"]) {
    assertEquals(parsePlace(text, { windows: true }) as unknown, local(text, true));
    assertThrows(() => parsePlace(text, { windows: false }), PlaceError, "is not a place");
  }
  assertEquals(parsePlace("data\\", { windows: false }) as unknown, local("data\\"));
  assertThrows(() => parsePlace("ab:/x", { windows: true }), PlaceError);
});

Deno.test("parsePlace() refuses what is not a place, and says how to write one", () => {
  const table: readonly (readonly [string, string])[] = [
    ["", "names nothing"],
    ["  ", "names nothing"],
    ["-", "write ./-"],
    ["my lab:/x", '"my lab"; write globus:'],
    ["2026lab:/x", '"2026lab"; write'],
    ["lab:/x", '"lab"; write'],
    ["a:b", '"a"; write'],
    [":/x", "is not a place"],
    ["gobus:x:/y", "did you mean globus?"],
    ["s3://bucket/x", '"s3"'],
    ["file:///etc/passwd", '"file"'],
    ["ssh:host:/x", '"ssh"'],
    ["globus:", "names nothing"],
    ["globus::/x", "names nothing"],
    ["globus: :/x", "names nothing"],
    [`globus:${id}`, `write ${id}:/PATH`],
    [`${id}:`, `write ${id}:/PATH`],
    [`${id}:data`, `write ${id}:/PATH`],
    [`${id}:/a/../b`, 'holds ".."'],
    ["globus:runs:..", 'holds ".."'],
    ["tapis:", "names nothing on a system"],
    ["tapis:lab", "names nothing on a system"],
    ["tapis:lab:", "names nothing on a system"],
    ["tapis://lab", "names nothing on a system"],
    ["tapis:///x", "names nothing on a system"],
    ["tapis:my lab:/x", "names nothing on a system"],
    ["tapis:lab:/../x", 'holds ".."'],
    ["https://", "names nothing"],
    ["https:", "names nothing"],
    ["https://ada:secret@example.org/x", "leave out user and password"],
    ["http://example.org/x", "write https"],
    ["https://example.org//x?key=secret", "write https://example.org/PATH"],
    ["a\0b", "no path holds such a character"],
    ["tapis:lab:/a\0b", "no path holds such a character"],
    ["a\ud800", "no path holds such a character"],
  ];
  for (const [text, words] of table) {
    const error = assertThrows(() => parsePlace(text), PlaceError, words, text);
    assertEquals([isPlaceError(error), error.message.includes("secret")], [true, false]);
    // What a caller in plain JavaScript may pass.
    assertFalse(error.message.includes("--"), error.message);
  }
  assertThrows(() => parsePlace(undefined as unknown as string), PlaceError);
});

Deno.test("placeText() writes a place as parsePlace() reads it", () => {
  for (const text of ["runs/7", `globus:${id}:/data/x`, "globus:my runs:/x", "tapis:lab:/a b"]) {
    assertEquals(placeText(parsePlace(text)), text);
    assertEquals(parsePlace(placeText(parsePlace(text))), parsePlace(text));
  }
  assertEquals(placeText(parsePlace("https://example.org/a?token=x")), "https://example.org/a");
  assertEquals(placeText(parsePlace("tapis:lab:/a"), "/b"), "tapis:lab:/b");
});
