import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataTableRow } from '../../../lambda/actions/data-table-row.ts';
import { accepts, problemsOf, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';
import { startService } from '../../support/service.ts';

const ID = 'e0a47c3b-6d18-4f25-b9c2-7a5e1f8d3064';
const DATA = {
  key: 'BER',
  columns: [
    { name: 'Ansage (Ä/Ö) 😀', value: '' },
    { name: 'Queue', value: 'German Support' },
    { name: 'constructor', value: 'x' },
    { name: 'isOpen', value: 'true' },
    { name: 'maxWaitMinutes', value: '15' },
    { name: 'surcharge', value: '2.5' },
  ],
};
const rowOf = (row: unknown) => ({ architect: { getFlowsDatatableRow: row } });
const tablesAndRow = (tables: unknown, row: unknown = bodies.dataTableRow) => ({
  architect: { getFlowsDatatables: tables, getFlowsDatatableRow: row },
});

test('with the id of the table, the whole row is requested, and its key as it is', async () => {
  const parameters = { dataTableId: ID.toUpperCase(), dataTableName: '', key: ' BER ' };
  const { sent, data, taken } = await send(dataTableRow, parameters, rowOf(bodies.dataTableRow));
  assert.deepEqual(sent, [['getFlowsDatatableRow', ID, 'BER', { showbrief: false }]]);
  assert.deepEqual(taken, []);
  assert.deepEqual(data, DATA);
});

test('with the name of the table, its id is requested first, and the second call is taken', async () => {
  const [branches] = bodies.dataTables.entities ?? [];
  const entities = [{ id: 'other', name: 'Branches 2' }, { id: 'upper', name: 'BRANCHES' }, branches];
  const { sent, data, taken } = await send(
    dataTableRow,
    { dataTableName: 'Branches', key: 'BER' },
    tablesAndRow({ ...bodies.dataTables, entities }),
  );
  assert.deepEqual(sent, [
    ['getFlowsDatatables', { name: 'Branches', pageSize: 100 }],
    ['getFlowsDatatableRow', ID, 'BER', { showbrief: false }],
  ]);
  assert.deepEqual(taken, ['getFlowsDatatableRow']);
  assert.deepEqual(data, DATA);
});

for (const [label, row, data] of [
  ['a row with only its key has no columns', { key: 'a' }, { key: 'a', columns: [] }],
  ['an empty row has the requested key', {}, { key: 'BER', columns: [] }],
  [
    'a cell without a value is empty text, and 0 and false are values',
    { key: 'a', none: null, zero: 0, no: false },
    {
      key: 'a',
      columns: [
        { name: 'no', value: 'false' },
        { name: 'none', value: '' },
        { name: 'zero', value: '0' },
      ],
    },
  ],
  [
    'large and small numbers are decimal',
    { key: 'a', large: 123_456_789_012, small: -0.5 },
    {
      key: 'a',
      columns: [
        { name: 'large', value: '123456789012' },
        { name: 'small', value: '-0.5' },
      ],
    },
  ],
] as const)
  test(label, async () => {
    assert.deepEqual((await send(dataTableRow, { dataTableId: ID, key: 'BER' }, rowOf(row))).data, data);
  });

for (const entities of [[], [{ id: 'a', name: 'Branches 2' }]])
  test(`a listing with ${entities.length} other tables is "not found"`, async () => {
    const sent = send(dataTableRow, { dataTableName: 'Branches', key: 'BER' }, tablesAndRow({ entities }));
    const message = 'Genesys has no data table "Branches"';
    await assert.rejects(sent, { code: 'genesys_not_found', message });
  });

for (const [body, problem] of [
  [{ key: 'a' }, 'dataTableId: expected either dataTableId or dataTableName, got neither'],
  [{ dataTableId: ID }, 'key: expected a value, because it is required'],
  [{ dataTableId: ID, key: '..' }, 'key: expected a key other than . and .., got ".."'],
  [{ dataTableId: ID, key: 5 }, 'key: expected text, got 5'],
  [{ dataTableName: 'B*', key: 'a' }, 'dataTableName: expected a full name, without *, got "B*"'],
] as const)
  test(`${JSON.stringify(body)} is rejected with "${problem}"`, () => {
    assert.deepEqual(problemsOf(dataTableRow, body), [problem]);
  });

test('keys that differ in case, UUIDs included, are different rows', () => {
  const inputOf = (key: string) => dataTableRow.parse({ dataTableId: ID, key }).input;
  assert.notDeepEqual(inputOf(ID), inputOf(ID.toUpperCase()));
});

test('a response that is not a row, or not a listing of tables, is rejected', async () => {
  for (const row of [null, [], 'ok', { key: {} }, { key: 'a', list: ['b'] }])
    assert.equal(await accepts(dataTableRow, { dataTableId: ID, key: 'a' }, rowOf(row)), false);
  for (const tables of [null, 'ok', { entities: {} }, { entities: [{ id: 'a' }] }])
    assert.equal(await accepts(dataTableRow, { dataTableName: 'a', key: 'a' }, tablesAndRow(tables)), false);
});

test('the simulator has a table with two rows, and knows no other row or table', async (t) => {
  const { request, simulator } = await startService(t);
  const ofTable = (key: string) => request('data-table-row', { dataTableName: 'branches', key });
  assert.partialDeepStrictEqual((await ofTable('BER')).body.data, { key: 'BER' });
  const { columns } = Object((await ofTable('PAR/Nord')).body.data);
  assert.deepEqual(columns[0], { name: 'isOpen', value: 'false' });
  const before = simulator.calls.api;
  for (const parameters of [
    { dataTableName: 'Branches', key: 'ber' },
    { dataTableName: 'Branches', key: 'ber' },
    { dataTableName: 'No such table', key: 'BER' },
    { dataTableName: 'Branches', key: 'constructor' },
  ])
    assert.equal((await request('data-table-row', parameters)).body.code, 'genesys_not_found');
  // Two calls for each row, none for the same again, one for the table.
  assert.equal(simulator.calls.api - before, 5);
});
