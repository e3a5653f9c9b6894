import { assertEquals, assertObjectMatch } from "@std/assert";
import { collectionId, type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";
import { maySmallDisk, smallDisk } from "../../helpers/small_disk.ts";
import { fileNames, temporaryFolder } from "../../helpers/temporary_folder.ts";
import { item, post, type Reply, run, send, transfer } from "../_sandbox.ts";

/** What a reply says: its status, and the code or the sentence of the service's own form. */
function told({ status, body }: Reply): [number, string] {
  return [status, body?.code ?? body?.message];
}

async function v3Token(sandbox: Sandbox): Promise<string> {
  const { username, password } = sandbox.tokens.tapis;
  const { body } = await send(`${sandbox.url}/v3/oauth2/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ grant_type: "password", username, password }),
  });
  return body.result.access_token.access_token;
}

/** Calls Tapis v3's Files for one collection. */
async function files(sandbox: Sandbox): Promise<
  (method: string, path: string, body?: BodyInit) => Promise<Reply>
> {
  const token = await v3Token(sandbox);
  return (method, path, body) =>
    send(`${sandbox.url}/v3/files/${path}`, {
      method,
      headers: {
        "x-tapis-token": token,
        ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
      },
      ...(body === undefined ? {} : { body }),
    });
}

function upload(bytes: number): FormData {
  const form = new FormData();
  form.append("file", new Blob([new Uint8Array(bytes)]), "f");
  return form;
}

/** A token for the collection's HTTPS server, and calls of it. */
async function https(sandbox: Sandbox, name: string): Promise<
  (method: string, path: string, body?: BodyInit) => Promise<Reply>
> {
  const { id, secret } = sandbox.tokens.globusClient;
  const collection = await collectionId(name);
  const { body } = await send(`${sandbox.url}/v2/oauth2/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({
      grant_type: "client_credentials",
      scope: `https://auth.globus.org/scopes/${collection}/https`,
    }),
  });
  return (method, path, body_) =>
    send(`${sandbox.url}/https/${collection}/${path}`, {
      method,
      headers: { authorization: `Bearer ${body.access_token}` },
      ...(body_ === undefined ? {} : { body: body_ }),
    });
}

const fits = "n".repeat(255);
const long = "n".repeat(256);

Deno.test("a name of 255 bytes works with every operation of the sandbox", async () => {
  await using folder = await temporaryFolder();
  await using sandbox = await startSandbox({
    collections: [{ name: "mine", path: folder.path, writable: true }],
  });
  const id = await collectionId("mine");
  const call = await files(sandbox);
  assertEquals(
    (await post(sandbox, `/operation/endpoint/${id}/mkdir`, {
      DATA_TYPE: "mkdir",
      path: `/${fits}`,
    })).status,
    200,
  );
  assertEquals((await call("POST", `ops/mine/${fits}/${fits}`, upload(3))).status, 200);
  assertEquals((await call("GET", `content/mine/${fits}/${fits}`)).text.length, 3);
  const task = await run(sandbox, ["mine", "mine"], [
    item(`/${fits}/${fits}`, `/${"m".repeat(255)}`),
  ]);
  assertEquals([task.status, task.files_transferred], ["SUCCEEDED", 1]);
});

Deno.test("a name of more than 255 bytes is refused by each service in its own form", async () => {
  await using folder = await temporaryFolder();
  await using sandbox = await startSandbox({
    collections: [{ name: "mine", path: folder.path, writable: true }],
  });
  await Deno.writeTextFile(`${folder.path}/a`, "a");
  await Deno.mkdir(`${folder.path}/folder`);
  const id = await collectionId("mine");
  const place = `/operation/endpoint/${id}`;
  for (const name of [long, "é".repeat(128), `folder/${long}/b`]) {
    const path = `/${name}`;
    const gridFtp: [number, string] = [502, "EndpointError"];
    const query = new URLSearchParams({ path });
    assertEquals(told(await transfer(sandbox, `${place}/ls?${query}`)), gridFtp);
    assertEquals(told(await transfer(sandbox, `${place}/stat?${query}`)), gridFtp);
    const made = await post(sandbox, `${place}/mkdir`, { DATA_TYPE: "mkdir", path });
    assertEquals(told(made), gridFtp);
    assertEquals(made.body.message, "File name too long");
    assertEquals(Object.keys(made.body).sort(), ["code", "message", "request_id", "resource"]);
    const renamed = { DATA_TYPE: "rename", old_path: "/a", new_path: path };
    assertEquals(told(await post(sandbox, `${place}/rename`, renamed)), gridFtp);
    const encoded = name.split("/").map(encodeURIComponent).join("/");
    const call = await files(sandbox);
    const envelope = { status: "error", result: null, message: "File name too long" };
    for (
      const reply of [
        await call("GET", `ops/mine/${encoded}`),
        await call("GET", `content/mine/${encoded}`),
        await call("POST", `ops/mine/${encoded}`, upload(1)),
        await call("POST", "ops/mine", JSON.stringify({ path: name })),
        await call("PUT", "ops/mine/a", JSON.stringify({ operation: "MOVE", newPath: name })),
        await call("PUT", "ops/mine/a", JSON.stringify({ operation: "COPY", newPath: name })),
        await call("DELETE", `ops/mine/${encoded}`),
      ]
    ) {
      assertEquals(reply.status, 400);
      assertObjectMatch(reply.body, envelope);
    }
    const web = await https(sandbox, "mine");
    assertEquals(told(await web("GET", encoded)), [400, "InvalidPath"]);
    assertEquals(told(await web("PUT", encoded, "x")), [400, "InvalidPath"]);
    const task = await run(sandbox, ["mine", "mine"], [item("/a", path)]);
    assertEquals([task.status, task.fatal_error?.code], ["FAILED", "INVALID_PATH_NAME"]);
  }
  assertEquals(await fileNames(folder.path), ["a"]);
});

