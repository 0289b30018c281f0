import { html } from './dom.js';
import { NO_RESPONSE, postJson } from './http.js';

const MAX_SHOWN_CHARACTERS = 20_000;
const REPEAT_MS = 1000;

/** The form of a data action: its element, its heading, and `stop`, which ends repeated requests. */
export function createActionForm({ name, summary, permission, inputs }) {
  const heading = html('h3', { tabIndex: -1 }, name);
  const status = html('p', { className: 'summary', role: 'status' });
  const body = html('pre', { hidden: true, tabIndex: 0, role: 'region', ariaLabel: 'Response' });
  const repeat = html('input', { type: 'checkbox' });
  const fields = inputs.map((input) => field(name, input));
  const element = html(
    'form',
    { ariaLabel: name },
    heading,
    html('p', { className: 'about' }, summary),
    html(
      'p',
      { className: 'hint route' },
      html('code', {}, `POST /dataaction/${name}`),
      ` · ${needs(permission)}`,
    ),
    html('div', { className: 'fields' }, ...fields),
    html(
      'div',
      { className: 'buttons' },
      html('button', { className: 'main' }, 'Send'),
      exampleButton(inputs, () => element),
      html('label', {}, repeat, ' Repeat every second'),
    ),
    status,
    body,
  );

  let latest = 0;
  const send = async () => {
    latest += 1;
    const number = latest;
    // Otherwise a screen reader would announce a response every second.
    status.ariaLive = repeat.checked ? 'off' : 'polite';
    if (!repeat.checked) status.textContent = 'Waiting for the response';
    // Every value is sent as text, as Genesys flows send them; an empty one counts as absent.
    const response = await request(`/dataaction/${name}`, Object.fromEntries(new FormData(element)));
    if (number !== latest) return;
    status.textContent = response.summary;
    status.classList.toggle('failed', !response.isOk);
    body.textContent = response.body.slice(0, MAX_SHOWN_CHARACTERS);
    body.hidden = false;
    if (repeat.checked) setTimeout(() => repeat.checked && number === latest && send(), REPEAT_MS);
  };
  repeat.onchange = () => repeat.checked && send();
  element.onsubmit = (event) => {
    event.preventDefault();
    send();
  };
  const stop = () => {
    repeat.checked = false;
  };
  return { element, heading, stop };
}

function needs(permission) {
  return permission === null ? 'needs no permission' : `needs ${permission}`;
}

function exampleButton(inputs, form) {
  const examples = inputs.filter(({ example }) => example !== undefined);
  const fill = () => {
    for (const { name, example } of examples) form().elements.namedItem(name).value = example;
  };
  return html('button', { type: 'button', onclick: fill, hidden: examples.length === 0 }, 'Fill in example');
}

function field(action, { name, type, isRequired, description, example }) {
  const id = `${action}-${name}`;
  const placeholder = example === undefined ? '' : `e.g. ${example}`;
  const inputMode = type === 'integer' ? 'numeric' : 'text';
  const input = html('input', { id, name, placeholder, inputMode, autocomplete: 'off', spellcheck: false });
  input.setAttribute('aria-describedby', `${id}-type ${id}-hint`);
  const tag = html('span', { className: 'tag', id: `${id}-type` }, isRequired ? `${type}, required` : type);
  const hint = html('p', { className: 'hint', id: `${id}-hint` }, description);
  return html('div', {}, html('label', { htmlFor: id }, name), tag, input, hint);
}

/** Sends a request and describes the response; never rejects. */
async function request(path, parameters) {
  const startMs = performance.now();
  try {
    const response = await postJson(path, parameters);
    const text = await response.text();
    const parts = [
      `${response.status} ${response.statusText}`,
      `${Math.round(performance.now() - startMs)} ms`,
      response.headers.get('cache-status'),
    ];
    return { isOk: response.ok, summary: parts.filter(Boolean).join(' · '), body: indented(text) };
  } catch (error) {
    return { isOk: false, summary: NO_RESPONSE, body: String(error) };
  }
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
