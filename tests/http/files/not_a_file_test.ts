import { assert, assertEquals, assertLess } from "@std/assert";
import { otherPage, pageBeginning } from "../../../src/http/files/not_a_file.ts";
import { leastMs } from "../../helpers/least_ms.ts";

const url = "https://g-1.data.globus.org/a.bin";

function isLogin(page: string, at = url, headers: HeadersInit = {}): boolean {
  return otherPage(new TextEncoder().encode(page), at, new Headers(headers)) !== undefined;
}

Deno.test("otherPage() takes a page of its own kind that names its version for a file", () => {
  const page = "<title>Sign in</title>";
  assert(isLogin(page));
  assert(isLogin(page, "https://x.example.org/page.html"));
  assert(isLogin(page, url, { etag: '"1"' }));
  for (const path of ["page.html", "page.HTM", "page.xhtml", "page.html?x=1"]) {
    assertEquals(isLogin(page, `https://x.example.org/${path}`, { etag: '"1"' }), false);
  }
});

Deno.test("otherPage() takes no other page for a login page", () => {
  const pages = [
    "<title>Blog index</title><p>log in",
    "<title>Cells</title><form action='/search'><input type=text name=q></form>",
    "<meta name=description content='how to log in'><title>Manual</title>",
    "<script>const location = 'nowhere'; location.reload()</script>",
    "",
    "not HTML at all: login, password, authorize",
  ];
  for (const page of pages) assertEquals([page, isLogin(page)], [page, false]);
});

Deno.test("otherPage() knows a login page in UTF-16, by its first bytes or by its header", () => {
  const page = "<title>Sign in</title><form action='/login'><input type=password></form>";
  const le = [...page].flatMap((char) => [char.charCodeAt(0), 0]);
  const be = [...page].flatMap((char) => [0, char.charCodeAt(0)]);
  const cases: readonly (readonly [bytes: number[], type: string])[] = [
    [[0xff, 0xfe, ...le], "text/html"],
    [[0xfe, 0xff, ...be], "text/html"],
    [le, "text/html; charset=utf-16le"],
    [le, 'text/html; charset="UTF-16"'],
    [be, "text/html; charset=utf-16be"],
  ];
  for (const [bytes, type] of cases) {
    const headers = new Headers({ "content-type": type });
    const other = otherPage(new Uint8Array(bytes), url, headers);
    assertEquals([type, other?.apiCode], [type, "NotLoggedIn"]);
  }
  const harmless = new Uint8Array([
    0xff,
    0xfe,
    ...[..."<p>log in</p>"].flatMap((c) => [c.charCodeAt(0), 0]),
  ]);
  assertEquals(otherPage(harmless, url, new Headers()), undefined);
});

Deno.test("otherPage() is as quick with a page that was made to be slow", async () => {
  const pieces = [
    "<input ",
    "<input type=",
    "<form action=",
    "<form action=a",
    "<meta http-equiv=refresh ",
    "http-equiv=refresh ",
    "<title>",
    "<title> log",
    'location="',
    "location.href = '",
    "<",
    ">",
    " ",
    "log",
    "location",
  ];
  for (const start of ["", "<meta ", "<form action=", "<title>", "<input "]) {
    for (const piece of pieces) {
      const page = start + piece.repeat(Math.ceil(2 * pageBeginning / piece.length));
      // A whole second for what takes some milliseconds.
      assertLess(await leastMs(1000, () => isLogin(page)), 1000, `${start} ${piece}`);
    }
  }
});
