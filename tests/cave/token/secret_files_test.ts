import { assertEquals } from "@std/assert";
import { secretFiles, serverFile, tokenChain } from "../../../src/cave/mod.ts";
import { caveVariables } from "../../helpers/cave_places.ts";

Deno.test("serverFile() keeps the authority as it was typed, as CAVEclient does", () => {
  const table: readonly [string, string][] = [
    ["https://global.daf-apis.com", "global.daf-apis.com"],
    ["global.daf-apis.com", "global.daf-apis.com"],
    ["https://global.daf-apis.com/", "global.daf-apis.com"],
    ["https://global.daf-apis.com/info", "global.daf-apis.com"],
    ["https://global.daf-apis.com?x", "global.daf-apis.com"],
    ["https://global.daf-apis.com#x", "global.daf-apis.com"],
    ["http://127.0.0.1:8080", "127.0.0.1:8080"],
    ["127.0.0.1:8080", "127.0.0.1:8080"],
    ["HTTPS://Global.DAF-apis.com:443", "Global.DAF-apis.com:443"],
    ["http://[::1]:99", "[::1]:99"],
    ["https://ada@cave.example.org", "ada@cave.example.org"],
    ["localhost:8080", ""],
    ["", ""],
    ["//x.org/y", ""],
  ];
  for (const [address, authority] of table) {
    assertEquals(serverFile(address), `${authority}-cave-secret.json`, address);
  }
});

Deno.test("secretFiles() looks in CAVEclient's folder, then in cloud-volume's where that is another", () => {
  const files = (env: Record<string, string>): unknown[] => {
    return secretFiles("https://cave.example.org", { home: "/home/ada", env }).map((file) => [
      file.label,
      file.find(),
    ]);
  };
  const names = [
    "cave.example.org-cave-secret.json",
    "cave-secret.json",
    "chunkedgraph-secret.json",
  ];
  const own = names.map((name) => [
    `~/.cloudvolume/secrets/${name}`,
    `/home/ada/.cloudvolume/secrets/${name}`,
  ]);
  const other = names.map((name) => [
    `$CLOUD_VOLUME_DIR/secrets/${name}`,
    `/data/cv/secrets/${name}`,
  ]);
  assertEquals(files({}), own);
  assertEquals(files({ CLOUD_VOLUME_DIR: "" }), own);
  assertEquals(files({ CLOUD_VOLUME_DIR: "/home/ada/.cloudvolume/" }), own);
  assertEquals(files({ CLOUD_VOLUME_DIR: "/home/ada/x/../.cloudvolume" }), own);
  assertEquals(files({ CLOUD_VOLUME_DIR: "/data/cv" }), [...own, ...other]);
});

Deno.test("tokenChain() leaves the environment out where an argument chooses", () => {
  const names = (choice: Parameters<typeof tokenChain>[0]): string[] => {
    return tokenChain({ home: "/home/ada", env: { CAVE_TOKEN: "made-up" }, ...choice }).sources
      .map(({ name }) => name);
  };
  const server = "~/.cloudvolume/secrets/global.daf-apis.com-cave-secret.json";
  const first = [...caveVariables, server];
  assertEquals(names({}).slice(0, first.length), first);
  assertEquals(names({ token: "given" }), ["given by the caller"]);
  assertEquals(names({ tokenFile: "~/lab/cave.json" }), ["~/lab/cave.json"]);
  assertEquals(names({ tokenFile: "/lab/cave.json", tokenKey: "fanc" }), [
    '/lab/cave.json (key "fanc")',
  ]);
  assertEquals(names({ tokenKey: "fanc" })[0], `${server} (key "fanc")`);
  const [ofServer] = names({ serverAddress: "http://127.0.0.1:1" }).slice(caveVariables.length);
  assertEquals(ofServer?.includes("127.0.0.1:1-"), true);
});
