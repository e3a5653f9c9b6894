import { type Call, formFields, jsonObject } from "../call.ts";
import { isKey } from "../globus_auth/owner.ts";
import { escapeHtml, html } from "../reply.ts";
import type { Route } from "../router.ts";
import { keepNewest } from "../store.ts";
import { failure, success } from "./envelope.ts";
import { route } from "./routes.ts";
import { mostWaiting } from "./state.ts";

/** How long codes live, in seconds. */
const codeSeconds = 600;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";

/** Logging in with a browser: on this machine, or with a code on another. */
export function loginRoutes(): Route[] {
  return [
    route("POST", "/v3/oauth2/device/code", startDevice),
    route("GET", "/v3/oauth2/device", (call) => devicePage(call, 200)),
    route("POST", "/v3/oauth2/device", enterCode),
    route("GET", "/v3/oauth2/authorize", authorizePage),
    route("POST", "/v3/oauth2/authorize", authorize),
  ];
}

function random(length: number, alphabet: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join("");
}

async function startDevice(call: Call): Promise<Response> {
  const { client_id } = await jsonObject(call);
  const { world } = call;
  const state = world.tapisV3;
  const id = typeof client_id === "string" ? client_id : "";
  if (!state.clients.get(id)?.active) return failure(`No client found with id ${id}.`);
  const expiresAt = world.now() + codeSeconds * 1000;
  const device = random(40, letters + digits);
  const userCode = random(8, letters);
  const waiting = { userCode, clientId: id, expiresAt, entered: false };
  keepNewest(state.devices, device, waiting, mostWaiting);
  return success({
    client_id: id,
    user_code: userCode,
    device_code: device,
    verification_uri: `${world.origin}/v3/oauth2/device?client_id=${encodeURIComponent(id)}`,
    expires_in: new Date(expiresAt).toUTCString(),
  });
}

function page(title: string, body: string, status: number, callback?: string): Response {
  return html(
    `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>body{font-family:sans-serif;margin:3rem auto;max-width:40rem;line-height:1.5}</style>
</head><body><h1>${escapeHtml(title)}</h1>
${body}
<footer>This is a keyferry sandbox, not Tapis. Nothing here leaves this machine.</footer>
</body></html>
`,
    { status, ...(callback === undefined ? {} : { headers: policyFor(callback) }) },
  );
}

/** The form may lead to the client's address. */
function policyFor(callback: string): Record<string, string> {
  const place = URL.parse(callback)?.origin ?? "";
  return {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; " +
      `frame-ancestors 'none'; form-action 'self' ${place}`,
  };
}

const keyField = `<p><label>Only who started the sandbox may answer. Paste the address that it ` +
  `printed at its start: <input name="key" type="password" autocomplete="off" required></label></p>`;

function devicePage(call: Call, status: number, complaint = ""): Response {
  const id = call.url.searchParams.get("client_id") ?? "";
  const alert = complaint === "" ? "" : `<p role="alert">${escapeHtml(complaint)}</p>`;
  return page(
    "Let a device in",
    `${alert}<p>${escapeHtml(id)} would like to act for you.</p>
<form method="post">${keyField}
<p><label>The code that it shows: <input name="user_code" autocomplete="off" required></label></p>
<button>Allow</button></form>`,
    status,
  );
}

async function enterCode(call: Call): Promise<Response> {
  const { world } = call;
  const form = await formFields(call);
  if (!isKey(world, form.get("key") ?? "")) {
    return devicePage(call, 403, "That is not the key of this run.");
  }
  const { devices } = world.tapisV3;
  const [code, device] =
    [...devices].find(([, { userCode }]) => userCode === form.get("user_code")) ?? [];
  if (code === undefined || device === undefined || device.expiresAt <= world.now()) {
    return devicePage(call, 400, "That code is not known (any more).");
  }
  devices.set(code, { ...device, entered: true });
  return page("The device is in", "<p>You may close this page.</p>", 200);
}

/** The client's address, once the request names it exactly. */
function callbackOf(call: Call): string | Response {
  const query = call.url.searchParams;
  const id = query.get("client_id") ?? "";
  const client = call.world.tapisV3.clients.get(id);
  if (!client?.active) return failure(`No client found with id ${id}.`);
  if (client.callbackUrl === "" || query.get("redirect_uri") !== client.callbackUrl) {
    return failure("redirect_uri query parameter does not match the registered callback_url.");
  }
  return query.get("response_type") === "code"
    ? client.callbackUrl
    : failure("The sandbox knows response_type code alone.");
}

function authorizePage(call: Call): Response {
  const callback = callbackOf(call);
  if (typeof callback !== "string") return callback;
  return page(
    "Let an app in",
    `<p>${
      escapeHtml(call.url.searchParams.get("client_id") ?? "")
    } would like to act for you. It goes
on to ${escapeHtml(callback)}.</p><form method="post">${keyField}<button>Allow</button></form>`,
    200,
    callback,
  );
}

async function authorize(call: Call): Promise<Response> {
  const callback = callbackOf(call);
  if (typeof callback !== "string") return callback;
  const { world } = call;
  if (!isKey(world, (await formFields(call)).get("key") ?? "")) return authorizePage(call);
  const query = call.url.searchParams;
  const code = random(40, letters + digits);
  const issued = {
    clientId: query.get("client_id") ?? "",
    redirectUri: callback,
    expiresAt: world.now() + codeSeconds * 1000,
  };
  keepNewest(world.tapisV3.codes, code, issued, mostWaiting);
  const state = encodeURIComponent(query.get("state") ?? "None");
  // By concatenation, as the real service does: an address with a query breaks.
  return new Response(null, {
    status: 302,
    headers: { location: `${callback}?code=${code}&state=${state}`, "cache-control": "no-store" },
  });
}
