import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fixture from "../../../fixtures/globus_transfer_sdk_1_1_0.json" with { type: "json" };
import * as module from "../../../../src/globus/transfer/mod.ts";
import { type Client, createClient } from "../../../../src/http/client.ts";
import { ApiError } from "../../../../src/http/reply/errors.ts";
import { patience } from "../../../helpers/patient.ts";
import { assertSameNames } from "../../../helpers/source/same_names.ts";
import {
  type Answer,
  type SeenRequest,
  startRawServer,
} from "../../../helpers/servers/raw_server.ts";

/** A list that comes in pages, as the service has it. */
interface Paging {
  readonly style: string;
  readonly size: number;
  readonly most: number | null;
  readonly limit: string;
  readonly key: string;
}

/** What the Python SDK says of an operation. */
interface Fact {
  readonly name: string;
  readonly verb: string;
  readonly path: string;
  readonly sends?: unknown;
  readonly arguments?: readonly unknown[];
  readonly list?: string;
  readonly pages?: Paging;
  readonly query?: readonly (readonly [string, unknown, string, string])[];
  readonly always?: Readonly<Record<string, string>>;
}

const facts = fixture.operations as unknown as readonly Fact[];

/** What the module exports beside operations. */
const others = [
  "transferClient",
  "transferData",
  "deleteData",
  "collectionClient",
  "download",
  "upload",
  "downloadFile",
  "uploadFile",
  "findPlace",
  "placeById",
  "transferBatch",
  "faultOf",
];
/** Operations that are more than one request of one name. */
const own = ["watchTask", "walk", "submitMany"];
/** Those that ask more than once, or for something else first; they have tests of their own. */
const composed = ["taskWait", "submitTransfer", "submitDelete"];

/** One answer that every operation takes for its own. */
const anything = {
  DATA_TYPE: "result",
  code: "Done",
  id: "I",
  access_id: "A",
  done: false,
  name: "N",
  endpoint_id: "E",
  path: "/",
  DATA: [],
  shared_endpoints: [],
  pause_rules: [],
  value: "S",
  task_id: "T",
  status: "SUCCEEDED",
  activated: true,
  expires_in: -1,
  auto_activation_supported: true,
};

const given = { made: "up", nested: { key: [1, null, "é"] } };

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function idsOf(fact: Fact): string[] {
  return Array.from(fact.path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name);
}

function argumentsOf(fact: Fact, ids: readonly unknown[]): unknown[] {
  const body = fact.sends === "caller's" ? [given] : [];
  return [...ids, ...(fact.arguments ?? body)];
}

type Operation = (client: Client, ...args: unknown[]) => unknown;

function operation(name: string): Operation {
  const found: unknown = Reflect.get(module, camelCase(name));
  assert(typeof found === "function", `${camelCase(name)} is exported`);
  return found as Operation;
}

/** Calls an operation to its end: the whole list, where it comes in pages. */
async function run(fact: Fact, client: Client, args: readonly unknown[]): Promise<unknown> {
  const result = operation(fact.name)(client, ...args);
  return await (fact.pages === undefined ? result : (result as
    & module.Watched<never, never>
    & { collect(): Promise<unknown> }).collect());
}

function clientAt(url: string): Client {
  return createClient({ service: "Test", baseUrl: url }, { sleep: patience().sleep });
}

const single = facts.filter(({ name }) => !composed.includes(camelCase(name)));

Deno.test("every operation of the Python SDK is exported, and nothing is that it does not have", () => {
  const exported = Object.entries(module).filter(([, value]) => typeof value === "function")
    .map(([name]) => name).filter((name) => !others.includes(name) && !own.includes(name));
  assertSameNames(
    facts.map(({ name }) => camelCase(name)),
    exported,
    "tests/fixtures/globus_transfer_sdk_1_1_0.json",
  );
});

Deno.test("every operation is a method of the client, too", () => {
  const client = module.transferClient();
  for (const { name } of facts) {
    assertEquals(typeof Reflect.get(client, camelCase(name)), "function");
  }
  for (const name of own) assertEquals(typeof Reflect.get(client, name), "function", name);
});

