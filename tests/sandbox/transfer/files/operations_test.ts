import { join } from "@std/path";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { collectionId, startSandbox } from "../../../../src/sandbox/mod.ts";
import { folderOf, temporaryFolder, tree } from "../../_sandbox.ts";
import { asColleague, asPerson, codeOf } from "../_transfer.ts";

/** The keys of a file document as the real operation_stat sends it (globus-sdk-python test data). */
const fileKeys = [
  "DATA_TYPE",
  "group",
  "last_modified",
  "link_group",
  "link_last_modified",
  "link_size",
  "link_target",
  "link_user",
  "name",
  "permissions",
  "size",
  "type",
  "user",
];

async function operation(name: string, collection = "lab"): Promise<string> {
  return `/operation/endpoint/${await collectionId(collection)}/${name}`;
}

Deno.test("rename moves a file or a folder", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const path = await operation("rename");
  const renamed = await me.post(path, {
    DATA_TYPE: "rename",
    old_path: "/runs/2026-03-21/log.txt",
    new_path: "/~/log.txt",
  });
  const { request_id, ...rest } = renamed.body;
  assertMatch(request_id, /^[A-Za-z0-9]{9}$/);
  assertEquals([renamed.status, rest], [200, {
    DATA_TYPE: "result",
    code: "FileRenamed",
    message: "File or directory renamed successfully",
    resource: `/v0.10${path}`,
  }]);
  await me.post(path, { DATA_TYPE: "rename", old_path: "/runs/", new_path: "/old" });
  assertEquals(await tree(folderOf(sandbox, "lab")), [
    "README.txt",
    "cells.csv",
    "log.txt",
    "old/",
    "old/2026-03-21/",
    "old/2026-03-21/trace.bin",
  ]);
});

/** What is asked to be renamed, and the answer. */
const refusedRenames: [string, string, string, number, string][] = [
  ["what is not there", "/nothing", "/x", 404, "ClientError.NotFound"],
  ["onto what is there", "/cells.csv", "/README.txt", 502, "ExternalError.MkdirFailed.Exists"],
  ["a folder into itself", "/runs", "/runs/inner", 400, "InvalidPath"],
  ["out of the collection", "/cells.csv", "/../x", 403, "EndpointPermissionDenied"],
  ["the collection itself", "/", "/x", 400, "InvalidPath"],
];

for (const [what, from, to, status, code] of refusedRenames) {
  Deno.test(`rename refuses ${what} and leaves everything as it was`, async () => {
    await using sandbox = await startSandbox();
    const before = await tree(folderOf(sandbox, "lab"));
    const reply = await asPerson(sandbox).post(await operation("rename"), {
      DATA_TYPE: "rename",
      old_path: from,
      new_path: to,
    });
    assertEquals(codeOf(reply), [status, code]);
    assertEquals(await tree(folderOf(sandbox, "lab")), before);
  });
}

Deno.test("rename refuses the document of mkdir, which globus-sdk 1.1.0 sent", async () => {
  await using sandbox = await startSandbox();
  const reply = await asPerson(sandbox).post(await operation("rename"), {
    DATA_TYPE: "mkdir",
    old_path: "/cells.csv",
    new_path: "/x",
  });
  assertEquals(codeOf(reply), [400, "BadRequest"]);
  assertStringIncludes(reply.body.message, '"rename"');
});

