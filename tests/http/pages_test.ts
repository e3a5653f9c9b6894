import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { callDocument } from "../../src/http/call.ts";
import { createClient } from "../../src/http/client.ts";
import { ApiError, NetworkError } from "../../src/http/reply/errors.ts";
import { makePages, type PageOptions, type Pages } from "../../src/http/pages.ts";
import { type Answer, type RawServer, startRawServer } from "../helpers/servers/raw_server.ts";

interface Page {
  readonly DATA: readonly number[];
  readonly has_next_page: boolean;
  readonly total: number;
}

interface Shelf extends RawServer {
  list(options?: PageOptions): Pages<number, Page>;
}

/** A server that lists the numbers below `total`, as Globus Transfer lists collections. */
function shelf(
  total: number,
  options: { readonly most?: number; readonly answer?: (offset: number) => Answer | undefined } =
    {},
): Shelf {
  const server = startRawServer(({ target }) => {
    const query = new URL(target, "http://x").searchParams;
    const [limit, offset] = [Number(query.get("limit")), Number(query.get("offset"))];
    const given = options.answer?.(offset);
    if (given !== undefined) return given;
    const length = Math.max(0, Math.min(limit, total - offset));
    const DATA = Array.from({ length }, (_, index) => offset + index);
    return { json: { DATA, has_next_page: offset + length < total, total } };
  });
  const client = createClient({ service: "Test", baseUrl: server.url }, { retry: { retries: 0 } });
  const list = (chosen: PageOptions = {}): Pages<number, Page> => {
    return makePages<number, Page>({
      place: { service: "Made-up", baseUrl: "https://lists.example.org", path: "/list" },
      largest: 100,
      ...(options.most === undefined ? {} : { most: options.most }),
      load: (query, signal) => callDocument(client, "GET", "/list", { query, signal }),
      first: (limit) => ({ limit, offset: 0 }),
      next: (page, seen) => page.has_next_page ? { offset: seen } : undefined,
      items: (page) => page.DATA,
      total: (page) => page.total,
    }, chosen);
  };
  return Object.assign(server, { list });
}

