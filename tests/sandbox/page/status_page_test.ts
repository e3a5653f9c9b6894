import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { collectionId, type Sandbox } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { folderOf, item, type Reply, run, send } from "../_sandbox.ts";
import { asPerson, share, submitDelete } from "../transfer/_transfer.ts";

/** A row of a table: what its cells say, by the heads of their columns. */
type Row = Readonly<Record<string, string>>;

/** The rows below a headline of the page. */
function rowsOf({ text }: Reply, headline: string): Row[] {
  const [, section = ""] = text.split(`<h2>${headline}</h2>`);
  const [table = ""] = section.split("</section>");
  return [...table.matchAll(/<tr><td.*?<\/tr>/gs)].map(([row]) => {
    const cells = row.matchAll(/<td data-head="(.*?)".*?>(.*?)<\/td>/gs);
    return Object.fromEntries(
      Array.from(cells, ([, head = "", content = ""]) => [head, content.replace(/<.*?>/g, "")]),
    );
  });
}

function openPage(sandbox: Sandbox): Promise<Reply> {
  return send(sandbox.pageUrl);
}

Deno.test("statusPage() lists collections with access and what is in the top folder", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, Object.fromEntries(Array.from("abcdefghij", (name) => [name, ""])));
  await using sandbox = await startSandbox({ root: folder.path });
  const [named, scratch] = sandbox.collections;
  assertEquals(rowsOf(await openPage(sandbox), "Collections"), [
    {
      Name: named?.name ?? "",
      Id: named?.id ?? "",
      Access: "read",
      "In its top folder": "a, b, c, d, e, f, g, h and 2 more",
    },
    {
      Name: "scratch",
      Id: scratch?.id ?? "",
      Access: "read and write",
      "In its top folder": "(nothing)",
    },
  ]);
});

Deno.test("statusPage() tells of a guest collection what it shares", async () => {
  await using sandbox = await startSandbox();
  const id = await share(sandbox, "/runs/");
  assertEquals(rowsOf(await openPage(sandbox), "Collections").at(-1), {
    Name: "shared runs",
    Id: id,
    Access: "read and write, shared from lab:/runs/",
    "In its top folder": "2026-03-21/",
  });
});

Deno.test("statusPage() lists tasks with files, bytes and faults, newest first", async () => {
  let now = Date.UTC(2026, 2, 21, 12);
  await using sandbox = await startSandbox({ now: () => now });
  assertStringIncludes((await openPage(sandbox)).text, "No task was submitted yet.");
  await run(sandbox, ["lab", "archive"], [item("/runs/", "/runs/", { recursive: true })], {
    label: "first run",
  });
  now += 60_000;
  sandbox.faults.transfer = () => ({ code: "CONNECTION_RESET", description: "It broke" });
  await run(sandbox, ["lab", "archive"], [item("/cells.csv", "/c.csv")], { label: "broken" });
  delete sandbox.faults.transfer;
  now += 60_000;
  const { body } = await submitDelete(
    asPerson(sandbox),
    await collectionId("archive"),
    ["/runs/"],
    {
      recursive: true,
    },
  );
  await sandbox.idle();
  const [deleted, broken, first, ...others] = rowsOf(await openPage(sandbox), "Tasks");
  assertEquals(others, []);
  const { Bytes: bytes, ...rest } = first ?? {};
  assertEquals(rest, {
    Task: "first run",
    Kind: "Globus transfer",
    Status: "SUCCEEDED",
    Where: "lab → archive",
    Files: "2 of 2",
    Faults: "0",
    Began: "2026-03-21 12:00:00 UTC",
  });
  assertMatch(bytes ?? "", /^[1-9][0-9.]* [kM]?B$/);
  assertEquals([broken?.Task, broken?.Status], ["broken", "FAILED"]);
  assert(Number(broken?.Faults) > 0);
  assertEquals([deleted?.Task, deleted?.Kind, deleted?.Where, deleted?.Began], [
    body.task_id,
    "Globus delete",
    "archive",
    "2026-03-21 12:02:00 UTC",
  ]);
});

