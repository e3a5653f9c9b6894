/** What the platforms are on the command line. */

/** A platform's login: what it has to know, it asks for. */
export interface PlatformLogin {
  /** The command. */
  readonly words: readonly string[];
  /** What makes it log in although a credential is there, which a service has refused. */
  readonly again?: string;
}

/** A platform on the command line. */
export interface PlatformWords {
  /** Which command gets its credential. */
  readonly login: PlatformLogin;
  /** The options that stand for arguments of the library; what is not here has none. */
  readonly options: Readonly<Record<string, string>>;
}

/** The platforms, by the name that `status` and the library's steps give them. */
export const platformWords: Readonly<Record<string, PlatformWords>> = {
  "CAVE": {
    login: { words: ["cave", "new"], again: "--overwrite" },
    options: { serverAddress: "--server", tokenKey: "--key", tokenFile: "--file" },
  },
  "Globus": {
    login: { words: ["globus", "login"], again: "--force" },
    options: { clientId: "--client-id", app: "--app", namespace: "--namespace" },
  },
  "Tapis v2": {
    login: { words: ["tapis", "token"] },
    options: { tenantId: "--tenant", username: "--user", clientName: "--client" },
  },
  "Tapis v3": {
    login: { words: ["tapis", "login"] },
    options: { tenantId: "--tenant", username: "--user", clientId: "--client" },
  },
};

/** The options that choose whose credential it is, by the first words of the commands that take them. */
export const carried:
  readonly (readonly [command: string, options: Readonly<Record<string, string>>])[] = [
    ["globus login", { clientId: "--client-id", app: "--app" }],
    ["globus logout", { clientId: "--client-id", app: "--app" }],
    ["globus", {
      clientId: "--client-id",
      app: "--app",
      namespace: "--namespace",
      profile: "--profile",
    }],
    ["tapis logout", { tenant: "--tenant", user: "--user", client: "--client" }],
    ["tapis login", { tenant: "--tenant", user: "--user", client: "--client" }],
    ["tapis", { tenant: "--tenant", user: "--user", client: "--client", v3: "--v3" }],
    ["cave", { server: "--server", key: "--key", file: "--file" }],
  ];
