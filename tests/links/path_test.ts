/**
 * What the code needs of @std/path. The stand-in is held to these answers by every run, the real
 * package by `deno task test:jsr`.
 */
import { assertEquals, assertThrows } from "@std/assert";
import * as path from "@std/path";
import { basename } from "@std/path/basename";
import { dirname } from "@std/path/dirname";
import { fromFileUrl } from "@std/path/from-file-url";
import { join } from "@std/path/join";
import { isAbsolute } from "@std/path/posix/is-absolute";
import { join as posixJoin } from "@std/path/posix/join";
import { normalize as posixNormalize } from "@std/path/posix/normalize";
import { basename as windowsBasename } from "@std/path/windows/basename";
import { dirname as windowsDirname } from "@std/path/windows/dirname";
import { isAbsolute as windowsIsAbsolute } from "@std/path/windows/is-absolute";
import { join as windowsJoin } from "@std/path/windows/join";
import { normalize as windowsNormalize } from "@std/path/windows/normalize";
import { relative as windowsRelative } from "@std/path/windows/relative";
import { relative } from "@std/path/relative";
import { toFileUrl } from "@std/path/to-file-url";

const onPosix = { ignore: Deno.build.os === "windows" };

Deno.test("@std/path gives its functions by sub-path too", () => {
  assertEquals(
    [basename, dirname, fromFileUrl, join, relative, toFileUrl].map((one) => one),
    [path.basename, path.dirname, path.fromFileUrl, path.join, path.relative, path.toFileUrl],
  );
});

Deno.test("posix/join() joins and normalizes", () => {
  const joined: [string[], string][] = [
    [["/a", "b", "../c/"], "/a/c/"],
    [["a", "", "b"], "a/b"],
    [["", ""], "."],
    [["..", "..", "a"], "../../a"],
    [["/", "..", "a"], "/a"],
    [["a//b", "./c"], "a/b/c"],
  ];
  for (const [[first = "", ...rest], expected] of joined) {
    assertEquals(posixJoin(first, ...rest), expected);
  }
});

Deno.test("windows/ answers for Windows on every platform", () => {
  assertEquals(windowsJoin("C:\\runs", "7", "..", "a/b"), "C:\\runs\\a\\b");
  assertEquals(windowsJoin(new URL("file:///C:/runs"), "7"), "C:\\runs\\7");
  assertEquals(windowsBasename("C:\\runs\\counts.csv"), "counts.csv");
  assertEquals(windowsDirname("C:\\runs\\counts.csv"), "C:\\runs");
  assertEquals(["C:\\runs", "C:runs", "runs"].map(windowsIsAbsolute), [true, false, false]);
  assertEquals(windowsNormalize("C:/runs/./7/../8"), "C:\\runs\\8");
  assertEquals(windowsRelative("C:\\runs", "C:\\home"), "..\\home");
});

Deno.test("posix/normalize() keeps a slash at the end and leaves no dots inside", () => {
  const normalized = {
    "": ".",
    "./": "./",
    "/": "/",
    "//a///b/": "/a/b/",
    "a/../..": "..",
    "/../a": "/a",
    "a/./b/..": "a",
  };
  for (const [given, expected] of Object.entries(normalized)) {
    assertEquals(posixNormalize(given), expected);
  }
});

Deno.test({
  ...onPosix,
  name: "join(), dirname() and basename() take file URLs",
  fn() {
    const url = new URL("file:///home/ada/a%20b.tar.gz");
    assertEquals(join(url, "..", "c"), "/home/ada/c");
    assertEquals(dirname(url), "/home/ada");
    assertEquals(basename(url), "a b.tar.gz");
    assertEquals(posixNormalize(url), "/home/ada/a b.tar.gz");
  },
});

Deno.test({
  ...onPosix,
  name: "dirname() and basename() part a path, slashes at the end aside",
  fn() {
    const parts: Record<string, [string, string]> = {
      "/a/b/": ["/a", "b"],
      "a//b": ["a", "b"],
      "a": [".", "a"],
      "": [".", ""],
      "/": ["/", "/"],
      "///": ["/", "/"],
      "//a": ["/", "a"],
      "a\n//b\n/": ["a\n", "b\n"],
    };
    for (const [given, expected] of Object.entries(parts)) {
      assertEquals([dirname(given), basename(given)], expected);
    }
    assertEquals(basename("/x/token.json", ".json"), "token");
    assertEquals(basename(".json", ".json"), ".json");
  },
});

Deno.test({
  ...onPosix,
  name: "resolve() and relative() start at the working folder",
  fn() {
    const here = Deno.cwd();
    assertEquals(path.resolve(), here);
    assertEquals(path.resolve("a", "..", "b/"), `${here}/b`);
    assertEquals(path.resolve("/a", "/b", "../c"), "/c");
    assertEquals(relative("/a/b", "/a/c/d"), "../c/d");
    assertEquals(relative("/a", "/a/"), "");
    assertEquals(relative("/", "/a"), "a");
    assertEquals(relative("/ab", "/a"), "../a");
    assertEquals(relative("x", "x/y"), "y");
  },
});

Deno.test({
  ...onPosix,
  name: "fromFileUrl() and toFileUrl() undo one another, whatever is in the name",
  fn() {
    const name = "/a b/100%/q?x#y/back\\slash/é\n.txt";
    const url = toFileUrl(name);
    assertEquals(url.href, "file:///a%20b/100%25/q%3Fx%23y/back%5Cslash/%C3%A9%0A.txt");
    assertEquals(fromFileUrl(url), name);
    assertEquals(fromFileUrl("file:///100%/%zz"), "/100%/%zz");
  },
});

Deno.test("fromFileUrl() and toFileUrl() refuse what is not a file", () => {
  assertThrows(() => fromFileUrl("https://example.org/a"), TypeError, "URL must be a file URL");
  assertThrows(() => toFileUrl("a/b"), TypeError, 'Path must be absolute: received "a/b"');
});

Deno.test("isAbsolute() asks for a string", () => {
  assertEquals([isAbsolute("/a"), isAbsolute("a/"), isAbsolute("")], [true, false, false]);
  assertThrows(() => isAbsolute(null as unknown as string), TypeError);
});