Deno.test("statusPage() lists the transfers of Tapis as well", async () => {
  await using sandbox = await startSandbox();
  const { username, password } = sandbox.tokens.tapis;
  const login = await send(`${sandbox.url}/v3/oauth2/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ grant_type: "password", username, password }),
  });
  const token = login.body.result.access_token.access_token;
  await send(`${sandbox.url}/v3/files/transfers`, {
    method: "POST",
    headers: { "x-tapis-token": token },
    body: JSON.stringify({
      tag: "<b>night</b> run",
      elements: [{ sourceURI: "tapis://lab/runs", destinationURI: "tapis://archive/runs" }],
    }),
  });
  const [row] = rowsOf(await openPage(sandbox), "Tasks");
  assertEquals([row?.Task, row?.Kind, row?.Where], [
    "&lt;b&gt;night&lt;/b&gt; run",
    "Tapis transfer",
    "lab → archive",
  ]);
});

Deno.test("statusPage() lists requests newest first, without secrets and without itself", async () => {
  await using sandbox = await startSandbox();
  const { cave } = sandbox.tokens;
  const stranger = "Ag0-a-token-of-elsewhere";
  const paths = [
    `/tenants?middle_auth_token=${cave}`,
    `/auth/api/v1/user/token/${cave}/ttl`,
    `/auth/api/v1/user/token/${stranger}/ttl`,
    "/auth/api/v1/user/token/17",
    `/nowhere/${cave}`,
    `/nowhere/%35${cave.slice(1)}`,
  ];
  for (const path of paths) {
    await send(`${sandbox.url}${path}`, { headers: { authorization: `Bearer ${cave}` } });
  }
  await openPage(sandbox);
  const page = await openPage(sandbox);
  const rows = rowsOf(page, "Requests");
  assertEquals(rows.map(({ Path }) => Path), [
    "/nowhere/(a token)",
    "/nowhere/(a token)",
    "/auth/api/v1/user/token/17",
    "/auth/api/v1/user/token/(a token)/ttl",
    "/auth/api/v1/user/token/(a token)/ttl",
    "/tenants",
  ]);
  assertEquals([rows.at(-1)?.Method, rows.at(-1)?.Status], ["GET", "200"]);
  const { tapis, ...others } = sandbox.tokens;
  const secrets = [stranger, tapis.password, tapis.apiSecret, others.globusClient.secret, cave];
  // What is typed into a login is there to be copied; whatever was sent is not.
  const elsewhere = page.text.replace(/<h2>Logins<\/h2>.*?<\/section>/s, "");
  for (const secret of secrets) assertEquals(elsewhere.includes(secret), false);
  for (const token of [stranger, cave]) assertEquals(page.text.includes(token), false);
});

Deno.test("statusPage() bounds its lists, and says so", async () => {
  await using sandbox = await startSandbox();
  for (let index = 0; index < 205; index++) await send(`${sandbox.url}/tenants`);
  const page = await openPage(sandbox);
  assertEquals(rowsOf(page, "Requests").length, 200);
  assertStringIncludes(page.text, "The newest 200 of 205 requests.");
});

Deno.test("statusPage() shows hostile names as the text they are", async () => {
  await using folder = await temporaryFolder();
  const hostile = `<img src=x onerror="alert('1')">&amp;`;
  await writeFiles(folder.path, { [hostile]: "", "\u202egnp.exe": "", "line\nbreak": "" });
  await using sandbox = await startSandbox({
    collections: [{ name: `</td><script>alert(1)</script>`, path: folder.path, writable: true }],
  });
  await send(`${sandbox.url}/<script>alert(2)</script>/"onmouseover="alert(3)`);
  const [collection] = sandbox.collections;
  await submitDelete(asPerson(sandbox), collection?.id ?? "", ["/none"], {
    label: `"><svg/onload=alert(4)>`,
  });
  await sandbox.idle();
  const { text } = await openPage(sandbox);
  // Only tags of the page's own, and no handler in any.
  const tags = new Set(Array.from(text.matchAll(/<\/?([a-z][a-z0-9]*)/gi), ([, name]) => name));
  for (const tag of ["script", "img", "svg"]) assertEquals(tags.has(tag), false);
  for (const [tag] of text.matchAll(/<[a-z][^>]*>/gi)) assertEquals(/\son\w+=/i.test(tag), false);
  assertStringIncludes(text, "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;");
  assertStringIncludes(text, "\\u202egnp.exe");
  assertStringIncludes(text, "line\\x0abreak");
  assertStringIncludes(text, "&quot;&gt;&lt;svg/onload=alert(4)&gt;");
});

Deno.test("statusPage() may load and run nothing, and its policy allows its own style alone", async () => {
  await using sandbox = await startSandbox();
  const { text, headers } = await openPage(sandbox);
  const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  assertEquals(headers.get("content-security-policy")?.split("; "), [
    "default-src 'none'",
    `style-src 'sha256-${new Uint8Array(digest).toBase64()}'`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]);
  assertEquals(/<script|\sstyle=|\ssrc=|<link|\son\w+=/i.test(text), false);
  assertEquals([headers.get("cache-control"), headers.get("referrer-policy")], [
    "no-store",
    "no-referrer",
  ]);
});

