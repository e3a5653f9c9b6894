// deno-lint-ignore-file no-explicit-any -- the type parameters default as the real package's do
/**
 * Functions that remember how they were called.
 *
 * @module
 */
import { assertEquals, AssertionError, assertIsError } from "@std/assert";

/** A spy or stub was misused. */
export class MockError extends Error {
  override name = "MockError";
}

/** One call. */
export interface SpyCall<Self = any, Args extends unknown[] = any[], Return = any> {
  /** The arguments. */
  args: Args;
  /** What came back. */
  returned?: Return;
  /** What was thrown. */
  error?: Error;
  /** What the method was called on. */
  self?: Self;
}

/** A function that remembers its calls. */
export interface Spy<Self = any, Args extends unknown[] = any[], Return = any> {
  (this: Self, ...args: Args): Return;
  /** The function spied on. */
  original: (this: Self, ...args: Args) => Return;
  /** The calls so far. */
  calls: SpyCall<Self, Args, Return>[];
  /** Whether the method was put back. */
  restored: boolean;
  /** Puts the method back. */
  restore(): void;
}

/** A method that remembers its calls. */
export interface MethodSpy<Self = any, Args extends unknown[] = any[], Return = any>
  extends Spy<Self, Args, Return>, Disposable {}

/** A method that does something else, and remembers its calls. */
export interface Stub<Self = any, Args extends unknown[] = any[], Return = any>
  extends MethodSpy<Self, Args, Return> {
  /** What is called in place of the original. */
  fake: (this: Self, ...args: Args) => Return;
}

/** The parameters of a method. */
export type GetParametersFromProp<Self, Prop extends keyof Self> = Self[Prop] extends
  (...args: infer Args) => unknown ? Args : unknown[];

/** What a method returns. */
export type GetReturnFromProp<Self, Prop extends keyof Self> = Self[Prop] extends
  (...args: any[]) => infer Return ? Return : unknown;

type Method<Self, Args extends unknown[], Return> = (this: Self, ...args: Args) => Return;

const spies = new WeakSet<object>();

function record<Self, Args extends unknown[], Return>(
  run: Method<Self, Args, Return>,
  properties: PropertyDescriptorMap,
): Stub<Self, Args, Return> {
  const calls: SpyCall<Self, Args, Return>[] = [];
  const spy = function (this: Self, ...args: Args): Return {
    const call: SpyCall<Self, Args, Return> = { args };
    if (this) call.self = this;
    try {
      call.returned = run.apply(this, args);
      return call.returned;
    } catch (error) {
      call.error = error as Error;
      throw error;
    } finally {
      calls.push(call);
    }
  } as Stub<Self, Args, Return>;
  Object.defineProperties(spy, { calls: { enumerable: true, value: calls }, ...properties });
  spies.add(spy);
  return spy;
}

function recordMethod<Self, Args extends unknown[], Return>(
  self: Self,
  property: keyof Self,
  verb: "spy" | "stub",
  fake?: Method<Self, Args, Return>,
): Stub<Self, Args, Return> {
  const original = self[property] as unknown as Method<Self, Args, Return> | undefined;
  if (typeof original !== "function" && !(verb === "stub" && original === undefined)) {
    throw new MockError(`Cannot ${verb}: property is not an instance method`);
  }
  if (original && spies.has(original)) {
    throw new MockError(`Cannot ${verb}: already spying on instance method`);
  }
  const descriptor = Object.getOwnPropertyDescriptor(self, property);
  if (descriptor && !descriptor.configurable) {
    throw new MockError(`Cannot ${verb}: non-configurable instance method`);
  }
  let restored = false;
  const restore = () => {
    if (restored) throw new MockError("Cannot restore: instance method already restored");
    if (descriptor) Object.defineProperty(self, property, descriptor);
    else delete self[property];
    restored = true;
  };
  const spy = record<Self, Args, Return>(fake ?? original!, {
    original: { enumerable: true, value: original },
    ...(fake && { fake: { enumerable: true, value: fake } }),
    restored: { enumerable: true, get: () => restored },
    restore: { enumerable: true, value: restore },
    [Symbol.dispose]: { value: restore },
  });
  Object.defineProperty(self, property, {
    configurable: true,
    enumerable: descriptor?.enumerable ?? false,
    writable: descriptor?.writable ?? false,
    value: spy,
  });
  return spy;
}

function nothing(): undefined {
  return undefined;
}

/** A function that does nothing but remember its calls. */
export function spy<
  Self = any,
  Args extends unknown[] = any[],
  Return = undefined,
