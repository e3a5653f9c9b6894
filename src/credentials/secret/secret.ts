/** A text that must not be shown, and the one way to see it. */

import { ArgumentTypeError } from "../../argument_error.ts";

const hidden = "Secret(hidden)";

function refuse(way: string): never {
  throw new ArgumentTypeError(
    `Cannot turn a Secret into ${way}: call reveal() where the text itself is meant`,
  );
}

/**
 * A text that must not be shown. Printing, inspecting or displaying it shows no part of it; turning it
 * into a string or JSON throws, because a silent placeholder in a header or a file loses data.
 *
 * @example See the text only by asking for it
 * ```ts
 * import { Secret } from "@keyferry/keyferry/credentials";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const token = new Secret("made-up");
 * assertEquals(Deno.inspect({ token }), "{ token: Secret(hidden) }");
 * assertThrows(() => `Bearer ${token}`, TypeError);
 * assertEquals(token.reveal(), "made-up");
 * ```
 *
 * @category Secrets
 */
export class Secret {
  readonly #text: string;

  /**
   * Wraps a text.
   *
   * @param text The text to keep from being shown.
   * @throws {TypeError} When it is not a text.
   */
  constructor(text: string) {
    // Plain JavaScript callers are not held by the types, and would find out where it is used.
    if (typeof text !== "string") throw new ArgumentTypeError("What a Secret keeps must be a text");
    this.#text = text;
  }

  /** The text itself. */
  reveal(): string {
    return this.#text;
  }

  /** Throws: a secret has no string form. */
  toString(): never {
    refuse("a string");
  }

  /** Throws: a secret has no JSON form. */
  toJSON(): never {
    refuse("JSON");
  }

  /** Throws: a secret takes no part in concatenation or arithmetic. */
  [Symbol.toPrimitive](): never {
    refuse("a string");
  }

  /** What `Deno.inspect` and `console.log` print. */
  [Symbol.for("Deno.customInspect")](): string {
    return hidden;
  }

  /** What Node's `util.inspect` prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return hidden;
  }

  /** What a Jupyter cell shows. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": hidden };
  }
}

/**
 * The text of an input that may be given as a plain string or as a {@linkcode Secret}.
 *
 * @param input The string or Secret.
 * @throws {TypeError} When it is neither.
 *
 * @example Take either
 * ```ts
 * import { revealed, Secret } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(revealed("made-up"), revealed(new Secret("made-up")));
 * ```
 *
 * @category Secrets
 */
export function revealed(input: string | Secret): string {
  if (typeof input === "string") return input;
  // Plain JavaScript callers are not held by the types.
  if (typeof input?.reveal === "function") return input.reveal();
  throw new ArgumentTypeError("A token or password must be a text or a Secret");
}

/**
 * The text of a required argument that may be given as a plain string or as a {@linkcode Secret}.
 *
 * @param name The argument's name.
 * @param input The string or Secret.
 * @throws {TypeError} Naming it, when it is neither, or empty.
 */
export function requiredSecret(name: string, input: string | Secret): string {
  const isSecret = typeof input === "string" || typeof input?.reveal === "function";
  const text = isSecret ? revealed(input) : "";
  if (typeof text === "string" && text !== "") return text;
  throw new ArgumentTypeError(`${name} must be a text or a Secret, and not empty`);
}
