import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { queues } from '../../../lambda/actions/queues.ts';
import { createCacheKey } from '../../../lambda/cache/keys.ts';
import { problemsOf as problemsFor, send } from '../../support/actions.ts';

const ALLOWED = 'queueIds, divisionIds, name, pageSize, pageNumber, sortOrder';
const defaults = { pageSize: 25, pageNumber: 1, sortOrder: 'asc' };
const ID = '0e3a5f4c-9d1b-4b7e-8a6f-2c1d3e4f5a6b';

/** Returns the normalised parameters and the arguments passed to the SDK. */
async function request(body: unknown) {
  const listing = { entities: [], total: 0 };
  const { sent, data } = await send(queues, body, { routing: { getRoutingQueues: listing } });
  assert.equal(data, listing);
  assert.equal(sent.length, 1);
  return { input: queues.parse(body).input, sent: sent[0]?.[1] };
}

/** The problems for which the body is rejected. */
const problemsOf = (body: unknown) => problemsFor(queues, body);
const cacheKey = createCacheKey({ apiUrl: 'https://api.mypurecloud.ie', client: 'client-1' });
const keyOf = (body: unknown) =>
  cacheKey({ action: queues.name, version: queues.version, input: queues.parse(body).input });

for (const body of [
  {},
  null,
  '',
  { queueIds: '', divisionIds: null, name: {}, pageSize: '', pageNumber: ' ', sortOrder: null },
  { queueIds: [], divisionIds: ',', name: '   ' },
  { pageSize: 25, pageNumber: '1', sortOrder: 'ASC' },
]) {
  test(`${JSON.stringify(body)} requests the first page of 25 without a filter`, async () => {
    assert.deepEqual(await request(body), { input: defaults, sent: defaults });
  });
}

test('every parameter is passed to the SDK', async () => {
  const body = {
    queueIds: `Q2, ${ID.toUpperCase()}`,
    divisionIds: ['D2', 'd1'],
    name: ' *Support* ',
    pageSize: '500',
    pageNumber: 7,
    sortOrder: 'DESC',
  };
  const page = { name: '*Support*', pageSize: 500, pageNumber: 7, sortOrder: 'desc' };
  assert.deepEqual(await request(body), {
    input: { queueIds: [ID, 'q2'], divisionIds: ['d1', 'd2'], ...page },
    sent: { id: [ID, 'q2'], divisionId: ['d1', 'd2'], ...page },
  });
});

for (const [body, problem] of [
  [{ pageSize: 0 }, 'pageSize: expected an integer from 1 to 500, got 0'],
  [{ pageSize: '501' }, 'pageSize: expected an integer from 1 to 500, got "501"'],
  [{ pageSize: true }, 'pageSize: expected an integer from 1 to 500, got true'],
  [{ pageNumber: 0 }, 'pageNumber: expected an integer of at least 1, got 0'],
  [{ pageNumber: '-1' }, 'pageNumber: expected an integer of at least 1, got "-1"'],
  [{ sortOrder: 'up' }, 'sortOrder: expected asc or desc, got "up"'],
  [{ name: 'a*b' }, 'name: expected * only at the beginning or the end, got "a*b"'],
  [{ name: 5 }, 'name: expected text, got 5'],
  [{ queueIds: 'a,b/c' }, 'queueIds: expected an id of at most 64 letters, digits, - and _, got "b/c"'],
  [
    { divisionIds: 7 },
    'divisionIds: expected ids as an array of strings or one comma-separated string, got 7',
  ],
  [{ queueName: 'a' }, `queueName: unknown parameter, expected one of ${ALLOWED}`],
  [{ QUEUEIDS: 'a' }, `QUEUEIDS: unknown parameter, expected one of ${ALLOWED}`],
  [
    { name: '$' + '{input.name}' },
    'name: expected a value; write $!{input.name} for an optional input, got "$' + '{input.name}"',
  ],
  [['name'], 'body: expected a JSON object of parameters, got ["name"]'],
  ['name', 'body: expected a JSON object of parameters, got "name"'],
] as const) {
  test(`invalid parameters are rejected with "${problem}"`, () => {
    assert.deepEqual(problemsOf(body), [problem]);
  });
}

