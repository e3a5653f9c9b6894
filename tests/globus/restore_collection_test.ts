import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CredentialError, FileError, sandboxSurroundings } from "../../src/credentials/mod.ts";
import {
  type CollectionFiles,
  httpsScope,
  login,
  restoreCollection,
  type RestoreOptions,
} from "../../src/globus/mod.ts";
import { collectionClient } from "../../src/globus/transfer/mod.ts";
import { ApiError, NetworkError } from "../../src/http/reply/errors.ts";
import { approveLogin, plantCredentials, type Sandbox } from "../../src/sandbox/mod.ts";
import { forgetFilesLogin } from "../helpers/files_login.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { fileNames, temporaryFolder } from "../helpers/temporary_folder.ts";

/** Logs in for the files of a collection, and finds the way to them. */
async function filesOf(sandbox: Sandbox, id: string): Promise<CollectionFiles> {
  const app = {
    ...await sandboxSurroundings(sandbox.home),
    clientId: sandbox.tokens.globusApps.other,
  };
  let address = "";
  await login({
    ...app,
    scopes: ["openid", "urn:globus:auth:scope:transfer.api.globus.org:all", httpsScope(id)],
    flow: "paste",
    talk: {
      say: (text) => void (address = /https?:\S+/.exec(text)?.[0] ?? address),
      ask: () => approveLogin(sandbox, address),
    },
  });
  return await restoreCollection(id, app);
}

Deno.test("restoreCollection() finds the token beside Transfer's, and the files behind it", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const [lab] = sandbox.collections;
  const { files, collection } = await filesOf(sandbox, lab?.id ?? "");
  assertEquals([collection.display_name, files.baseUrl], ["lab", collection.https_server]);

  const seen: number[] = [];
  const target = `${folder.path}/trace.bin`;
  const { path, bytes } = await files.downloadFile("/runs/2026-03-21/trace.bin", target, {
    onProgress: ({ bytes, total }) => void seen.push(bytes / (total ?? NaN)),
  });
  assertEquals([path, bytes, seen.at(-1)], [target, 200_000, 1]);
  const served = await Deno.readFile(`${lab?.path}/runs/2026-03-21/trace.bin`);
  assertEquals(await Deno.readFile(target), served);

  const totals: (number | undefined)[] = [];
  const sent = await files.uploadFile(target, "/copy.bin", {
    onProgress: ({ total }) => void totals.push(total),
  });
  assertEquals([sent.bytes, totals.at(-1)], [200_000, 200_000]);
  assertEquals(await Deno.readFile(`${lab?.path}/copy.bin`), served);
});

Deno.test("restoreCollection() says which scope a login lacks", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const id = sandbox.collections[0]?.id ?? "";
  await forgetFilesLogin(sandbox, id);
  const surroundings = await sandboxSurroundings(sandbox.home);
  const error = await assertRejects(() => restoreCollection(id, surroundings), CredentialError);
  const { scope } = httpsScope(id);
  assertStringIncludes(error.message, `log in with the scope ${scope}`);
  // In a notebook: a cell that can be pasted, by the app whose login lacks it.
  assertEquals(
    error.step?.kind === "log in" && error.step.cell,
    `loginInNotebook("globus", { clientId: "${sandbox.tokens.globusApps.planted}", ` +
      `app: "keyferry-sandbox", scopes: ["${scope}"] })`,
  );
});

Deno.test("restoreCollection() gets the token with a client's id and secret", async () => {
  await using sandbox = await startSandbox();
  const { id: clientId, secret: clientSecret } = sandbox.tokens.globusClient;
  const { files } = await restoreCollection(sandbox.collections[0]?.id ?? "", {
    ...await sandboxSurroundings(sandbox.home),
    clientId,
    clientSecret,
  });
  const { stream } = await files.download("/README.txt");
  assertStringIncludes(await new Response(stream).text(), "Sample data");
});

Deno.test("downloadFile() replaces nothing unless told to, and asks for nothing then", async () => {
  await using folder = await temporaryFolder();
  let asked = 0;
  const files = collectionClient("https://g-1.data.globus.org", {
    fetch: () => {
      asked++;
      return Promise.resolve(new Response("new"));
    },
  });
  const target = `${folder.path}/a.txt`;
  await Deno.writeTextFile(target, "old");
  const refused = () => files.downloadFile("/a.txt", target);
  await assertRejects(refused, FileError, "there already");
  assertEquals([asked, await Deno.readTextFile(target)], [0, "old"]);
  await files.downloadFile("/a.txt", target, { overwrite: true });
  assertEquals(await Deno.readTextFile(target), "new");
  assertEquals(await fileNames(folder.path), ["a.txt"]);
});