Deno.test("every operation sends its verb, path and body, each id as one segment", async () => {
  await using server = startRawServer(() => ({ json: anything }));
  const client = clientAt(server.url);
  for (const fact of single) {
    const ids = idsOf(fact).map((name) => `${name}/..?a=b#c%2F d+é€𝄞`);
    const before = server.requests.length;
    await run(fact, client, argumentsOf(fact, ids));
    assertEquals(server.requests.length, before + 1, `${fact.name} sends one request`);
    const { method, target, body, headers } = server.requests[before] as SeenRequest;
    const [path, query] = target.split("?", 2);
    const wanted = fact.path.split("/").map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      return name === undefined ? part : `${name}/..?a=b#c%2F d+é€𝄞`;
    });
    assertEquals(
      [method, path?.split("/").map(decodeURIComponent)],
      [fact.verb, wanted],
      fact.name,
    );
    const sends = fact.sends === "caller's" ? given : fact.sends;
    assertEquals(body === "" ? undefined : JSON.parse(body), sends, fact.name);
    const type = sends === undefined ? null : "application/json";
    assertEquals(headers.get("content-type"), type, fact.name);
    const paging = fact.pages === undefined ? {} : firstPage(fact.pages);
    const asked = Object.fromEntries(new URLSearchParams(query));
    assertEquals(asked, { ...fact.always, ...paging }, fact.name);
  }
});

function firstPage({ style, size, limit }: Paging): Record<string, string> {
  const offset = style === "total" || style === "has_next_page" ? { offset: "0" } : undefined;
  return { [limit]: String(size), ...offset };
}

Deno.test("every operation writes its options as parameters, over those of the caller", async () => {
  await using server = startRawServer(() => ({ json: anything }));
  const client = clientAt(server.url);
  for (const fact of single) {
    const ids = idsOf(fact);
    const rows = fact.query ?? [];
    const named = Object.fromEntries(rows.map(([option, value]) => [option, value]));
    const params = { extra: "x y", nothing: undefined, yes: true };
    const first = rows[0]?.[2];
    const options = {
      ...named,
      params: first === undefined ? params : { ...params, [first]: "overridden" },
    };
    await run(fact, client, [...argumentsOf(fact, ids), options]);
    const query = Object.fromEntries(
      new URL(server.requests.at(-1)?.target ?? "", "http://x").searchParams,
    );
    assertEquals(query, {
      extra: "x y",
      yes: "true",
      ...fact.always,
      ...(fact.pages === undefined ? {} : firstPage(fact.pages)),
      ...Object.fromEntries(rows.map(([, , parameter, text]) => [parameter, text])),
    }, fact.name);
    // What has a name of ours may be given under the API's, as well.
    if (first === undefined) continue;
    await run(fact, client, [...argumentsOf(fact, ids), { params: { [first]: "raw" } }]);
    const raw = new URL(server.requests.at(-1)?.target ?? "", "http://x").searchParams.get(first);
    assertEquals(raw, "raw", fact.name);
  }
});

Deno.test("every operation refuses an id that names nothing, before it sends anything", async () => {
  await using server = startRawServer(() => ({ json: anything }));
  const client = clientAt(server.url);
  for (const fact of facts) {
    const names = idsOf(fact);
    for (const index of names.keys()) {
      for (const id of ["", ".", "..", undefined, null, "\ud800"]) {
        const ids = names.map((name, at) => at === index ? id : name);
        const call = async (): Promise<unknown> => {
          return await operation(fact.name)(client, ...argumentsOf(fact, ids));
        };
        await assertRejects(call, TypeError, undefined, `${fact.name} ${id}`);
      }
    }
  }
  assertEquals(server.requests.length, 0);
});

Deno.test("every operation is given up by its signal", async () => {
  await using server = startRawServer(() => ({ json: anything }));
  const client = clientAt(server.url);
  for (const fact of single) {
    const options = { signal: AbortSignal.abort("enough") };
    const args = [...argumentsOf(fact, idsOf(fact)), options];
    const error = await assertRejects(() => run(fact, client, args), Error, "the caller gave up");
    assertEquals([error.name, error.cause], ["NetworkError", "enough"], fact.name);
  }
  assertEquals(server.requests.length, 0);
});