test('all invalid values are listed together', () => {
  const body = {
    colour: 'red',
    queueIds: 'a,!,?',
    divisionIds: 7,
    name: 'a*b',
    pageSize: '0',
    pageNumber: 1.5,
    sortOrder: 'up',
  };
  const named = problemsOf(body).map((problem) => problem.replace(/:.*(, got )/, '$1'));
  assert.deepEqual(named, [
    `colour: unknown parameter, expected one of ${ALLOWED}`,
    'queueIds, got "!"',
    'queueIds, got "?"',
    'divisionIds, got 7',
    'name, got "a*b"',
    'pageSize, got "0"',
    'pageNumber, got 1.5',
    'sortOrder, got "up"',
  ]);
});

for (const parameter of ['queueIds', 'divisionIds']) {
  test(`${parameter} accepts 100 ids and rejects 101, as text or as an array`, () => {
    const ids = Array.from({ length: 101 }, (_, index) => `id-${index}`);
    for (const form of [(list: string[]) => list, (list: string[]) => list.join()]) {
      assert.deepEqual(problemsOf({ [parameter]: form(ids.slice(1)) }), []);
      const [problem, ...others] = problemsOf({ [parameter]: form(ids) });
      assert.match(problem ?? '', new RegExp(`^${parameter}: expected at most 100 ids, got 101`));
      assert.deepEqual(others, []);
    }
  });
}

test('equivalent parameters share one key, whatever their order and spelling', () => {
  const ids = fc.array(fc.uuid(), { maxLength: 5 });
  const parameters = fc.record({
    queueIds: ids,
    divisionIds: ids,
    name: fc.constantFrom('', 'Billing', '*support*'),
    pageSize: fc.integer({ min: 1, max: 500 }),
    pageNumber: fc.integer({ min: 1, max: 1000 }),
    sortOrder: fc.constantFrom('asc', 'desc'),
  });
  fc.assert(
    fc.property(parameters, ({ queueIds, divisionIds, name, pageSize, pageNumber, sortOrder }) => {
      const odd = {
        sortOrder: ` ${sortOrder.toUpperCase()}`,
        pageNumber: `${pageNumber}.0`,
        pageSize: ` ${pageSize} `,
        name: ` ${name} `,
        divisionIds: [...divisionIds, ...divisionIds].reverse(),
        queueIds: queueIds
          .map((id) => ` ${id.toUpperCase()} `)
          .reverse()
          .join(),
      };
      const plain = { queueIds, divisionIds, name, pageSize, pageNumber, sortOrder };
      assert.deepEqual(queues.parse(odd).input, queues.parse(plain).input);
      assert.equal(keyOf(odd), keyOf(plain));
    }),
  );
});

test('different parameters have different keys', () => {
  const bodies = [
    {},
    { queueIds: 'a' },
    { divisionIds: 'a' },
    { queueIds: 'a,b' },
    { name: 'a' },
    { name: 'A' },
    { name: 'a*' },
    { pageSize: 26 },
    { pageNumber: 2 },
    { sortOrder: 'desc' },
  ];
  assert.equal(new Set(bodies.map(keyOf)).size, bodies.length);
});

const listing = { entities: [{ id: ID, name: 'Billing' }], total: 1 };
for (const body of [
  listing,
  { entities: [], total: 0 },
  { ...listing, pageCount: 1, selfUri: '/api/v2/routing/queues' },
  { entities: [{ id: ID, name: '', memberCount: 0, division: { id: 'd' } }], total: 1 },
]) {
  test(`the response ${JSON.stringify(body)} is accepted`, () => {
    assert.equal(queues.parse({}).call.read(body) !== undefined, true);
  });
}

for (const body of [
  undefined,
  null,
  'ok',
  [],
  {},
  { total: 0 },
  { entities: [] },
  { entities: {}, total: 0 },
  { entities: [], total: '0' },
  { entities: [null], total: 1 },
  { entities: [{ id: ID }], total: 1 },
  { entities: [{ id: 5, name: 'Billing' }], total: 1 },
  { message: 'Rate limit exceeded', code: 'too.many.requests', status: 429 },
]) {
  test(`the response ${JSON.stringify(body)} is rejected`, () => {
    assert.equal(queues.parse({}).call.read(body) !== undefined, false);
  });
}

test('queues requires the permission routing:queue:view', () => {
  assert.equal(queues.parse({}).call.permission, 'routing:queue:view');
});

test('a listing by ids depends on those queues, any other listing on all queues', () => {
  assert.deepEqual(queues.parse({ queueIds: 'B,a', name: 'x*' }).invalidatedBy, [
    { entityType: 'Queue', ids: ['a', 'b'] },
  ]);
  for (const body of [{}, { queueIds: ',' }, { name: 'x' }])
    assert.deepEqual(queues.parse(body).invalidatedBy, [{ entityType: 'Queue', ids: 'any' }]);
});
