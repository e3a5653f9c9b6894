import { assertEquals } from "@std/assert";
import { chain, fromEnv, fromValue, type Source } from "../../src/credentials/mod.ts";
import { netPermissions, renewalNeeds, walkForNeeds } from "../../src/cli/needs.ts";

function source(
  name: string,
  state: "used" | "missing" | "broken" | "not permitted",
): Source<string> {
  return {
    name,
    permissions: [{ name: "read", path: `/${name}` }],
    load: () =>
      Promise.resolve(
        state === "used" ? { state, value: name } : { state, detail: `is ${state}` },
      ),
  };
}

async function walked(...states: Parameters<typeof source>[1][]): Promise<unknown[]> {
  const sources = states.map((state, index) => source(`${index}`, state));
  const { needed, value, exhausted } = await walkForNeeds(chain("token", sources));
  return [needed.map((permission) => "path" in permission && permission.path), value, exhausted];
}

Deno.test("walkForNeeds() ends at the source that is used", async () => {
  assertEquals(await walked("missing", "used", "used"), [["/0", "/1"], "1", false]);
});

Deno.test("walkForNeeds() ends at a broken source, as the command does", async () => {
  assertEquals(await walked("broken", "used"), [["/0"], undefined, false]);
});

Deno.test("walkForNeeds() needs all sources when none has it", async () => {
  assertEquals(await walked("missing", "missing"), [["/0", "/1"], undefined, true]);
});

Deno.test("walkForNeeds() needs all sources when one above may not be checked", async () => {
  assertEquals(await walked("not permitted", "used", "used"), [["/0", "/1", "/2"], "1", true]);
});

Deno.test("walkForNeeds() says when it could not look itself", async () => {
  const closed = await walkForNeeds(chain("token", [source("file", "not permitted")]));
  assertEquals(closed.notes.length, 1);
  const open = await walkForNeeds(chain("token", [fromEnv("A", { env: {} }), fromValue("b")]));
  assertEquals(open.notes, []);
});

Deno.test("netPermissions() names host and port", () => {
  assertEquals(netPermissions("http://127.0.0.1:8080/x"), [{
    name: "net",
    host: "127.0.0.1:8080",
  }]);
  assertEquals(netPermissions("https://a.example.org/"), [{ name: "net", host: "a.example.org" }]);
  assertEquals(netPermissions("no address"), []);
});

Deno.test("renewalNeeds() makes renewal needed once it is due, and optional before", () => {
  const renewal = [{ name: "net", host: "auth.example.org" }] as const;
  const age = { renewal, hasToken: true, expiresAt: 100_000 };
  assertEquals(renewalNeeds(age, 40_000), { needed: renewal });
  assertEquals(renewalNeeds({ ...age, hasToken: false }, 0), { needed: renewal });
  assertEquals(renewalNeeds(age, 39_999).needed, []);
  assertEquals(renewalNeeds({ ...age, expiresAt: undefined }, 0).needed, []);
  assertEquals(renewalNeeds(age, 0).optional?.map(({ permission }) => permission), [...renewal]);
});
