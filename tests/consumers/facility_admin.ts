/** Gives the groups of a facility their folders, as a list of people has them: by the public documentation alone. */

import { type globus, isApiError, isKeyferryError, type Step } from "@keyferry/keyferry";

/** A line of the facility's list. */
export interface Person {
  readonly username: string;
  readonly group: string;
  readonly leads?: boolean | undefined;
}

/** Where the groups' folders are, and who they are. */
export interface Facility {
  readonly transfer: globus.TransferClient;
  readonly auth: globus.AuthClient;
  /** The collection that hosts them. */
  readonly host: string;
  readonly people: readonly Person[];
  readonly signal?: AbortSignal | undefined;
}

/** What could not be done, and what the service said. */
export interface Failure {
  readonly what: string;
  readonly status: number | undefined;
  readonly why: string;
  readonly step: Step | undefined;
}

/** What became of the list. */
export interface Outcome {
  readonly done: Record<string, number>;
  readonly failures: readonly Failure[];
}

/** Makes what is missing, changes what differs, and takes back what the list no longer has. */
export async function apply(facility: Facility): Promise<Outcome> {
  const { transfer, auth, host, people, signal } = facility;
  const done: Record<string, number> = {};
  const failures: Failure[] = [];
  /** One change; what a service refuses is noted, and a login that is dead ends the run. */
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      const result = await work();
      const [verb = what] = what.split(" ");
      done[verb] = (done[verb] ?? 0) + 1;
      return result;
    } catch (error) {
      if (!isKeyferryError(error) || isApiError(error) && error.loginNeeded) throw error;
      const status = error.kind === "api" ? error.status : undefined;
      failures.push({ what, status, why: error.message, step: error.step });
      return undefined;
    }
  };

  const named = people.filter(({ username }) => username.includes("@"));
  for (const { username } of people.filter((person) => !named.includes(person))) {
    failures.push({
      what: `know ${username}`,
      status: undefined,
      why: "no user name",
      step: undefined,
    });
  }
  const usernames = named.map(({ username }) => username);
  const ids = new Map<string, string>();
  for (const { id, username } of await auth.getIdentities({ usernames, provision: true, signal })) {
    ids.set(username.toLowerCase(), id);
  }

  const shares = new Map<string | null | undefined, string>();
  for (const share of await transfer.mySharedEndpointList(host, { signal })) {
    shares.set(share.display_name, share.id);
  }
  const marks = new Set<string>();
  for (const { endpoint_id } of await transfer.bookmarkList({ signal })) marks.add(endpoint_id);

  for (const [group, members] of Map.groupBy(named, (person) => person.group)) {
    const path = `/groups/${group}/`;
    const id = shares.get(group) ?? await attempt(`share ${group}`, async () => {
      await folder(transfer, host, path, signal);
      const share = { host_endpoint: host, host_path: path, display_name: group };
      return (await transfer.createSharedEndpoint(share, { signal })).id;
    });
    if (id === undefined) continue;
    if (!marks.has(id)) {
      const mark = { name: group, endpoint_id: id, path: "/" };
      await attempt(`bookmark ${group}`, () => transfer.createBookmark(mark, { signal }));
    }
    const wanted = new Map<string, "r" | "rw">();
    const leaders = new Set<string>();
    for (const { username, leads } of members) {
      const identity = ids.get(username.toLowerCase());
      if (identity === undefined) continue;
      wanted.set(identity, leads ? "rw" : "r");
      if (leads) leaders.add(identity);
    }
    await rules(transfer, id, wanted, attempt, signal);
    await roles(transfer, id, leaders, attempt, signal);
  }
  return { done, failures };
}

type Attempt = <T>(what: string, work: () => Promise<T>) => Promise<T | undefined>;

/** Makes a folder and those above it, unless they are there. */
async function folder(
  transfer: globus.TransferClient,
  host: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const names = path.split("/").filter((name) => name !== "");
  for (const end of names.keys()) {
    const above = `/${names.slice(0, end + 1).join("/")}/`;
    try {
      await transfer.operationMkdir(host, above, { signal });
    } catch (error) {
      if (!isApiError(error) || error.apiCode !== "ExternalError.MkdirFailed.Exists") throw error;
    }
  }
}

/** Who may read or write a group's folder; all at once, as fast as the service lets us. */
async function rules(
  transfer: globus.TransferClient,
  id: string,
  wanted: ReadonlyMap<string, "r" | "rw">,
  attempt: Attempt,
  signal: AbortSignal | undefined,
): Promise<void> {
  const left = new Map(wanted);
  const work: Promise<unknown>[] = [];
  for (const rule of await transfer.endpointAclList(id, { signal })) {
    // The owner's own rule has no id, and the rule of a role goes with the role.
    if (rule.id === null || rule.role_id || rule.principal_type !== "identity") continue;
    const { id: ruleId, principal } = rule;
    const permissions = left.get(principal);
    left.delete(principal);
    if (permissions === rule.permissions) continue;
    work.push(
      permissions === undefined
        ? attempt(
          `revoke ${principal}`,
          () => transfer.deleteEndpointAclRule(id, ruleId, { signal }),
        )
        : attempt(`change ${principal}`, () => {
          return transfer.updateEndpointAclRule(id, ruleId, { permissions }, { signal });
        }),
    );
  }
  for (const [principal, permissions] of left) {
    const rule = { principal_type: "identity", principal, path: "/", permissions };
    work.push(
      attempt(`grant ${principal}`, () => transfer.addEndpointAclRule(id, rule, { signal })),
    );
  }
  await Promise.all(work);
}

/** Who manages the access of a group: its leaders, and nobody who was one. */
async function roles(
  transfer: globus.TransferClient,
  id: string,
  leaders: ReadonlySet<string>,
  attempt: Attempt,
  signal: AbortSignal | undefined,
): Promise<void> {
  const held = new Set<string>();
  for (const role of await transfer.endpointRoleList(id, { signal })) {
    if (role.role !== "access_manager" || role.principal_type !== "identity") continue;
    held.add(role.principal);
    if (leaders.has(role.principal)) continue;
    await attempt(
      `demote ${role.principal}`,
      () => transfer.deleteEndpointRole(id, role.id, { signal }),
    );
  }
  for (const principal of leaders) {
    if (held.has(principal)) continue;
    const role = { principal_type: "identity", principal, role: "access_manager" };
    await attempt(`promote ${principal}`, () => transfer.addEndpointRole(id, role, { signal }));
  }
}
