import { byId, html } from './dom.js';
import { NO_RESPONSE, postJson } from './http.js';

/** Shows what can be broken, and what is broken now. */
export function showFaults({ genesys, redis }) {
  showGroup('Genesys', genesys);
  showGroup('Redis', redis);
}

function showGroup(title, { choices, active, lockedBecause }) {
  const id = title.toLowerCase();
  const group = byId(id) ?? byId('faults').appendChild(createGroup(id, title, choices));
  const effect = choices.find(({ name }) => name === active)?.effect;
  group.disabled = lockedBecause !== null;
  group.classList.toggle('broken', effect !== undefined);
  for (const button of group.querySelectorAll('button'))
    button.setAttribute('aria-pressed', button.value === (active ?? 'heal'));
  group.querySelector('[role=status]').textContent = lockedBecause ?? `${title} ${effect ?? 'works'}.`;
}

function createGroup(id, title, choices) {
  const status = html('p', { className: 'hint', role: 'status' });
  const setFault = async ({ currentTarget }) => {
    const response = await postJson('/local/faults', { [id]: currentTarget.value }).catch(() => undefined);
    if (response?.ok) showFaults((await response.json()).faults);
    else status.textContent = response ? await response.text() : NO_RESPONSE;
  };
  const buttons = [{ name: 'heal', effect: 'works' }, ...choices].map(({ name, effect }) =>
    html('button', { type: 'button', value: name, title: `${title} ${effect}`, onclick: setFault }, name),
  );
  const row = html('div', { className: 'buttons' }, ...buttons);
  return html('fieldset', { id }, html('legend', {}, title), row, status);
}
