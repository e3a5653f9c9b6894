import { assertEquals, assertMatch } from "@std/assert";

/**
 * Asserts that an answer holds what is expected of it: of a record the fields that are named (of a
 * list too, its `length` among them), of a list every item, of a text a pattern, of anything else
 * itself.
 *
 * @param answer The answer.
 * @param expected What it holds; nothing where that is not known.
 * @param where Who was answered, for the message.
 * @throws {AssertionError} When it holds something else.
 */
export function assertHolds(answer: unknown, expected: unknown, where: string): void {
  if (expected === undefined) return;
  if (expected instanceof RegExp) return assertMatch(String(answer), expected, where);
  const both = [answer, expected];
  if (both.some((value) => typeof value !== "object" || value === null)) {
    return assertEquals(answer, expected, where);
  }
  if (Array.isArray(expected)) {
    assertEquals((answer as unknown[]).length, expected.length, `${where}, length`);
  }
  for (const [key, value] of Object.entries(Object(expected))) {
    // A fact that is missing must not pass for one that is not known.
    assertHolds(Reflect.get(Object(answer), key), value ?? null, `${where}, ${key}`);
  }
}
