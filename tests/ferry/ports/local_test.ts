import { assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { linkGuard, localPort, localTarget } from "../../../src/ferry/ports/local.ts";
import { fileNames, temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

Deno.test("localTarget() takes a folder that is there, or a slash at the end, for a folder", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "sub/a.txt": "a" });
  assertEquals(localTarget("b.txt", `${folder.path}/sub`), `${folder.path}/sub/b.txt`);
  assertEquals(localTarget("b.txt", "new/"), "new/b.txt");
  assertEquals(localTarget("b.txt", `${folder.path}/sub/a.txt`), `${folder.path}/sub/a.txt`);
  assertEquals(localTarget("b.txt", "c.txt"), "c.txt");
  assertEquals(localTarget("b.txt", "./"), "b.txt");
});

Deno.test("a disk is asked whether names differ by case by one file, which also goes where a killed run left it", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "known": "" });
  const isOne = await Deno.lstat(`${folder.path}/KNOWN`).then(() => true, () => false);
  await writeFiles(folder.path, { ".keyferry-case.part": "" });
  const { folds } = localPort();
  const found = await Promise.all(
    Array.from({ length: 20 }, () => folds?.(folder.path, true)),
  );
  assertEquals(new Set(found), new Set([isOne]));
  assertEquals(await fileNames(folder.path), ["known"]);
});

Deno.test("linkGuard() finds a link in the folders of a copy, however deep and whenever it comes", async () => {
  await using folder = await temporaryFolder();
  const at = (path: string): string => `${folder.path}/${path}`;
  await writeFiles(folder.path, { "to/a/b/c/file": "x", "outside/b/c/file": "x" });
  await Deno.symlink("to", at("named"));
  for (const root of ["to", "named"]) {
    const guard = linkGuard(at(root));
    const isRefused = (path: string): Promise<boolean> => {
      return guard(path).then(() => false, (error) => {
        assertInstanceOf(error, Error);
        assertStringIncludes(error.message, "has become a link");
        return true;
      });
    };
    const paths = ["file", "a/file", "a/b/file", "a/b/c/file", "a/b/c/new/file", "new/deep/file"];
    const refused = async (): Promise<boolean[]> => await Promise.all(paths.map(isRefused));
    assertEquals(await refused(), [false, false, false, false, false, false], root);
    for (const target of ["../../outside/b", at("outside/b"), ".", "nowhere"]) {
      await Deno.rename(at("to/a/b"), at("moved"));
      await Deno.symlink(target, at("to/a/b"));
      assertEquals(await refused(), [false, false, true, true, true, false], `${root} ${target}`);
      await Deno.remove(at("to/a/b"));
      await Deno.rename(at("moved"), at("to/a/b"));
      assertEquals(await refused(), [false, false, false, false, false, false], `${root} after`);
    }
  }
});
