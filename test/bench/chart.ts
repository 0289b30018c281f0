import type { CaseResult } from './measurement.ts';
import { numberText } from './table.ts';

const WIDTH = 760;
const LABEL_WIDTH = 230;
const VALUE_WIDTH = 110;
const BAR_WIDTH = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
const ROW_HEIGHT = 20;
const HEAD_HEIGHT = 52;
const OWN = 'ours';

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 14px; font-weight: 600 }
  .bar { fill: #9aa4b0 } .own { fill: #1a7f64 } .spread { stroke: #24292f; stroke-width: 1.5 } .note { fill: #57606a }
  .page { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } text { fill: #e6edf3 } .note { fill: #9198a1 }
    .bar { fill: #545d68 } .own { fill: #3fb68b } .spread { stroke: #e6edf3 }
  }`;

/** All results as one SVG: for each case a bar for each contender's first figure, with a line over its quartiles. */
export function chartOf(results: readonly CaseResult[]): string {
  let top = 8;
  const charts = results.map((result) => {
    const chart = `<g transform="translate(0 ${top})">${caseChart(result)}</g>`;
    top += HEAD_HEIGHT + result.rows.length * ROW_HEIGHT + 16;
    return chart;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}">`,
    `<style>${STYLE}\n</style>`,
    `<rect class="page" width="${WIDTH}" height="${top}"/>`,
    ...charts,
    '</svg>\n',
  ].join('\n');
}

function caseChart({ title, figures, rows }: CaseResult): string {
  const [figure] = figures;
  if (figure === undefined) return '';
  const widest = Math.max(0, ...rows.map((row) => row.figures[figure.key]?.p75 ?? 0));
  const scale = (value: number) => (widest > 0 ? (value / widest) * BAR_WIDTH : 0).toFixed(1);
  const bars = rows.map(({ contender, figures: measured }, index) => {
    const summary = measured[figure.key];
    const y = HEAD_HEIGHT + index * ROW_HEIGHT;
    const label = `<text x="${LABEL_WIDTH - 8}" y="${y}" text-anchor="end">${escaped(contender)}</text>`;
    if (summary === undefined) return `${label}<text class="note" x="${LABEL_WIDTH}" y="${y}">failed</text>`;
    const style = contender.startsWith(OWN) ? 'bar own' : 'bar';
    const bar = `<rect class="${style}" x="${LABEL_WIDTH}" y="${y - 12}" width="${scale(summary.median)}" height="15"/>`;
    const from = LABEL_WIDTH + Number(scale(summary.p25));
    const to = LABEL_WIDTH + Number(scale(summary.p75));
    const spread = to > from ? `<path class="spread" d="M${from} ${y - 4.5}H${to}"/>` : '';
    const value = `<text x="${LABEL_WIDTH + BAR_WIDTH + 8}" y="${y}">${numberText(summary.median)} ${figure.unit}</text>`;
    return `${label}${bar}${spread}${value}`;
  });
  return [
    `<text class="title" x="8" y="16">${escaped(title)}</text>`,
    `<text class="note" x="8" y="32">${escaped(figure.label)}: median, and a line from quartile to quartile</text>`,
    ...bars,
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
