import { assert, assertEquals, assertFalse, assertStrictEquals } from "@std/assert";
import { bindAll, type Bound, type BoundAll } from "../../src/http/bind.ts";
import { type Client, type ClientOptions, createClient } from "../../src/http/client.ts";
import type { Pages } from "../../src/http/pages.ts";
import type { Reply } from "../../src/http/reply/reply.ts";
import type { InfoClient } from "../../src/cave/mod.ts";
import {
  type EndpointDocument,
  type EndpointSearchOptions,
  type TaskDocument,
  type TaskWaitOptions,
  type TransferClient,
  transferClient,
} from "../../src/globus/transfer/mod.ts";
import type { AuthClient } from "../../src/globus/auth/mod.ts";
import { infoClient } from "../../src/cave/mod.ts";
import { v2 } from "../../src/tapis/mod.ts";

/** Whether two types are one; assignable both ways would let `any` through. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;

/** Compiles only where the types are one; this file's checks are done before it runs. */
function same<A, B>(_: Same<A, B>): void {}

interface Operations {
  readonly plain: (client: Client, id: string, options?: { readonly limit?: number }) => string;
  readonly several: (client: Client, ...ids: string[]) => Promise<number>;
  readonly none: (client: Client) => void;
  readonly constant: number;
}

Deno.test("Bound<> drops the client and keeps every other argument and the result", () => {
  type B = Bound<Operations>;
  same<B["plain"], (id: string, options?: { readonly limit?: number }) => string>(true);
  same<B["several"], (...ids: string[]) => Promise<number>>(true);
  same<B["none"], () => void>(true);
  same<B["constant"], never>(true);

  same<Parameters<TransferClient["getTask"]>[0], string>(true);
  same<ReturnType<TransferClient["getTask"]>, Promise<TaskDocument>>(true);
  same<
    Parameters<TransferClient["taskWait"]>,
    [taskId: string, options?: TaskWaitOptions | undefined]
  >(true);
  same<Parameters<TransferClient["endpointSearch"]>, [options?: EndpointSearchOptions | undefined]>(
    true,
  );
  const search: (client: TransferClient) => AsyncIterable<EndpointDocument> = (client) => {
    return client.endpointSearch({ filterScope: "my-endpoints" });
  };
  same<ReturnType<TransferClient["get"]>, Promise<Reply>>(true);
  same<ReturnType<InfoClient["getDatastacks"]>, Promise<string[]>>(true);
  same<ReturnType<AuthClient["post"]>, Promise<Reply>>(true);
  same<ReturnType<v2.TapisClient["profilesGet"]>, Promise<v2.ProfileDocument>>(true);
  assertEquals(typeof search, "function");
});

Deno.test("bindAll() makes methods of functions, which see the bound client", () => {
  const client = createClient({ service: "Test", baseUrl: "https://api.example.org" });
  const operations = {
    twice: (client: Client, text: string): string => `${client.service} ${text} ${text}`,
    self: (client: Client): Client => client,
    constant: 7,
  };
  const bound = bindAll(client, [operations]);
  assertEquals(bound.twice("a"), "Test a a");
  assertStrictEquals(bound.self(), bound);
  assertFalse("constant" in bound);
  assertEquals(bound.baseUrl, client.baseUrl);
  assertFalse("twice" in client, "the client given is left as it was");
  const { twice } = bound;
  assertEquals(twice("b"), "Test b b");
});

Deno.test("bindAll() takes several modules, the later over the earlier", () => {
  const client = createClient({ service: "Test", baseUrl: "https://api.example.org" });
  const one = { a: (): number => 1, b: (): number => 1 };
  const two = { b: (): number => 2 };
  const bound = bindAll(client, [one, two]);
  assertEquals([bound.a(), bound.b()], [1, 2]);
  const other = { b: (): string => "2" };
  same<ReturnType<BoundAll<readonly [typeof one, typeof other]>["b"]>, string>(true);
  same<ReturnType<BoundAll<readonly [typeof other, typeof one]>["b"]>, number>(true);
});

Deno.test("no operation of a platform hides a member of the client", () => {
  const options: ClientOptions = {
    baseUrl: "https://api.example.org",
    appName: "lab",
    fetch: () => Promise.reject(new Error("not reached")),
    sleep: () => Promise.resolve(),
    now: () => 0,
    signal: new AbortController().signal,
    authorizer: { apply: () => {}, rejected: () => false },
  };
  const plain = createClient({ service: "Test", baseUrl: "https://api.example.org" }, options);
  const clients: readonly Client[] = [
    transferClient(options),
    infoClient(options),
    v2.tapisClient({ ...options, baseUrl: "https://api.example.org" }),
  ];
  for (const client of clients) {
    for (const name of ["baseUrl", "appName", "fetch", "sleep", "now", "signal", "authorizer"]) {
      const [ours, theirs] = [Reflect.get(client, name), Reflect.get(plain, name)];
      assertStrictEquals(ours, theirs, `${client.service}: ${name}`);
    }
    assertEquals(client.retry, plain.retry);
    assert(Object.keys(client).length > Object.keys(plain).length);
  }
});

Deno.test("a paged operation is bound as one that gives pages, not a promise", () => {
  const pages: Pages<EndpointDocument> = transferClient().endpointSearch();
  assertEquals(typeof pages[Symbol.asyncIterator], "function");
  assertFalse("then" in pages);
});
