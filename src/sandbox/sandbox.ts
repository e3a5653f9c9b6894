import type { CollectionOption, SandboxCollection } from "./collections.ts";
import type { SandboxFaults } from "./server/faults.ts";
import type { GlobusAuthOptions } from "./globus_auth/login/options.ts";
import type { RequestRecord } from "./server/request_log.ts";

/** How a sandbox is started. */
export interface SandboxOptions {
  /**
   * A folder to serve, under its own name and read-only unless `writable`, beside a writable
   * collection "scratch" of the sandbox's own. Without it, two collections "lab" and "archive" with
   * sample files are made in a temporary folder.
   */
  root?: string | undefined;
  /** Exactly these collections instead. */
  collections?: readonly CollectionOption[] | undefined;
  /** Whether `root` may be written. @default {false} */
  writable?: boolean | undefined;
  /**
   * The folder that plays the home: new, empty, or one an earlier sandbox marked. It stays when the
   * sandbox closes. @default {a temporary folder, removed on close}
   */
  home?: string | undefined;
  /** The folder in which it makes its temporary folder. @default {the system's} */
  workFolder?: string | undefined;
  /** The port. @default {a free one, or the one that the tokens in `state` belong to} */
  port?: number | undefined;
  /**
   * A file that keeps everything the sandbox has acknowledged: credentials, tasks, endpoints,
   * bookmarks, CAVE states and so on. It is made where it is missing, for its owner alone; beside it,
   * in a folder `FILE.files`, lie the sandbox's own collections and its home. A sandbox started with
   * it again goes on where the last one was, even after that was killed: tasks that ran go on, on the
   * same port. One sandbox at a time may use it. @default {nothing is kept}
   */
  state?: string | undefined;
  /** How many made-up collections the search finds beside the real ones, up to 10000. @default {250} */
  catalogue?: number | undefined;
  /**
   * Whether a transfer that meets a fault goes on trying until its deadline, as the real service
   * does, instead of failing at once. @default {false}
   */
  keepRetrying?: boolean | undefined;
  /** How its Globus Auth behaves. */
  globusAuth?: GlobusAuthOptions | undefined;
  /** What is to go wrong; the same object as the sandbox's `faults`. */
  faults?: SandboxFaults | undefined;
  /** Closes the sandbox. */
  signal?: AbortSignal | undefined;
  /** Milliseconds since 1970. @default {Date.now} */
  now?: (() => number) | undefined;
  /**
   * Waits that many milliseconds, between the attempts of a transfer that meets faults and for a request
   * that is delayed on demand; a program whose `now` is its own moves it on here. It rejects once `signal`
   * aborts. @default {in real time}
   */
  sleep?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** The Tapis v2 credentials of a sandbox. */
export interface TapisSandboxTokens {
  /** The tenant's code. */
  readonly tenantId: string;
  /** The OAuth client's name. */
  readonly clientName: string;
  /** The OAuth client's key. */
  readonly apiKey: string;
  /** The OAuth client's secret. */
  readonly apiSecret: string;
  /** The user name. */
  readonly username: string;
  /** The password. */
  readonly password: string;
  /** The access token. */
  readonly accessToken: string;
  /** The refresh token, good for one use. */
  readonly refreshToken: string;
  /** When the access token was issued, in whole seconds since 1970. */
  readonly createdAt: number;
  /** How long it lives, in seconds. */
  readonly expiresIn: number;
}

/** A confidential client of a sandbox's Globus Auth. */
export interface GlobusSandboxClient {
  /** Its client id. */
  readonly id: string;
  /** Its client secret. */
  readonly secret: string;
  /** The scope of the service it runs; a token for it gets dependent tokens for Groups and Transfer. */
  readonly serviceScope: string;
}

/** The native apps of a sandbox's Globus Auth. */
export interface GlobusSandboxApps {
  /** The client id of the app whose tokens `plantCredentials()` writes. */
  readonly planted: string;
  /** The client id of an app that nobody has logged in with. */
  readonly other: string;
}

/** Someone else with a login to a sandbox's Globus. */
export interface GlobusSandboxColleague {
  /** The identity's id. */
  readonly id: string;
  /** The user name. */
  readonly username: string;
  /** An access token for Globus Transfer. */
  readonly globusTransfer: string;
}

/** The platform a token is for; "globus" is any resource server of Globus but those two. */
export type TokenService = "transfer" | "auth" | "globus" | "tapis" | "cave";

/**
 * The credentials a sandbox issues when it starts, or issued when it started with its `state` file for
 * the first time. They belong to its origin alone.
 */
export interface SandboxTokens {
  /** A CAVE token. */
  readonly cave: string;
  /** Tapis v2. */
  readonly tapis: TapisSandboxTokens;
  /** An access token for Globus Transfer. */
  readonly globusTransfer: string;
  /** The refresh token for Globus Transfer. */
  readonly globusTransferRefresh: string;
  /** An access token for Globus Auth, with `openid profile email`. */
  readonly globusAuth: string;
  /** The refresh token for Globus Auth. */
  readonly globusAuthRefresh: string;
  /** When the Globus access tokens expire, in whole seconds since 1970. */
  readonly globusExpiresAt: number;
  /** An app with a secret: a service account, a web application, or a service of its own. */
  readonly globusClient: GlobusSandboxClient;
  /** The apps without a secret. */
  readonly globusApps: GlobusSandboxApps;
  /**
   * Someone who has no account on the collections: they see of guest collections what access rules
   * show them, and manage what roles let them.
   */
  readonly globusColleague: GlobusSandboxColleague;
}

/** A running sandbox. */
export interface Sandbox extends AsyncDisposable {
  /** Its origin, `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** The address of its status page, with the secret that opens it. */
  readonly pageUrl: string;
  /** The folder that plays the home. */
  readonly home: string;
  /** Whether it goes on from a `state` file of an earlier run. */
  readonly resumed: boolean;
  /** The variables that point keyferry and the platforms' own tools at the sandbox. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * The variables to clear where `env` is set: a credential in one of them would win over those in the
   * home, and be sent to the sandbox or, with CAVE, to a real server.
   */
  readonly unset: readonly string[];
  /** The folders it serves. */
  readonly collections: readonly SandboxCollection[];
  /** The credentials it issued at its start. */
  readonly tokens: SandboxTokens;
  /** The requests so far, oldest first; the last 10000 are kept. */
  readonly requests: readonly RequestRecord[];
  /** Faults on demand; set and cleared at will. */
  readonly faults: SandboxFaults;
  /** Resolves once no task of Globus and no transfer of Tapis v3 runs. */
  idle(): Promise<void>;
  /**
   * Stops its tasks and its server, and removes everything it made outside a home that was named and
   * what belongs to a `state` file.
   */
  close(): Promise<void>;
}
