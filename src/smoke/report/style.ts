/** How the page looks, on a screen and on paper. */
export const STYLE = `
:root { --ink: #1c2430; --soft: #5b6675; --line: #dfe4ea; --ground: #f6f7f9; --good: #14734a; --bad: #b3261e;
  --open: #7a5b00; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 25px; margin: 0 0 2px; }
h2 { font-size: 20px; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: 16px; margin: 22px 0 6px; }
p { margin: 6px 0; }
.soft { color: var(--soft); font-weight: normal; }
section { background: #fff; border: 1px solid var(--line); border-radius: 8px; padding: 18px 22px; margin-top: 18px; }
.badge { display: inline-block; padding: 1px 9px; border-radius: 10px; color: #fff; font-size: 13px; font-weight: 600;
  white-space: nowrap; }
.badge.pass { background: var(--good); }
.badge.difference, .badge.problem { background: var(--bad); }
.badge.not-testable { background: var(--open); }
table { border-collapse: collapse; width: 100%; margin: 8px 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-size: 13px; font-weight: 600; }
td.number, th.number { text-align: right; white-space: nowrap; }
table.facts { width: auto; }
table.facts th { padding-right: 24px; }
.scroll { overflow-x: auto; }
code { font: 13px/1.4 ui-monospace, "Liberation Mono", Consolas, monospace; overflow-wrap: anywhere; }
ul.problems { margin: 6px 0; padding-left: 20px; }
ul.problems li { overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; color: var(--soft); font-size: 13px; }
.legend svg { width: 26px; height: 10px; vertical-align: middle; margin-right: 5px; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(400px, 1fr)); gap: 14px; margin-top: 10px; }
figure.chart { margin: 0; border: 1px solid var(--line); border-radius: 6px; padding: 8px 8px 2px; break-inside: avoid; }
figure.chart.differs { border-color: var(--bad); }
figcaption { font-size: 14px; font-weight: 600; padding-left: 4px; overflow-wrap: anywhere; }
figure svg { display: block; width: 100%; height: auto; }
figcaption .bad { color: var(--bad); font-weight: 600; }
@media (max-width: 480px) { .charts { grid-template-columns: 1fr; } }
@media print {
  body { background: #fff; font-size: 12px; }
  main { max-width: none; padding: 0; }
  section { border: none; border-top: 1px solid var(--line); border-radius: 0; padding: 12px 0; }
  .charts { grid-template-columns: 1fr 1fr; }
  .badge, svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  tr, li { break-inside: avoid; }
}
`;
