import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireKnownPages } from '../../../infra/docs/action-documents.ts';
import { actionPage } from '../../../infra/docs/action-page.ts';
import { dataActions } from '../../../lambda/actions/catalog.ts';

const queue = dataActions.get('queue') ?? assert.fail();
const FACTS = {
  current: undefined,
  response: { body: { status: 'success' }, calls: 2 },
  source: '',
  sdkPaths: new Map([
    ['getRoutingQueue', 'GET /api/v2/routing/queues/{queueId}'],
    ['getRoutingQueues', 'GET /api/v2/routing/queues'],
    ['getUser', 'GET /api/v2/users/{userId}'],
  ]),
};
const page = (facts: Partial<Parameters<typeof actionPage>[1]> = {}) =>
  actionPage(queue, { ...FACTS, ...facts });

test('a new page has a title, and everything that the declaration says', () => {
  const text = page();
  assert.match(
    text,
    /^# queue\n\n<!-- generated:data-action:start \(npm run docs\) -->\n\nReturns one queue, by/,
  );
  for (const line of [
    '| configuration | routing:queue:view | `CACHE_TTL_SECONDS` | none | `CACHE_TTL_SECONDS_QUEUE` |',
    '| `queueId` | string |  | Id of the queue. Set either this or name. |',
    '| `divisionId` | string | Id of the division. |',
    '{ "name": "VIP Support" }',
    '{ "status": "success" }',
    '| with `queueId` | 1: `GET /api/v2/routing/queues/{queueId}` | requested `Queue` |',
    '| with `name` | 1: `GET /api/v2/routing/queues` | any `Queue` |',
  ])
    assert.ok(text.split('\n').includes(line), line);
  assert.doesNotMatch(text, /A miss may/);
});

test('the text around the generated part of a page stays', () => {
  const current = `# queue\n\nBefore.\n\n<!-- generated:data-action:start (npm run docs) -->\nold\n<!-- generated:data-action:end -->\n\n## Notes\n`;
  const text = page({ current });
  assert.match(text, /^# queue\n\nBefore\.\n\n<!-- .* -->\n\nReturns[\s\S]*<!-- .* -->\n\n## Notes\n$/);
  assert.doesNotMatch(text, /old/);
  assert.equal(page({ current: text }), text);
});

test('a page without its generated part is an error that says what to do', () => {
  assert.throws(
    () => page({ current: '# queue\n' }),
    /^Error: docs\/data-actions\/queue\.md has no block "data-action": delete it, and npm run docs writes it again$/,
  );
});

test('a data action that takes further calls names them, or says that it makes more of the declared ones', () => {
  assert.match(
    page({ source: 'await takeCalls([first]);' }),
    /\nA miss may make further calls to the paths in this table\. The example makes 2\.\n/,
  );
  const source = "await takeCalls([{ name: 'getUser', family: 'users' }]); getUserStatus";
  assert.match(
    page({ source }),
    /\nA miss may also call `GET \/api\/v2\/users\/\{userId\}`\. The example makes 2\.\n/,
  );
});

test('an example request without data has a page, too', () => {
  const text = page({ response: undefined, source: 'takeCalls' });
  assert.match(text, /\nThe simulator has no data for this request yet\.\n/);
  assert.match(text, / to the paths in this table\.\n/);
});

test('the page of a removed data action is an error that names it', () => {
  requireKnownPages(['queue.md']);
  assert.throws(
    () => requireKnownPages(['queue.md', 'old.md']),
    /^Error: docs\/data-actions\/old\.md is the page of no data action: delete it$/,
  );
});
