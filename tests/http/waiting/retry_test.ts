import { assert, assertEquals } from "@std/assert";
import { defaultRetryPolicy, retryDelayMs } from "../../../src/http/waiting/retry.ts";

const now = () => Date.UTC(2026, 10, 21, 12, 0, 0);

Deno.test("retryDelayMs() doubles from (0.25 + 0.5 r) s, and stops at 10 s", () => {
  for (const [random, base] of [[0, 250], [0.5, 500], [1 - 2 ** -53, 750]] as const) {
    const delays = [0, 1, 2, 3, 4, 5, 20].map((attempt) => {
      return Math.round(retryDelayMs(defaultRetryPolicy, attempt, null, { random: () => random }));
    });
    const expected = [1, 2, 4, 8, 16, 32, 2 ** 20].map((factor) => Math.min(base * factor, 10_000));
    assertEquals(delays, expected);
  }
});

Deno.test("retryDelayMs() draws its own chance within the bounds", () => {
  const delays = Array.from({ length: 200 }, () => retryDelayMs(defaultRetryPolicy, 0, null));
  assert(delays.every((ms) => ms >= 250 && ms <= 750));
  assert(new Set(delays).size > 1);
});

Deno.test("retryDelayMs() heeds Retry-After in seconds or as a date, capped", () => {
  const table: readonly [string, number][] = [
    ["1", 1000],
    [" 7 ", 7000],
    ["10", 10_000],
    ["3600", 10_000],
    ["99999999999999999999", 10_000],
    ["Sat, 21 Nov 2026 12:00:05 GMT", 5000],
    ["Sat, 21 Nov 2026 13:00:00 GMT", 10_000],
    ["Saturday, 21-Nov-26 12:00:03 GMT", 3000],
  ];
  for (const [header, ms] of table) {
    assertEquals(retryDelayMs(defaultRetryPolicy, 3, header, { now, random: () => 0 }), ms, header);
  }
});

Deno.test("retryDelayMs() takes its own delay where Retry-After means nothing", () => {
  for (
    const header of [
      "0",
      "-1",
      "-30",
      "",
      " ",
      "soon",
      "1e3",
      "1.5",
      "0x10",
      "NaN",
      "Infinity",
      "Sat, 21 Nov 2026 11:59:59 GMT",
      "Thu, 01 Jan 1970 00:00:00 GMT",
    ]
  ) {
    const ms = retryDelayMs(defaultRetryPolicy, 1, header, { now, random: () => 0 });
    assertEquals(ms, 500, JSON.stringify(header));
  }
});
