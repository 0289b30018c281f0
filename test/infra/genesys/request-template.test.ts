import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { importFile } from '../../../infra/genesys/import-file.ts';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { queues } from '../../../lambda/actions/queues.ts';
import { anyCharacter } from '../../support/any-character.ts';
import { type FlowInputs, requestBody } from '../../support/genesys-data-action.ts';
import { parseResponse, readEvent, startService } from '../../support/service.ts';
import { renderVelocity } from '../../support/velocity.ts';

const file = importFile(queues, 'https://api.example.com/prod');
const EVENT = readEvent('queues-errors-in-body');
const ID = 'a0b1c2d3-0000-4000-8000-000000000001';
const OTHER_ID = 'a0b1c2d3-0000-4000-8000-000000000002';
const FIRST_PAGE = { pageSize: '25', pageNumber: '1', sortOrder: 'asc' };

interface Accepted {
  name: string;
  input: FlowInputs;
  /** The query that Genesys receives. */
  expectedQuery: Record<string, string>;
}

const accepted: Accepted[] = [
  { name: 'nothing', input: {}, expectedQuery: FIRST_PAGE },
  {
    name: 'every input',
    input: {
      queueIds: `${OTHER_ID},${ID}`,
      divisionIds: ID,
      name: '*support*',
      pageSize: 5,
      pageNumber: 2,
      sortOrder: 'desc',
    },
    expectedQuery: {
      id: `${ID},${OTHER_ID}`,
      divisionId: ID,
      name: '*support*',
      pageSize: '5',
      pageNumber: '2',
      sortOrder: 'desc',
    },
  },
  { name: 'one text', input: { name: 'Sales' }, expectedQuery: { ...FIRST_PAGE, name: 'Sales' } },
  { name: 'one number', input: { pageSize: 100 }, expectedQuery: { ...FIRST_PAGE, pageSize: '100' } },
  {
    name: 'a number as text',
    input: { pageSize: '100.0' },
    expectedQuery: { ...FIRST_PAGE, pageSize: '100' },
  },
  {
    name: 'empty strings',
    input: { queueIds: '', divisionIds: ' ', name: '', pageSize: '', pageNumber: '', sortOrder: '' },
    expectedQuery: FIRST_PAGE,
  },
  { name: 'nulls', input: { queueIds: null, name: null, pageSize: null }, expectedQuery: FIRST_PAGE },
  { name: 'a sloppy list', input: { queueIds: ` ,${ID}, ,` }, expectedQuery: { ...FIRST_PAGE, id: ID } },
  ...[
    'say "hello", \\ and \\" and /',
    'a\nb\tc\r\u0001d',
    '$name $input.name $esc.jsonString("x") $5',
    'a #if(true) b #end #set($x = 1) ## c',
    'Zürich – 東京 – 🎧',
    '","pageSize":"500',
    "it's {json}, [or] not: </script>",
  ].map((name) => ({
    name: `the name ${JSON.stringify(name)}`,
    input: { name },
    expectedQuery: { ...FIRST_PAGE, name },
  })),
];

for (const { name, input, expectedQuery } of accepted) {
  test(`with ${name} as input, the handler sends that input to Genesys`, async (t) => {
    const { simulator, invoke } = await startService(t);
    const { body } = parseResponse(await invoke({ ...EVENT, body: requestBody(file, input) }));
    assert.equal(body.status, 'success', String(body.message));
    assert.deepEqual(queryOf(simulator.requests.at(-1)?.query), expectedQuery);
  });
}

const refused = [
  { input: { pageSize: 0 }, message: /^pageSize: expected an integer from 1 to 500, got "0"$/ },
  { input: { sortOrder: '"' }, message: /^sortOrder: expected asc or desc, got "\\""$/ },
  { input: { queueIds: 'a b' }, message: /^queueIds: expected an id/ },
  { input: { name: `\${input.name}` }, message: /^name: expected a value/ },
];

for (const { input, message } of refused) {
  test(`with ${JSON.stringify(input)}, the handler names the invalid input`, async (t) => {
    const { simulator, invoke } = await startService(t);
    const { statusCode, body } = parseResponse(await invoke({ ...EVENT, body: requestBody(file, input) }));
    assert.partialDeepStrictEqual({ statusCode, ...body }, { statusCode: 200, code: 'invalid_input' });
    assert.match(String(body.message), message);
    assert.equal(simulator.calls.api, 0);
  });
}

for (const action of dataActions.values()) {
  test(`the body for ${action.name} has every input unchanged, for any text`, () => {
    const names = Object.keys(action.contract.inputs);
    const text = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.constantFrom('$', '"', '\\', '#end', '\u2028'),
    );
    const inputs = fc.dictionary(fc.constantFrom('other', ...names), fc.option(text));
    const file = importFile(action, 'https://api.example.com');
    fc.assert(
      fc.property(inputs, (input) => {
        const whole = Object.fromEntries(names.map((name) => [name, input[name] ?? '']));
        assert.deepEqual(JSON.parse(requestBody(file, input)), whole);
      }),
    );
  });
}

test('the test engine prints a call with an invalid argument as it is written, like Velocity', () => {
  const source = '$esc.jsonString($!{input.pageSize})';
  assert.equal(renderVelocity(source, { input: {} }), source);
  assert.equal(renderVelocity(source, { input: { pageSize: null } }), source);
  assert.equal(renderVelocity(source, { input: { pageSize: 25 } }), source);
  assert.equal(renderVelocity(source, { input: { pageSize: '25' } }), '25');
});

for (const template of [
  '#if($input.name)x#end',
  '#undefinedMacro("x")',
  '## a comment',
  '$input.name.length',
  `$!{input.name.length}`,
  '$input.name.trim()',
  '$input.trim()',
  '$esc.javascript("x")',
  `$!{esc.javascript("x")}`,
  '$input["name"]',
])
  test(`the test engine rejects ${template}, which it does not support`, () => {
    assert.throws(() => renderVelocity(template, { input: { name: ' x ' } }), SyntaxError);
  });

/** The query parameters. Values of a repeated parameter are joined by commas. */
function queryOf(parameters = new URLSearchParams()): Record<string, string> {
  return Object.fromEntries([...parameters.keys()].map((key) => [key, parameters.getAll(key).join(',')]));
}
