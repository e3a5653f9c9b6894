import { escapeHtml } from "./escape_html.ts";

/**
 * How every page looks: light or dark as the reader has it, on a phone as well, its fields and buttons
 * high enough for a finger, and what the keyboard has reached outlined.
 */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1d2329; --quiet: #5b6670; --back: #fff; --line: #dde2e7;
  --edge: #767f88; --raised: #f3f5f7; --link: #0b5cad; --good: #1a7234; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #e3e7eb; --quiet: #9aa5b1; --back: #15191d;
  --line: #333b43; --edge: #77828d; --raised: #1f252b; --link: #7ab8ff; --good: #6fce8c; --bad: #ff8f86; } }
body { margin: 0 auto; max-width: 40rem; padding: 1.5rem 1rem 3rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--text); background: var(--back); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; text-wrap: balance; }
p { margin: .5rem 0; }
ul { padding-left: 1.25rem; }
dt { color: var(--quiet); font-size: .9rem; }
dd { margin: 0 0 .5rem; }
a { color: var(--link); }
code { font: .875em/1.5 ui-monospace, monospace; }
p code, li code { background: var(--raised); padding: .1em .3em; border-radius: .2em; }
#code { display: block; font-size: 1.2rem; padding: .5rem; user-select: all; }
[role=alert] { color: var(--bad); }
label { display: block; margin: 1rem 0 .5rem; }
input, button { font: inherit; min-height: 2.75rem; box-sizing: border-box; padding: .4rem .8rem;
  color: var(--text); background: var(--back); border: 1px solid var(--edge); border-radius: .3rem; }
input { display: block; width: min(24rem, 100%); margin-top: .25rem; }
button { background: var(--raised); margin: .5rem .5rem 0 0; min-width: 6rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
footer { color: var(--quiet); font-size: .9rem; margin-top: 3rem; }
`;

/** What a page may have beside its title and its body. */
export interface HtmlPageOptions {
  /** Further HTML for its head. */
  readonly head?: string;
  /** Further style, below that of all pages. */
  readonly style?: string;
}

/**
 * A page in a browser, whole: it loads nothing.
 *
 * @param title The title, as text.
 * @param body The HTML between `<body>` and its end, with one `<main>`.
 * @param options See {@linkcode HtmlPageOptions}.
 */
export function htmlPage(title: string, body: string, options: HtmlPageOptions = {}): string {
  const { head = "", style = "" } = options;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">${head}
<style>${pageStyle}${style}</style></head>
<body>${body}</body></html>
`;
}
