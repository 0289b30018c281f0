// What comes from a request, an answer or a declaration is only ever set as text, never as HTML.

const CHARTED = 60;
const LISTED = 20;
const SHOWN_CHARACTERS = 20_000;
const REPEAT_MS = 1000;
const NO_ANSWER = 'The local server does not answer.';
const OUTCOMES = {
  hit: 'from the cache',
  miss: 'from Genesys',
  stale: 'from the cache, past its lifetime',
  collapsed: 'from Genesys, by another request',
  bypass: 'from Genesys, without the cache',
  error: 'refused or failed',
};

const byId = (id) => document.getElementById(id);

/** An element with properties and children; a child that is a string becomes text. */
function html(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function mark(outcome, place = {}) {
  return svg('use', { href: `#mark-${outcome}`, width: 10, height: 10, ...place });
}

/** An outcome's mark and its name. */
function badge(outcome) {
  const picture = svg('svg', { viewBox: '0 0 10 10', 'aria-hidden': true }, mark(outcome));
  return html('span', { className: `badge ${outcome}` }, picture, outcome);
}

function post(path, body) {
  const headers = { 'content-type': 'application/json' };
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

// What it runs on, and what is broken.

async function loadState() {
  showState(await (await fetch('/local/state')).json());
}

function showState({ runsOn, lifetimes, actions, faults }) {
  const { freshSeconds, staleSeconds } = lifetimes;
  const entries = `fresh for ${freshSeconds} s, of use for ${staleSeconds} s more, unless an action has its own (set CACHE_TTL_SECONDS)`;
  const facts = Object.entries({ ...runsOn, entries });
  byId('runs-on').replaceChildren(
    ...facts.map(([name, value]) => html('div', {}, html('dt', {}, name), html('dd', {}, value))),
  );
  // What somebody has filled in stays, also when the server was started anew.
  if (!byId('actions').hasChildNodes()) byId('actions').append(...actions.map(actionForm));
  showFaults('Genesys', faults.genesys);
  showFaults('Redis', faults.redis);
}

function showFaults(title, { choices, active, lockedBecause }) {
  const id = title.toLowerCase();
  const group = byId(id) ?? byId('faults').appendChild(faultButtons(id, title, choices));
  const effect = choices.find(({ name }) => name === active)?.effect;
  group.disabled = lockedBecause !== null;
  group.classList.toggle('broken', effect !== undefined);
  for (const button of group.querySelectorAll('button'))
    button.setAttribute('aria-pressed', button.value === (active ?? 'heal'));
  group.querySelector('[role=status]').textContent = lockedBecause ?? `${title} ${effect ?? 'works'}.`;
}

function faultButtons(id, title, choices) {
  const status = html('p', { className: 'hint', role: 'status' });
  const turn = async ({ currentTarget }) => {
    const response = await post('/local/faults', { [id]: currentTarget.value }).catch(() => undefined);
    if (response?.ok) showState(await response.json());
    else status.textContent = response ? await response.text() : NO_ANSWER;
  };
  const buttons = [{ name: 'heal', effect: 'works' }, ...choices].map(({ name, effect }) =>
    html('button', { type: 'button', value: name, title: `${title} ${effect}`, onclick: turn }, name),
  );
  const row = html('div', { className: 'buttons' }, ...buttons);
  return html('fieldset', { id }, html('legend', {}, title), row, status);
}

// Trying a data action.

function actionForm({ name, inputs }) {
  const summary = html('p', { className: 'summary', role: 'status' });
  const body = html('pre', { hidden: true, tabIndex: 0, ariaLabel: 'Answer' });
  const repeat = html('input', { type: 'checkbox', onchange: () => repeat.checked && askOnce() });
  const title = html('h3', {}, `POST /dataaction/${name}`);
  const fields = html('div', { className: 'fields' }, ...inputs.map((input) => field(name, input)));
  const button = html('button', { className: 'main' }, 'Ask');
  const buttons = html('div', { className: 'buttons' }, button, html('label', {}, repeat, ' every second'));
  const form = html('form', { ariaLabel: name }, title, fields, buttons, summary, body);
  let asked = 0;
  const askOnce = async () => {
    asked += 1;
    const turn = asked;
    // A summary a second would be all that a screen reader says.
    summary.ariaLive = repeat.checked ? 'off' : 'polite';
    if (!repeat.checked) summary.textContent = 'asking';
    // All are text, and empty ones count as absent: so do flows send them, too.
    const answer = await ask(`/dataaction/${name}`, Object.fromEntries(new FormData(form)));
    if (turn !== asked) return;
    summary.textContent = answer.summary;
    body.textContent = answer.body.slice(0, SHOWN_CHARACTERS);
    body.hidden = false;
    if (repeat.checked) setTimeout(() => repeat.checked && turn === asked && askOnce(), REPEAT_MS);
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    askOnce();
  };
  return form;
}

function field(action, { name, description, example = '' }) {
  const id = `${action}-${name}`;
  const input = html('input', { id, name, placeholder: example, autocomplete: 'off', spellcheck: false });
  input.setAttribute('aria-describedby', `${id}-hint`);
  const hint = html('p', { className: 'hint', id: `${id}-hint` }, description);
  return html('div', {}, html('label', { htmlFor: id }, name), input, hint);
}

/** What came of a question; never rejects. */
async function ask(path, values) {
  try {
    const response = await post(path, values);
    const text = await response.text();
    const parts = [`${response.status} ${response.statusText}`, response.headers.get('cache-status')];
    return { summary: parts.filter(Boolean).join(' · '), body: indented(text) };
  } catch (error) {
    return { summary: NO_ANSWER, body: String(error) };
  }
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// The last requests.

const TICKS = { '1 ms': 1, '10 ms': 10, '100 ms': 100, '1 s': 1000, '10 s': 10_000 };
const CHART = { height: 200, top: 12, bottom: 192, left: 48, right: 10, leastMs: 0.1, mostMs: 10_000 };
let rows = [];

function showRequests(next) {
  rows = next.slice(-CHARTED);
  byId('requests').replaceChildren(...rows.slice(-LISTED).reverse().map(tableRow));
  drawChart();
}

function tableRow({ timeMs, action, outcome, ageSeconds, durationMs, statusCode, code }) {
  const cell = (content, className = '') => html('td', { className }, content ?? '');
  return html(
    'tr',
    {},
    cell(time(timeMs)),
    cell(action),
    cell(badge(outcome)),
    cell(ageSeconds === null ? '' : `${ageSeconds} s`, 'number'),
    cell(duration(durationMs), 'number'),
    cell(String(statusCode ?? ''), 'number'),
    cell(code),
  );
}

function time(ms) {
  return new Date(ms).toLocaleTimeString([], { hourCycle: 'h23' });
}

function duration(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? ms : Math.round(ms)} ms`;
}

/** One line and mark for each request, newest on the right; the height is the logarithm of its duration. */
function drawChart() {
  const chart = byId('chart');
  const { height, bottom, left, right } = CHART;
  const width = chart.clientWidth;
  const step = (width - left - right) / CHARTED;
  chart.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const grid = Object.entries(TICKS).flatMap(([text, ms]) => [
    svg('line', { class: 'grid', x1: left, x2: width, y1: heightOf(ms), y2: heightOf(ms) }),
    svg('text', { x: left - 8, y: heightOf(ms) }, text),
  ]);
  const bars = rows.map(({ outcome, action, durationMs, timeMs }, index) => {
    const x = width - right - (rows.length - index - 0.5) * step;
    const y = heightOf(durationMs);
    const title = svg('title', {}, `${time(timeMs)} ${action}: ${outcome}, ${duration(durationMs)}`);
    const line = svg('line', { x1: x, x2: x, y1: bottom, y2: y });
    return svg('g', { class: `bar ${outcome}` }, title, line, mark(outcome, { x: x - 5, y: y - 5 }));
  });
  const hint = svg(
    'text',
    { class: 'nothing', x: width / 2, y: height / 2 },
    bars.length ? '' : 'no request yet',
  );
  chart.replaceChildren(...grid, ...bars, hint);
  chart.setAttribute('aria-label', inWords());
}

function heightOf(ms) {
  const { top, bottom, leastMs, mostMs } = CHART;
  const share = Math.log(Math.min(Math.max(ms, leastMs), mostMs) / leastMs) / Math.log(mostMs / leastMs);
  return bottom - share * (bottom - top);
}

/** The table beneath the chart has the figures. */
function inWords() {
  const counts = Object.keys(OUTCOMES).map(
    (name) => `${rows.filter(({ outcome }) => outcome === name).length} ${name}`,
  );
  return `How long the last ${rows.length} requests took: ${counts.join(', ')}`;
}

function connect() {
  const events = new EventSource('/local/requests');
  const show = (text) => {
    byId('connection').textContent = text;
    byId('connection').className = text;
  };
  events.onopen = () => {
    show('live');
    // Also after the server was started anew, when nothing is broken any more.
    loadState().catch(() => undefined);
  };
  events.onerror = () => show(events.readyState === EventSource.CLOSED ? 'not connected' : 'reconnecting');
  events.addEventListener('kept', ({ data }) => showRequests(JSON.parse(data)));
  events.onmessage = ({ data }) => showRequests([...rows, JSON.parse(data)]);
}

byId('legend').append(
  ...Object.entries(OUTCOMES).map(([outcome, meaning]) => html('li', {}, badge(outcome), ` ${meaning}`)),
);
new ResizeObserver(drawChart).observe(byId('chart'));
connect();
