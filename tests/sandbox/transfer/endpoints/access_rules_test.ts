import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { collectionId, startSandbox } from "../../../../src/sandbox/mod.ts";
import { folderOf, item, tree } from "../../_sandbox.ts";
import {
  allow,
  asColleague,
  asPerson,
  codeOf,
  giveRole,
  share,
  submitDelete,
  submitTransfer,
} from "../_transfer.ts";

/** The keys of an access document in globus-cli's fixture (Apache-2.0). */
const accessKeys = [
  "DATA_TYPE",
  "create_time",
  "expiration_date",
  "id",
  "path",
  "permissions",
  "principal",
  "principal_type",
  "role_id",
  "role_type",
];

Deno.test("An access rule is made, read, changed, listed and deleted in the service's words", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const guest = await share(sandbox, "/runs/");
  const made = await me.post(`/endpoint/${guest}/access`, {
    DATA_TYPE: "access",
    principal_type: "all_authenticated_users",
    principal: "",
    path: "/",
    permissions: "r",
  });
  const { access_id: id, request_id, ...rest } = made.body;
  assertMatch(request_id, /^[A-Za-z0-9]{9}$/);
  assertEquals(rest, {
    DATA_TYPE: "access_create_result",
    code: "Created",
    message: "Access rule created successfully.",
    resource: `/v0.10/endpoint/${guest}/access`,
  });
  const rule = `/endpoint/${guest}/access/${id}`;
  const read = await me.get(rule);
  assertEquals(Object.keys(read.body).sort(), accessKeys);
  assertEquals(
    [read.body.principal_type, read.body.principal, read.body.path, read.body.permissions],
    ["all_authenticated_users", "", "/", "r"],
  );
  const changed = await me.put(rule, { permissions: "rw" });
  assertEquals(codeOf(changed), [200, "Updated"]);
  assertStringIncludes(changed.body.message, "permissions updated successfully");
  const { body: list } = await me.get(`/endpoint/${guest}/access_list`);
  assertEquals(list.DATA_TYPE, "access_list");
  assertEquals(
    list.DATA.map((item: Record<string, unknown>) => [item.role_type, item.permissions]),
    [["administrator", "rw"], [null, "rw"]],
  );
  const other = await me.put(rule, { id: crypto.randomUUID(), permissions: "r" });
  assertEquals(codeOf(other), [400, "BadRequest"]);
  assertEquals((await me.put(rule, { id, permissions: "rw" })).status, 200);
  const gone = await me.del(rule);
  assertEquals(codeOf(gone), [200, "Deleted"]);
  assertStringIncludes(gone.body.message, "deleted successfully");
  assertEquals(codeOf(await me.get(rule)), [404, "AccessRuleNotFound"]);
});

/** What is wrong with a rule, and the answer. */
const wrongRules: [string, Record<string, unknown>, number, string][] = [
  ["a path without a slash at its end", { path: "/a" }, 400, "InvalidPath"],
  ["a relative path", { path: "a/" }, 400, "InvalidPath"],
  ["a path that leads out", { path: "/../" }, 400, "InvalidPath"],
  ["a path that is not normalized", { path: "/a/./b/" }, 400, "InvalidPath"],
  ["a path that is too long", { path: `/${"é".repeat(334)}/` }, 400, "InvalidPath"],
  ["permissions that are none", { permissions: "w" }, 400, "BadRequest"],
  ["an unknown kind of principal", { principal_type: "everyone" }, 400, "BadRequest"],
  ["an unknown identity", { principal: crypto.randomUUID() }, 400, "BadRequest"],
  [
    "writing by anybody",
    {
      principal_type: "anonymous",
      principal: "",
      permissions: "rw",
    },
    400,
    "BadRequest",
  ],
  ["an end that has passed", { expiration_date: "2001-01-01" }, 400, "BadRequest"],
];