Deno.test("every operation tells of an answer that is not its document", async () => {
  const answers: readonly Answer[] = [
    { json: [] },
    { json: "text" },
    { json: 7 },
    { json: null },
    { body: "<html>Sign in</html>", headers: { "content-type": "text/html" } },
    { body: "" },
  ];
  for (const answer of answers) {
    await using server = startRawServer([answer]);
    const client = clientAt(server.url);
    for (const fact of single) {
      const args = argumentsOf(fact, idsOf(fact));
      const error = await assertRejects(() => run(fact, client, args), ApiError, "it sent");
      assert(!/undefined|\[object/.test(error.message), error.message);
    }
  }
});

Deno.test("every change tells of an answer that does not say what was done", async () => {
  const changes = [
    "operationMkdir",
    "operationRename",
    "operationSymlink",
    "cancelTask",
    "updateTask",
    "createBookmark",
    "updateBookmark",
    "deleteBookmark",
    "updateEndpoint",
    "deleteEndpoint",
    "deleteEndpointAclRule",
    "deleteEndpointRole",
  ];
  for (const json of [{}, { status: "error" }, { code: "" }, { code: null, id: null }]) {
    await using server = startRawServer([{ json }]);
    const client = clientAt(server.url);
    for (const name of [...changes, "getTask", "getBookmark"]) {
      const fact = single.find((fact) => camelCase(fact.name) === name);
      assert(fact !== undefined, name);
      const error = await assertRejects(
        () => run(fact, client, argumentsOf(fact, idsOf(fact))),
        ApiError,
        "it sent",
        name,
      );
      assertEquals(error.status, 200);
    }
  }
});

Deno.test("every list tells of an answer without its list", async () => {
  const lists = single.filter(({ list, pages }) => list !== undefined || pages !== undefined);
  assert(lists.length >= 21, `${lists.length}`);
  for (const value of [undefined, null, {}, "text"]) {
    for (const fact of lists) {
      const key = fact.pages?.key ?? "DATA";
      await using server = startRawServer([{ json: { DATA_TYPE: "list", [key]: value } }]);
      const args = argumentsOf(fact, idsOf(fact));
      const client = clientAt(server.url);
      await assertRejects(
        () => run(fact, client, args),
        ApiError,
        `for "${key}" where a list was expected`,
      );
    }
  }
});

Deno.test("every list in one document is iterable, and prints as the service sent it", async () => {
  const json = { DATA_TYPE: "list", DATA: [{ id: "1" }, { id: "2" }], extra: 7 };
  await using server = startRawServer([{ json }]);
  const client = clientAt(server.url);
  for (const fact of single.filter(({ list }) => list !== undefined)) {
    const list = await run(fact, client, argumentsOf(fact, idsOf(fact)));
    assertEquals([...list as Iterable<unknown>], json.DATA, fact.name);
    assertEquals(JSON.parse(JSON.stringify(list)), json, fact.name);
  }
});

/** A list of `total` numbers as the service gives it in pages of each style. */
function pageOf(paging: Paging, total: number, request: SeenRequest): Answer {
  const query = new URL(request.target, "http://x").searchParams;
  const { style, key } = paging;
  const names: Record<string, string> = {
    last_key: "last_key",
    next_marker: "marker",
    next_token: "next_token",
  };
  const mark = query.get(names[style] ?? "offset") ?? "0";
  const from = Number(mark.replace("key-", ""));
  const length = Math.max(0, Math.min(Number(query.get(paging.limit)), total - from));
  const items = Array.from({ length }, (_, index) => ({ number: from + index }));
  const after = from + length;
  const more = after < total;
  const words: Record<string, Record<string, unknown>> = {
    has_next_page: { has_next_page: more },
    total: { total },
    // The last key stays in the last page: only has_next_page tells the end.
    last_key: { has_next_page: more, last_key: `key-${after}` },
    next_marker: { next_marker: more ? after : [null, 0, undefined][total % 3] },
    next_token: { next_token: more ? `key-${after}` : null },
  };
  return { json: { [key]: items, ...words[style] } };
}

Deno.test("every paged list is gone through to its end in its own style", async () => {
  const paged = facts.filter(({ pages }) => pages !== undefined);
  assertEquals(paged.map(({ pages }) => pages?.style).toSorted(), [
    "has_next_page",
    "last_key",
    "next_marker",
    "next_marker",
    "next_marker",
    "next_marker",
    "next_token",
    "total",
    "total",
    "total",
  ]);
  for (const fact of paged) {
    const paging = fact.pages as Paging;
    for (const total of [0, 1, 6, 7, 8]) {
      await using server = startRawServer((request) => pageOf(paging, total, request));
      const client = clientAt(server.url);
      const list = operation(fact.name)(client, ...idsOf(fact), { pageSize: 3 }) as AsyncIterable<
        { readonly number: number }
      >;
      const numbers = (await Array.fromAsync(list)).map(({ number }) => number);
      assertEquals(numbers, Array.from({ length: total }, (_, index) => index), fact.name);
      assertEquals(server.requests.length, Math.max(1, Math.ceil(total / 3)), fact.name);
    }
    await using server = startRawServer((request) => pageOf(paging, 5000, request));
    const args = [...idsOf(fact), { maxItems: 2300 }];
    const { items, capped, total } = await run(fact, clientAt(server.url), args) as {
      items: unknown[];
      capped: boolean;
      total: number | undefined;
    };
    const most = Math.min(2300, paging.most ?? Infinity);
    assertEquals([items.length, capped], [most, true], fact.name);
    assertEquals(total, paging.style === "total" ? 5000 : undefined, fact.name);
    assertEquals(server.requests.length, Math.ceil(most / paging.size), fact.name);
  }
});

Deno.test("every list that goes on by a mark goes on past an empty page, and has no end where the mark stays", async () => {
  const marks: Readonly<Record<string, readonly [parameter: string, field: string]>> = {
    last_key: ["last_key", "last_key"],
    next_marker: ["marker", "next_marker"],
    next_token: ["next_token", "next_token"],
  };
  const marked = facts.filter(({ pages }) => Object.hasOwn(marks, pages?.style ?? ""));
  assertEquals(marked.length, 6);
  for (const fact of marked) {
    const { style, key } = fact.pages as Paging;
    const [parameter = "", field = ""] = marks[style] ?? [];
    await using server = startRawServer(({ target }) => {
      const at = new URL(target, "http://x").searchParams.get(parameter) ?? "";
      const [number, next] = { "": [1, "a"], a: [undefined, "b"], b: [2, "b"] }[at] ?? [];
      const items = number === undefined ? [] : [{ number }];
      return { json: { [key]: items, [field]: next, has_next_page: true } };
    });
    const list = operation(fact.name)(clientAt(server.url), ...idsOf(fact)) as AsyncIterable<
      { readonly number: number }
    >;
    const numbers: number[] = [];
    await assertRejects(
      async () => {
        for await (const { number } of list) numbers.push(number);
      },
      ApiError,
      "its list has no end",
      fact.name,
    );
    assertEquals([numbers, server.requests.length], [[1], 3], fact.name);
  }
});

Deno.test("updateEndpoint() keeps one activation server, and leaves the caller's document alone", async () => {
  await using server = startRawServer(() => ({ json: anything }));
  const transfer = module.transferClient({ baseUrl: server.url });
  const data = Object.freeze({ myproxy_server: "m", label: "l" });
  await transfer.updateEndpoint("e", data);
  await transfer.updateEndpoint("e", { oauth_server: "o" });
  await transfer.updateEndpoint("e", { oauth_server: null, myproxy_server: null });
  assertEquals(server.requests.map(({ body }) => JSON.parse(body)), [
    { myproxy_server: "m", label: "l", oauth_server: null },
    { oauth_server: "o", myproxy_server: null },
    { oauth_server: null, myproxy_server: null },
  ]);
  const both = { myproxy_server: "m", oauth_server: "o" };
  await assertRejects(() => transfer.updateEndpoint("e", both), TypeError, "one activation server");
  await assertRejects(() => transfer.createEndpoint(both), TypeError, "one activation server");
  assertEquals(server.requests.length, 3);
});

Deno.test("endpointManagerCancelTasks() refuses one id where it wants a list", async () => {
  const transfer = module.transferClient({ fetch: () => Promise.reject(new Error("sent")) });
  const one = "t1" as unknown as string[];
  await assertRejects(() => transfer.endpointManagerCancelTasks(one, "m"), TypeError, "a list");
  await assertRejects(() => transfer.endpointManagerResumeTasks(one), TypeError, "a list");
});

Deno.test("a paged list refuses counts that are none", () => {
  const transfer = module.transferClient();
  assertThrows(() => transfer.taskList({ maxItems: -1 }), RangeError, "maxItems");
  assertThrows(() => transfer.taskList({ pageSize: 0 }), RangeError, "pageSize");
});

Deno.test("what ended with Globus Connect Server 4 says so where the service refuses it", async () => {
  const json = { code: "ClientError.BadRequest", message: "Not supported", request_id: "R" };
  const gone = [
    "create_endpoint",
    "endpoint_activate",
    "endpoint_autoactivate",
    "endpoint_deactivate",
    "endpoint_get_activation_requirements",
    "add_endpoint_server",
    "update_endpoint_server",
    "delete_endpoint_server",
  ];
  for (
    const [status, code, says] of [
      [400, "ClientError.BadRequest", true],
      [404, "EndpointNotFound", false],
      [403, "PermissionDenied", false],
    ] as const
  ) {
    await using server = startRawServer([{ status, json: { ...json, code } }]);
    const client = module.transferClient({ baseUrl: server.url });
    for (const fact of single) {
      const args = argumentsOf(fact, idsOf(fact));
      const error = await assertRejects(() => run(fact, client, args), ApiError, "Not supported");
      const ended = error.message.includes("ended with Globus Connect Server 4");
      assertEquals([error.apiCode, ended], [code, says && gone.includes(fact.name)], fact.name);
    }
  }
});