Deno.test("downloadFile() leaves nothing behind when it is given up or breaks off", async () => {
  await using folder = await temporaryFolder();
  const controller = new AbortController();
  const half: typeof fetch = (_url, init) => {
    const body = new ReadableStream({
      start(stream) {
        stream.enqueue(new TextEncoder().encode("half"));
        init?.signal?.addEventListener("abort", () => stream.error(init.signal?.reason));
      },
    });
    return Promise.resolve(new Response(body, { headers: { "content-length": "8" } }));
  };
  const files = collectionClient("https://g-1.data.globus.org", { fetch: half });
  const partsSeen: string[][] = [];
  const error = await assertRejects(
    () =>
      files.downloadFile("/a.txt", `${folder.path}/a.txt`, {
        signal: controller.signal,
        onProgress() {
          fileNames(folder.path).then((names) => {
            partsSeen.push(names);
            controller.abort();
          });
        },
      }),
    NetworkError,
  );
  assertEquals(error.reason, "aborted");
  assert(partsSeen[0]?.every((name) => /^\.keyferry-[0-9a-f]{16}\.part$/.test(name)));
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("downloadFile() leaves nothing behind when the checksum is another", async () => {
  await using folder = await temporaryFolder();
  const files = collectionClient("https://g-1.data.globus.org", {
    fetch: () => Promise.resolve(new Response("some data")),
  });
  const checksum = { algorithm: "sha256", value: "00".repeat(32) } as const;
  await assertRejects(
    () => files.downloadFile("/a.txt", `${folder.path}/a.txt`, { checksum }),
    NetworkError,
    "sha256",
  );
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("uploadFile() refuses folders and what is not there, and sends nothing", async () => {
  await using folder = await temporaryFolder();
  const files = collectionClient("https://g-1.data.globus.org", {
    fetch: () => Promise.reject(new Error("Nothing is to be sent")),
  });
  await assertRejects(() => files.uploadFile(folder.path, "/a"), FileError, "it is a folder");
  await assertRejects(() => files.uploadFile(`${folder.path}/none`, "/a"), FileError, "none");
});

Deno.test("a client's own token for another service is not used for a collection's files", async () => {
  await using sandbox = await startSandbox();
  const [lab] = sandbox.collections;
  const { id: clientId, secret: clientSecret } = sandbox.tokens.globusClient;
  // As a server would that takes no notice of the scopes.
  const fetch: typeof globalThis.fetch = (input, init) => {
    const body = init?.body;
    if (!(body instanceof URLSearchParams) && typeof body !== "string") {
      return globalThis.fetch(input, init);
    }
    const form = new URLSearchParams(body);
    if (form.has("scope")) form.set("scope", "urn:globus:auth:scope:transfer.api.globus.org:all");
    return globalThis.fetch(input, { ...init, body: form.toString() });
  };
  const { files } = await restoreCollection(lab?.id ?? "", {
    ...await sandboxSurroundings(sandbox.home),
    clientId,
    clientSecret,
    fetch,
  });
  const before = sandbox.requests.length;
  const error = await assertRejects(() => files.download("/readme.txt"), ApiError);
  assertStringIncludes(error.message, "it sent tokens for transfer.api.globus.org where one for");
  assertEquals(sandbox.requests.slice(before).map(({ path }) => path), ["/v2/oauth2/token"]);
});

Deno.test("restoreCollection() takes no word of Globus for a server on this machine", async () => {
  const sent: string[] = [];
  const answers: Readonly<Record<string, unknown>> = {
    "/v2/oauth2/token": {
      access_token: "made-up",
      expires_in: 3600,
      scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
      resource_server: "transfer.api.globus.org",
      token_type: "Bearer",
    },
    "/v0.10/endpoint/c": { id: "c", display_name: "lab", https_server: "http://127.0.0.1:8080" },
  };
  const options: RestoreOptions = {
    env: { GLOBUS_CLIENT_ID: "made-up-id", GLOBUS_CLIENT_SECRET: "made-up-secret" },
    home: "/nonexistent",
    fetch: (input) => {
      const { hostname, pathname } = new URL(String(input));
      sent.push(hostname);
      return Promise.resolve(Response.json(answers[pathname]));
    },
  };
  await assertRejects(() => restoreCollection("c", options), CredentialError, "of this machine");
  assertEquals(sent, ["auth.globus.org", "transfer.api.globus.org"]);
});
