/**
 * What the status page adds to the style of all pages: it is wide, and has tables, whose rows are blocks in a
 * narrow window.
 */
export const statusStyle = `
body { max-width: 72rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
header p, section > p, nav { color: var(--quiet); }
p code { color: var(--text); }
pre { white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem 1rem .35rem 0;
  border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
.number, .id { font-variant-numeric: tabular-nums; white-space: nowrap; }
td { overflow-wrap: break-word; }
.name, td code { overflow-wrap: anywhere; }
.name { min-width: 8rem; }
.good { color: var(--good); }
.bad { color: var(--bad); }
@media (max-width: 46rem) {
  .id { white-space: normal; }
  .name { min-width: 0; }
  .blocks thead { display: none; }
  .blocks tr { display: block; border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .blocks td { display: grid; grid-template-columns: 7rem 1fr; gap: .5rem; border: 0; padding: .1rem 0; }
  .blocks td::before { content: attr(data-head); color: var(--quiet); }
}
`;