/** What was asked for, as `offset+limit`. */
function asked(server: RawServer): string[] {
  return server.requests.map(({ target }) => {
    const query = new URL(target, "http://x").searchParams;
    return `${query.get("offset")}+${query.get("limit")}`;
  });
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

Deno.test("makePages() fetches nothing before it is iterated, and all pages then", async () => {
  await using server = shelf(250);
  const list = server.list();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(server.requests.length, 0);
  assertEquals(await Array.fromAsync(list), numbers(250));
  assertEquals(asked(server), ["0+100", "100+100", "200+100"]);
});

Deno.test("makePages() starts again with each iteration", async () => {
  await using server = shelf(150);
  const list = server.list();
  assertEquals((await list.collect()).items, numbers(150));
  assertEquals(await Array.fromAsync(list), numbers(150));
  assertEquals((await Array.fromAsync(list.pages())).map(({ DATA }) => DATA.length), [100, 50]);
  assertEquals(server.requests.length, 6);
});

Deno.test("makePages() asks for no more than maxItems, and says whether there were more", async () => {
  const table: readonly [number, number, string[], number, boolean][] = [
    [250, 250, ["0+100", "100+100", "200+50"], 250, false],
    [251, 250, ["0+100", "100+100", "200+50"], 250, true],
    [250, 251, ["0+100", "100+100", "200+51"], 250, false],
    [250, 100, ["0+100"], 100, true],
    [100, 100, ["0+100"], 100, false],
    [250, 7, ["0+7"], 7, true],
    [3, 7, ["0+7"], 3, false],
    [0, 7, ["0+7"], 0, false],
    [250, 0, [], 0, true],
  ];
  for (const [total, maxItems, requests, length, capped] of table) {
    await using server = shelf(total);
    const collected = await server.list({ maxItems }).collect();
    const label = `${maxItems} of ${total}`;
    assertEquals([collected.items, collected.capped], [numbers(length), capped], label);
    assertEquals(collected.total, requests.length === 0 ? undefined : total, label);
    assertEquals(asked(server), requests, label);
  }
});

Deno.test("makePages() stops at the service's own limit, and says so", async () => {
  await using server = shelf(1200, { most: 1000 });
  const { items, capped, total } = await server.list().collect();
  assertEquals([items.length, capped, total, server.requests.length], [1000, true, 1200, 10]);
  await using exact = shelf(1000, { most: 1000 });
  assertEquals((await exact.list().collect()).capped, false);
});

Deno.test("makePages() asks for pageSize at once, and for no more than the service gives", async () => {
  await using server = shelf(25);
  assertEquals((await server.list({ pageSize: 10 }).collect()).items, numbers(25));
  assertEquals((await server.list({ pageSize: 1000 }).collect()).items, numbers(25));
  assertEquals(asked(server), ["0+10", "10+10", "20+10", "0+100"]);
});

Deno.test("makePages() refuses counts that are none", () => {
  const make = (options: PageOptions): unknown => shelfless(options);
  for (const maxItems of [-1, 1.5, NaN]) {
    assertThrows(() => make({ maxItems }), RangeError, "maxItems must be a whole number");
  }
  for (const pageSize of [0, -1, 1.5, NaN]) {
    assertThrows(() => make({ pageSize }), RangeError, "pageSize must be a whole number");
  }
  make({ maxItems: Infinity, pageSize: Infinity });
});

function shelfless(options: PageOptions): Pages<number, Page> {
  return makePages<number, Page>({
    place: { service: "Made-up", baseUrl: "https://lists.example.org", path: "/list" },
    largest: 100,
    load: () => Promise.reject(new Error("not reached")),
    first: (limit) => ({ limit }),
    next: () => undefined,
    items: (page) => page.DATA,
  }, options);
}

Deno.test("makePages() goes on by what came, so that a short page makes no gap", async () => {
  await using server = shelf(25, {
    answer: (offset) => {
      const json = { DATA: [offset, offset + 1], has_next_page: offset < 22, total: 24 };
      return { json };
    },
  });
  assertEquals((await server.list({ pageSize: 10 }).collect()).items, numbers(24));
});

Deno.test("makePages() cuts what a service gives beyond the limit", async () => {
  await using server = shelf(25, {
    answer: () => ({ json: { DATA: numbers(25), has_next_page: false, total: 25 } }),
  });
  const { items, capped } = await server.list({ maxItems: 10 }).collect();
  assertEquals([items, capped], [numbers(10), true]);
});

Deno.test("makePages() ends at an empty page that promises more", async () => {
  await using server = shelf(1000, {
    answer: (offset) => {
      return offset < 100 ? undefined : { json: { DATA: [], has_next_page: true, total: 1000 } };
    },
  });
  assertEquals((await server.list().collect()).items, numbers(100));
  assertEquals(asked(server), ["0+100", "100+100"]);
});

/** A list whose pages name the next by a marker, such as those of a task's transfers. */
function marked(pages: Readonly<Record<string, readonly [items: number[], next: unknown]>>): {
  readonly list: Pages<number, unknown>;
  readonly asked: string[];
} {
  const asked: string[] = [];
  type Page = { readonly items: number[]; readonly next: unknown };
  const list = makePages<number, Page>({
    place: { service: "Made-up", baseUrl: "https://lists.example.org", path: "/list" },
    largest: 100,
    load: ({ marker = "" }) => {
      asked.push(String(marker));
      const [items, next] = pages[String(marker)] ?? [[], undefined];
      return Promise.resolve({ items, next });
    },
    first: (limit) => ({ limit }),
    next: ({ next }) => typeof next === "string" ? { marker: next } : undefined,
    items: ({ items }) => items,
  });
  return { list, asked };
}

Deno.test("makePages() goes on past an empty page while the marker changes", async () => {
  const { list, asked } = marked({
    "": [[1], "a"],
    a: [[], "b"],
    b: [[], "c"],
    c: [[2], null],
  });
  assertEquals(await list.collect(), { items: [1, 2], capped: false, total: undefined });
  assertEquals(asked, ["", "a", "b", "c"]);
});

Deno.test("makePages() begins with an empty page where the list does", async () => {
  assertEquals((await marked({ "": [[], "a"], a: [[1], null] }).list.collect()).items, [1]);
});

Deno.test("makePages() ends where an empty page names itself as the next", async () => {
  const { list, asked } = marked({ "": [[1], "a"], a: [[], "a"] });
  assertEquals((await list.collect()).items, [1]);
  assertEquals(asked, ["", "a"]);
});

Deno.test("makePages() says whose fault it is where a list goes round in circles", async () => {
  const circles: Readonly<Record<string, Parameters<typeof marked>[0]>> = {
    "the first page for ever": { "": [[1], "a"], a: [[1], "a"] },
    "two in turn": { "": [[1], "a"], a: [[2], "b"], b: [[3], "a"] },
    "empty ones": { "": [[1], "a"], a: [[], "b"], b: [[], "c"], c: [[], "b"] },
  };
  for (const [what, pages] of Object.entries(circles)) {
    const { list, asked } = marked(pages);
    const error = await assertRejects(() => list.collect(), ApiError, undefined, what);
    assertStringIncludes(
      error.message,
      "Made-up answered 200 to GET /list: its list has no end: the next page is one that it has sent",
    );
    assert(asked.length <= 8, `${what}: ${asked}`);
  }
});

Deno.test("makePages() goes round in a long circle a few times at most", async () => {
  const pages: Record<string, [items: number[], next: string]> = {};
  for (let index = 0; index < 1000; index++) {
    pages[index === 0 ? "" : `${index}`] = [[index], `${index % 999 + 1}`];
  }
  const { list, asked } = marked(pages);
  await assertRejects(() => list.collect(), ApiError, "no end");
  assert(asked.length < 4000, `${asked.length}`);
});

Deno.test("makePages() gives up after 100 empty pages in a row, and not before", async () => {
  const empties = (count: number): Parameters<typeof marked>[0] => ({
    "": [[1], "e1"],
    ...Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`e${index + 1}`, [[], `e${index + 2}`]]),
    ),
    [`e${count + 1}`]: [[2], null],
  });
  assertEquals((await marked(empties(99)).list.collect()).items, [1, 2]);
  const { list, asked } = marked(empties(1000));
  await assertRejects(() => list.collect(), ApiError, "it sent 100 empty pages in a row");
  assertEquals(asked.length, 101);
});

