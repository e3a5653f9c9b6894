import type { Call } from "../call.ts";
import { html } from "../reply.ts";
import { get, type Route } from "../router.ts";

/** The pages where a person would log in. */
export function stickyAuthRoutes(): Route[] {
  return [
    get("/sticky_auth/api/v1/authorize", loginPage, { open: true }),
    get("/sticky_auth/settings/tokens", loginPage, { open: true }),
  ];
}

function loginPage(_call: Call): Response {
  return html(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Log in - keyferry sandbox</title></head>
<body><h1>Log in</h1>
<p>This is where CAVE would ask a person to log in. The keyferry sandbox has one user, whose token is
in the sandbox's own home folder.</p></body></html>
`);
}
