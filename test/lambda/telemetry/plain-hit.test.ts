import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidInput } from '../../../lambda/errors.ts';
import type { TelemetryEvent } from '../../../lambda/telemetry/events.ts';
import { isPlainHit } from '../../../lambda/telemetry/plain-hit.ts';
import { REQUEST_EVENT } from '../../support/request-record.ts';
import { attempt, failure, lease, read, result, write } from '../../support/telemetry-events.ts';

const localHit: TelemetryEvent = {
  type: 'cache.result',
  result: { outcome: 'hit', value: '{}', ageSeconds: 0, ttlSeconds: 288, isLocal: true },
};
const plain = [REQUEST_EVENT, read('hit'), result('hit')];

test('a fresh entry from the shared store is a plain hit', () => {
  assert.equal(isPlainHit({ error: null, events: plain }), true);
  assert.equal(isPlainHit({ error: undefined, events: plain }), true);
});

for (const [label, events] of [
  ['a health check or a listing', []],
  ['a request that ends before its look-up', [REQUEST_EVENT]],
  ['a look-up that rejects', [REQUEST_EVENT, read('hit')]],
  ...(['stale', 'miss', 'collapsed', 'bypass'] as const).map((outcome) => [
    `the outcome ${outcome}`,
    [REQUEST_EVENT, read('hit'), result(outcome)],
  ]),
  ['a local copy', [REQUEST_EVENT, read('hit'), localHit]],
  ['an entry that another request has just fetched', [REQUEST_EVENT, read('uri-miss'), result('hit')]],
  ['a read with a cause', [REQUEST_EVENT, read('hit', { cause: new Error('?') }), result('hit')]],
  ...[lease('held'), write('stored'), failure('stored'), attempt('ok')].map((event) => [
    `a hit with the event ${event.type}`,
    [REQUEST_EVENT, read('hit'), event, result('hit')],
  ]),
] as [string, TelemetryEvent[]][])
  test(`${label} is not a plain hit`, () => {
    assert.equal(isPlainHit({ error: null, events }), false);
  });

test('a hit with an error, such as a response that is too large, is not a plain hit', () => {
  assert.equal(isPlainHit({ error: new InvalidInput([]), events: plain }), false);
});
