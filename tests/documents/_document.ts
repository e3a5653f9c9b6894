/** The examples of a document, performed against the sandbox and counted. */

import { assertEquals } from "@std/assert";
import { startSandbox } from "../helpers/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/mod.ts";

/** One example, or several blocks of a document that go on from one another. */
export interface Example {
  /** The blocks of code in the document that it performs, by their number from the first. */
  readonly blocks: readonly number[];
  /** What it shows. */
  readonly shows: string;
  /** Performs it in its TypeScript form, and checks what the document says comes of it. */
  perform(sandbox: Sandbox): Promise<void>;
}

/** A document. */
export interface Document {
  /** Its name. */
  readonly name: string;
  /** How many blocks of code it has. */
  readonly blocks: number;
  /** Blocks that nothing can be performed of, by what they are. */
  readonly nothingToPerform: Readonly<Record<string, readonly number[]>>;
  /** Its examples. */
  readonly examples: readonly Example[];
}

/** Makes a test of each example, and one that counts them, whose name has the count. */
export function documentTests({ name, blocks, nothingToPerform, examples }: Document): void {
  const performed = new Set<number>();
  for (const { blocks, shows, perform } of examples) {
    Deno.test(`${name}: ${shows}`, async () => {
      await using sandbox = await startSandbox();
      await perform(sandbox);
      for (const block of blocks) performed.add(block);
    });
  }

  const rest = Object.values(nothingToPerform).flat();
  const count = blocks - rest.length;
  const others = Object.entries(nothingToPerform).map(([what, these]) => `${these.length} ${what}`);
  const words = others.length === 0 ? "" : ` (beside ${others.join(", ")})`;
  Deno.test(`${name}: ${count} of ${count} blocks of code performed in ${examples.length} examples${words}`, () => {
    const all = [...examples.flatMap((example) => example.blocks), ...rest];
    const wanted = Array.from({ length: blocks }, (_, index) => index + 1);
    assertEquals(all.toSorted((one, other) => one - other), wanted);
    assertEquals(performed.size, count, "an example before this did not come to its end");
  });
}

/** What must be there, such as a token in a reply. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`There is no ${what}`);
  return value;
}