const may = await maySmallDisk();

Deno.test({
  name: "a full disk is told by each service in its own form, and leaves nothing half-written",
  ignore: !may,
  async fn() {
    await using disk = await smallDisk();
    await Deno.writeTextFile(`${disk.path}/a`, "a".repeat(2000));
    await using sandbox = await startSandbox({
      collections: [{ name: "mine", path: disk.path, writable: true }],
    });
    const id = await collectionId("mine");
    const [call, web] = [await files(sandbox), await https(sandbox, "mine")];
    await disk.fill();
    const mkdir = { DATA_TYPE: "mkdir", path: "/b" };
    const made = await post(sandbox, `/operation/endpoint/${id}/mkdir`, mkdir);
    assertEquals(told(made), [502, "EndpointError"]);
    assertEquals(made.body.message, "No space left on device");
    for (
      const reply of [
        await call("POST", "ops/mine/b", upload(100_000)),
        await call("POST", "ops/mine", JSON.stringify({ path: "b" })),
        await call("PUT", "ops/mine/a", JSON.stringify({ operation: "COPY", newPath: "b" })),
      ]
    ) {
      assertEquals(reply.status, 500);
      assertObjectMatch(reply.body, { status: "error", message: "No space left on device" });
    }
    assertEquals(told(await web("PUT", "b", new Uint8Array(100_000))), [
      507,
      "InsufficientStorage",
    ]);
    const task = await run(sandbox, ["mine", "mine"], [item("/a", "/b")]);
    assertEquals([task.status, task.fatal_error?.code], ["FAILED", "NO_SPACE_LEFT"]);
    await disk.clear();
    assertEquals(await Array.fromAsync(Deno.readDir(disk.path), ({ name }) => name), ["a"]);
    assertEquals((await web("PUT", "b", "x")).status, 201);
  },
});

Deno.test({
  name: "a state file on a full disk is told, and what was asked for is kept once there is room",
  ignore: !may,
  async fn() {
    await using disk = await smallDisk();
    await using folder = await temporaryFolder();
    const state = `${disk.path}/s.db`;
    const options = { state, catalogue: 0, collections: [{ name: "mine", path: folder.path }] };
    const bookmark = { DATA_TYPE: "bookmark", path: "/", endpoint_id: await collectionId("mine") };
    {
      await using sandbox = await startSandbox(options);
      await disk.fill();
      const name = "n".repeat(100);
      const bearer = { authorization: `Bearer ${sandbox.tokens.cave}` };
      assertEquals(told(await post(sandbox, "/bookmark", { ...bookmark, name })), [
        502,
        "EndpointError",
      ]);
      const token = await send(`${sandbox.url}/auth/api/v1/create_token`, { headers: bearer });
      assertEquals([token.status, token.body], [500, { message: "No space left on device" }]);
      await disk.clear();
      assertEquals((await post(sandbox, "/bookmark", { ...bookmark, name: "second" })).status, 200);
    }
    await using again = await startSandbox(options);
    const { body } = await transfer(again, "/bookmark_list");
    assertEquals(body.DATA.some(({ name }: { name: string }) => name === "second"), true);
  },
});

Deno.test("a disk that is full, as an error of the system tells it, is told by each service", async () => {
  await using folder = await temporaryFolder();
  await using sandbox = await startSandbox({
    collections: [{ name: "mine", path: folder.path, writable: true }],
  });
  const [call, web] = [await files(sandbox), await https(sandbox, "mine")];
  const { write } = Deno.FsFile.prototype;
  // As the bytes of a file come to a disk without room.
  Deno.FsFile.prototype.write = () => {
    const error = new Error("No space left on device (os error 28)");
    return Promise.reject(Object.assign(error, { code: "EDQUOT" }));
  };
  try {
    assertEquals(told(await web("PUT", "b", "x")), [507, "InsufficientStorage"]);
    assertEquals((await call("POST", "ops/mine/b", upload(1))).status, 500);
  } finally {
    Deno.FsFile.prototype.write = write;
  }
  assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
});
