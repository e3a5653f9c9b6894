import { approvalFields, approvalHeaders, placeOf } from "../approval/fields.ts";
import { problemText } from "../approval/problem_text.ts";
import { approvalProblem, closeTicket, openTicket } from "../approval/ticket.ts";
import { type Call, formFields, jsonObject } from "../server/call.ts";
import { escapeHtml } from "../../escape_html.ts";
import { loginPage } from "../page/login_page.ts";
import type { Route } from "../server/router.ts";
import { keepNewest } from "../kept/store.ts";
import { failure, success } from "./envelope.ts";
import { route } from "./routes.ts";
import { mostWaiting } from "./state.ts";

/** How long codes live, in seconds. */
const codeSeconds = 600;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";

const devicePath = "/v3/oauth2/device";
const authorizePath = "/v3/oauth2/authorize";
const deviceLoginPath = "/v3/oauth2/device/login";
const loginPath = "/v3/oauth2/login";

/**
 * Logging in with a browser: on this machine, or with a code on another. Where the real pages send
 * a browser to a login first and then ask whether to allow, the sandbox's login page asks both.
 */
export function loginRoutes(): Route[] {
  return [
    route("POST", "/v3/oauth2/device/code", startDevice),
    route("GET", devicePath, askForDevice),
    route("GET", deviceLoginPath, (call) => devicePage(call)),
    route("POST", devicePath, enterCode),
    route("GET", authorizePath, (call) => toLogin(call, loginPath)),
    route("GET", loginPath, (call) => authorizePage(call)),
    route("POST", authorizePath, authorize),
  ];
}

function askForDevice(call: Call): Response {
  if (call.url.searchParams.get("client_id")) return toLogin(call, deviceLoginPath);
  const alert = `<p role="alert">Invalid URL: client_id must be passed.</p>`;
  return loginPage("Tapis", "Let a device in", alert);
}

function toLogin({ url }: Call, path: string): Response {
  return new Response(null, {
    status: 302,
    headers: { location: `${path}${url.search}`, "cache-control": "no-store" },
  });
}

function random(length: number, alphabet: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join("");
}

async function startDevice(call: Call): Promise<Response> {
  const { client_id: id } = await jsonObject(call);
  const { world } = call;
  const state = world.tapisV3;
  if (typeof id !== "string") {
    return failure("Invalid POST data: 'client_id' is a required property.");
  }
  if (!state.clients.has(id)) return failure(`Invalid client: ${id}`);
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
  }, "Token created successfully.");
}

/** A page with a form that approves something. */
interface Form {
  readonly title: string;
  readonly text: string;
  /** Where it is sent; that is also what it approves. */
  readonly action: string;
  /** What else it asks for. */
  readonly fields?: string;
  /** Where it may lead. */
  readonly place?: string;
}

function formPage(form: Form, ticket: string, wasWrong: boolean, cookie?: string): Response {
  return loginPage(
    "Tapis",
    form.title,
    `<p>${form.text}</p><form method="post" action="${escapeHtml(form.action)}">
${approvalFields(ticket, { asksKey: true, wasWrong })}
${form.fields ?? ""}<button>Allow</button></form>`,
    {
      status: wasWrong ? 403 : 200,
      headers: approvalHeaders(placeOf(form.place ?? ""), cookie),
    },
  );
}

function openForm(call: Call, form: Form): Response {
  const ticket = openTicket(call, form.action);
  return formPage(form, ticket.id, false, ticket.cookie);
}

/** Why the answer to a form does not count. */
function refusalOf(call: Call, form: Form, fields: URLSearchParams): Response | undefined {
  const problem = approvalProblem(call, fields, form.action);
  if (problem === undefined) return undefined;
  if (problem === "no-key" || problem === "wrong-key") {
    return formPage(form, fields.get("ticket") ?? "", true);
  }
  const { title, detail } = problemText(problem);
  return loginPage("Tapis", title, `<p role="alert">${detail}</p>`, { status: 403 });
}

function deviceForm({ url }: Call): Form {
  const id = url.searchParams.get("client_id") ?? "";
  return {
    title: "Let a device in",
    text: `${escapeHtml(id)} would like to act for you.`,
    action: `${devicePath}${url.search}`,
    fields: `<p><label>The code that it shows:
<input name="user_code" autocomplete="off" required></label></p>`,
  };
}

function devicePage(call: Call): Response {
  return openForm(call, deviceForm(call));
}

async function enterCode(call: Call): Promise<Response> {
  const { world } = call;
  const fields = await formFields(call);
  const refusal = refusalOf(call, deviceForm(call), fields);
  if (refusal !== undefined) return refusal;
  const { devices } = world.tapisV3;
  const [code, device] =
    [...devices].find(([, { userCode }]) => userCode === fields.get("user_code")) ?? [];
  // Whether its time is over is not looked at here.
  if (code === undefined || device === undefined) return failure("Invalid code.");
  if (device.entered) {
    return loginPage(
      "Tapis",
      "Let a device in",
      `<p role="alert">Code not eligible to be entered</p>`,
    );
  }
  closeTicket(world, fields);
  devices.set(code, { ...device, entered: true });
  return loginPage("Tapis", "The device is in", "<p>You may close this page.</p>");
}

/** The client's address, once the request names it exactly. */
function callbackOf(call: Call): string | Response {
  const query = call.url.searchParams;
  const id = query.get("client_id");
  if (!id) return failure("Required query parameter client_id missing.");
  const client = call.world.tapisV3.clients.get(id);
  if (client === undefined) return failure("Invalid client.");
  // The real one knows "token" and "device_code" as well.
  if (query.get("response_type") !== "code") {
    return failure("Required query parameter response_type missing or not supported.");
  }
  const redirectUri = query.get("redirect_uri");
  if (!redirectUri) return failure("Required query parameter redirect_uri missing.");
  return redirectUri === client.callbackUrl ? client.callbackUrl : failure(
    "redirect_uri query parameter does not match the registered callback_url for the client.",
  );
}

function authorizeForm({ url }: Call, callback: string): Form {
  const id = escapeHtml(url.searchParams.get("client_id") ?? "");
  return {
    title: "Let an app in",
    text: `${id} would like to act for you. It goes on to ${escapeHtml(callback)}.`,
    action: `${authorizePath}${url.search}`,
    place: callback,
  };
}

function authorizePage(call: Call): Response {
  const callback = callbackOf(call);
  return typeof callback === "string" ? openForm(call, authorizeForm(call, callback)) : callback;
}

async function authorize(call: Call): Promise<Response> {
  const callback = callbackOf(call);
  if (typeof callback !== "string") return callback;
  const { world } = call;
  const fields = await formFields(call);
  const refusal = refusalOf(call, authorizeForm(call, callback), fields);
  if (refusal !== undefined) return refusal;
  closeTicket(world, fields);
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