for (const [what, more, status, code] of wrongRules) {
  Deno.test(`An access rule with ${what} is refused`, async () => {
    await using sandbox = await startSandbox();
    const guest = await share(sandbox, "/runs/");
    const reply = await asPerson(sandbox).post(`/endpoint/${guest}/access`, {
      DATA_TYPE: "access",
      principal_type: "identity",
      principal: sandbox.tokens.globusColleague.id,
      path: "/",
      permissions: "r",
      ...more,
    });
    assertEquals(codeOf(reply), [status, code]);
  });
}

Deno.test("A second rule for the same principal and path is refused", async () => {
  await using sandbox = await startSandbox();
  const guest = await share(sandbox, "/runs/");
  await allow(sandbox, guest, { path: "/", permissions: "r" });
  const reply = await asPerson(sandbox).post(`/endpoint/${guest}/access`, {
    DATA_TYPE: "access",
    principal_type: "identity",
    principal: sandbox.tokens.globusColleague.id,
    path: "/",
    permissions: "rw",
  });
  assertEquals(codeOf(reply), [409, "Exists"]);
});

Deno.test("A mapped collection has no access rules", async () => {
  await using sandbox = await startSandbox();
  const reply = await asPerson(sandbox).get(`/endpoint/${await collectionId("lab")}/access_list`);
  assertEquals(codeOf(reply), [409, "Conflict"]);
});

Deno.test("A colleague sees of a guest collection what rules allow, and no more", async () => {
  await using sandbox = await startSandbox();
  const guest = await share(sandbox, "/");
  const them = asColleague(sandbox);
  const ls = async (path: string) =>
    codeOf(await them.get(`/operation/endpoint/${guest}/ls?path=${path}`));
  assertEquals(await ls("/"), [403, "EndpointPermissionDenied"]);
  const rule = await allow(sandbox, guest, { path: "/runs/", permissions: "r" });
  assertEquals((await ls("/runs/"))[0], 200);
  assertEquals((await ls("/runs/2026-03-21/"))[0], 200);
  assertEquals(await ls("/"), [403, "EndpointPermissionDenied"]);
  assertEquals(await ls("/runs2/"), [403, "EndpointPermissionDenied"]);
  await asPerson(sandbox).del(`/endpoint/${guest}/access/${rule}`);
  assertEquals(await ls("/runs/"), [403, "EndpointPermissionDenied"]);
});

Deno.test("A rule to read lets nothing be changed, one to write does", async () => {
  await using sandbox = await startSandbox();
  const guest = await share(sandbox, "/");
  const rule = await allow(sandbox, guest, { path: "/runs/", permissions: "r" });
  const them = asColleague(sandbox);
  const operation = `/operation/endpoint/${guest}`;
  const attempts = async () => [
    codeOf(await them.post(`${operation}/mkdir`, { DATA_TYPE: "mkdir", path: "/runs/new" })),
    codeOf(
      await them.post(`${operation}/rename`, {
        DATA_TYPE: "rename",
        old_path: "/runs/new",
        new_path: "/runs/newer",
      }),
    ),
    codeOf(
      await them.post(`${operation}/symlink`, {
        DATA_TYPE: "symlink",
        symlink_target: "newer",
        path: "/runs/link",
      }),
    ),
  ];
  const before = await tree(folderOf(sandbox, "lab"));
  assertEquals(await attempts(), Array(3).fill([403, "EndpointPermissionDenied"]));
  assertEquals(await tree(folderOf(sandbox, "lab")), before);
  await asPerson(sandbox).put(`/endpoint/${guest}/access/${rule}`, { permissions: "rw" });
  assertEquals(await attempts(), [
    [200, "DirectoryCreated"],
    [200, "FileRenamed"],
    [200, "SymlinkCreated"],
  ]);
  const outside = await them.post(`${operation}/rename`, {
    DATA_TYPE: "rename",
    old_path: "/runs/newer",
    new_path: "/newest",
  });
  assertEquals(codeOf(outside), [403, "EndpointPermissionDenied"]);
});

