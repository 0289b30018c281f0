import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesPattern } from './event-pattern.ts';

const EVENT = {
  source: 'aws.partner/a',
  count: 5,
  tags: ['a', 'b'],
  detail: { topicName: 'v2.audits.Queue.1' },
};

for (const [pattern, isMatch] of [
  [{ source: ['aws.partner/a'] }, true],
  [{ source: ['other', 'aws.partner/a'] }, true],
  [{ source: ['aws.partner/A'] }, false],
  [{ source: ['aws.partner/'] }, false],
  [{ source: [{ prefix: 'aws.partner/' }] }, true],
  [{ source: [{ prefix: 'AWS.' }] }, false],
  [{ source: [{ prefix: { 'equals-ignore-case': 'AWS.Partner/' } }] }, true],
  [{ source: [{ prefix: { 'equals-ignore-case': 'partner/' } }] }, false],
  [{ count: [{ prefix: { 'equals-ignore-case': '5' } }] }, false],
  [{ source: ['aws.partner/a'], detail: { topicName: [{ prefix: 'v2.users.' }] } }, false],
  [{ detail: { topicName: [{ prefix: 'v2.audits.' }] } }, true],
  [{ detail: { other: [{ prefix: '' }] } }, false],
  [{ topicName: [{ prefix: 'v2.audits.' }] }, false],
  [{ source: { name: ['aws.partner/a'] } }, false],
  [{ tags: ['b', 'c'] }, true],
  [{ tags: ['c'] }, false],
  [{ count: [5] }, true],
  [{ count: ['5'] }, false],
  [{ count: [{ prefix: '5' }] }, false],
  [{ toString: [{ prefix: '' }] }, false],
] as const)
  test(`the pattern ${JSON.stringify(pattern)} ${isMatch ? 'matches' : 'does not match'} the event`, () => {
    assert.equal(matchesPattern(pattern, EVENT), isMatch);
  });

for (const pattern of [
  { source: 'aws.partner/a' },
  { source: [] },
  { source: [{ suffix: 'a' }] },
  { source: [{ prefix: { suffix: 'a' } }] },
  {},
  { detail: {} },
  { source: ['no match'], detail: {} },
  [],
  'source',
])
  test(`the pattern ${JSON.stringify(pattern)} is rejected`, () => {
    assert.throws(() => matchesPattern(pattern, EVENT), { name: 'ValiError' });
  });
