import { createActionForm } from './action-form.js';
import { byId, html } from './dom.js';

const TITLE = document.title;

/** By the name of the data action, in catalogue order: `{ link, form }`. */
const views = new Map();

/** Lists the data actions by group and shows the form of the one in the URL's hash. */
export function showActions(actions) {
  // After a restart of the server the forms keep their input.
  if (views.size > 0) return;
  const lists = new Map();
  for (const action of actions) {
    const link = html('a', { href: `#/${action.name}` }, action.name);
    views.set(action.name, { link, form: createActionForm(action) });
    if (!lists.has(action.group)) lists.set(action.group, addList(action.group));
    lists.get(action.group).append(html('li', {}, link));
  }
  showChosen();
  addEventListener('hashchange', () => {
    // Screen readers announce the heading, and Tab continues with the first field.
    showChosen()?.form.heading.focus();
  });
}

/** Adds an empty list under a heading, which is also its name. */
function addList(group) {
  const id = `group-${group.replaceAll(' ', '-')}`;
  const list = html('ul');
  list.setAttribute('aria-labelledby', id);
  byId('action-lists').append(html('div', {}, html('h3', { id }, group), list));
  return list;
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
