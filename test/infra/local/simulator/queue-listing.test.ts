import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listQueues } from '../../../../infra/local/simulator/queue-listing.ts';
import { sampleQueues } from '../../../../infra/local/simulator/queues.ts';

const queues = sampleQueues();
const named = (name: string) => {
  const queue = queues.find((candidate) => candidate.name === name);
  assert(queue?.id && queue.division?.id);
  return { id: queue.id, divisionId: queue.division.id };
};
const vip = named('VIP Support');
const billing = named('Billing - English');

function list(query: string) {
  const result = listQueues(queues, new URLSearchParams(query));
  assert(result.kind === 'listing', `refused: ${query}`);
  return result.listing;
}
const namesOf = (query: string) => (list(query).entities ?? []).map(({ name }) => name);
const totalOf = (query: string) => list(query).total;

test('there are 130 sample queues in 5 divisions, with fixed, unique, lower-case UUIDs', () => {
  assert.equal(queues.length, 130);
  assert.equal(new Set(queues.map(({ id }) => id)).size, 130);
  assert.equal(new Set(queues.map(({ name }) => name)).size, 130);
  assert.equal(new Set(queues.map(({ division }) => division?.id)).size, 5);
  for (const { id = '' } of queues)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(sampleQueues(), queues);
});

test('a default page of sample queues has about the size of a real one', () => {
  const bytes = JSON.stringify(list('')).length;
  assert(bytes > 25_000 && bytes < 80_000, `${bytes} bytes`);
});

for (const [query, entities, hasPrevious, hasNext, pageCount] of [
  ['', 25, false, true, 6],
  ['pageNumber=1&pageSize=25', 25, false, true, 6],
  ['pageNumber=6', 5, true, false, 6],
  ['pageNumber=7', 0, true, false, 6],
  ['pageSize=1', 1, false, true, 130],
  ['pageSize=65&pageNumber=2', 65, true, false, 2],
  ['pageSize=129', 129, false, true, 2],
  ['pageSize=130', 130, false, false, 1],
  ['pageSize=500', 130, false, false, 1],
  ['name=nothing-is-called-this', 0, false, false, 0],
] as const) {
  test(`the page "${query}" has ${entities} queues and the page count ${pageCount}`, () => {
    const page = list(query);
    assert.equal(page.entities?.length, entities);
    assert.equal(page.pageCount, pageCount);
    assert.equal('previousUri' in page, hasPrevious);
    assert.equal('nextUri' in page, hasNext);
  });
}

test('together the pages have every queue once, in order', () => {
  const all = [1, 2, 3].flatMap((page) => namesOf(`pageSize=50&pageNumber=${page}`));
  assert.deepEqual(all, namesOf('pageSize=500'));
  assert.equal(new Set(all).size, 130);
});

test('page links are relative and keep the filters', () => {
  const { selfUri, firstUri, lastUri, nextUri, previousUri } = list('name=*billing*&pageSize=2&pageNumber=2');
  const link = (page: number) => `/api/v2/routing/queues?name=*billing*&pageSize=2&pageNumber=${page}`;
  assert.deepEqual([selfUri, firstUri, lastUri, nextUri, previousUri], [2, 1, 3, 3, 1].map(link));
});

for (const query of [
  'pageNumber=0',
  'pageNumber=-1',
  'pageNumber=one',
  'pageNumber=1.5',
  'pageSize=0',
  'pageSize=501',
  'pageSize=25x',
  'sortOrder=up',
]) {
  test(`${query} is refused`, () => {
    const result = listQueues(queues, new URLSearchParams(query));
    assert(result.kind === 'invalid');
    assert.equal(result.parameter, query.split('=')[0]);
  });
}

test('queues are sorted by name, ascending by default', () => {
  const ascending = namesOf('pageSize=500');
  assert.equal(ascending[0], 'Account Changes - English');
  assert.deepEqual(namesOf('pageSize=500&sortOrder=asc'), ascending);
  assert.deepEqual(namesOf('pageSize=500&sortOrder=desc'), ascending.toReversed());
});

for (const [name, total] of [
  ['VIP Support', 1],
  ['vip support', 1],
  ['VIP', 0],
  ['VIP*', 1],
  ['*VIP', 0],
  ['*Support', 1],
  ['* - english', 20],
  ['billing*', 6],
  ['*support*', 19],
  ['Billing*English', 0],
  ['*', 130],
  ['**', 130],
  ['', 130],
] as const) {
  test(`the name "${name}" finds ${total} queues`, () =>
    assert.equal(totalOf(`name=${encodeURIComponent(name)}`), total));
}

for (const [label, query, total] of [
  ['one id', `id=${vip.id}`, 1],
  ['an id in upper case', `id=${vip.id.toUpperCase()}`, 1],
  ['comma-joined ids', `id=${vip.id},${billing.id}`, 2],
  ['repeated ids', `id=${vip.id}&id=${billing.id}`, 2],
  ['the same id twice', `id=${vip.id},${vip.id}`, 1],
  ['an unknown id', 'id=00000000-0000-4000-a000-000000000000', 0],
  ['no id at all', 'id=', 130],
  ['a division', `divisionId=${vip.divisionId}`, 5],
  ['two divisions', `divisionId=${vip.divisionId},${billing.divisionId}`, 30],
  ['an unknown division', 'divisionId=nowhere', 0],
  ['an id outside the division', `id=${vip.id}&divisionId=${billing.divisionId}`, 0],
  ['hasPeer=true', 'hasPeer=true', 0],
  ['hasPeer=false', 'hasPeer=false', 130],
  ['an undocumented parameter', 'colour=red', 130],
] as const) {
  test(`filtering by ${label} finds ${total} queues`, () => assert.equal(totalOf(query), total));
}
