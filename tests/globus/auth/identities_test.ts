import { assertEquals, assertRejects } from "@std/assert";
import { accessTokenAuthorizer, authClient } from "../../../src/globus/auth/mod.ts";
import { responseOf } from "../../../src/http/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";

Deno.test("getIdentities() looks up any number: 100 in a call, and one document of all", async () => {
  await using sandbox = await startSandbox();
  const authorizer = accessTokenAuthorizer(sandbox.tokens.globusAuth);
  const auth = authClient({ authorizer, baseUrl: sandbox.url });
  const usernames = Array.from({ length: 201 }, (_, index) => `p${index}@lab.example.org`);
  const sent = (): number[] => {
    return sandbox.requests.filter(({ path }) => path === "/v2/api/identities").map(({ query }) => {
      const asked = new URLSearchParams(query);
      return (asked.get("usernames") ?? asked.get("ids") ?? "").split(",").length;
    });
  };

  const found = await auth.getIdentities({
    usernames: [...usernames, "p0@lab.example.org"],
    provision: true,
  });
  assertEquals([...found].map(({ username }) => username), usernames);
  assertEquals(sent(), [100, 100, 2]);

  const ids = [...found].map(({ id }) => id);
  const again = await auth.getIdentities({ ids: ids.join(",") });
  assertEquals(again.identities.map(({ id }) => id), ids);
  assertEquals(sent(), [100, 100, 2, 100, 100, 1]);

  const few = await auth.getIdentities({ ids: ids.slice(0, 100) });
  assertEquals([few.identities.length, responseOf(few)?.status], [100, 200]);
  assertEquals(sent().length, 7);
});

Deno.test("getIdentities() gives nothing of a list that could not be looked up to its end", async () => {
  await using sandbox = await startSandbox();
  const authorizer = accessTokenAuthorizer(sandbox.tokens.globusAuth);
  const auth = authClient({ authorizer, baseUrl: sandbox.url });
  const usernames = Array.from({ length: 150 }, (_, index) => `p${index}@lab.example.org`);
  await assertRejects(
    () => auth.getIdentities({ usernames: [...usernames, "no user name"] }),
    Error,
    "400",
  );
  const stop = new AbortController();
  sandbox.faults.request = ({ count }) => {
    if (count > 2) stop.abort();
    return undefined;
  };
  await assertRejects(() => auth.getIdentities({ usernames, signal: stop.signal }));
});
