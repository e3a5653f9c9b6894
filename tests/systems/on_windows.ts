/**
 * Rules of paths and names as they are on Windows. `systems_test.ts` runs this with `--preload`, which
 * makes `Deno.build.os` "windows" before a module is read; files themselves are this machine's.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { targets } from "../../src/cave/token/save_token.ts";
import { secretFiles } from "../../src/cave/token/secret_files.ts";
import { fileLocation } from "../../src/cave/token/token_chain.ts";
import { tokenChain } from "../../src/cave/mod.ts";
import { searchedKernelspecs, userKernelspec } from "../../src/cli/kernel/kernelspec.ts";
import { renameOver } from "../../src/credentials/files/rename_over.ts";
import { explain } from "../../src/credentials/mod.ts";
import { parsePlace } from "../../src/ferry/mod.ts";
import { inDataFolder } from "../../src/globus/storage/data_folder.ts";
import { browserPermissions } from "../../src/oauth/browser.ts";
import { powershellLines } from "../../src/sandbox/kept/environment_lines.ts";
import { shellWord } from "../../src/shell_word.ts";

const home = "C:\\Users\\Ada";
const surroundings = { home, env: {} };

Deno.test("this runs as on Windows", () => assertEquals(Deno.build.os, "windows"));

Deno.test("a CAVE server's own file is not written where its name would have a colon", () => {
  const serverAddress = "http://127.0.0.1:8000";
  assertEquals(targets({ ...surroundings, serverAddress }), [
    "C:\\Users\\Ada\\.cloudvolume\\secrets\\cave-secret.json",
  ]);
  assertEquals(targets({ ...surroundings, localServer: "https://local.example.org:443" }), [
    "C:\\Users\\Ada\\.cloudvolume\\secrets\\global.daf-apis.com-cave-secret.json",
    "C:\\Users\\Ada\\.cloudvolume\\secrets\\cave-secret.json",
  ]);
});

Deno.test("no file with a colon in its name is looked for, no permission asked, and the report says why", async () => {
  const choice = { ...surroundings, serverAddress: "http://127.0.0.1:8000" };
  const [own] = secretFiles("http://127.0.0.1:8000", surroundings);
  assertEquals([own?.permissions, own?.pathForPermission], [[], undefined]);
  const { lines } = await explain(tokenChain(choice));
  const line = lines.find(({ source }) => source.includes("127.0.0.1:8000"));
  assertEquals(line?.state, "missing");
  assertEquals(line?.detail, "cannot be a file on Windows: its name has a colon");
});

Deno.test("~\\ is the home folder, as ~/ is", () => {
  for (const path of ["~\\keys\\cave.json", "~/keys/cave.json"]) {
    assertEquals(fileLocation(path, surroundings).find(), "C:\\Users\\Ada\\keys\\cave.json", path);
  }
  assertEquals(fileLocation("~keys", surroundings).find(), "~keys");
});

Deno.test("BROWSER is parted at ; and may hold a drive and blanks", () => {
  const rows: readonly (readonly [browser: string, program: string])[] = [
    [
      "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
      "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
    ],
    ['"C:\\Program Files\\x\\x.exe" -new-tab %s', "C:\\Program Files\\x\\x.exe"],
    ["firefox;chrome", "firefox"],
    ["; chrome", "chrome"],
    ["", "rundll32"],
  ];
  for (const [browser, expected] of rows) {
    const env = browser === "" ? {} : { BROWSER: browser };
    const run = browserPermissions({ env }).find(({ name }) => name === "run");
    assertEquals(run, { name: "run", command: expected }, browser);
  }
});

Deno.test("a file that another program has open is renamed over once it is closed", async () => {
  let tries = 0;
  await renameOver("a.tmp", "a", () => {
    tries++;
    return tries < 4
      ? Promise.reject(new Deno.errors.PermissionDenied("os error 5"))
      : Promise.resolve();
  });
  assertEquals(tries, 4);
  const busy = () => Promise.reject(Object.assign(new Error("os error 32"), { code: "EBUSY" }));
  await assertRejects(() => renameOver("a.tmp", "a", busy), Error, "os error 32");
});

Deno.test("a rename that fails for another reason is not tried again", async () => {
  let tries = 0;
  const rename = () => {
    tries++;
    return Promise.reject(new Deno.errors.NotFound("os error 2"));
  };
  await assertRejects(() => renameOver("a.tmp", "a", rename), Deno.errors.NotFound);
  assertEquals(tries, 1);
});

Deno.test("kernelspecs are in %APPDATA%, %PROGRAMDATA%, and what JUPYTER_PATH parts by ;", () => {
  const env = {
    APPDATA: "C:\\Users\\Ada\\AppData\\Roaming",
    PROGRAMDATA: "C:\\ProgramData",
    JUPYTER_PATH: "D:\\one;D:\\two",
  };
  const spec = "kernels\\deno\\kernel.json";
  assertEquals(userKernelspec({ home, env }).find(), `${env.APPDATA}\\jupyter\\${spec}`);
  const found = searchedKernelspecs({ home, env }).map((location) => location.find());
  assertEquals(found.filter((path) => typeof path === "string"), [
    `D:\\one\\${spec}`,
    `D:\\two\\${spec}`,
    `${env.APPDATA}\\jupyter\\${spec}`,
    `C:\\ProgramData\\jupyter\\${spec}`,
  ]);
});

Deno.test("Globus's files are in %LOCALAPPDATA%", () => {
  const env = { LOCALAPPDATA: "D:\\Local", USERPROFILE: home };
  assertEquals(
    inDataFolder(["cli", "storage.db"], { env }).find(),
    "D:\\Local\\globus\\cli\\storage.db",
  );
});

Deno.test("a drive is a place of this machine, and no system of Tapis", () => {
  for (const text of ["C:\\data\\run 7", "c:/data", "\\\\server\\share\\x"]) {
    assertEquals(parsePlace(text).kind, "local", text);
  }
  assertEquals(parsePlace("tapis:C:/data").kind, "tapis");
});

Deno.test("lines to paste are PowerShell's", () => {
  assertEquals(shellWord("it's"), "'it''s'");
  assertEquals(shellWord("a,b"), "'a,b'");
  const lines = powershellLines({ env: { A: "it's $x" }, unset: ["B"] });
  const text = lines.join("\n");
  assert(text.includes("$env:A = 'it''s $x'"), text);
  assert(/Remove-Item.*Env:\\?B|\$env:B = \$null/i.test(text), text);
});