Deno.test("statusPage() opens with the key of this run only, and says where it is printed", async () => {
  await using sandbox = await startSandbox();
  await using other = await startSandbox();
  const addresses = ["", "?key=", `?key=${crypto.randomUUID()}`, new URL(other.pageUrl).search];
  const refused = await Promise.all(addresses.map((query) => send(`${sandbox.url}/${query}`)));
  for (const { status, text, headers } of refused) {
    assertEquals([status, headers.has("set-cookie")], [403, false]);
    assertStringIncludes(text, "in the line that begins with <b>Page</b>");
    for (const { id, name, path } of sandbox.collections) {
      for (const fact of [id, `>${name}<`, path]) assertEquals(text.includes(fact), false);
    }
  }
  const complaints = refused.map(({ text }) => text.includes("That is not the key of this run"));
  assertEquals(complaints, [false, false, true, true]);
  // What the form sends: the address as it was printed.
  const pasted = `${sandbox.url}/?${new URLSearchParams({ key: sandbox.pageUrl })}`;
  assertEquals([(await openPage(sandbox)).status, (await send(pasted)).status], [200, 200]);
});

Deno.test("statusPage() refreshes where it is asked to, without a script", async () => {
  await using sandbox = await startSandbox();
  const still = await openPage(sandbox);
  assertEquals(still.text.includes("http-equiv"), false);
  const link = /href="([^"]*live)"/.exec(still.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const live = await send(new URL(link, sandbox.pageUrl).href);
  assertStringIncludes(live.text, `<meta http-equiv="refresh" content="5">`);
  const stop = /href="([^"]*)">Stop/.exec(live.text)?.[1] ?? "";
  assertEquals(new URL(stop, sandbox.pageUrl).href, sandbox.pageUrl);
});

Deno.test("statusPage() says how tools are pointed at the sandbox", async () => {
  await using sandbox = await startSandbox();
  const page = await openPage(sandbox);
  const rows = rowsOf(page, "Point tools here");
  assertEquals(rows.map(({ Variable, Value }) => [Variable, Value]), Object.entries(sandbox.env));
  assertStringIncludes(page.text, sandbox.home);
  assertStringIncludes(page.text, sandbox.unset.join(" "));
});

Deno.test("statusPage() shows no more of a path than a person reads", async () => {
  await using sandbox = await startSandbox();
  await send(`${sandbox.url}/${"a".repeat(199)}`);
  await send(`${sandbox.url}/${"a".repeat(2000)}`);
  const paths = rowsOf(await openPage(sandbox), "Requests").map(({ Path }) => Path);
  assertEquals(paths, [`/${"a".repeat(199)} (and 1801 more characters)`, `/${"a".repeat(199)}`]);
});

Deno.test("statusPage() answers HEAD as it answers GET, without the body", async () => {
  await using sandbox = await startSandbox();
  const asked = await fetch(sandbox.pageUrl, { method: "HEAD" });
  assertEquals([asked.status, await asked.text()], [200, ""]);
  assertMatch(asked.headers.get("content-type") ?? "", /^text\/html/);
  assertEquals((await fetch(`${sandbox.url}/`, { method: "HEAD" })).status, 403);
});

Deno.test("statusPage() is read only", async () => {
  await using sandbox = await startSandbox();
  for (const method of ["POST", "PUT", "DELETE"]) {
    assertEquals((await send(sandbox.pageUrl, { method })).status, 404);
  }
  await Deno.remove(folderOf(sandbox, "archive"), { recursive: true });
  const rows = rowsOf(await openPage(sandbox), "Collections");
  assertEquals(rows.map((row) => row["In its top folder"]), [
    "README.txt, cells.csv, runs/",
    "(it cannot be read)",
  ]);
});

Deno.test("statusPage() shows what is typed into a login, and lines for Python", async () => {
  await using sandbox = await startSandbox();
  const reply = await openPage(sandbox);
  const { tapis, globusApps } = sandbox.tokens;
  const typed = Object.fromEntries(
    rowsOf(reply, "Logins").map(({ What = "", Value }) => [What, Value]),
  );
  assertEquals([typed["Tapis password"], typed["Globus app"]], [
    tapis.password,
    globusApps.planted,
  ]);
  assertStringIncludes(reply.text, "<pre><code>import os\n");
  assertStringIncludes(
    reply.text,
    `&quot;TAPIS_TENANTS_URL&quot;: &quot;${sandbox.url}/tenants&quot;`,
  );
});
