/** What the tests need of @std/testing/time; see `path_test.ts`. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";

Deno.test("FakeTime stands still until it is moved", () => {
  using time = new FakeTime(1_000);
  assertEquals([Date.now(), new Date().getTime(), time.now], [1_000, 1_000, 1_000]);
  time.tick(500);
  assertEquals([Date.now(), time.now, time.start], [1_500, 1_500, 1_000]);
  assert(new Date() instanceof Date);
  assertEquals(new Date(7).getTime(), 7);
});

Deno.test("FakeTime starts at a date, a date's text, or now", () => {
  for (const start of [new Date(86_400_000), "1970-01-02T00:00:00Z", 86_400_000.9]) {
    using time = new FakeTime(start);
    assertEquals(time.now, 86_400_000);
  }
  const before = Date.now();
  using time = new FakeTime();
  assert(time.now >= before);
});

Deno.test("FakeTime refuses to be two, or to start at no time", () => {
  assertThrows(() => new FakeTime("no date"), TypeError);
  using _time = new FakeTime(0);
  assertThrows(() => new FakeTime(0), Error, "time is already faked");
});

Deno.test("FakeTime.tick() runs what falls due, in order, each at its own time", () => {
  using time = new FakeTime(0);
  const ran: [string, number][] = [];
  const note = (name: string) => ran.push([name, Date.now()]);
  setTimeout(note, 20, "b");
  setTimeout(() => {
    note("a");
    setTimeout(note, 5, "nested");
  }, 10);
  setTimeout(note, 20, "c");
  const cleared = setTimeout(note, 15, "cleared");
  clearTimeout(cleared);
  time.tick(19);
  assertEquals(ran, [["a", 10], ["nested", 15]]);
  time.tick(1);
  assertEquals(ran.slice(2), [["b", 20], ["c", 20]]);
});

Deno.test("FakeTime repeats intervals until they are cleared", () => {
  using time = new FakeTime(0);
  const at: number[] = [];
  const interval = setInterval(() => at.push(Date.now()), 10);
  time.tick(35);
  clearInterval(interval);
  time.tick(35);
  assertEquals(at, [10, 20, 30]);
});

Deno.test("FakeTime.next() moves on to the next timer, if there is one", () => {
  using time = new FakeTime(0);
  let ran = 0;
  setTimeout(() => ran++, 50);
  setTimeout(() => ran++, 60);
  assertEquals([time.next(), time.now, ran], [true, 50, 1]);
  assertEquals([time.next(), time.now, ran], [true, 60, 2]);
  assertEquals([time.next(), time.now, ran], [false, 60, 2]);
});

Deno.test("FakeTime's async steps let promises settle first", async () => {
  using time = new FakeTime(0);
  const ran: string[] = [];
  const wait = async (ms: number) => {
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, ms));
    ran.push(`after ${ms}`);
  };
  const waits = [wait(5), wait(10)];
  await time.tickAsync(5);
  await time.runMicrotasks();
  assertEquals(ran, ["after 5"]);
  assertEquals(await time.nextAsync(), true);
  await Promise.all(waits);
  assertEquals(ran, ["after 5", "after 10"]);
});

Deno.test("FakeTime.runAll() runs timers that timers set", () => {
  using time = new FakeTime(0);
  const ran: number[] = [];
  setTimeout(() => setTimeout(() => ran.push(Date.now()), 5), 5);
  time.runAll();
  assertEquals(ran, [10]);
});

Deno.test("FakeTime times AbortSignal.timeout()", () => {
  using time = new FakeTime(0);
  const signal = AbortSignal.timeout(30);
  time.tick(29);
  assertEquals(signal.aborted, false);
  time.tick(1);
  assertEquals(signal.reason.name, "TimeoutError");
});

Deno.test("FakeTime does not go back", () => {
  using time = new FakeTime(100);
  assertThrows(() => time.now = 99, RangeError, "in the past");
});

Deno.test("FakeTime.restore() puts the real time back", async () => {
  const before = [Date, setTimeout, clearTimeout, setInterval, clearInterval, AbortSignal.timeout];
  const time = new FakeTime(0);
  assert(Date !== before[0] && setTimeout !== before[1]);
  time.restore();
  assertEquals(
    [Date, setTimeout, clearTimeout, setInterval, clearInterval, AbortSignal.timeout]
      .map((one, index) => one === before[index]),
    [true, true, true, true, true, true],
  );
  assertThrows(() => time.restore(), Error, "time is already restored");
  await assertRejects(() => new Promise((_, reject) => setTimeout(() => reject(new Error()), 0)));
});
