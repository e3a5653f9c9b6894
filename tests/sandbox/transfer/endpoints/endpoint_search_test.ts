import { assert, assertEquals } from "@std/assert";
import { collectionId, startSandbox } from "../../../../src/sandbox/mod.ts";
import { folderOf, item, post, run, send, temporaryFolder, transfer } from "../../_sandbox.ts";

/** Keys of an endpoint document of endpoint_search (globus-cli test fixtures, Apache-2.0). */
const searchKeys =
  `DATA_TYPE _rank acl_available acl_editable activated authentication_assurance_timeout
  authentication_timeout_mins canonical_name contact_email contact_info default_directory department
  description disable_verify display_name entity_type expire_time expires_in force_encryption
  force_verify gcp_connected gcp_paused gcs_version globus_connect_setup_key high_assurance
  host_endpoint host_endpoint_display_name host_endpoint_id host_path https_server id in_use info_link
  is_globus_connect is_go_storage keywords local_user_info_available location max_concurrency
  max_parallelism mfa_required my_effective_roles myproxy_dn myproxy_server name network_use
  non_functional oauth_server organization owner_id owner_string preferred_concurrency
  preferred_parallelism public s3_owner_activated s3_url shareable sharing_target_endpoint
  sharing_target_root_path storage_type subscription_id tlsftp_server user_message user_message_link
  username`.split(/\s+/);

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

Deno.test("endpoint_search pages through the catalogue without a gap or a repeat", async () => {
  await using sandbox = await startSandbox({ catalogue: 130 });
  const ids: string[] = [];
  const pages: [number, boolean][] = [];
  let offset = 0;
  let more = true;
  while (more) {
    const { body } = await transfer(
      sandbox,
      `/endpoint_search?filter_fulltext=sandbox&limit=50&offset=${offset}`,
    );
    assertEquals([body.DATA_TYPE, body.limit, body.offset], ["endpoint_list", 50, offset]);
    ids.push(...body.DATA.map((entry: { id: string }) => entry.id));
    pages.push([body.DATA.length, body.has_next_page]);
    offset += body.DATA.length;
    more = body.has_next_page;
  }
  assertEquals(pages, [[50, true], [50, true], [32, false]]);
  assertEquals(new Set(ids).size, 132);
});

Deno.test("endpoint_search shows no more than 1000 matches, as the real service", async () => {
  await using sandbox = await startSandbox({ catalogue: 1100 });
  const last = await transfer(
    sandbox,
    "/endpoint_search?filter_fulltext=catalogue&limit=100&offset=900",
  );
  assertEquals([last.body.DATA.length, last.body.has_next_page], [100, false]);
});

Deno.test("endpoint_search documents have the keys of the real ones", async () => {
  await using sandbox = await startSandbox();
  const { body } = await transfer(sandbox, "/endpoint_search?filter_scope=my-endpoints");
  assertEquals(
    body.DATA.map((entry: { display_name: string }) => entry.display_name),
    ["lab", "archive"],
  );
  const missing = searchKeys.filter((key) => !(key in body.DATA[0]));
  assertEquals(missing, []);
});

Deno.test("endpoint_search matches beginnings of words, all of them", async () => {
  await using sandbox = await startSandbox();
  const names = async (text: string) => {
    const { body } = await transfer(
      sandbox,
      `/endpoint_search?filter_fulltext=${encodeURIComponent(text)}`,
    );
    return body.DATA.map((entry: { display_name: string }) => entry.display_name);
  };
  assertEquals(await names("ARCH"), ["archive"]);
  assertEquals(await names("arch ferry"), ["archive"]);
  assertEquals(await names("rchive"), []);
  assert((await names("genome northfield")).length > 0);
});

Deno.test("endpoint_search knows what was used, and what is in use", async () => {
  await using sandbox = await startSandbox();
  const count = async (scope: string) =>
    (await transfer(sandbox, `/endpoint_search?filter_scope=${scope}`)).body.DATA.length;
  assertEquals([await count("recently-used"), await count("in-use")], [0, 0]);
  await run(sandbox, ["lab", "lab"], [item("/cells.csv", "/again.csv")]);
  assertEquals([await count("recently-used"), await count("in-use")], [1, 0]);
});

