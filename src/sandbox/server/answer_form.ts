import { wayTo } from "../../credentials/direct.ts";

/** What came of a form. */
export interface FormAnswer {
  /** The status. */
  readonly status: number;
  /** Where the browser is sent. */
  readonly location: string | null;
  /** The page. */
  readonly page: string;
}

/** Text as a page shows it, from its HTML. */
export function shownText(page: string, pattern: RegExp): string | undefined {
  return pattern.exec(page)?.[1]?.replaceAll("&#39;", "'").replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

const hidden = /<input type="hidden" name="(\w+)" value="([^"]*)">/g;

/**
 * Does what a browser does with a page that has one form: opens it, goes to the login that it is
 * sent to, keeps its cookie, and sends the form. The address that the form leads to is not opened.
 *
 * @param url The page.
 * @param fields What is typed into the form; without them nothing is sent.
 * @returns What came of the form; of the page itself, where it has no form or leads elsewhere.
 */
export async function answerForm(
  url: URL,
  fields: Readonly<Record<string, string>>,
): Promise<FormAnswer> {
  const shown = await send(url, {});
  const page = await shown.text();
  const location = shown.headers.get("location");
  const next = location === null ? null : new URL(location, url);
  if (next?.origin === url.origin && next.pathname.endsWith("/login")) {
    return await answerForm(next, fields);
  }
  const action = shownText(page, /<form method="post" action="([^"]*)"/);
  if (action === undefined) return { status: shown.status, location, page };
  const given = [...page.matchAll(hidden)].map(([field, name = ""]) => {
    return [name, shownText(field, /value="([^"]*)"/) ?? ""];
  });
  const answered = await send(new URL(action, url), {
    method: "POST",
    headers: {
      origin: url.origin,
      cookie: shown.headers.get("set-cookie")?.split(";")[0] ?? "",
    },
    body: new URLSearchParams([...given, ...Object.entries(fields)]),
  });
  return {
    status: answered.status,
    location: answered.headers.get("location"),
    page: await answered.text(),
  };
}

/** As a browser that knows that this machine is reached through no proxy. */
async function send(url: URL, init: RequestInit): Promise<Response> {
  const way = wayTo(url);
  const direct = typeof way === "object" ? way : {};
  return await fetch(url, { ...init, ...direct, redirect: "manual" });
}
