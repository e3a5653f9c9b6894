import { assertEquals } from "@std/assert";
import { ApiError, FileError, NetworkError, PermissionNeededError } from "../../mod.ts";
import { detailsOf } from "../../src/cli/error_details.ts";

Deno.test("detailsOf() tells the causes, the nearest first, each in one line", () => {
  const root = new TypeError("error sending request\n  for url");
  const network = new NetworkError("connection", "GET", "https://t.example.org/a", "x", {
    cause: root,
  });
  assertEquals(detailsOf(new FileError("outermost", { cause: network })), [
    "  because: No answer to GET https://t.example.org/a (connection): x",
    "  because: TypeError: error sending request for url",
  ]);
});

Deno.test("detailsOf() does not repeat what a parser quotes", () => {
  const cause = new SyntaxError('"my-secret" is not valid JSON');
  assertEquals(detailsOf(new FileError("x", { cause })), [
    "  because: SyntaxError: a text could not be read",
  ]);
});

Deno.test("detailsOf() tells the request, its id and the answer, harmless to a terminal", () => {
  const error = new ApiError({
    service: "Tapis",
    method: "GET",
    url: "https://t.example.org/x",
    status: 500,
    requestId: "Ab12",
    text: "<b>\x1b[2J\n  oh",
  });
  assertEquals(detailsOf(error), [
    "  request: GET https://t.example.org/x",
    "  request id: Ab12",
    "  answer: <b>\\x1b[2J oh",
  ]);
});

Deno.test("detailsOf() tells each flag that is missing", () => {
  assertEquals(detailsOf(new PermissionNeededError("x", ["--allow-env=A", "--allow-read=/a b"])), [
    "  flag: --allow-env=A",
    "  flag: --allow-read=/a b",
  ]);
});

Deno.test("detailsOf() ends where causes go in a circle, and has nothing on others", () => {
  const circle = new Error("round");
  circle.cause = circle;
  assertEquals(detailsOf(circle).length, 8);
  assertEquals(detailsOf("a text"), []);
  assertEquals(detailsOf(new Error("alone")), []);
});