Deno.test("endpoint_search refuses what the service does not take", async () => {
  await using sandbox = await startSandbox();
  const queries = [
    "",
    "filter_scope=all",
    "filter_scope=everything",
    "filter_fulltext=a&limit=0",
    "filter_fulltext=a&limit=101",
    "filter_fulltext=a&limit=ten",
    "filter_fulltext=a&offset=-1",
    // As globus-sdk 4.9.0 documents `TransferClient.endpoint_search()`.
    ...["my-endpoints", "my-gcp-endpoints", "shared-by-me"]
      .map((scope) => `filter_scope=${scope}&filter_owner_id=${crypto.randomUUID()}`),
    "filter_fulltext=a&filter_non_functional=0&filter_entity_type=GCSv5_guest_collection",
  ];
  for (const query of queries) {
    const { status, body } = await transfer(sandbox, `/endpoint_search?${query}`);
    assertEquals([query, status, body.code], [query, 400, "BadRequest"]);
  }
});

Deno.test("endpoint_search finds nothing without files of its own, as the sandbox has none", async () => {
  await using sandbox = await startSandbox();
  const count = async (flag: string) =>
    (await transfer(sandbox, `/endpoint_search?filter_fulltext=lab&filter_non_functional=${flag}`))
      .body.DATA.length;
  assert(await count("0") > 0);
  assertEquals(await count("1"), 0);
});

Deno.test("A collection of the catalogue can be found and not used", async () => {
  await using sandbox = await startSandbox();
  const { body } = await transfer(sandbox, "/endpoint_search?filter_fulltext=catalogue&limit=1");
  const { id } = body.DATA[0];
  assertEquals((await transfer(sandbox, `/endpoint/${id}`)).body.id, id);
  const ls = await transfer(sandbox, `/operation/endpoint/${id}/ls`);
  assertEquals([ls.status, ls.body.code], [403, "PermissionDenied"]);
});

Deno.test("endpoint/{id} answers for an id in capitals, and 404 for one nobody has", async () => {
  await using sandbox = await startSandbox();
  const id = await collectionId("lab");
  const found = await transfer(sandbox, `/endpoint/${id.toUpperCase()}`);
  assertEquals([found.body.id, found.body.DATA[0].DATA_TYPE], [id, "server"]);
  const missing = await transfer(sandbox, `/endpoint/${crypto.randomUUID()}`);
  assertEquals([missing.status, missing.body.code], [404, "EndpointNotFound"]);
});

Deno.test("Transfer words its refusals as documents with code, message, request_id, resource", async () => {
  await using sandbox = await startSandbox();
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const list = `${sandbox.url}/v0.10/task_list`;
  const replies = [
    [await send(list), 401, "ClientError.AuthenticationFailed"],
    [await send(list, bearer("nonsense")), 401, "ClientError.AuthenticationFailed"],
    [await send(list, bearer(sandbox.tokens.cave)), 401, "ClientError.AuthenticationFailed"],
    [
      await send(list, bearer(sandbox.tokens.globusTransferRefresh)),
      401,
      "ClientError.AuthenticationFailed",
    ],
    [await transfer(sandbox, "/nothing"), 404, "ClientError.NotFound"],
    [await transfer(sandbox, "/task_list", { method: "PUT" }), 405, "ClientError.BadMethod"],
  ] as const;
  for (const [reply, status, code] of replies) {
    assertEquals([reply.status, reply.body.code], [status, code]);
    assertEquals(Object.keys(reply.body).sort(), ["code", "message", "request_id", "resource"]);
    assertEquals(reply.headers.get("content-type"), "application/json");
  }
});

Deno.test("An id with an encoded slash stays one segment", async () => {
  await using sandbox = await startSandbox();
  const { status, body } = await transfer(sandbox, "/endpoint/a%2Fb");
  assertEquals([status, body.code], [404, "EndpointNotFound"]);
});

Deno.test("ls documents have the keys of the real ones", async () => {
  await using sandbox = await startSandbox();
  const id = await collectionId("lab");
  const { body } = await transfer(sandbox, `/operation/endpoint/${id}/ls`);
  assertEquals(Object.keys(body).sort(), [
    "DATA",
    "DATA_TYPE",
    "absolute_path",
    "endpoint",
    "length",
    "path",
    "rename_supported",
    "symlink_supported",
    "total",
  ]);
  assertEquals([body.path, body.endpoint, body.length, body.total], ["/~/", id, 3, 3]);
  for (const file of body.DATA) assertEquals(Object.keys(file).sort(), fileKeys);
});

