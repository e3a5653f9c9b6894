import { assertEquals, assertThrows } from "@std/assert";
import { isArgumentError } from "../../../src/argument_error.ts";
import { type TransferClient, transferClient } from "../../../src/globus/transfer/mod.ts";

/** A client, and the query of each request that it sends. */
function watched(): { transfer: TransferClient; queries: string[] } {
  const queries: string[] = [];
  const answer = { code: "Done", DATA_TYPE: "list", DATA: [], has_next_page: false, total: 0 };
  const fetch = (input: string | URL | Request): Promise<Response> => {
    queries.push(decodeURIComponent(new URL(input instanceof Request ? input.url : input).search));
    return Promise.resolve(Response.json(answer));
  };
  return { transfer: transferClient({ fetch }), queries };
}

Deno.test("an operation's options are query parameters by their Python names, those of a body are not", async () => {
  const { transfer, queries } = watched();
  await transfer.operationLs("id", {
    params: { limit: 1, other: "x" },
    showHidden: false,
    filter: [{ name: "~*.txt" }, "type:file"],
    limit: 3,
  });
  await transfer.taskList({ filter: { status: "ACTIVE" }, orderby: ["label", "type"] }).collect();
  await transfer.taskList({ filter: {} }).collect();
  await transfer.endpointSearch({ filterScope: "my-endpoints" }).collect();
  await transfer.operationStat("id", "/a", { localUser: "ada" });
  await transfer.operationMkdir("id", "/a", { localUser: "ada", params: { other: "x" } });
  await transfer.endpointAutoactivate("id", { ifExpiresIn: 60 });
  assertEquals(queries, [
    "?limit=3&other=x&show_hidden=0&filter=name:~*.txt&filter=type:file",
    "?filter=status:ACTIVE&orderby=label,type&limit=1000&offset=0",
    "?limit=1000&offset=0",
    "?filter_scope=my-endpoints&limit=100&offset=0",
    "?local_user=ada&path=/a",
    "?other=x",
    "?if_expires_in=60",
  ]);
});

Deno.test("an operation checks its options before it reads them, and sends nothing for what is not options", async () => {
  const { transfer, queries } = watched();
  const calls: ((options: never) => unknown)[] = [
    (options) => transfer.taskList(options),
    (options) => transfer.taskEventList("id", options),
    (options) => transfer.endpointSearch(options),
  ];
  for (const wrong of [null, 5, "x", []] as never[]) {
    for (const call of calls) assertThrows(() => call(wrong), TypeError, "Options are given as an");
    const refusal = await transfer.operationLs("id", wrong).catch((error) => error);
    assertEquals(isArgumentError(refusal), true, `${refusal}`);
  }
  assertEquals(queries, []);
});
