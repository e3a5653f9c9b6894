import { assertEquals, assertRejects } from "@std/assert";
import { makePages, type Pages } from "../../src/http/pages.ts";

interface Page {
  readonly numbers: readonly number[];
  readonly last: boolean;
}

/** Pages of three numbers below `total`, and how many were loaded. */
function list(
  total: number,
  broken = Infinity,
): { list: Pages<number, Page>; loads: () => number } {
  let loads = 0;
  const pages = makePages<number, Page>({
    place: { service: "Made-up", baseUrl: "https://lists.example.org", path: "/list" },
    largest: 3,
    load: async (query) => {
      loads++;
      await Promise.resolve();
      const from = Number(query.offset);
      if (from >= broken) throw new Error("broken off");
      const length = Math.max(0, Math.min(3, total - from));
      const numbers = Array.from({ length }, (_, index) => from + index);
      return { numbers, last: from + length >= total };
    },
    first: (limit) => ({ limit, offset: 0 }),
    next: (page, seen) => page.last ? undefined : { offset: seen },
    items: (page) => page.numbers,
  });
  return { list: pages, loads: () => loads };
}

Deno.test("a list that is asked for several items at once gives each once, in order", async () => {
  const { list: pages, loads } = list(7);
  const items = pages[Symbol.asyncIterator]();
  const results = await Promise.all(Array.from({ length: 9 }, () => items.next()));
  assertEquals(results.map(({ value }) => value), [0, 1, 2, 3, 4, 5, 6, undefined, undefined]);
  assertEquals(results.map(({ done }) => done === true).lastIndexOf(false), 6);
  assertEquals(loads(), 3);
});

Deno.test("a list whose page fails says so, and is at its end then", async () => {
  const items = list(9, 3).list[Symbol.asyncIterator]();
  for (const number of [0, 1, 2]) assertEquals((await items.next()).value, number);
  await assertRejects(() => items.next(), Error, "broken off");
  assertEquals((await items.next()).done, true);
});

Deno.test("a list that is left early is at its end, though its page had more", async () => {
  const { list: pages, loads } = list(9);
  const items = pages[Symbol.asyncIterator]();
  assertEquals((await items.next()).value, 0);
  await items.return?.();
  assertEquals([(await items.next()).done, loads()], [true, 1]);
  for await (const number of pages) if (number === 4) break;
  assertEquals(loads(), 3);
});