Deno.test("A link does not lead from what a rule allows to what none does", async () => {
  await using sandbox = await startSandbox();
  const guest = await share(sandbox, "/");
  await allow(sandbox, guest, { path: "/runs/", permissions: "rw" });
  await Deno.symlink("../cells.csv", `${folderOf(sandbox, "lab")}/runs/out`);
  await Deno.symlink("..", `${folderOf(sandbox, "lab")}/runs/up`);
  const them = asColleague(sandbox);
  const ls = await them.get(`/operation/endpoint/${guest}/ls?path=/runs/up/`);
  const made = await them.post(`/operation/endpoint/${guest}/mkdir`, {
    DATA_TYPE: "mkdir",
    path: "/runs/up/made",
  });
  assertEquals([ls.status, made.status], [403, 403]);
  assertEquals((await tree(folderOf(sandbox, "lab"))).includes("made/"), false);
});

Deno.test("Tasks of a colleague are taken, and fail where no rule allows what they do", async () => {
  await using sandbox = await startSandbox();
  const source = await share(sandbox, "/");
  await allow(sandbox, source, { path: "/runs/", permissions: "r" });
  const target = await share(sandbox, "/", {
    host_endpoint: await collectionId("archive"),
    display_name: "drop box",
  });
  await allow(sandbox, target, { path: "/2019/", permissions: "rw" });
  const them = asColleague(sandbox);
  const outcome = async (from: string, to: string) => {
    const recursive = from.endsWith("/");
    const { body } = await submitTransfer(them, [source, target], [item(from, to, { recursive })]);
    await sandbox.idle();
    const task = (await them.get(`/task/${body.task_id}`)).body;
    return [body.code, task.status, task.fatal_error?.code];
  };
  assertEquals(await outcome("/runs/", "/2019/runs/"), ["Accepted", "SUCCEEDED", undefined]);
  const denied = ["Accepted", "FAILED", "PERMISSION_DENIED"];
  assertEquals(await outcome("/cells.csv", "/2019/cells.csv"), denied);
  assertEquals(await outcome("/", "/2019/all/"), denied);
  assertEquals(await outcome("/runs/2026-03-21/log.txt", "/log.txt"), denied);
  const { body } = await submitDelete(them, target, ["/README.txt"]);
  await sandbox.idle();
  assertEquals(
    (await them.get(`/task/${body.task_id}`)).body.fatal_error.code,
    "PERMISSION_DENIED",
  );
  assertEquals(await tree(folderOf(sandbox, "archive")), [
    "2019/",
    "2019/runs/",
    "2019/runs/2026-03-21/",
    "2019/runs/2026-03-21/log.txt",
    "2019/runs/2026-03-21/trace.bin",
    "2019/temperature.csv",
    "README.txt",
  ]);
});

Deno.test("A rule ends at its expiration date", async () => {
  const clock = { now: Date.parse("2026-03-21T00:00:00Z") };
  await using sandbox = await startSandbox({ now: () => clock.now });
  const guest = await share(sandbox, "/runs/");
  await asPerson(sandbox).post(`/endpoint/${guest}/access`, {
    DATA_TYPE: "access",
    principal_type: "all_authenticated_users",
    path: "/",
    permissions: "r",
    expiration_date: "2026-03-21T00:10:00Z",
  });
  const ls = () => asColleague(sandbox).get(`/operation/endpoint/${guest}/ls`);
  assertEquals((await ls()).status, 200);
  clock.now += 10 * 60 * 1000;
  assertEquals((await ls()).status, 403);
});

Deno.test("Nobody sees or changes rules without the access_manager role", async () => {
  await using sandbox = await startSandbox();
  const guest = await share(sandbox, "/runs/");
  const rule = await allow(sandbox, guest, { path: "/", permissions: "rw" });
  const them = asColleague(sandbox);
  const attempts = async () => [
    (await them.get(`/endpoint/${guest}/access_list`)).status,
    (await them.get(`/endpoint/${guest}/access/${rule}`)).status,
    (await them.put(`/endpoint/${guest}/access/${rule}`, { permissions: "r" })).status,
    (await them.del(`/endpoint/${guest}/access/${rule}`)).status,
  ];
  assertEquals(await attempts(), [403, 403, 403, 403]);
  await giveRole(sandbox, guest, "activity_manager");
  assertEquals(await attempts(), [403, 403, 403, 403]);
  await giveRole(sandbox, guest, "access_manager");
  assertEquals(await attempts(), [200, 200, 200, 200]);
});

