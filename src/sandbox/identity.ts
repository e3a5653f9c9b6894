/** The one person who is logged in to a sandbox. */
export const identity = {
  /** The Globus identity's id. */
  sub: "0b8e4e3a-52d0-5c5e-9a67-3f6c5a8d1c21",
  /** The Tapis user name, and the local account on collections. */
  username: "ferry",
  /** The Globus user name. */
  globusUsername: "ferry@sandbox.example.org",
  /** The display name. */
  name: "Sandy Ferry",
  /** First name. */
  firstName: "Sandy",
  /** Last name. */
  lastName: "Ferry",
  /** The mail address. */
  email: "ferry@sandbox.example.org",
  /** The CAVE user id. */
  caveId: 7,
  /** Where the person works. */
  organization: "Sandbox Institute",
} as const;

/** Someone else, with a login of their own and no account on the collections. */
export const colleague = {
  /** The Globus identity's id. */
  sub: "d1a7f3c2-58e4-5b09-a6d3-4c92e7b08f15",
  /** The Globus user name. */
  globusUsername: "colleague@sandbox.example.org",
  /** The display name. */
  name: "Robin Colleague",
} as const;

/** The Globus app whose tokens plantCredentials() writes. */
export const globusApp = {
  /** Its client id. */
  clientId: "5c4f1d2e-7a63-5b8e-8f0d-2f9f6f1f7a10",
  /** Its name, which is also the folder name (slug) in the token storage path. */
  name: "keyferry-sandbox",
} as const;

/** The CAVE datastacks of a sandbox. */
export const datastacks = ["sandbox_cortex", "sandbox_retina"] as const;
