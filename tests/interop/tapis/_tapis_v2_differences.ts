import type { Difference, Sent } from "../comparison/_same_requests.ts";

type Pairs = readonly (readonly [name: string, value: string])[];

const noRequest = ["clients_ari", "full_ari", "jwt_ari", "nonce_ari", "refresh_aris", "resource"];
const files = [
  ...["copy", "delete", "download", "history", "import", "list", "mkdir", "move", "upload"],
  ...["pems_delete", "pems_list", "pems_update"],
].map((name) => `files_${name}`);

/** Public names of both releases that are in no row, by the reason. */
const unplayed: Readonly<Record<string, readonly string[]>> = {
  "no request of its own: called where a session is made": [
    ...[...noRequest, "set_client", "to_dict", "agpy_path"].map((name) => `Agave.${name}`),
  ],
  "reads the cache: in the scenarios of the cache": ["Agave.restore"],
  "fetches what Tapis v2 keeps, which the sandbox does not play": [
    "Agave.download_uri",
    "Agave.geturl",
  ],
  "for those who run a tenant": ["profiles.create", "profiles.delete", "profiles.update"],
};

/** Public names of AgavePy 0.9 that are in no row, by the reason. */
export const unplayed09: Readonly<Record<string, readonly string[]>> = {
  ...unplayed,
  "files of Tapis v2, which neither the sandbox nor keyferry has": [
    ...files.map((name) => `Agave.${name}`),
  ],
  "the cache: in scenarios of its own": [
    "Agave.agavecurrent_path",
    "Agave.load_configs",
    "Agave.save_configs",
  ],
};

/** Public names of AgavePy 1.0 that are in no row, by the reason; what it gave up is asked of itself. */
export const unplayed10: Readonly<Record<string, readonly string[]>> = {
  ...unplayed,
  "the places of the cache: in scenarios of its own": [
    "Agave.tapis_cache_path",
    "Agave.tapis_current_path",
    "Agave.tapis_sessions_path",
  ],
};

const swagger: readonly Difference[] = [
  {
    why: "AgavePy's table of addresses has the list of clients with a slash at its end",
    names: ["clients.create", "clients.list"],
    of: (sent) => sent.map((one) => ({ ...one, path: one.path.replace(/\/$/, "") })),
  },
  {
    why: "AgavePy's table has the services take JSON; keyferry sends the form of its methods",
    names: ["clients.addSubscriptionForClient", "clients.create"],
    of: (sent) => sent.map((one) => ({ ...one, body: formOf(one) })),
  },
  {
    why: "keyferry writes out the page; AgavePy leaves it to the service",
    names: ["profiles.list"],
    of: (sent) => sent.map((one) => ({ ...one, query: firstPage })),
  },
];

const firstPage: Pairs = [["limit", "250"], ["offset", "0"]];

/** The form that says what a JSON object says; of a new client, with what AgavePy's method adds. */
function formOf({ path, body }: Sent): Pairs {
  const more: Pairs = path.endsWith("/subscriptions")
    ? []
    : [["callbackUrl", ""], ["tier", "Unlimited"]];
  const fields = Object.entries(body as Readonly<Record<string, string>>);
  return [...fields, ...more].toSorted(([one], [other]) => one < other ? -1 : 1);
}

/** Where keyferry and AgavePy 0.9 differ. */
export const differences09: readonly Difference[] = [
  ...swagger,
  {
    why: "0.9 asks for tokens that are laid out for a person to read",
    names: ["Agave.get_access_token"],
    of: (sent) => sent.map((one) => ({ ...one, query: [] })),
  },
];

/** Where keyferry and AgavePy 1.0 differ. */
export const differences10: readonly Difference[] = swagger;