Deno.test("A role is given, read, listed and taken in the service's words", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const lab = await collectionId("lab");
  const wanted = {
    principal_type: "identity",
    principal: sandbox.tokens.globusColleague.id,
    role: "access_manager",
  };
  const { body: made } = await me.post(`/endpoint/${lab}/role`, wanted);
  assertEquals(made, { DATA_TYPE: "role", id: made.id, ...wanted });
  assertEquals((await me.get(`/endpoint/${lab}/role/${made.id}`)).body, made);
  const { body: list } = await me.get(`/endpoint/${lab}/role_list`);
  assertEquals(list.DATA_TYPE, "role_list");
  assertEquals(
    list.DATA.map((role: { role: string }) => role.role),
    ["administrator", "access_manager"],
  );
  assertEquals(codeOf(await me.del(`/endpoint/${lab}/role/${made.id}`)), [200, "Deleted"]);
  assertEquals(codeOf(await me.get(`/endpoint/${lab}/role/${made.id}`)), [404, "RoleNotFound"]);
});

Deno.test("Roles are given by administrators alone, and the last of these stays one", async () => {
  await using sandbox = await startSandbox();
  const [me, them] = [asPerson(sandbox), asColleague(sandbox)];
  const lab = await collectionId("lab");
  const wanted = {
    principal_type: "identity",
    principal: sandbox.tokens.globusColleague.id,
    role: "activity_monitor",
  };
  assertEquals(codeOf(await them.post(`/endpoint/${lab}/role`, wanted)), [403, "PermissionDenied"]);
  const { body } = await me.get(`/endpoint/${lab}/role_list`);
  const own = body.DATA[0].id;
  assertEquals(codeOf(await me.del(`/endpoint/${lab}/role/${own}`)), [409, "Conflict"]);
  await giveRole(sandbox, lab, "administrator");
  assertEquals((await them.post(`/endpoint/${lab}/role`, wanted)).status, 200);
  assertEquals(codeOf(await me.del(`/endpoint/${lab}/role/${own}`)), [200, "Deleted"]);
  assertEquals((await me.get(`/endpoint/${lab}/role_list`)).body.DATA, []);
});

// As the live tests of globus-sdk 1.1.0 saw it (`test_add_endpoint_role`).
Deno.test("An endpoint without a subscription takes no more roles", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const { body: { id } } = await me.post("/endpoint", { display_name: "new" });
  const add = () =>
    me.post(`/endpoint/${id}/role`, {
      principal_type: "identity",
      principal: sandbox.tokens.globusColleague.id,
      role: "access_manager",
    });
  assertEquals(codeOf(await add()), [409, "Conflict"]);
  assertEquals((await me.get(`/endpoint/${id}/role_list`)).body.DATA.length, 1);
  await me.put(`/endpoint/${id}/subscription`, { subscription_id: "DEFAULT" });
  assertEquals((await add()).body.role, "access_manager");
});

Deno.test("my_effective_roles of an endpoint document are the caller's", async () => {
  await using sandbox = await startSandbox();
  const lab = await collectionId("lab");
  const guest = await share(sandbox, "/runs/");
  const roles = async (id: string) =>
    (await asColleague(sandbox).get(`/endpoint/${id}`)).body.my_effective_roles;
  assertEquals(await roles(lab), []);
  await giveRole(sandbox, lab, "activity_manager");
  assertEquals(await roles(lab), ["activity_manager", "activity_monitor"]);
  assertEquals(await roles(guest), ["activity_manager", "activity_monitor"]);
  assertEquals((await asPerson(sandbox).get(`/endpoint/${guest}`)).body.my_effective_roles, [
    "administrator",
    "access_manager",
    "activity_manager",
    "activity_monitor",
  ]);
});
