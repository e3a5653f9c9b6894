import { assertEquals, assertRejects } from "@std/assert";
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

Deno.test("envelopePages() takes no item for one that lacks what is needed", async () => {
  await using server = startRawServer([page("a", "")]);
  const client = createClient({ service: "Tapis", baseUrl: server.url });
  await assertRejects(() => envelopePages(client, "/l", facts, {}).collect(), ApiError, "id");
});
