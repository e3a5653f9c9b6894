import { type Difference, each, type Sent, sorted } from "../comparison/_same_requests.ts";
import type { Fields } from "./_transfer_calls.ts";

/**
 * Where keyferry and the SDK differ in what they send to Transfer; rare ones take more than one page,
 * or an endpoint of the old kind.
 */
export const differences: readonly Difference[] = [
  {
    why: "keyferry writes out where the first page begins; the SDK leaves it to the service",
    names: ["endpoint_manager_task_event_list", "endpoint_search", "task_event_list", "task_list"],
    of: each((sent) => {
      return sent.query.some(([name]) => name === "offset")
        ? sent
        : withQuery(sent, ["offset", "0"]);
    }),
  },
  {
    why:
      "keyferry goes on to the list's end; the SDK counts down to its thousandth item, and stops",
    rare: true,
    names: ["endpoint_manager_task_event_list", "task_event_list", "task_list"],
    of: each((sent) => withValue(sent, "limit", "999", "1000")),
  },
  {
    why: "keyferry asks for the largest page; the SDK leaves its size to the service",
    names: [
      "endpoint_manager_task_list",
      "endpoint_manager_task_skipped_errors",
      "endpoint_manager_task_successful_transfers",
      "task_skipped_errors",
      "task_successful_transfers",
    ],
    of: each((sent) => withQuery(sent, ["limit", "1000"])),
  },
  {
    why: "the same, by the name that shared endpoints have for it",
    names: ["get_shared_endpoint_list"],
    of: each((sent) => {
      const named = sent.query.some(([name]) => name === "max_results");
      return named ? sent : withQuery(sent, ["max_results", "1000"]);
    }),
  },
  {
    why: "keyferry writes a flag as 1, as both do everywhere else; the SDK writes Python's True",
    names: ["endpoint_manager_task_list"],
    of: each((sent) => withValue(sent, "filter_is_paused", "True", "1")),
  },
  {
    why: "keyferry takes the other activation server away, as the SDK did before version 4",
    rare: true,
    names: ["update_endpoint"],
    of: each((sent) => {
      const body = sent.body as Fields;
      return "myproxy_server" in body ? { ...sent, body: { ...body, oauth_server: null } } : sent;
    }),
  },
  {
    why:
      "keyferry writes a moment in milliseconds, of Greenwich; the SDK in seconds, with its zone",
    names: ["submit_delete", "submit_transfer"],
    rare: true,
    of: each((sent) => {
      const body = (sent.body ?? {}) as Fields;
      const { deadline } = body;
      if (typeof deadline !== "string" || !deadline.endsWith("+01:00")) return sent;
      return { ...sent, body: { ...body, deadline: new Date(deadline).toISOString() } };
    }),
  },
];

function withValue(sent: Sent, name: string, from: string, to: string): Sent {
  const query = sent.query.map(([key, value]) => {
    return [key, key === name && value === from ? to : value] as const;
  });
  return { ...sent, query };
}

function withQuery(sent: Sent, pair: readonly [string, string]): Sent {
  return { ...sent, query: sorted([...sent.query, pair]) };
}
