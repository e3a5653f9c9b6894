import { ownerCookie } from "./globus_auth/owner.ts";
import { escapeHtml, html, text } from "./reply.ts";
import type { RequestRecord } from "./request_log.ts";
import { sameText } from "./same_text.ts";
import type { World } from "./world.ts";

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  return `<table>${line(head, "th")}${rows.map((row) => line(row, "td")).join("")}</table>`;
}

/**
 * The page that shows what the sandbox holds and does; only with the key of this run, since other
 * people may share the machine. Of the requests it shows neither query nor body. A browser that opened
 * it may approve logins.
 */
export function statusPage(
  world: World,
  log: readonly RequestRecord[],
  key: string,
  url: URL,
): Response {
  if (!sameText(url.searchParams.get("key") ?? "", key)) {
    return text("This page opens with the address that the sandbox printed at its start.\n", {
      status: 403,
    });
  }
  const collections = world.collections.map(({ id, name, root, writable }) => [
    name,
    id,
    root,
    writable ? "read and write" : "read",
  ]);
  const tasks = [...world.tasks.byId.values()].reverse().map((task) => [
    task.id,
    task.status,
    task.order.label ?? "",
    task.type === "DELETE"
      ? `deletes on ${task.order.source.name}`
      : `${task.order.source.name} to ${task.order.destination.name}`,
    `${task.counters.filesTransferred} of ${task.counters.files}`,
    String(task.counters.bytesTransferred),
  ]);
  const requests = log.slice(-200).reverse().map(({ method, path, status }) => [
    method,
    path,
    String(status),
  ]);
  return html(
    `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>keyferry sandbox</title>
<style>body{font-family:sans-serif;margin:2rem}td,th{text-align:left;padding:.2rem .8rem}</style>
</head><body><h1>keyferry sandbox</h1>
<p>This browser may now answer logins to the sandbox's Globus.</p>
<h2>Collections</h2>${table(["Name", "Id", "Folder", "Access"], collections)}
<h2>Tasks</h2>${table(["Id", "Status", "Label", "Where", "Files", "Bytes"], tasks)}
<h2>Requests</h2>${table(["Method", "Path", "Status"], requests)}
</body></html>
`,
    { headers: { "set-cookie": ownerCookie(world) } },
  );
}
