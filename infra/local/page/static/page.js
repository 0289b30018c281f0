import { showActions } from './actions.js';
import { byId, html } from './dom.js';
import { showFaults } from './faults.js';
import { followRequests } from './requests.js';

async function loadState() {
  const { runsOn, lifetimes, actions, faults } = await (await fetch('/local/state')).json();
  showEnvironment(runsOn, lifetimes);
  showActions(actions);
  showFaults(faults);
}

function showEnvironment(runsOn, { freshSeconds, staleSeconds }) {
  const entries =
    `fresh for ${freshSeconds} s, then stale for up to ${staleSeconds} s, ` +
    'unless a data action sets its own (set CACHE_TTL_SECONDS)';
  const facts = Object.entries({ ...runsOn, entries });
  byId('runs-on').replaceChildren(
    ...facts.map(([name, value]) => html('div', {}, html('dt', {}, name), html('dd', {}, value))),
  );
}

function showConnection(text) {
  byId('connection').textContent = text;
  byId('connection').className = text;
}

followRequests({
  // Also after a restart of the server, which clears all faults.
  onOpen: () => {
    showConnection('live');
    loadState().catch(() => undefined);
  },
  onError: (isClosed) => showConnection(isClosed ? 'not connected' : 'reconnecting'),
});
