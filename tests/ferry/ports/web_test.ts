import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { isApiError, isNetworkError } from "../../../mod.ts";
import { ferry } from "../../../src/ferry/mod.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { fileNames, temporaryFolder } from "../../helpers/temporary_folder.ts";
import { places } from "../_places.ts";

interface Web extends AsyncDisposable {
  readonly url: string;
  readonly requests: { readonly url: string; readonly hasCredential: boolean }[];
}

/** A server of the web on this machine. */
function web(answer: (url: URL, request: Request) => Response): Web {
  const requests: Web["requests"] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const hasCredential = request.headers.has("authorization") || request.headers.has("cookie");
    requests.push({ url: request.url, hasCredential });
    return answer(new URL(request.url), request);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const headers = {
  "last-modified": "Sat, 29 Feb 2020 12:34:56 GMT",
  "content-length": "9",
  etag: '"1"',
};

Deno.test("ferry() fetches a file of the web under its own name, once", async () => {
  await using folder = await temporaryFolder();
  await using server = web(() => new Response("some data", { headers }));
  const from = `${server.url}/data/a%20b.csv?key=secret&x`;
  const outcome = await ferry(from, folder.path).done;
  assertEquals([outcome.route, outcome.copied, outcome.bytes], ["download", 1, 9]);
  assertEquals(await Deno.readTextFile(`${folder.path}/a b.csv`), "some data");
  const { mtime } = await Deno.stat(`${folder.path}/a b.csv`);
  assertEquals(mtime, new Date("2020-02-29T12:34:56Z"));
  const again = await ferry(from, folder.path).done;
  assertEquals([again.copied, again.skipped], [0, 1]);
  assert(
    server.requests.every(({ hasCredential, url }) => !hasCredential && /key=secret&x/.test(url)),
  );
});

Deno.test("ferry() asks for an address letter for letter: it may be signed", async () => {
  await using folder = await temporaryFolder();
  const seen: string[] = [];
  await using server = startRawServer(({ target }) => {
    seen.push(target);
    return { body: "some data", headers: { etag: '"1"' } };
  });
  const signed = "/a'(1).csv?b=2&a=1&b=3&flag&of=a%20b&by=a+b&in=%E4%F6&sig=a%2Fb~(x)%3d";
  const { copied } = await ferry(server.url + signed, `${folder.path}/a.csv`).done;
  assertEquals([copied, new Set(seen)], [1, new Set([signed])]);
});

Deno.test("ferry() takes no file of the web for whole that has fewer bytes than its server said at first", async () => {
  await using folder = await temporaryFolder();
  await using server = startRawServer([
    { body: "some data" },
    // As a server of HTTP/1.0 ends a file, and as any ends that breaks off.
    { raw: "HTTP/1.0 200 OK\r\n\r\nsome" },
  ]);
  const { copied, failures } = await ferry(`${server.url}/a.csv`, `${folder.path}/a.csv`).done;
  assertEquals([copied, failures.length, await fileNames(folder.path)], [0, 1, []]);
  assertStringIncludes(String(failures[0]?.error), "4 bytes came of a file of 9; try again");
});

Deno.test("ferry() follows a redirect of the web to another origin, without a credential", async () => {
  await using folder = await temporaryFolder();
  await using other = web(() => new Response("some data", { headers }));
  await using server = web(() => Response.redirect(`${other.url}/elsewhere`, 302));
  const outcome = await ferry(`${server.url}/a.csv`, `${folder.path}/`).done;
  assertEquals([outcome.copied, await fileNames(folder.path)], [1, ["a.csv"]]);
  assert(other.requests.length > 0);
  assert(other.requests.every(({ hasCredential }) => !hasCredential));
});

Deno.test("ferry() follows no redirect to what others could read, nor one without an end", async () => {
  await using folder = await temporaryFolder();
  for (const target of ["http://example.org/x", "ftp://example.org/x", "/again"]) {
    await using server = web((url) => {
      return new Response(null, {
        status: 302,
        headers: { location: target === "/again" ? `/again${url.pathname}` : target },
      });
    });
    const error = await assertRejects(() => ferry(`${server.url}/a`, folder.path).done);
    assert(isNetworkError(error) && error.reason === "redirect", `${error}`);
  }
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("ferry() says what the web answers instead of a file, and tells no query", async () => {
  await using folder = await temporaryFolder();
  await using server = web(({ pathname }) => {
    if (pathname === "/none") return new Response("no", { status: 404 });
    if (pathname === "/denied") return new Response("no", { status: 403 });
    return new Response("<form action='/login'><input type='password'></form>", {
      headers: { "content-type": "text/html" },
    });
  });
  const of = (path: string) => () => ferry(`${server.url}${path}?key=secret`, folder.path).done;
  assertStringIncludes((await assertRejects(of("/none"), Error)).message, "it is not there");
  for (const path of ["/denied", "/page"]) {
    const error = await assertRejects(of(path), Error);
    assert(isApiError(error), `${error}`);
    assert(!error.message.includes("secret"));
  }
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("ferry() wants a name for an address that has none", async () => {
  await using folder = await temporaryFolder();
  await using server = web(() => new Response("some data", { headers }));
  await assertRejects(() => ferry(`${server.url}/`, folder.path).done, Error, "no name to keep");
  const named = await ferry(`${server.url}/`, `${folder.path}/a.csv`).done;
  assertEquals([named.copied, await fileNames(folder.path)], [1, ["a.csv"]]);
});

Deno.test("ferry() has Tapis fetch a file of the web, or takes it through here", async () => {
  await using at = await places();
  await using server = web(() => new Response("some data", { headers }));
  const from = `${server.url}/data.csv`;
  const alone = await ferry(from, "tapis:lab:/", at.options).done;
  assertEquals([alone.route, alone.copied, alone.failures], ["tapis transfer", 1, []]);
  assertEquals(await Deno.readTextFile(`${at.labFolder}/data.csv`), "some data");
  const again = await ferry(from, "tapis:lab:/", at.options).done;
  assertEquals([again.copied, again.skipped], [0, 1]);
  const through = { ...at.options, throughHere: true, verify: true };
  for (const to of ["tapis:archive:/x.csv", at.archive("/y.csv")]) {
    const outcome = await ferry(from, to, through).done;
    assertEquals([outcome.route, outcome.copied, outcome.failures], ["through here", 1, []]);
  }
  assertEquals(await Deno.readTextFile(`${at.archiveFolder}/y.csv`), "some data");
});
