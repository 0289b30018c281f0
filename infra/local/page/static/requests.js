import { createChart } from './chart.js';
import { byId, html, svg } from './dom.js';
import { clockTime, duration, mark, OUTCOMES } from './outcomes.js';

const MAX_CHARTED = 60;
const MAX_LISTED = 20;

/** Shows the last requests, and every new one as it completes. `onError` receives whether the stream is closed. */
export function followRequests({ onOpen, onError }) {
  byId('legend').append(
    ...Object.entries(OUTCOMES).map(([outcome, meaning]) => html('li', {}, badge(outcome), ` ${meaning}`)),
  );
  const drawChart = createChart(byId('chart'), MAX_CHARTED);
  let rows = [];
  const show = (next) => {
    rows = next.slice(-MAX_CHARTED);
    byId('requests').replaceChildren(...rows.slice(-MAX_LISTED).reverse().map(tableRow));
    drawChart(rows);
  };

  const events = new EventSource('/local/requests');
  events.onopen = onOpen;
  events.onerror = () => onError(events.readyState === EventSource.CLOSED);
  events.addEventListener('recent', ({ data }) => show(JSON.parse(data)));
  events.onmessage = ({ data }) => show([...rows, JSON.parse(data)]);
}

/** An outcome's mark and name. */
function badge(outcome) {
  const icon = svg('svg', { viewBox: '0 0 10 10', 'aria-hidden': true }, mark(outcome));
  return html('span', { className: `badge ${outcome}` }, icon, outcome);
}

function tableRow({ timeMs, action, outcome, ageSeconds, durationMs, statusCode, code }) {
  const cell = (content, className = '') => html('td', { className }, content ?? '');
  return html(
    'tr',
    {},
    cell(clockTime(timeMs)),
    cell(action),
    cell(badge(outcome)),
    cell(ageSeconds === null ? '' : `${ageSeconds} s`, 'number'),
    cell(duration(durationMs), 'number'),
    cell(String(statusCode ?? ''), 'number'),
    cell(code),
  );
}
