import { onBlack, paper } from '../../drawings/palette.js';

const labelVariables = (colours: readonly string[]): string =>
  colours.map((colour, place) => `--label-${place}: ${colour};`).join(' ');

const labelKeys = paper.labels
  .map((_, place) => `.key i.label-${place} { border-color: var(--label-${place}); }`)
  .join('\n');

const onWhite = `${labelVariables(paper.labels)} --grey-line: ${paper.grey};`;

/** The page's one style sheet: dark and light as the reader's system has it, narrow screens, and paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfa; --panel: #f4f4f0; --line: #e3e3dd; --frame: #85898f; --shade: #0004; --ink: #1b1c1e; --soft: #5c6066;
  --pass: #1c7a4c; --fail: #b3261e; --warn: #8a5800; --inconclusive: #5a4ea6; --accepted: #4a6271;
  ${onWhite}
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141517; --panel: #1c1e21; --line: #2f3236; --frame: #767b82; --shade: #fff4; --ink: #e9e8e4; --soft: #a2a6ac;
    --pass: #62c393; --fail: #ff8b7e; --warn: #e2b45c; --inconclusive: #b6abf3; --accepted: #9db6c5;
    ${labelVariables(onBlack)} --grey-line: #4a4e53;
  }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --panel: #fff; --line: #d9d9d4; --frame: #85898f; --shade: #0000; --ink: #000; --soft: #444;
    --pass: #1c7a4c; --fail: #b3261e; --warn: #8a5800; --inconclusive: #5a4ea6; --accepted: #4a6271;
    ${onWhite}
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink); border-top: 6px solid var(--verdict);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
body.pass { --verdict: var(--pass); } body.fail { --verdict: var(--fail); }
body.inconclusive { --verdict: var(--inconclusive); }
main { max-width: 66rem; margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 2.5rem) 4rem; }
h1, h2, h3, p, dl, dd, ol, ul, figure { margin: 0; padding: 0; }
ol, ul { list-style: none; }
.said.pass { color: var(--pass); } .said.fail { color: var(--fail); } .said.warn { color: var(--warn); }
.said.inconclusive { color: var(--inconclusive); } .said.accepted, .said.measured { color: var(--accepted); }
h2 { font-size: 1.25rem; font-weight: 650; margin: 3.25rem 0 .75rem; letter-spacing: -.01em; }
h3 { font-size: 1rem; font-weight: 600; line-height: 1.4; }
code { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
b { font-weight: 600; }
.soft, .small, .note, dt, th, footer { color: var(--soft); }
.small, .note, dt, th, footer, .scores, .key { font-size: .8125rem; line-height: 1.5; }
.note { padding: .25rem 0 .25rem .75rem; border-left: 3px solid var(--line); margin: .5rem 0; }

main > header .eyebrow { color: var(--soft); font-size: .875rem; letter-spacing: .02em; }
h1 { display: flex; align-items: center; gap: .7rem; font-size: clamp(2.5rem, 7vw, 3.5rem); line-height: 1.15;
  font-weight: 680; letter-spacing: -.03em; color: var(--verdict); margin: .25rem 0 .5rem; }
h1 .mark { width: .72em; height: .72em; }
.lead { font-size: 1.1875rem; line-height: 1.45; }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; margin-top: 1.75rem; }
.facts dd { font-weight: 500; }

.mark { flex: none; width: 1.05em; height: 1.05em; }
.mark circle { fill: currentColor; }
.mark path { fill: none; stroke: var(--paper); stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.badge { display: inline-flex; align-items: center; align-self: start; gap: .4rem; white-space: nowrap; font-size: .875rem; font-weight: 600;
  line-height: 1.6; }
.badge.pass { color: var(--pass); } .badge.fail { color: var(--fail); } .badge.warn { color: var(--warn); }
.badge.inconclusive { color: var(--inconclusive); } .badge.accepted, .badge.measured { color: var(--accepted); }

#filter { display: flex; flex-wrap: wrap; align-items: end; gap: .75rem 1.25rem; margin-top: 2.25rem;
  padding: .9rem 1rem; background: var(--panel); border-radius: 8px; }
#filter label { display: grid; gap: .15rem; min-width: 0; max-width: 100%; }
#filter label span { font-size: .8125rem; color: var(--soft); }
#filter select { font: inherit; font-size: .9375rem; color: var(--ink); background: var(--paper); max-width: min(20rem, 100%);
  min-width: 9rem; padding: .35rem .5rem; border: 1px solid var(--line); border-radius: 6px; text-overflow: ellipsis; }
#filter select:focus-visible, .wide:focus-visible, .frame:focus-visible { outline: 2px solid var(--label-0); outline-offset: 1px; }
#count { color: var(--soft); font-size: .875rem; padding: .4rem 0; margin-left: auto; }

.limits > li { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr) 17.5rem; gap: .25rem 1.5rem;
  padding: 1.1rem 0; border-top: 1px solid var(--line); }
.limits > li:last-child { border-bottom: 1px solid var(--line); }
.asked p { margin-top: .2rem; }
.asked .small { margin-top: .35rem; }
.chart { display: block; width: 100%; max-width: 20rem; overflow: visible; }
.chart .range { fill: var(--line); }
.chart .allowed { fill: var(--pass); opacity: .38; }
.chart .edge { stroke: var(--ink); stroke-width: 1.5; }
.chart .interval { stroke: var(--here); stroke-width: 5; stroke-linecap: round; opacity: .5; }
.chart .dot { fill: var(--here); stroke: var(--paper); stroke-width: 1.5; }
.chart text { font-size: 10.5px; fill: var(--soft); }
.chart text.limit { fill: var(--ink); }
.chart.pass { --here: var(--pass); } .chart.fail { --here: var(--fail); } .chart.warn { --here: var(--warn); }
.chart.inconclusive { --here: var(--inconclusive); } .chart.accepted { --here: var(--accepted); }
.figures { margin-top: .1rem; }
.figures b { font-size: 1.0625rem; }
.figures span { font-size: .875rem; }

article { border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem clamp(1rem, 2.5vw, 1.5rem); margin-top: 1rem; }
article header p { display: flex; flex-wrap: wrap; align-items: center; gap: .1rem 1rem; margin-top: .15rem; }
article h3 { font-size: 1.125rem; }
.evidence { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.5rem 2rem; margin: 1.1rem 0; align-items: start; }
.evidence > :only-child { grid-column: 1 / -1; }
.row { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: 1rem; }
.pictures:not(:only-child) .row { grid-template-columns: repeat(3, minmax(0, 1fr)); }
.row figure { max-width: 13rem; }
.row figure.bare { max-width: none; }
.pictures img { display: block; width: 100%; height: auto; background: var(--panel); outline: 1px solid var(--frame); }
.pictures .overview img { width: auto; max-width: 100%; }
.row.many { grid-template-columns: repeat(auto-fill, minmax(8rem, 10.5rem)); }
.pictures img.coarse { image-rendering: pixelated; }
.pictures .overview img.coarse { width: 10.5rem; }
.shot { position: relative; max-width: 34rem; }
.overview .shot { width: fit-content; max-width: 100%; }
.enlarge { position: absolute; inset: 0; width: 100%; height: 100%; padding: 0; border: 0; background: none; cursor: zoom-in; }
.enlarge:focus-visible, .close:focus-visible { outline: 3px solid var(--label-0); outline-offset: 2px; }
.enlarge::after { content: "+"; position: absolute; top: .3rem; right: .3rem; width: 1.25rem; height: 1.25rem; border-radius: 50%;
  background: #1b1c1e; color: #fff; border: 1px solid #fff; font: 600 1rem/1.15rem system-ui, sans-serif; text-align: center; }
.enlarged { width: fit-content; max-width: calc(100vw - 1.5rem); max-height: calc(100vh - 1.5rem); padding: .9rem; background: var(--paper);
  color: var(--ink); border: 1px solid var(--frame); border-radius: 10px; }
.enlarged[open] { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .6rem 1rem; align-items: center; }
.enlarged::backdrop { background: #000a; }
.close { font: inherit; font-size: .9375rem; color: var(--ink); background: var(--panel); border: 1px solid var(--frame);
  border-radius: 6px; padding: .35rem .9rem; cursor: pointer; }
.frame { grid-column: 1 / -1; overflow: auto; max-height: calc(100vh - 8rem); padding: 2px; }
.frame img { display: block; width: auto; height: auto; min-width: min(80vw, 75vh); outline: 1px solid var(--frame); }
.frame img.coarse { width: min(80vw, 75vh); image-rendering: pixelated; }
.frame .drawing svg { width: max(40rem, min(88vw, 110vh)); max-width: none; }
.pictures figcaption > * { display: block; }
.pictures .row figcaption { margin-top: .4rem; line-height: 1.35; }
.scores { margin-top: .3rem; color: var(--soft); }
.scores li { display: flex; justify-content: space-between; gap: .5rem; }
.scores li span + span { overflow-wrap: normal; white-space: nowrap; }
.drawing svg { display: block; width: 100%; height: auto; max-width: 34rem; }
.curve figcaption { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin-top: .35rem; }
.key { display: inline-flex; align-items: center; gap: .4rem; color: var(--soft); }
.key i { flex: none; width: 1.1rem; height: 0; border-top: 3px solid var(--grey-line); }
${labelKeys}
.key i.grey { border-top-width: 1.5px; } .key i.dashed { border-top: 1.5px dashed var(--soft); }
.word { display: inline-block; max-width: 100%; }
.lines { margin: .9rem 0; } .dense .lines { margin: .35rem 0; }
.lines li { padding-left: 1.25rem; } .below { display: block; padding-left: 1.25rem; } .culprit { display: block; }
.pictures .overview + .overview, .pictures .row + .overview { margin-top: 1.5rem; }
.why { display: grid; gap: .2rem; border-top: 1px solid var(--line); padding-top: .8rem; font-size: .9375rem; }
.why div { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr); align-items: baseline; }

.sideways { margin-bottom: .6rem; } .enlarged .sideways { grid-column: 1 / -1; margin: 0; }
.wide { overflow-x: auto; background: linear-gradient(to right, var(--paper) 40%, transparent) 0 0 / 2.5rem 100% no-repeat local,
  linear-gradient(to left, var(--paper) 40%, transparent) 100% 0 / 2.5rem 100% no-repeat local,
  linear-gradient(to right, var(--shade), transparent) 0 0 / 1rem 100% no-repeat scroll,
  linear-gradient(to left, var(--shade), transparent) 100% 0 / 1rem 100% no-repeat scroll; }
 .table + .table, .lines + .table { margin-top: 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { text-align: right; vertical-align: top; padding: .55rem 0 .55rem 1.25rem; border-top: 1px solid var(--line);
  overflow-wrap: normal; }
th { font-weight: 400; border-top: 0; white-space: nowrap; padding-top: 0; }
th.left, td.left { text-align: left; }
th:first-child, td:first-child { text-align: left; padding-left: 0; min-width: 14rem; overflow-wrap: anywhere; }
td .small { display: block; }
td:not(:first-child) { white-space: nowrap; }
tbody tr:last-child td { border-bottom: 1px solid var(--line); }

.assumed > dl { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: .35rem 1.5rem; margin-top: 1rem; font-size: .9375rem; }
.assumed dt { line-height: 1.7; }
footer { margin-top: 3.25rem; padding-top: 1rem; border-top: 1px solid var(--line); max-width: 48rem; }
footer p + p { margin-top: .35rem; }

@media screen and (max-width: 48rem) {
  main { padding-top: 1.75rem; }
  .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .75rem 1.25rem; margin-top: 1.25rem; }
  #filter { display: grid; grid-template-columns: 1fr 1fr; }
  #filter select { width: 100%; min-width: 0; }
  #count { grid-column: 1 / -1; margin: 0; padding: 0; }
  .limits > li { grid-template-columns: minmax(0, 1fr); gap: .4rem; }
  .measured { margin-top: .4rem; }
  .evidence { grid-template-columns: minmax(0, 1fr); }
  .row, .pictures:not(:only-child) .row { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .75rem; }
  th:first-child, td:first-child { min-width: 8rem; }
  .assumed > dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .assumed dd { margin-bottom: .6rem; }
}
@media print {
  @page { margin: 16mm 14mm; }
  html { font-size: 13px; }
  body { font-size: 1rem; border-top: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  h2 { margin-top: 1.75rem; break-after: avoid; }
  .limits > li, article, tr, figure { break-inside: avoid; }
  #filter:not(.active) { display: none; }
  #filter { background: none; padding: 0; margin-top: 1rem; }
  #filter label { display: flex; gap: .4rem; }
  #filter select { border: 0; padding: 0; appearance: none; font-weight: 600; }
  .limits > li { grid-template-columns: 6.5rem minmax(0, 1fr) 15rem; }
  .wide { overflow: visible; background: none; }
  .sideways, .enlarge::after { display: none; }
  th, td { padding-left: .6rem; }
  th:first-child, td:first-child { min-width: 0; }
}
`;
