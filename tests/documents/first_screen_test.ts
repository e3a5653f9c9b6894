import { assertEquals } from "@std/assert";
import { firstScreen } from "./_first_screen.ts";

/** Lines without what is bold: where NO_COLOR is set, nothing is. */
function plainLines(svg: string): string[] {
  return svg.replaceAll(/<\/?tspan[^>]*>/g, "").split(/\r?\n/);
}

Deno.test("docs/first_screen.svg shows what the commands print (else: deno task picture)", async () => {
  const kept = await Deno.readTextFile(new URL("../../docs/first_screen.svg", import.meta.url));
  assertEquals(plainLines(await firstScreen()), plainLines(kept));
});
