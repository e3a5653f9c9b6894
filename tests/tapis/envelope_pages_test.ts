import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createClient } from "../../src/http/client.ts";
import { ApiError } from "../../src/http/reply/errors.ts";
import { document, filled } from "../../src/http/reply/shape.ts";
import { envelopePages } from "../../src/tapis/envelope_pages.ts";
import { startRawServer } from "../helpers/servers/raw_server.ts";

const facts = { largest: 2, item: document({ id: filled }), query: { select: "id", kind: "mine" } };

function page(...ids: string[]): { json: unknown } {
  return { json: { status: "success", result: ids.map((id) => ({ id })) } };
}

Deno.test("envelopePages() asks for every page of one list, up to a short one", async () => {
  await using server = startRawServer([page("a", "b"), page("c", "d"), page("e")]);
  const client = createClient({ service: "Tapis", baseUrl: server.url });
  const skipped = envelopePages<{ id: string }>(client, "/l", { ...facts, offsetName: "skip" }, {});
  const { items, capped } = await skipped.collect();
  assertEquals([items.map(({ id }) => id).join(""), capped], ["abcde", false]);
  assertEquals(
    server.requests.map(({ target }) => [...new URLSearchParams(target.split("?")[1])].sort()),
    ["0", "2", "4"].map((skip) => [
      ["kind", "mine"],
      ["limit", "2"],
      ["select", "id"],
      ["skip", skip],
    ]),
  );
});

Deno.test("envelopePages() ends a list of a service that sends the same page whatever it is asked for", async () => {
  await using server = startRawServer([page("x", "y"), page("a", "b")]);
  const client = createClient({ service: "Tapis", baseUrl: server.url });
  const error = await assertRejects(
    () => envelopePages(client, "/l", facts, {}).collect(),
    ApiError,
  );
  assertStringIncludes(
    error.message,
    "its list has no end: it sent the same page 4 times in a row",
  );
  assertEquals(server.requests.length, 5);
});

Deno.test("envelopePages() goes on where pages are alike for a while, as those of a list that grows at its front", async () => {
  const [old, other] = [page("a", "b"), page("c", "d")];
  await using server = startRawServer([old, old, old, other, other, page("e")]);
  const client = createClient({ service: "Tapis", baseUrl: server.url });
  const { items } = await envelopePages<{ id: string }>(client, "/l", facts, {}).collect();
  assertEquals(items.map(({ id }) => id).join(""), "abababcdcde");
});

Deno.test("envelopePages() takes no item for one that lacks what is needed", async () => {
  await using server = startRawServer([page("a", "")]);
  const client = createClient({ service: "Tapis", baseUrl: server.url });
  await assertRejects(() => envelopePages(client, "/l", facts, {}).collect(), ApiError, "id");
});
