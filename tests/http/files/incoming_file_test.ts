import { assert, assertEquals, assertRejects } from "@std/assert";
import { collectionClient } from "../../../src/globus/transfer/mod.ts";
import type { ByteProgress } from "../../../src/http/files/save_file.ts";
import { ApiError, NetworkError } from "../../../src/http/reply/errors.ts";
import { v3 } from "../../../src/tapis/mod.ts";
import { patience } from "../../helpers/patient.ts";
import { type Answer, type SeenRequest, startRawServer } from "../../helpers/servers/raw_server.ts";
import { fileNames, temporaryFolder } from "../../helpers/temporary_folder.ts";

/** Two versions of a file. */
const [before, after] = ["aaaaaaaaaa", "bbbbbbbbbb"];

/** An answer as bytes; it breaks off where fewer come than `length` says. */
function sends(status: number, headers: Record<string, string>, body: string, length: number) {
  const lines = Object.entries({ "content-length": String(length), ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return { raw: `HTTP/1.1 ${status} X\r\n${head}connection: close\r\n\r\n${body}` };
}

const torn = (headers: Record<string, string>): Answer => sends(200, headers, "aaaaa", 10);
const rest = (range: string, headers: Record<string, string>, body = "bbbbb"): Answer => {
  return sends(206, { "content-range": `bytes ${range}`, ...headers }, body, body.length);
};

/** One way to read a file, as a person of that platform has it. */
type Get = (
  url: string,
  target: string,
  onProgress?: (progress: ByteProgress) => void,
) => Promise<unknown>;

const ways: Readonly<Record<string, Get>> = {
  globus(url, target, onProgress) {
    const files = collectionClient(url, { sleep: patience().sleep });
    return files.downloadFile("/a.bin", target, { onProgress });
  },
  tapis(url, target, onProgress) {
    const tapis = v3.tapisClient({ baseUrl: url, sleep: patience().sleep });
    return tapis.downloadFile("lab", "a.bin", target, { onProgress });
  },
};

interface Case {
  /** The headers of the first answer, which breaks off in its middle. */
  readonly first: Record<string, string>;
  /** What is answered to a request for the rest. */
  readonly rest: Answer;
}

const strong = { etag: '"1"' };
const minute = { "last-modified": "Sat, 28 Nov 2026 02:00:00 GMT" };
const atTwo = { ...minute, date: "Sat, 28 Nov 2026 02:00:30 GMT" };
const atThree = { ...minute, date: "Sat, 28 Nov 2026 03:00:00 GMT" };

/** The file changes after the first answer, and the service says it in one way or another, or not. */
const changes: Readonly<Record<string, Case>> = {
  "a weak tag": { first: { etag: 'W/"1"' }, rest: rest("5-9/10", { etag: 'W/"1"' }) },
  "a weak tag beside a time": {
    first: { etag: 'W/"1"', ...atThree },
    rest: rest("5-9/10", { etag: 'W/"1"', ...atThree }),
  },
  "no validator": { first: {}, rest: rest("5-9/10", {}) },
  "a tag that is none": { first: { etag: "1" }, rest: rest("5-9/10", { etag: "1" }) },
  "a time too young to tell": { first: atTwo, rest: rest("5-9/10", atTwo) },
  "another time": {
    first: atThree,
    rest: rest("5-9/10", { ...atThree, "last-modified": "Sat, 28 Nov 2026 02:00:01 GMT" }),
  },
  "another tag, If-Range ignored": { first: strong, rest: rest("5-9/10", { etag: '"2"' }) },
  "the tag gone": { first: strong, rest: rest("5-9/10", {}) },
  "the tag weak now": { first: strong, rest: rest("5-9/10", { etag: 'W/"1"' }) },
  "another total": { first: strong, rest: rest("5-10/11", strong, "bbbbbb") },
  "no total": { first: strong, rest: rest("5-9/*", strong) },
  "a range before the one asked for": { first: strong, rest: rest("4-9/10", strong, "bbbbbb") },
  "a range after the one asked for": { first: strong, rest: rest("6-9/10", strong, "bbbb") },
  "a range beyond the total": { first: strong, rest: rest("5-19/10", strong) },
  "a range that ends before it begins": { first: strong, rest: rest("5-4/10", strong, "") },
  "no range at all": { first: strong, rest: sends(206, strong, "bbbbb", 5) },
  "several ranges": {
    first: strong,
    rest: sends(206, { ...strong, "content-type": "multipart/byteranges; boundary=x" }, "bbbbb", 5),
  },
  "a 416": { first: strong, rest: sends(416, { "content-range": "bytes */4" }, "", 0) },
  "a 200 with the whole": { first: strong, rest: sends(200, { etag: '"2"' }, after, 10) },
};

for (const [way, get] of Object.entries(ways)) {
  for (const [name, { first, rest }] of Object.entries(changes)) {
    Deno.test(`downloadFile() of ${way} begins again where the file changed meanwhile: ${name}`, async () => {
      await using folder = await temporaryFolder();
      await using server = startRawServer((request, index) => {
        if (index === 0) return torn(first);
        return isPart(request) ? rest : sends(200, { etag: '"2"' }, after, 10);
      });
      await get(server.url, `${folder.path}/a.bin`);
      assertEquals(await Deno.readTextFile(`${folder.path}/a.bin`), after);
      assertEquals(await fileNames(folder.path), ["a.bin"]);
    });
  }
}

for (const [way, get] of Object.entries(ways)) {
  for (
    const [name, headers] of Object.entries({
      "with a length": { "content-length": "0" },
      "without one": {},
    })
  ) {
    Deno.test(`downloadFile() of ${way} takes back what has come where the file is empty now, ${name}`, async () => {
      await using folder = await temporaryFolder();
      const progress: number[] = [];
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join(
        "",
      );
      const listed = { name: "a.bin", path: "a.bin", type: "file", size: 0 };
      await using server = startRawServer(({ target }, index) => {
        if (target.includes("/ops/")) return { json: { status: "success", result: [listed] } };
        if (index === 0) return torn(strong);
        return { raw: `HTTP/1.1 200 X\r\n${lines}etag: "2"\r\nconnection: close\r\n\r\n` };
      });
      await get(server.url, `${folder.path}/a.bin`, ({ bytes }) => progress.push(bytes));
      assertEquals(await Deno.readTextFile(`${folder.path}/a.bin`), "");
      assertEquals([progress, await fileNames(folder.path)], [[5, 0], ["a.bin"]]);
    });
  }
}

Deno.test("download() fails where nothing proves the version: its bytes cannot be taken back", async () => {
  for (const [name, { first, rest }] of Object.entries(changes)) {
    await using server = startRawServer((request, index) => {
      if (index === 0) return torn(first);
      return isPart(request) ? rest : sends(200, { etag: '"2"' }, after, 10);
    });
    const { sleep } = patience();
    const { stream } = await collectionClient(server.url, { sleep }).download("/a.bin");
    const read: string[] = [];
    const error = await assertRejects(async () => {
      for await (const text of stream.pipeThrough(new TextDecoderStream())) read.push(text);
    }, NetworkError);
    assertEquals([name, error.reason, read.join("")], [name, "torn body", "aaaaa"]);
  }
});

function isPart({ headers }: SeenRequest): boolean {
  return headers.has("range");
}

Deno.test("downloadFile() goes on where a page without a content type was torn", async () => {
  await using folder = await temporaryFolder();
  const page = `<html>${"a harmless line\n".repeat(20)}`;
  const range = `bytes 30-${page.length - 1}/${page.length}`;
  await using server = startRawServer([
    sends(200, strong, page.slice(0, 30), page.length),
    sends(206, { "content-range": range, ...strong }, page.slice(30), page.length - 30),
  ]);
  await ways.globus?.(server.url, `${folder.path}/a.bin`);
  assertEquals(await Deno.readTextFile(`${folder.path}/a.bin`), page);
  assertEquals(server.requests[1]?.headers.get("range"), "bytes=30-");
});

for (const [name, validator] of Object.entries({ "a tag": strong, "a time": atThree })) {
  Deno.test(`downloadFile() goes on where it was torn, proven by ${name}`, async () => {
    await using folder = await temporaryFolder();
    await using server = startRawServer(({ headers }) => {
      const from = Number(/^bytes=(\d+)-$/.exec(headers.get("range") ?? "")?.[1] ?? 0);
      if (from === 0) return torn(validator);
      // A service may send less than was asked for; that is no failure.
      const to = Math.min(from + 3, 10);
      const body = before.slice(from, to);
      return rest(`${from}-${to - 1}/10`, validator, body);
    });
    await ways.globus?.(server.url, `${folder.path}/a.bin`);
    assertEquals(await Deno.readTextFile(`${folder.path}/a.bin`), before);
    const asked = server.requests.map(({ headers }) => {
      return [headers.get("range"), headers.get("if-range")];
    });
    const word = Object.values(validator)[0] ?? "";
    assertEquals(asked, [[null, null], ["bytes=5-", word], ["bytes=8-", word]]);
  });
}

Deno.test("downloadFile() gives up a file that changes again and again, and leaves nothing of it", async () => {
  for (const [way, get] of Object.entries(ways)) {
    await using folder = await temporaryFolder();
    await using server = startRawServer((_request, index) => torn({ etag: `"${index}"` }));
    const error = await assertRejects(() => get(server.url, `${folder.path}/a.bin`), NetworkError);
    assertEquals([way, error.reason], [way, "torn body"]);
    assert(server.requests.length < 20, `${server.requests.length} requests`);
    assertEquals(await fileNames(folder.path), []);
  }
});

Deno.test("downloadFile() lets go of every answer that it gives up, and of nothing else later", async () => {
  await using folder = await temporaryFolder();
  let [begun, left] = [0, 0];
  const made: typeof fetch = () => {
    begun++;
    const body = new ReadableStream({
      // More than was promised, and never an end.
      start: (controller) => controller.enqueue(new Uint8Array(12)),
      cancel: () => void left++,
    });
    return Promise.resolve(new Response(body, { headers: { "content-length": "10", ...strong } }));
  };
  const { sleep } = patience();
  const { downloadFile } = collectionClient("https://g-1.data.globus.org", { fetch: made, sleep });
  await assertRejects(() => downloadFile("/a", `${folder.path}/a`), NetworkError);
  assertEquals([begun, left], [6, 6]);
});

Deno.test("downloadFile() refuses more or fewer bytes than were promised", async () => {
  await using folder = await temporaryFolder();
  for (const [promised, body] of [[10, "aaaaaaaaaaaa"], [10, "aaaaaaa"]] as const) {
    const made: typeof fetch = () => {
      const headers = { "content-length": String(promised), ...strong };
      return Promise.resolve(new Response(body, { headers }));
    };
    const { sleep } = patience();
    const clients = [
      () => collectionClient("https://g-1.data.globus.org", { fetch: made, sleep }).downloadFile,
      () => v3.tapisClient({ baseUrl: "https://tacc.tapis.io", fetch: made, sleep }).downloadFile,
    ] as const;
    await assertRejects(() => clients[0]()("/a", `${folder.path}/a`), NetworkError);
    await assertRejects(() => clients[1]()("lab", "a", `${folder.path}/a`), NetworkError);
    assertEquals(await fileNames(folder.path), []);
  }
});

/** Login pages as real ones begin, and what is none of them although it is HTML. */
const pages = {
  password: `<!DOCTYPE html><html><head><title>Welcome</title></head><body>
    <form action="/session" method="post"><input name=user><INPUT name="pw" TYPE='password'></form>`,
  title: "<html><head>\n<title>Log in with Globus</title></head><body>Choose your organization",
  saml:
    '<html><body onload="document.forms[0].submit()"><form><input name="SAMLRequest" value="x">',
  refresh:
    '<html><meta http-equiv="refresh" content="0;url=https://auth.globus.org/v2/oauth2/authorize?x=1">',
  script: '<script>window.location="https://idp.example.org/signin?next=/a.bin"</script>',
};

/** Listings of a folder as the servers make them. */
const listings = {
  Apache: `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">
<html>
 <head>
  <title>Index of /runs</title>
 </head>
 <body>
<h1>Index of /runs</h1>
<ul><li><a href="/"> Parent Directory</a></li>`,
  nginx:
    "<html>\r\n<head><title>Index of /runs/</title></head>\r\n<body>\r\n<h1>Index of /runs/</h1>",
  Python: `<!DOCTYPE HTML>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Directory listing for /runs/</title>`,
  Jetty: '<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>Directory: /runs/</title>',
} as const;

const untyped = (body: string): Answer => {
  return sends(200, {}, body, new TextEncoder().encode(body).length);
};

/** The file as Tapis lists it. */
const listedAs = (size: number): Answer => ({
  json: {
    status: "success",
    result: [{ name: "a.bin", path: "/a.bin", type: "file", size, lastModified: "" }],
  },
});

for (const [way, get] of Object.entries(ways)) {
  for (const [name, page] of Object.entries(pages)) {
    Deno.test(`downloadFile() of ${way} refuses a login page: ${name}`, async () => {
      await using folder = await temporaryFolder();
      const headers = { "content-type": "text/html; charset=utf-8" };
      await using server = startRawServer([{ headers, body: page }]);
      const error = await assertRejects(() => get(server.url, `${folder.path}/a.bin`), ApiError);
      assertEquals([error.status, error.apiCode], [200, "NotLoggedIn"]);
      assertEquals([server.requests.length, await fileNames(folder.path)], [1, []]);
    });
  }
  Deno.test(`downloadFile() of ${way} refuses a login page whose form follows half a megabyte of scripts`, async () => {
    await using folder = await temporaryFolder();
    const script = `<script>${"let a = 1;\n".repeat(50_000)}</script>`;
    const body = `<!doctype html><html><head>${script}</head><form><input type=password></form>`;
    for (const headers of [{ "content-type": "text/html" }, {}]) {
      await using server = startRawServer([{ headers, body }]);
      const error = await assertRejects(() => get(server.url, `${folder.path}/a.bin`), ApiError);
      assertEquals([error.status, error.apiCode], [200, "NotLoggedIn"]);
      assertEquals(await fileNames(folder.path), []);
    }
  });
  for (const [name, page] of Object.entries({ ...pages, "a listing": listings.nginx })) {
    for (const before of ["", "\ufeff \r\n", "<!-- by a portal -->\n"]) {
      Deno.test(`downloadFile() of ${way} refuses a page without a content type: ${name} after ${JSON.stringify(before)}`, async () => {
        await using folder = await temporaryFolder();
        await using server = startRawServer([untyped(`${before}<html>${page}`)]);
        await assertRejects(() => get(server.url, `${folder.path}/a.bin`), ApiError);
        assertEquals([server.requests.length, await fileNames(folder.path)], [1, []]);
      });
    }
  }
  Deno.test(`downloadFile() of ${way} takes what is not a page for a file, without a content type as well`, async () => {
    await using folder = await temporaryFolder();
    const files = ["", "<", "<pdb>", "<svg xmlns=''>", "a,b\n", "<html>harmless", "  \n", "log in"];
    for (const [index, file] of files.entries()) {
      const target = `${folder.path}/${index}`;
      await using server = startRawServer(({ target }) => {
        return /\/ops\//.test(target) ? listedAs(file.length) : untyped(file);
      });
      await get(server.url, target);
      assertEquals(await Deno.readTextFile(target), file);
    }
  });
  Deno.test(`downloadFile() of ${way} learns where a page without a content type broke off`, async () => {
    await using folder = await temporaryFolder();
    const page = `<html>${"a harmless line\n".repeat(20)}`;
    await using server = startRawServer([
      sends(200, {}, page.slice(0, 30), page.length),
      untyped(page),
      listedAs(page.length),
    ]);
    await get(server.url, `${folder.path}/a.bin`);
    assertEquals(await Deno.readTextFile(`${folder.path}/a.bin`), page);
  });
  for (const type of ["httpd/unix-directory", "inode/directory", "Application/X-Directory; a=b"]) {
    Deno.test(`downloadFile() of ${way} refuses a folder: ${type}`, async () => {
      await using folder = await temporaryFolder();
      await using server = startRawServer([{ headers: { "content-type": type }, body: "x" }]);
      const error = await assertRejects(() => get(server.url, `${folder.path}/a.bin`), ApiError);
      assertEquals(error.apiCode, "NotAFile");
      assertEquals([server.requests.length, await fileNames(folder.path)], [1, []]);
    });
  }
  for (const [program, page] of Object.entries(listings)) {
    Deno.test(`downloadFile() of ${way} refuses a folder's listing by ${program}`, async () => {
      await using folder = await temporaryFolder();
      const headers = { "content-type": "text/html; charset=utf-8" };
      await using server = startRawServer([{ headers, body: page }]);
      const error = await assertRejects(() => get(server.url, `${folder.path}/a.bin`), ApiError);
      assertEquals([error.status, error.apiCode], [200, "NotAFile"]);
      assertEquals([server.requests.length, await fileNames(folder.path)], [1, []]);
    });
  }
  Deno.test(`downloadFile() of ${way} fetches a listing that was kept in a file`, async () => {
    await using folder = await temporaryFolder();
    for (const [name, version] of Object.entries({ strong, minute })) {
      const headers = { "content-type": "text/html", ...version };
      await using server = startRawServer([{ headers, body: listings.Apache }]);
      await get(server.url, `${folder.path}/${name}`);
      assertEquals(await Deno.readTextFile(`${folder.path}/${name}`), listings.Apache);
    }
  });
  for (const coding of ["gzip", "X-Gzip", "br", "gzip, gzip", "made-up", "constructor"]) {
    Deno.test(`downloadFile() of ${way} refuses a file that comes packed: ${coding}`, async () => {
      await using folder = await temporaryFolder();
      const answer = { headers: { ...strong, "content-encoding": coding }, body: "packed" };
      await using server = startRawServer([answer]);
      const error = await assertRejects(() => get(server.url, `${folder.path}/a.bin`), ApiError);
      assertEquals(error.apiCode, "PackedFile");
      assertEquals([server.requests.length, await fileNames(folder.path)], [1, []]);
    });
  }
  Deno.test(`downloadFile() of ${way} refuses a rest that comes packed`, async () => {
    await using folder = await temporaryFolder();
    const packed = rest("5-9/10", { ...strong, "content-encoding": "gzip" });
    await using server = startRawServer([torn(strong), packed]);
    await assertRejects(() => get(server.url, `${folder.path}/a.bin`), ApiError);
    assertEquals(await fileNames(folder.path), []);
  });
  Deno.test(`downloadFile() of ${way} refuses successes that hold no file`, async () => {
    await using folder = await temporaryFolder();
    for (const status of [201, 202, 204, 205, 207]) {
      await using server = startRawServer([sends(status, {}, "", 0)]);
      await assertRejects(() => get(server.url, `${folder.path}/a.bin`), ApiError);
      assertEquals(await fileNames(folder.path), []);
    }
  });
  Deno.test(`downloadFile() of ${way} fetches HTML that is data as it is`, async () => {
    await using folder = await temporaryFolder();
    const data = "<html><head><title>Cells of the log cabin</title></head><p>password: none</html>";
    const headers = { "content-type": "text/html" };
    await using server = startRawServer([{ headers, body: data }]);
    await get(server.url, `${folder.path}/a.bin`);
    assertEquals(await Deno.readTextFile(`${folder.path}/a.bin`), data);
  });
}

Deno.test("downloadFile() takes a file that is packed itself as it is, whatever its service says", async () => {
  await using folder = await temporaryFolder();
  for (const [name, coding] of [["a.csv.gz", "gzip"], ["a.TGZ", "x-gzip"], ["a.b.zst", "zstd"]]) {
    const answer = { headers: { "content-encoding": coding ?? "" }, body: "packed" };
    await using server = startRawServer([answer]);
    await collectionClient(server.url).downloadFile(`/${name}`, `${folder.path}/${name}`);
    assertEquals(await Deno.readTextFile(`${folder.path}/${name}`), "packed");
  }
});