Deno.test("ls tells size, type, permissions and time of each file", async () => {
  await using sandbox = await startSandbox();
  const path = `${folderOf(sandbox, "lab")}/cells.csv`;
  await Deno.utime(path, 0, 1_600_000_000);
  if (Deno.build.os !== "windows") await Deno.chmod(path, 0o640);
  const id = await collectionId("lab");
  const { body } = await transfer(sandbox, `/operation/endpoint/${id}/ls?path=/`);
  const found = body.DATA.find((file: { name: string }) => file.name === "cells.csv");
  assertEquals(
    [found.type, found.size, found.last_modified],
    ["file", (await Deno.stat(path)).size, "2020-09-13 12:26:40+00:00"],
  );
  if (Deno.build.os !== "windows") assertEquals(found.permissions, "0640");
});

Deno.test("ls pages, sorts, filters and leaves hidden files out on demand", async () => {
  await using folder = await temporaryFolder();
  for (const [name, size] of [["b.txt", 3], ["a.txt", 2], ["c.csv", 9], [".hidden", 1]] as const) {
    await Deno.writeTextFile(`${folder.path}/${name}`, "x".repeat(size));
  }
  await Deno.mkdir(`${folder.path}/d`);
  await using sandbox = await startSandbox({
    collections: [{ name: "ls", path: folder.path }],
  });
  const id = await collectionId("ls");
  const ls = async (query: string) => {
    const { body } = await transfer(sandbox, `/operation/endpoint/${id}/ls?${query}`);
    return [body.DATA.map((file: { name: string }) => file.name).join(" "), body.total];
  };
  assertEquals(await ls(""), [".hidden a.txt b.txt c.csv d", 5]);
  assertEquals(await ls("show_hidden=0"), ["a.txt b.txt c.csv d", 4]);
  assertEquals(await ls("limit=2&offset=1"), ["a.txt b.txt", 5]);
  assertEquals(await ls("filter=name:~*.txt"), ["a.txt b.txt", 2]);
  assertEquals(await ls("filter=name:!~*.txt&show_hidden=0"), ["c.csv d", 2]);
  assertEquals(await ls("filter=name:a.txt,d"), ["a.txt d", 2]);
  assertEquals(await ls("filter=type:dir"), ["d", 1]);
  assertEquals(await ls("filter=name:~[ab]*/type:file"), ["a.txt b.txt", 2]);
  assertEquals(await ls("filter=type:file&orderby=size DESC&limit=2"), ["c.csv b.txt", 4]);
  assertEquals(await ls("orderby=type,name DESC&show_hidden=0"), ["d c.csv b.txt a.txt", 4]);
});

Deno.test("ls tells a missing folder from a file and from a wrong query", async () => {
  await using sandbox = await startSandbox();
  const id = await collectionId("lab");
  const cases = [
    ["path=/nowhere", 404, "ClientError.NotFound"],
    ["path=/cells.csv", 502, "ExternalError.DirListingFailed.NotDirectory"],
    ["path=/cells.csv/deeper", 404, "ClientError.NotFound"],
    ["orderby=colour", 400, "BadRequest"],
    ["filter=colour:red", 400, "BadRequest"],
  ] as const;
  for (const [query, status, code] of cases) {
    const reply = await transfer(sandbox, `/operation/endpoint/${id}/ls?${query}`);
    assertEquals([query, reply.status, reply.body.code], [query, status, code]);
  }
});

Deno.test("mkdir makes one folder, and tells one that exists from a missing parent", async () => {
  await using sandbox = await startSandbox();
  const id = await collectionId("archive");
  const mkdir = (path: string) =>
    post(sandbox, `/operation/endpoint/${id}/mkdir`, { DATA_TYPE: "mkdir", path });
  const made = await mkdir("/~/new folder/");
  assertEquals([made.status, made.body.DATA_TYPE, made.body.code], [
    200,
    "mkdir_result",
    "DirectoryCreated",
  ]);
  assert((await Deno.stat(`${folderOf(sandbox, "archive")}/new folder`)).isDirectory);
  assertEquals((await mkdir("/new folder")).body.code, "ExternalError.MkdirFailed.Exists");
  assertEquals((await mkdir("/a/b")).body.code, "ClientError.NotFound");
  const rename = await post(sandbox, `/operation/endpoint/${id}/mkdir`, {
    DATA_TYPE: "rename",
    path: "/x",
  });
  assertEquals(rename.body.code, "BadRequest");
});
