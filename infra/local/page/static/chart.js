import { svg } from './dom.js';
import { clockTime, duration, mark, OUTCOMES } from './outcomes.js';

const TICKS = { '1 ms': 1, '10 ms': 10, '100 ms': 100, '1 s': 1000, '10 s': 10_000 };
const HEIGHT = 200;
const TOP = 12;
const BOTTOM = 192;
const LEFT = 48;
const RIGHT = 10;
const MIN_MS = 0.1;
const MAX_MS = 10_000;

/**
 * Returns a function that draws requests into an SVG element: one line each, newest on the right, with the
 * logarithm of the duration as its height. Redraws when the element's width changes.
 */
export function createChart(chart, maxBars) {
  let rows = [];
  const draw = () => {
    const width = chart.clientWidth;
    const step = (width - LEFT - RIGHT) / maxBars;
    const bars = rows.map((row, index) => bar(row, width - RIGHT - (rows.length - index - 0.5) * step));
    const hint = bars.length > 0 ? '' : 'no requests yet';
    chart.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
    chart.replaceChildren(
      ...grid(width),
      ...bars,
      svg('text', { class: 'empty', x: width / 2, y: HEIGHT / 2 }, hint),
    );
    chart.setAttribute('aria-label', inWords(rows));
  };
  new ResizeObserver(draw).observe(chart);
  return (next) => {
    rows = next;
    draw();
  };
}

function grid(width) {
  return Object.entries(TICKS).flatMap(([text, ms]) => [
    svg('line', { class: 'grid', x1: LEFT, x2: width, y1: heightOf(ms), y2: heightOf(ms) }),
    svg('text', { x: LEFT - 8, y: heightOf(ms) }, text),
  ]);
}

function bar({ outcome, action, durationMs, timeMs }, x) {
  const y = heightOf(durationMs);
  const title = svg('title', {}, `${clockTime(timeMs)} ${action}: ${outcome}, ${duration(durationMs)}`);
  const line = svg('line', { x1: x, x2: x, y1: BOTTOM, y2: y });
  return svg('g', { class: `bar ${outcome}` }, title, line, mark(outcome, { x: x - 5, y: y - 5 }));
}

function heightOf(ms) {
  const share = Math.log(Math.min(Math.max(ms, MIN_MS), MAX_MS) / MIN_MS) / Math.log(MAX_MS / MIN_MS);
  return BOTTOM - share * (BOTTOM - TOP);
}

/** A summary for screen readers; the table has the details. */
function inWords(rows) {
  const counts = Object.keys(OUTCOMES).map(
    (name) => `${rows.filter(({ outcome }) => outcome === name).length} ${name}`,
  );
  return `Duration of the last ${rows.length} requests: ${counts.join(', ')}`;
}