>(): Spy<Self, Args, Return>;
/** A function that also remembers its calls. */
export function spy<Self, Args extends unknown[], Return>(
  func: (this: Self, ...args: Args) => Return,
): Spy<Self, Args, Return>;
/** Makes a method remember its calls. */
export function spy<Self, Prop extends keyof Self>(
  self: Self,
  property: Prop,
): MethodSpy<Self, GetParametersFromProp<Self, Prop>, GetReturnFromProp<Self, Prop>>;
export function spy(
  target: Method<unknown, unknown[], unknown> | Record<PropertyKey, unknown> = nothing,
  property?: PropertyKey,
): Spy {
  if (property !== undefined) {
    return recordMethod(target as Record<PropertyKey, unknown>, property, "spy");
  }
  return record(target as Method<unknown, unknown[], unknown>, {
    original: { enumerable: true, value: target },
    restored: { enumerable: true, value: false },
    restore: {
      enumerable: true,
      value: () => {
        throw new MockError("Cannot restore: function cannot be restored");
      },
    },
  });
}

/** Replaces a method, by default with one that does nothing. */
export function stub<Self, Prop extends keyof Self>(
  self: Self,
  property: Prop,
  func: (
    this: Self,
    ...args: GetParametersFromProp<Self, Prop>
  ) => GetReturnFromProp<Self, Prop> = nothing as never,
): Stub<Self, GetParametersFromProp<Self, Prop>, GetReturnFromProp<Self, Prop>> {
  return recordMethod(self, property, "stub", func);
}

/** The difference under the first line of an assertion's message. */
function restate(message: string, assertion: () => void): void {
  try {
    assertion();
  } catch (error) {
    assertIsError(error);
    throw new AssertionError([message, ...error.message.split("\n").slice(1)].join("\n"));
  }
}

/** Asserts how often a spy was called. */
export function assertSpyCalls<Self, Args extends unknown[], Return>(
  spy: Spy<Self, Args, Return>,
  expectedCalls: number,
): void {
  const message = spy.calls.length < expectedCalls
    ? "Spy not called as much as expected:"
    : "Spy called more than expected:";
  restate(message, () => assertEquals(spy.calls.length, expectedCalls));
}

/** What is expected of a call; what is left out is not looked at. */
export interface ExpectedSpyCall<Self = any, Args extends unknown[] = any[], Return = any> {
  /** The arguments. */
  args?: [...Args, ...unknown[]];
  /** What the method was called on. */
  self?: Self;
  /** What came back. */
  returned?: Return;
  /** What was thrown. */
  error?: {
    /** Its class. */
    Class?: new (...args: any[]) => Error;
    /** A part of its message. */
    msgIncludes?: string;
  };
}

/** Asserts what one of a spy's calls was. */
export function assertSpyCall<Self, Args extends unknown[], Return>(
  spy: Spy<Self, Args, Return>,
  callIndex: number,
  expected: ExpectedSpyCall<Self, Args, Return> = {},
): void {
  const call = spy.calls[callIndex];
  if (!call) throw new AssertionError("Spy not called as much as expected");
  const { args, error } = expected;
  if (args) {
    restate("Spy not called with expected args:", () => assertEquals<unknown>(call.args, args));
  }
  if ("self" in expected) {
    const message = expected.self
      ? "Spy not called as method on expected self:"
      : "Spy not expected to be called as method on object:";
    restate(message, () => assertEquals(call.self, expected.self));
  }
  if ("returned" in expected) {
    if ("error" in expected) {
      throw new TypeError("Do not expect error and return, only one should be expected");
    }
    if (call.error) {
      throw new AssertionError("Spy call did not return expected value, an error was thrown.");
    }
    restate(
      "Spy call did not return expected value:",
      () => assertEquals(call.returned, expected.returned),
    );
  }
  if ("error" in expected) {
    if ("returned" in call) {
      throw new AssertionError("Spy call did not throw an error, a value was returned.");
    }
    assertIsError(call.error, error?.Class, error?.msgIncludes);
  }
}

function tooOften(calls: number): MockError {
  return new MockError(`Not expected to be called more than ${calls} time(s)`);
}

/** A function that returns one value after another, and throws those that are errors. */
export function returnsNext<Return, Self = any, Args extends unknown[] = any[]>(
  values: Iterable<Return | Error>,
): (this: Self, ...args: Args) => Return {
  const left = Iterator.from(values);
  let calls = 0;
  return function () {
    const { value, done } = left.next();
    if (done) throw tooOften(calls);
    calls++;
    if (value instanceof Error) throw value;
    return value;
  };
}

/** A function that resolves to one value after another, and rejects with those that are errors. */
export function resolvesNext<Return, Self = any, Args extends unknown[] = any[]>(
  iterable:
    | Iterable<Return | Error | Promise<Return | Error>>
    | AsyncIterable<Return | Error | Promise<Return | Error>>,
): (this: Self, ...args: Args) => Promise<Return> {
  const left = (async function* () {
    yield* iterable;
  })();
  let calls = 0;
  return async function () {
    const { value, done } = await left.next();
    if (done) throw tooOften(calls);
    calls++;
    if (value instanceof Error) throw value;
    return value as Return;
  };
}
