/** The commands that each file of this folder holds to their word. */
export const commandsHeldIn: Readonly<Record<string, readonly string[]>> = {
  "cave_test.ts": [
    "cave token",
    "cave save",
    "cave new",
    "cave logout",
    "cave datastacks",
    "cave whoami",
  ],
  "cp_test.ts": ["cp"],
  "globus_login_test.ts": ["globus get", "globus put", "globus login", "globus logout"],
  "globus_task_test.ts": [
    ...["show", "wait", "watch", "events", "cancel"].map((verb) => `globus task ${verb}`),
    "globus transfer",
  ],
  "globus_test.ts": [
    ...[
      "whoami",
      "search",
      "ls",
      "stat",
      "token",
      "mkdir",
      "rename",
      "delete",
      "transfer",
      "task list",
    ],
    ...["list", "create", "rename", "delete"].map((verb) => `bookmark ${verb}`),
  ].map((words) => `globus ${words}`),
  "kernel_test.ts": ["kernel install", "kernel doctor"],
  "sandbox_test.ts": ["sandbox"],
  "tapis_clients_test.ts": ["list", "create", "show", "subscriptions", "subscribe", "delete"]
    .map((verb) => `tapis clients ${verb}`),
  "tapis_files_test.ts": ["ls", "cp", "mv", "mkdir", "rm", "get", "put"]
    .map((verb) => `tapis files ${verb}`),
  "tapis_test.ts": ["whoami", "refresh", "tenants", "login", "token", "logout", "systems"]
    .map((verb) => `tapis ${verb}`),
  "tapis_transfers_test.ts": ["transfer", "transfers list", "transfers show", "transfers wait"]
    .map((words) => `tapis ${words}`).concat("tapis transfers cancel"),
};
