/** What the tests need of @std/testing/mock; see `path_test.ts`. */
import { assertEquals, AssertionError, assertRejects, assertThrows } from "@std/assert";
import {
  assertSpyCall,
  assertSpyCalls,
  MockError,
  resolvesNext,
  returnsNext,
  spy,
  stub,
} from "@std/testing/mock";

function counter(): { value: number; add(by: number): number } {
  return {
    value: 1,
    add(by) {
      if (by < 0) throw new RangeError("backwards");
      this.value += by;
      return this.value;
    },
  };
}

Deno.test("spy() remembers the calls of a function", () => {
  const twice = spy((n: number) => n * 2);
  assertEquals([twice(2), twice(3)], [4, 6]);
  assertEquals(twice.calls.map(({ args, returned }) => [args, returned]), [[[2], 4], [[3], 6]]);
  assertThrows(() => twice.restore(), MockError, "function cannot be restored");
});

Deno.test("spy() without a function returns nothing", () => {
  const nothing = spy();
  assertEquals(nothing(1, 2), undefined);
  assertEquals(nothing.calls[0]?.args, [1, 2]);
});

Deno.test("spy() remembers the calls of a method, which goes on as before", () => {
  const object = counter();
  const { add } = object;
  {
    using adding = spy(object, "add");
    assertEquals(object.add(2), 3);
    assertThrows(() => object.add(-1), RangeError);
    assertSpyCalls(adding, 2);
    assertSpyCall(adding, 0, { args: [2], returned: 3, self: object });
    assertSpyCall(adding, 1, { args: [-1], error: { Class: RangeError, msgIncludes: "back" } });
    assertThrows(() => spy(object, "add"), MockError, "already spying");
  }
  assertEquals(object.add, add);
});

Deno.test("stub() replaces a method until it is restored", () => {
  const object = counter();
  const { add } = object;
  const fake = stub(object, "add", () => 7);
  assertEquals([object.add(1), object.value], [7, 1]);
  assertEquals([fake.original === add, fake.restored], [true, false]);
  fake.restore();
  assertEquals([object.add === add, fake.restored], [true, true]);
  assertThrows(() => fake.restore(), MockError, "already restored");
});

Deno.test("stub() without a function does nothing", () => {
  const object = counter();
  using fake = stub(object, "add");
  assertEquals<unknown>(object.add(1), undefined);
  assertSpyCalls(fake, 1);
});

Deno.test("stub() gives a class's method back to its prototype", () => {
  class Greeter {
    greet(): string {
      return "hello";
    }
  }
  const greeter = new Greeter();
  {
    using _fake = stub(greeter, "greet", () => "hush");
    assertEquals(greeter.greet(), "hush");
  }
  assertEquals([greeter.greet(), Object.hasOwn(greeter, "greet")], ["hello", false]);
});

Deno.test("spy() and stub() refuse what is no method", () => {
  const object = counter();
  assertThrows(() => spy(object, "value"), MockError, "not an instance method");
  assertThrows(() => stub(object, "value"), MockError, "not an instance method");
});

Deno.test("assertSpyCalls() and assertSpyCall() say what was not as expected", () => {
  const twice = spy((n: number) => n * 2);
  twice(2);
  const failures: [() => void, string][] = [
    [() => assertSpyCalls(twice, 2), "Spy not called as much as expected"],
    [() => assertSpyCalls(twice, 0), "Spy called more than expected"],
    [() => assertSpyCall(twice, 1), "Spy not called as much as expected"],
    [() => assertSpyCall(twice, 0, { args: [3] }), "Spy not called with expected args"],
    [() => assertSpyCall(twice, 0, { returned: 5 }), "did not return expected value"],
    [() => assertSpyCall(twice, 0, { error: { Class: Error } }), "did not throw an error"],
  ];
  for (const [run, message] of failures) assertThrows(run, AssertionError, message);
});

Deno.test("returnsNext() gives one value after another, and throws those that are errors", () => {
  const next = returnsNext([1, new RangeError("two"), 3]);
  assertEquals(next(), 1);
  assertThrows(() => next(), RangeError, "two");
  assertEquals(next(), 3);
  assertThrows(() => next(), MockError, "Not expected to be called more than 3 time(s)");
});

Deno.test("resolvesNext() does so with promises", async () => {
  const next = resolvesNext([1, Promise.resolve(2), new RangeError("three")]);
  assertEquals([await next(), await next()], [1, 2]);
  await assertRejects(() => next(), RangeError, "three");
  await assertRejects(() => next(), MockError, "Not expected to be called more than 3 time(s)");
});
