import { assertEquals } from "@std/assert";
import { collectionId, type Sandbox, startSandbox } from "../../../../src/sandbox/mod.ts";
import { item, post, run, temporaryFolder, transfer, tree } from "../../_sandbox.ts";

interface Setting extends AsyncDisposable {
  sandbox: Sandbox;
  /** The folder that is served. */
  inside: string;
  /** Its neighbour, which nothing may reach. */
  outside: string;
}

/** A writable collection "c" next to a folder with a file that must stay out of reach. */
async function setting(): Promise<Setting> {
  const folder = await temporaryFolder();
  const inside = `${folder.path}/served`;
  const outside = `${folder.path}/secret`;
  await Deno.mkdir(`${inside}/sub`, { recursive: true });
  await Deno.mkdir(outside);
  await Deno.writeTextFile(`${inside}/plain.txt`, "plain");
  await Deno.writeTextFile(`${outside}/secret.txt`, "secret");
  await Deno.symlink(outside, `${inside}/out`);
  await Deno.symlink(`${outside}/secret.txt`, `${inside}/out.txt`);
  await Deno.symlink(`${outside}/new.txt`, `${inside}/dangling`);
  await Deno.symlink("../served/sub", `${inside}/around`);
  const sandbox = await startSandbox({
    collections: [{ name: "c", path: inside, writable: true }],
  });
  return {
    sandbox,
    inside,
    outside,
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const escapes = [
  "/..",
  "/../secret/",
  "../secret/",
  "/~/../secret/",
  "/sub/../../secret/",
  "/out/",
  "/out",
  "/sub/../out/",
  "/dangling",
  "/dangling/x",
  "/out/deeper/than/that",
];

Deno.test("ls refuses every path that leads out of the collection", async () => {
  await using at = await setting();
  const id = await collectionId("c");
  for (const path of escapes) {
    const { status, body, text } = await transfer(
      at.sandbox,
      `/operation/endpoint/${id}/ls?path=${encodeURIComponent(path)}`,
    );
    assertEquals([path, status, body.code], [path, 403, "EndpointPermissionDenied"]);
    assertEquals(text.includes("secret.txt"), false);
  }
});

Deno.test("ls reads an absolute path of the machine as a path of the collection", async () => {
  await using at = await setting();
  const id = await collectionId("c");
  const path = encodeURIComponent(at.outside);
  const { status } = await transfer(at.sandbox, `/operation/endpoint/${id}/ls?path=${path}`);
  assertEquals(status, 404);
});

Deno.test("ls refuses a NUL in a path", async () => {
  await using at = await setting();
  const id = await collectionId("c");
  const { status, body } = await transfer(
    at.sandbox,
    `/operation/endpoint/${id}/ls?path=%2Fplain.txt%00.jpg`,
  );
  assertEquals([status, body.code], [400, "InvalidPath"]);
});

Deno.test("ls follows a link that stays inside and says nothing about one that leads out", async () => {
  await using at = await setting();
  const id = await collectionId("c");
  const { body, text } = await transfer(at.sandbox, `/operation/endpoint/${id}/ls`);
  const types = Object.fromEntries(
    body.DATA.map((file: { name: string; type: string }) => [file.name, file.type]),
  );
  assertEquals(types, {
    around: "dir",
    dangling: "invalid_symlink",
    out: "invalid_symlink",
    "out.txt": "invalid_symlink",
    "plain.txt": "file",
    sub: "dir",
  });
  assertEquals(text.includes(at.outside), false);
});

Deno.test("mkdir makes nothing outside the collection", async () => {
  await using at = await setting();
  const id = await collectionId("c");
  for (const path of ["/out/made", "/../secret/made", "/dangling", "/dangling/made"]) {
    const { status } = await post(at.sandbox, `/operation/endpoint/${id}/mkdir`, {
      DATA_TYPE: "mkdir",
      path,
    });
    assertEquals([path, status], [path, 403]);
  }
  assertEquals(await tree(at.outside), ["secret.txt"]);
});

Deno.test("A transfer reads nothing outside its source", async () => {
  await using at = await setting();
  const sources = ["/out.txt", "/out/secret.txt", "/../secret/secret.txt"];
  for (const source of sources) {
    const task = await run(at.sandbox, ["c", "c"], [item(source, "/taken.txt")]);
    assertEquals(
      [source, task.status, task.fatal_error.code],
      [source, "FAILED", "PERMISSION_DENIED"],
    );
  }
  assertEquals((await tree(at.inside)).includes("taken.txt"), false);
});

Deno.test("A transfer writes nothing outside its destination", async () => {
  await using at = await setting();
  for (const to of ["/out/taken.txt", "/../secret/taken.txt", "/dangling/taken.txt"]) {
    const task = await run(at.sandbox, ["c", "c"], [item("/plain.txt", to)]);
    assertEquals([to, task.status, task.fatal_error.code], [to, "FAILED", "PERMISSION_DENIED"]);
  }
  assertEquals(await tree(at.outside), ["secret.txt"]);
  assertEquals(await Deno.readTextFile(`${at.outside}/secret.txt`), "secret");
});

Deno.test("A transfer onto a link replaces the link, not what it leads to", async () => {
  await using at = await setting();
  const task = await run(at.sandbox, ["c", "c"], [item("/plain.txt", "/out.txt")]);
  assertEquals(task.status, "SUCCEEDED");
  assertEquals(await Deno.readTextFile(`${at.outside}/secret.txt`), "secret");
  assertEquals((await Deno.lstat(`${at.inside}/out.txt`)).isFile, true);
});

Deno.test("A recursive transfer leaves links out, and does not write through one at its destination", async () => {
  await using at = await setting();
  const copied = await run(at.sandbox, ["c", "c"], [
    item("/sub/", "/copy/", { recursive: true }),
  ]);
  assertEquals(copied.status, "SUCCEEDED");

  await Deno.mkdir(`${at.inside}/from/out`, { recursive: true });
  await Deno.writeTextFile(`${at.inside}/from/out/secret.txt`, "overwritten");
  await Deno.mkdir(`${at.inside}/to`);
  await Deno.symlink(at.outside, `${at.inside}/to/out`);
  const task = await run(at.sandbox, ["c", "c"], [item("/from/", "/to/", { recursive: true })]);
  assertEquals([task.status, task.fatal_error.code], ["FAILED", "PERMISSION_DENIED"]);
  assertEquals(await Deno.readTextFile(`${at.outside}/secret.txt`), "secret");
});

Deno.test("A read-only collection is not written, by mkdir or a transfer", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/a.txt`, "a");
  await using sandbox = await startSandbox({
    collections: [{ name: "user", path: folder.path }],
  });
  const id = await collectionId("user");
  const made = await post(sandbox, `/operation/endpoint/${id}/mkdir`, {
    DATA_TYPE: "mkdir",
    path: "/made",
  });
  const task = await run(sandbox, ["user", "user"], [item("/a.txt", "/b.txt")]);
  assertEquals(
    [made.status, made.body.code, task.status, task.fatal_error.code],
    [403, "EndpointPermissionDenied", "FAILED", "PERMISSION_DENIED"],
  );
  assertEquals(await tree(folder.path), ["a.txt"]);
});
