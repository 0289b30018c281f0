import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listingOf, smallListing } from './listings.ts';

const { queues } = listingOf(400);
const distinct = (values: readonly unknown[]) => new Set(values.map((value) => JSON.stringify(value))).size;

test('a listing is reproducible, and its queues have different ids, names and descriptions', () => {
  assert.deepEqual(listingOf(400), listingOf(400));
  for (const key of ['id', 'name', 'selfUri', 'description'] as const)
    assert.equal(distinct(queues.map((queue) => queue[key])), 400, key);
});

test('ten queues share each flow, prompt, script and user', () => {
  for (const key of ['queueFlow', 'whisperPrompt', 'modifiedBy', 'createdBy', 'defaultScripts'] as const)
    assert.equal(distinct(queues.map((queue) => queue[key])), 40, key);
});

for (const [name, listing, bytes] of [
  ['1 KB', smallListing(), 1000],
  ['10 KB', listingOf(4), 10_000],
  ['64 KB', listingOf(25), 64_000],
  ['1 MB', listingOf(400), 1_000_000],
] as const)
  test(`the ${name} listing has that size within 10 %`, () => {
    const { length } = JSON.stringify(listing.queues);
    assert.ok(Math.abs(length / bytes - 1) < 0.1, `${length} bytes`);
  });