Deno.test("makePages() asks for a page only when the one before it is used up", async () => {
  await using server = shelf(300);
  const seen: number[] = [];
  for await (const number of server.list()) {
    if (number % 100 === 99) seen.push(server.requests.length);
    if (number === 250) break;
  }
  assertEquals([seen, server.requests.length], [[1, 2], 3]);
});

Deno.test("makePages() with prefetch has one page under way, and keeps the order", async () => {
  await using server = shelf(300);
  const used: number[] = [];
  for await (const number of server.list({ prefetch: true })) {
    used.push(number);
    if (number === 50) {
      while (server.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      assertEquals(asked(server), ["0+100", "100+100"]);
    }
  }
  assertEquals([used, server.requests.length], [numbers(300), 3]);
});

Deno.test("makePages() gives up the page under way when the loop is left", async () => {
  let gone = (): void => {};
  const left = new Promise<void>((resolve) => gone = resolve);
  await using server = shelf(300, {
    answer: (offset) => offset === 0 ? undefined : { hang: true },
  });
  const list = makePages<number, Page>({
    place: { service: "Made-up", baseUrl: "https://lists.example.org", path: "/list" },
    largest: 100,
    load: (query, signal) => {
      signal.addEventListener("abort", gone);
      const client = createClient({ service: "Test", baseUrl: server.url });
      return callDocument(client, "GET", "/list", { query, signal });
    },
    first: (limit) => ({ limit, offset: 0 }),
    next: (_, seen) => ({ offset: seen }),
    items: (page) => page.DATA,
  }, { prefetch: true });
  for await (const number of list) {
    if (number > 0 && server.requests.length > 1) break;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  // Were it not given up, the server's answer would be waited for in vain.
  await left;
  assertEquals(server.requests.length, 2);
});

Deno.test("makePages() throws a page's error where that page is wanted, prefetched or not", async () => {
  for (const prefetch of [false, true]) {
    await using server = shelf(300, {
      answer: (offset) => offset === 0 ? undefined : { status: 404 },
    });
    const used: number[] = [];
    const run = async (): Promise<void> => {
      for await (const number of server.list({ prefetch })) {
        used.push(number);
        if (number === 50) await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    await assertRejects(run, ApiError);
    assertEquals(used, numbers(100));
    await assertRejects(() => server.list({ prefetch }).collect(), ApiError);
  }
});

Deno.test("makePages() is given up by a signal, before or between pages", async () => {
  await using server = shelf(300);
  const early = server.list({ signal: AbortSignal.abort() });
  const error = await assertRejects(() => early.collect(), NetworkError);
  assertEquals([error.reason, server.requests.length], ["aborted", 0]);

  const controller = new AbortController();
  const used: number[] = [];
  await assertRejects(async () => {
    for await (const number of server.list({ signal: controller.signal })) {
      used.push(number);
      if (number === 150) controller.abort();
    }
  }, NetworkError);
  assert(used.length === 200, "the page at hand may be used up");
});

Deno.test("a plan without a first query asks for as many as a page shall have, by the name that it has", async () => {
  for (const limitName of [undefined, "size"]) {
    const asked: unknown[] = [];
    const list = makePages<number, number[]>({
      place: { service: "Test", baseUrl: "https://x.example.org", path: "/list" },
      largest: 3,
      limitName,
      load(query) {
        asked.push(query);
        return Promise.resolve([1, 2, 3]);
      },
      next: (_page, seen) => seen < 5 ? { from: seen } : undefined,
      items: (page) => page,
    }, { maxItems: 5 });
    assertEquals((await list.collect()).items, [1, 2, 3, 1, 2]);
    const name = limitName ?? "limit";
    assertEquals(asked, [{ [name]: 3 }, { from: 3, [name]: 2 }]);
  }
});
