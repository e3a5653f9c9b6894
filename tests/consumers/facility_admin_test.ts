import { assert, assertEquals, assertRejects } from "@std/assert";
import { isApiError, sandboxSurroundings } from "../../src/credentials/mod.ts";
import { login, memoryTokenStorage } from "../../src/globus/mod.ts";
import type { RequestFault, Sandbox } from "../../src/sandbox/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { apply, type Facility, type Person } from "./facility_admin.ts";

/** 200 people in 20 groups; the first of a group leads it. */
const people: readonly Person[] = Array.from({ length: 200 }, (_, index) => ({
  username: `person${index}@facility.example.org`,
  group: `group-${index % 20}`,
  leads: index < 20,
}));

/** A service that answers so many requests in a second, and then says when to come again. */
function limitedTo(most: number, now: () => number): RequestFault {
  let [second, count] = [0, 0];
  return () => {
    const current = Math.floor(now() / 1000);
    if (current !== second) [second, count] = [current, 0];
    return ++count > most ? { status: 429, headers: { "retry-after": "1" } } : undefined;
  };
}

/** The facility of a sandbox whose clock moves on where the program waits. */
async function facilityOf(sandbox: Sandbox, clock: { ms: number }): Promise<Facility> {
  const { id: clientId, secret: clientSecret } = sandbox.tokens.globusClient;
  const { transfer, auth } = await login({
    ...await sandboxSurroundings(sandbox.home),
    clientId,
    clientSecret,
    storage: memoryTokenStorage(),
    retry: { retries: 20 },
    now: () => clock.ms,
    sleep(ms: number): Promise<void> {
      clock.ms += ms;
      return Promise.resolve();
    },
  });
  const host = sandbox.collections.find(({ name }) => name === "archive");
  assert(host !== undefined);
  return { transfer, auth, host: host.id, people };
}

/** Who may do what where, as the service has it: by group, `r`, `rw`, and leaders. */
async function rightsIn({ transfer, host }: Facility): Promise<Record<string, string>> {
  const rows: [string, string][] = [];
  for (const { id, display_name } of await transfer.mySharedEndpointList(host)) {
    const rules = [...await transfer.endpointAclList(id)].filter(({ id, role_id }) =>
      id && !role_id
    );
    const roles = [...await transfer.endpointRoleList(id)].filter(({ role }) =>
      role === "access_manager"
    );
    const count = (wanted: string): number =>
      rules.filter((rule) => rule.permissions === wanted).length;
    rows.push([display_name ?? "", `${count("r")} r, ${count("rw")} rw, ${roles.length} leads`]);
  }
  return Object.fromEntries(rows);
}

Deno.test("200 people get the folders of their groups from a service that answers 25 requests a second; a second run changes nothing", async () => {
  const clock = { ms: Date.now() };
  await using sandbox = await startSandbox({ now: () => clock.ms });
  const facility = await facilityOf(sandbox, clock);
  sandbox.faults.request = limitedTo(25, () => clock.ms);
  const { done, failures } = await apply(facility);
  sandbox.faults.request = undefined;
  assertEquals(failures, []);
  assertEquals(done, { share: 20, bookmark: 20, grant: 200, promote: 20 });
  assert(sandbox.requests.some(({ status }) => status === 429));
  const rights = await rightsIn(facility);
  assertEquals(new Set(Object.values(rights)), new Set(["9 r, 1 rw, 1 leads"]));
  assertEquals(Object.keys(rights).sort(), [...new Set(people.map(({ group }) => group))].sort());
  assertEquals(await apply(facility), { done: {}, failures: [] });
});

Deno.test("people who leave, change or lead are followed; what cannot be done is told, and the rest is done", async () => {
  const clock = { ms: Date.now() };
  await using sandbox = await startSandbox({ now: () => clock.ms });
  const facility = await facilityOf(sandbox, clock);
  const few = people.filter((_, index) => index % 20 < 3);
  await apply({ ...facility, people: few.filter(({ group }) => group !== "group-2") });
  const archive = sandbox.collections.find(({ id }) => id === facility.host)?.path;
  await Deno.writeTextFile(`${archive}/groups/group-2`, "a file where a folder belongs");
  const changed = few
    .filter(({ username }) => username !== "person20@facility.example.org")
    .map((person) => {
      if (person.username === "person1@facility.example.org") return { ...person, leads: false };
      return person.username === "person21@facility.example.org"
        ? { ...person, leads: true }
        : person;
    });
  const { done, failures } = await apply({
    ...facility,
    people: [...changed, { username: "nobody", group: "group-0" }],
  });
  assertEquals(done, { revoke: 1, change: 2, demote: 1, promote: 1 });
  assertEquals(failures.map(({ what, status }) => [what, status]), [
    ["know nobody", undefined],
    ["share group-2", 502],
  ]);
  assertEquals(await rightsIn(facility), {
    "group-0": "8 r, 1 rw, 1 leads",
    "group-1": "9 r, 1 rw, 1 leads",
  });
});

Deno.test("a login that is dead ends the run at once, and says so", async () => {
  const clock = { ms: Date.now() };
  await using sandbox = await startSandbox({ now: () => clock.ms });
  const facility = await facilityOf(sandbox, clock);
  sandbox.faults.request = ({ path }) => path.startsWith("/v0.10/") ? { status: 401 } : undefined;
  const error = await assertRejects(() => apply(facility));
  assert(isApiError(error) && error.loginNeeded && error.step?.kind === "log in");
});
