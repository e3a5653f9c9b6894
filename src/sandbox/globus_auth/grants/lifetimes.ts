/** How long a Globus access token lives, in seconds. */
export const accessLifetime = 172_800;

/** How long an authorization code lives, in seconds. */
export const codeLifetime = 600;
