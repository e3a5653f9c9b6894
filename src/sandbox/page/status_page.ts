import { createHash } from "node:crypto";
import { isKey } from "../approval/key.ts";
import type { World } from "../world.ts";
import { join } from "../../path/join.ts";
import { pythonLines } from "../kept/environment_lines.ts";
import { typedInto } from "../kept/furnish.ts";
import { environmentOf, strayVariables } from "../kept/environment.ts";
import { escapeHtml } from "../../escape_html.ts";
import { htmlPage, pageStyle } from "../../html_page.ts";
import { html } from "../server/reply.ts";
import type { RequestRecord } from "../server/request_log.ts";
import { collectionRows, requestRows, taskRows } from "./status_rows.ts";
import { statusStyle } from "./status_style.ts";
import { type Table, tableHtml } from "./status_table.ts";

/** What the page shows beside what the handlers share. */
export interface StatusSource {
  /** The sandbox's state. */
  readonly world: World;
  /** The requests so far, oldest first. */
  readonly log: readonly RequestRecord[];
  /** The sandbox's home. */
  readonly home: string;
}

const secondsBetween = 5;

/**
 * The page that shows what the sandbox holds and does; only with the key of this run, since other
 * people may share the machine. It changes nothing, runs nothing, and of the requests it shows neither
 * query nor body.
 */
export async function statusPage(source: StatusSource, url: URL): Promise<Response> {
  const { world, log, home } = source;
  const key = url.searchParams.get("key") ?? "";
  if (!isKey(world, key)) return closedPage(key !== "");
  const here = `?key=${encodeURIComponent(key)}`;
  const isLive = url.searchParams.has("live");
  const body = [
    `<header><h1>keyferry sandbox</h1>
<p><code>${
      escapeHtml(world.origin)
    }</code> plays all platforms, and keeps everything on this machine.
A login page asks for this page's address once, and the browser remembers it.</p>
<nav>${navigation(here, isLive)}</nav></header><main>`,
    section("Collections", await collectionRows(world)),
    section("Tasks", taskRows(world)),
    section("Requests", requestRows(log)),
    section("Logins", loginRows(world)),
    usage(world.origin, home),
    "</main>",
  ];
  return page("keyferry sandbox", body.join("\n"), {
    head: isLive ? `<meta http-equiv="refresh" content="${secondsBetween}">` : "",
  });
}

function navigation(here: string, isLive: boolean): string {
  const live = escapeHtml(`${here}&live`);
  const once = escapeHtml(here);
  return isLive
    ? `Refreshed every ${secondsBetween} seconds · <a href="${once}">Stop</a>`
    : `<a href="${once}">Refresh</a> · <a href="${live}">Refresh every ${secondsBetween} seconds</a>`;
}

function section(title: string, table: Table): string {
  return `<section><h2>${title}</h2>\n${tableHtml(table)}</section>`;
}

/** What is typed into a login; who may see the page may log in. */
function loginRows({ first }: World): Table {
  const rows = Object.entries(typedInto(first))
    .map(([what, value]) => [{ text: what }, { text: value, kind: "code" }] as const);
  return { head: ["What", "Value"], rows, none: "", narrow: true };
}

function usage(origin: string, home: string): string {
  const env = environmentOf(origin, home);
  const rows = Object.entries(env)
    .map(([name, value]) => [{ text: name, kind: "code" }, { text: value, kind: "code" }] as const);
  return `<section><h2>Point tools here</h2>
<p>keyferry: <code>keyferry --sandbox</code> with the home
<code>${escapeHtml(home)}</code></p>
<p>The platforms' own tools, and scripts: set these variables, and clear those of yours that would win
over the home. Both is done by <code>source ${
    escapeHtml(join(home, "activate"))
  }</code> in bash and zsh, in fish
by the file <code>activate.fish</code>, and in Python by these lines, before it imports the platforms' modules:</p>
<pre><code>${escapeHtml(pythonLines({ env, unset: strayVariables }).join("\n"))}</code></pre>
${tableHtml({ head: ["Variable", "Value"], rows, none: "" })}
<p>To clear: <code>${strayVariables.join(" ")}</code></p></section>`;
}

/** Tells where the key is, and nothing else. */
function closedPage(wasWrong: boolean): Response {
  const complaint = wasWrong
    ? `<p role="alert">That is not the key of this run: every start makes a new one.</p>`
    : "";
  return page(
    "This page needs its key",
    `<main><h1>This page needs its key</h1>
${complaint}<p>Only whoever started the sandbox may look. <code>keyferry sandbox</code> prints the page's whole
address in the line that begins with <b>Page</b>; a program has it as <code>sandbox.pageUrl</code>.</p>
<form method="get" action="/"><label>That address, or its key:
<input name="key" type="password" autocomplete="off" required></label> <button>Open</button></form></main>`,
    { status: 403 },
  );
}

interface PageOptions {
  readonly status?: number;
  readonly head?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function page(title: string, body: string, options: PageOptions): Response {
  const { status = 200, head = "", headers = {} } = options;
  const styleHash = createHash("sha256").update(pageStyle + statusStyle).digest("base64");
  return html(
    htmlPage(title, body, { head, style: statusStyle }),
    {
      status,
      headers: {
        "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; ` +
          "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ...headers,
      },
    },
  );
}
