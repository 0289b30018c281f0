import { createActionForm } from './action-form.js';
import { byId, html } from './dom.js';

const TITLE = document.title;

/** By the name of the data action, in catalogue order: `{ link, form }`. */
const views = new Map();

/** Lists the data actions and shows the form of the one in the URL's hash. */
export function showActions(actions) {
  // After a restart of the server the forms keep their input.
  if (views.size > 0) return;
  for (const action of actions) {
    const link = html('a', { href: `#/${action.name}` }, action.name);
    views.set(action.name, { link, form: createActionForm(action) });
    byId('action-list').append(html('li', {}, link));
  }
  showChosen();
  addEventListener('hashchange', () => {
    // Screen readers announce the heading, and Tab continues with the first field.
    showChosen()?.form.heading.focus();
  });
}

/** Shows the chosen form, or the first one where the hash names none; returns its view. */
function showChosen() {
  const name = location.hash.replace(/^#\//, '');
  const chosen = views.get(name) ?? views.values().next().value;
  for (const view of views.values()) {
    if (view === chosen) view.link.setAttribute('aria-current', 'page');
    else {
      view.link.removeAttribute('aria-current');
      view.form.stop();
    }
  }
  if (chosen === undefined) return undefined;
  // Hidden forms stay outside the document and keep their input.
  byId('action-forms').replaceChildren(chosen.form.element);
  document.title = `${chosen.link.textContent} · ${TITLE}`;
  return chosen;
}
