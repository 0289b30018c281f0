import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleQueues } from '../../infra/local/simulator/queues.ts';
import { listingOf, shareWhenCompressed, smallListing } from './listings.ts';

const { queues } = listingOf(400);
const distinct = (values: readonly unknown[]) => new Set(values.map((value) => JSON.stringify(value))).size;

test('a listing is the same each time, and its queues have ids, names and descriptions of their own', () => {
  assert.deepEqual(listingOf(400), listingOf(400));
  for (const key of ['id', 'name', 'selfUri', 'description'] as const)
    assert.equal(distinct(queues.map((queue) => queue[key])), 400, key);
});

test('a copy keeps the division and has dates and counts of its own', () => {
  const samples = sampleQueues();
  const copy = queues[samples.length];
  assert.deepEqual(copy?.division, samples[0]?.division);
  assert.ok(distinct(queues.map(({ dateCreated }) => dateCreated)) > 380);
  assert.ok(distinct(queues.map(({ memberCount }) => memberCount)) > 80);
  for (const { dateCreated = '', dateModified = '', memberCount = 0, joinedMemberCount = 0 } of queues) {
    assert.ok(dateCreated <= dateModified);
    assert.ok(joinedMemberCount <= memberCount);
  }
});

test('what queues refer to is shared by about ten of them', () => {
  for (const reference of [
    'queueFlow',
    'whisperPrompt',
    'modifiedBy',
    'createdBy',
    'defaultScripts',
  ] as const) {
    const count = distinct(queues.map((queue) => queue[reference]));
    assert.ok(count > 30 && count <= 40, `${count} of ${reference}`);
  }
});

test('listings have about the sizes that they are named by', () => {
  const bytesOf = (listing: { queues: readonly unknown[] }) => JSON.stringify(listing.queues).length;
  for (const [listing, bytes] of [
    [smallListing(), 1000],
    [listingOf(4), 10_000],
    [listingOf(25), 64_000],
    [listingOf(400), 1_000_000],
  ] as const)
    assert.ok(Math.abs(bytesOf(listing) / bytes - 1) < 0.1, `${bytesOf(listing)} of ${bytes}`);
});

test('it is said how small a listing becomes', () => {
  assert.match(shareWhenCompressed(listingOf(400)), /^\d\.\d %$/);
});
