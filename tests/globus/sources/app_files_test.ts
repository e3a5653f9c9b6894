import { assertEquals, assertThrows } from "@std/assert";
import { appSlug, appTokenFile } from "../../../src/globus/mod.ts";
import { appsFolder } from "../../../src/globus/sources/app_files.ts";
import { inDataFolder } from "../../../src/globus/storage/data_folder.ts";

/** What globus-sdk 4.9.0 makes of an app's name; `null` where it refuses. */
const slugs: readonly [string, string | null][] = [
  ["My App: v1.0?", "my-app+-v1-0+"],
  ['a<b>c:d"e/f\\g|h?i*j', "a+b+c+d+e+f+g+h+i+j"],
  ["A.B C", "a-b-c"],
  ["..", "--"],
  ["../x", "--+x"],
  ["   ", "---"],
  ["prn ", "prn-"],
  ["con.", "con-"],
  ["CON", null],
  ["aux", null],
  ["NUL", null],
  ["Com1", null],
  ["LPT٣", null],
  ["com²", "com²"],
  ["COM10", "com10"],
  ["", null],
  ["\x00", null],
  ["\u200b", null],
  ["a\tb\nc\x7f", "abc"],
  ["a\u00a0b\u2028c\u3000d\u00ade", "abcde"],
  ["\ue000x\u0378y\ufeffz", "xyz"],
  ["İstanbul ΟΔΟΣ", "i̇stanbul-οδος"],
  ["Straße 日本", "straße-日本"],
  ["😀 app", "😀-app"],
];

for (const [name, slug] of slugs) {
  Deno.test(`appSlug() does with ${JSON.stringify(name)} as the Python SDK does`, () => {
    if (slug === null) assertThrows(() => appSlug(name), RangeError);
    else assertEquals(appSlug(name), slug);
  });
}

const id = "5c4f1d2e-7a63-5b8e-8f0d-2f9f6f1f7a10";

Deno.test("appTokenFile() names the file by environment and format", () => {
  const path = (options: Parameters<typeof appTokenFile>[2]) => {
    const found = appTokenFile(id, "My App", { home: "/home/ada", os: "linux", ...options }).find();
    return String(found).replaceAll("\\", "/").replace(`/home/ada/.globus/app/${id}/my-app/`, "");
  };
  assertEquals(path({}), "tokens.json");
  assertEquals(path({ format: "db" }), "tokens.db");
  assertEquals(path({ environment: "preview" }), "preview-tokens.json");
  assertEquals(path({ environment: "preview", os: "darwin" }), "preview-tokens.json");
});

Deno.test("appTokenFile() refuses a client id that would lead elsewhere", () => {
  for (const clientId of ["", "..", "../x", "a/b", "a\\b", "a b"]) {
    assertThrows(() => appTokenFile(clientId, "My App", { home: "/home/ada" }), TypeError);
    assertThrows(() => appsFolder({ home: "/home/ada" }, clientId), TypeError);
  }
});

/** A path found with Windows's rule, with slashes. */
function onWindows(env: Record<string, string>, home?: string): [string, string] {
  const here = home === undefined ? { env } : { env, home };
  const location = inDataFolder(["cli", "storage.db"], here, "windows");
  return [location.label, String(location.find()).replaceAll("\\", "/")];
}

Deno.test("inDataFolder() chooses on Windows as Python's os.getenv() does", () => {
  const home = { HOME: "/Users/ada", USERPROFILE: "/Users/ada" };
  const below = "globus/cli/storage.db";
  const both = { LOCALAPPDATA: "L:/", APPDATA: "A:/", ...home };
  assertEquals(onWindows(both), [`%LOCALAPPDATA%/${below}`, `L:/${below}`]);
  assertEquals(onWindows({ APPDATA: "A:/", ...home }), [`%APPDATA%/${below}`, `A:/${below}`]);
  const atHome = ["~/AppData/Local/" + below, "/Users/ada/AppData/Local/" + below] as [
    string,
    string,
  ];
  assertEquals(onWindows(home), atHome);
  // Set to nothing, the first hides the second.
  assertEquals(onWindows({ ...both, LOCALAPPDATA: "" }), atHome);
  assertEquals(onWindows({ ...home, APPDATA: "" }), atHome);
  assertEquals(onWindows(both, "/other")[1], `/other/AppData/Local/${below}`);
});

Deno.test("inDataFolder() asks on Windows for the variables that it reads", () => {
  const names = (location: ReturnType<typeof inDataFolder>) => {
    return location.permissions.map((one) => one.name === "env" ? one.variable : one.name);
  };
  const home = Deno.build.os === "windows" ? "USERPROFILE" : "HOME";
  const before = Deno.env.get("LOCALAPPDATA");
  try {
    Deno.env.set("LOCALAPPDATA", "L:/");
    assertEquals(names(inDataFolder(["cli"], {}, "windows")), ["LOCALAPPDATA"]);
    Deno.env.set("LOCALAPPDATA", "");
    assertEquals(names(inDataFolder(["cli"], {}, "windows")), ["LOCALAPPDATA", home]);
  } finally {
    if (before === undefined) Deno.env.delete("LOCALAPPDATA");
    else Deno.env.set("LOCALAPPDATA", before);
  }
});