Deno.test("rename moves a link, not what it leads to", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/in`);
  await Deno.mkdir(`${folder.path}/out`);
  await Deno.symlink(`${folder.path}/out`, `${folder.path}/in/link`);
  await using sandbox = await startSandbox({
    collections: [{ name: "c", path: `${folder.path}/in`, writable: true }],
  });
  const reply = await asPerson(sandbox).post(await operation("rename", "c"), {
    DATA_TYPE: "rename",
    old_path: "/link",
    new_path: "/moved",
  });
  assertEquals(reply.status, 200);
  assertEquals(await tree(folder.path), ["in/", "in/moved", "out/"]);
});

Deno.test("stat gives the document of one file, with the keys of the real one", async () => {
  await using sandbox = await startSandbox();
  const { status, body } = await asPerson(sandbox).get(
    `${await operation("stat")}?path=/runs/2026-03-21/trace.bin`,
  );
  assertEquals(status, 200);
  assertEquals(Object.keys(body).sort(), fileKeys);
  assertEquals([body.DATA_TYPE, body.name, body.type, body.size], [
    "file",
    "trace.bin",
    "file",
    200_000,
  ]);
  assertMatch(body.last_modified, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00$/);
});

Deno.test("stat tells of a folder, the collection itself and a link", async () => {
  await using sandbox = await startSandbox();
  await Deno.symlink("cells.csv", `${folderOf(sandbox, "lab")}/link`);
  const stat = await operation("stat");
  const of = async (path: string) => (await asPerson(sandbox).get(`${stat}?path=${path}`)).body;
  const [folder, root, link] = [await of("/runs/"), await of("/~/"), await of("/link")];
  assertEquals([folder.name, folder.type], ["runs", "dir"]);
  assertEquals([root.name, root.type], ["/", "dir"]);
  assertEquals([link.name, link.type, link.link_target], ["link", "file", "cells.csv"]);
});

Deno.test("stat answers NotFound, permission denied and bad requests as the service does", async () => {
  await using sandbox = await startSandbox();
  const stat = await operation("stat");
  const me = asPerson(sandbox);
  const missing = await me.get(`${stat}?path=/foo`);
  assertEquals(codeOf(missing), [404, "NotFound"]);
  assertStringIncludes(missing.body.message, "Message: No such file or directory\n---\n");
  assertEquals(codeOf(await me.get(`${stat}?path=/../x`)), [403, "EndpointPermissionDenied"]);
  assertEquals(codeOf(await me.get(stat)), [400, "BadRequest"]);
});

Deno.test("Of several filters a listed file must pass one, and of that one each field", async () => {
  await using sandbox = await startSandbox();
  const old = new Date("2020-06-01T12:00:00Z");
  await Deno.utime(join(folderOf(sandbox, "lab"), "cells.csv"), old, old);
  const ls = await operation("ls");
  const names = async (query: string) => {
    const { body } = await asPerson(sandbox).get(`${ls}?path=/&${query}`);
    return body.DATA.map((file: { name: string }) => file.name);
  };
  assertEquals(await names("filter=type:dir&filter=name:~*.csv"), ["cells.csv", "runs"]);
  assertEquals(await names("filter=type:dir/name:~*.csv"), []);
  assertEquals(await names("filter=last_modified:,2021-01-01"), ["cells.csv"]);
  assertEquals(await names("filter=last_modified:2021-01-01,/type:file"), ["README.txt"]);
  assertEquals(await names("filter=name:!~*.csv,!=runs"), ["README.txt"]);
  const { body: { DATA: [csv] } } = await asPerson(sandbox).get(`${ls}?filter=name:cells.csv`);
  // As the live tests of globus-sdk 1.1.0 ask (`test_operation_ls`).
  assertEquals(await names("filter=name:cells.csv/size:>5"), ["cells.csv"]);
  assertEquals(await names(`filter=type:file/size:${csv.size}`), ["cells.csv"]);
  assertEquals(await names(`filter=type:file/size:<${csv.size}`), ["README.txt"]);
  assertEquals(await names(`filter=type:file/size:>${csv.size}`), []);
  assertEquals((await asPerson(sandbox).get(`${ls}?filter=size:large`)).status, 400);
  assertEquals(await names("filter=name:~*.*,!cells.csv"), ["README.txt"]);
  assertEquals((await names("filter=")).length, 3);
  const refused = await asPerson(sandbox).get(`${ls}?filter=type:dir&filter=user:me`);
  assertEquals(codeOf(refused), [400, "BadRequest"]);
});

Deno.test("symlink makes a link that ls follows", async () => {
  await using sandbox = await startSandbox();
  const symlink = await operation("symlink");
  for (const [target, path] of [["../cells.csv", "/runs/a"], ["/cells.csv", "/runs/b"]]) {
    const reply = await asPerson(sandbox).post(symlink, {
      DATA_TYPE: "symlink",
      symlink_target: target,
      path,
    });
    assertEquals([reply.status, reply.body.DATA_TYPE], [200, "result"]);
  }
  const { body } = await asPerson(sandbox).get(
    `${await operation("ls")}?path=/runs/&filter=name:a,b`,
  );
  assertEquals(
    body.DATA.map((file: Record<string, unknown>) => [file.name, file.type, file.size]),
    ["a", "b"].map((name) => [
      name,
      "file",
      Deno.statSync(`${folderOf(sandbox, "lab")}/cells.csv`)
        .size,
    ]),
  );
});

Deno.test("symlink makes none that leads out of the collection", async () => {
  await using sandbox = await startSandbox();
  const symlink = await operation("symlink");
  for (const target of ["../archive", "runs/../../archive", "/../archive"]) {
    const reply = await asPerson(sandbox).post(symlink, {
      DATA_TYPE: "symlink",
      symlink_target: target,
      path: "/out",
    });
    assertEquals([target, ...codeOf(reply)], [target, 403, "EndpointPermissionDenied"]);
  }
  assertEquals((await tree(folderOf(sandbox, "lab"))).includes("out"), false);
});

Deno.test("Operations on a mapped collection are refused to who has no account", async () => {
  await using sandbox = await startSandbox();
  const them = asColleague(sandbox);
  assertEquals(
    [
      codeOf(await them.get(await operation("ls"))),
      codeOf(await them.get(`${await operation("stat")}?path=/cells.csv`)),
      codeOf(
        await them.post(await operation("mkdir"), { DATA_TYPE: "mkdir", path: "/made" }),
      ),
    ],
    [[403, "PermissionDenied"], [403, "PermissionDenied"], [403, "PermissionDenied"]],
  );
});
