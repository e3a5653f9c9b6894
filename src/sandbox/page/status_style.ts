/** The style of the status page: light or dark as the person has it, blocks in a narrow window. */
export const statusStyle = `
:root { color-scheme: light dark; --text: #1d2329; --quiet: #5b6670; --back: #fff; --line: #dde2e7;
  --raised: #f3f5f7; --link: #0b5cad; --good: #1a7234; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #e3e7eb; --quiet: #9aa5b1; --back: #15191d;
  --line: #333b43; --raised: #1f252b; --link: #7ab8ff; --good: #6fce8c; --bad: #ff8f86; } }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 3rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--text); background: var(--back); }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; }
header p, section > p, nav { color: var(--quiet); }
a { color: var(--link); }
code { font: .875em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; }
p code { background: var(--raised); padding: .1em .3em; border-radius: .2em; color: var(--text); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem 1rem .35rem 0; overflow-wrap: anywhere;
  border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
.number, .id { font-variant-numeric: tabular-nums; white-space: nowrap; }
.name { min-width: 8rem; }
.good { color: var(--good); }
.bad { color: var(--bad); }
[role=alert] { color: var(--bad); }
input, button { font: inherit; padding: .4rem .6rem; }
label { display: block; margin: 1rem 0 .5rem; }
input { display: block; width: min(24rem, 100%); box-sizing: border-box; margin-top: .25rem; }
@media (max-width: 46rem) {
  .id { white-space: normal; }
  .name { min-width: 0; }
  .blocks thead { display: none; }
  .blocks tr { display: block; border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .blocks td { display: grid; grid-template-columns: 7rem 1fr; gap: .5rem; border: 0; padding: .1rem 0; }
  .blocks td::before { content: attr(data-head); color: var(--quiet); }
}
`;
