import { assertEquals } from "@std/assert";
import { type Loads, type Piece, together } from "../.ci/_together.ts";

function piece(name: string, bytes: number, ...needs: readonly string[]): Piece {
  return { name, bytes, needs };
}

function files(pieces: readonly Piece[], loads: Partial<Loads>): string[] {
  return together(pieces, { starts: [], later: [], apart: [], ...loads })
    .map((names) => names.toSorted().join(" ")).sort();
}

Deno.test("together() makes one file of what the same programs load, and of small pieces that one of them does", () => {
  const pieces = [
    piece("globus", 100, "http", "words"),
    piece("cave", 100, "http"),
    piece("http", 50_000, "errors"),
    piece("errors", 9000),
    piece("words", 500),
  ];
  const entries = ["globus", "cave"];
  assertEquals(
    files(pieces, { starts: entries, apart: entries }),
    ["cave", "errors http words", "globus"],
  );
});

Deno.test("together() keeps a large piece from programs that do not need it", () => {
  const pieces = [
    piece("globus", 100, "transfer", "http"),
    piece("cave", 100, "http"),
    piece("http", 50_000),
    piece("transfer", 200_000, "http"),
  ];
  const entries = ["globus", "cave"];
  assertEquals(
    files(pieces, { starts: entries, apart: entries }),
    ["cave", "globus", "http", "transfer"],
  );
});

Deno.test("together() makes no files that load each other in a circle", () => {
  // The first and the last belong together but for what lies between, which others must not load.
  const pieces = [
    piece("start", 10, "first"),
    piece("other", 10, "last"),
    piece("first", 100, "between", "last"),
    piece("between", 90_000, "last"),
    piece("last", 100),
  ];
  const entries = ["start", "other"];
  assertEquals(
    files(pieces, { starts: entries, apart: entries }),
    ["between first", "last", "other", "start"],
  );
});

Deno.test("together() puts small pieces that are loaded later into one file, and leaves large ones alone", () => {
  const pieces = [
    piece("command", 100),
    ...["bash", "zsh"].map((name) => piece(name, 2000)),
    ...["cp", "ls"].map((name) => piece(name, 60_000)),
  ];
  assertEquals(
    files(pieces, {
      starts: ["command"],
      later: ["bash", "zsh", "cp", "ls"],
      apart: ["command"],
    }),
    ["bash zsh", "command", "cp", "ls"],
  );
});
