import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import {
  choice,
  defaultOf,
  id,
  idList,
  integer,
  isRequired,
  namePattern,
  someIds,
  wholeName,
} from '../../../lambda/actions/parameters.ts';

const ANY_LIST = 'expected ids as an array of strings or one comma-separated string';
const ANY_ID = 'expected an id of at most 64 letters, digits, - and _';

/** The schema's output for a value, or its messages, each with the invalid value. */
function parse(schema: v.GenericSchema, value: unknown) {
  const parsed = v.safeParse(schema, value, { abortPipeEarly: true });
  return parsed.success ? parsed.output : parsed.issues.map(({ message, input }) => ({ message, input }));
}
const ids = (count: number) => Array.from({ length: count }, (_, index) => `q${index}`);

for (const [given, list] of [
  ['b,a', ['a', 'b']],
  [
    ['b', 'a'],
    ['a', 'b'],
  ],
  [' B , a ,', ['a', 'b']],
  [['a', 'A', ' a '], ['a']],
  ['a,,b', ['a', 'b']],
  [['', ' ', 'a'], ['a']],
  [',', []],
  [[' '], []],
  ['0E3A5F4C-9D1B-4B7E-8A6F-2C1D3E4F5A6B', ['0e3a5f4c-9d1b-4b7e-8a6f-2c1d3e4f5a6b']],
  ['a_b-1', ['a_b-1']],
  ['x'.repeat(64), ['x'.repeat(64)]],
] as const) {
  test(`the id list ${JSON.stringify(given)} is parsed as ${JSON.stringify(list)}`, () => {
    assert.deepEqual(parse(idList, given), list);
  });
}

for (const value of [5, true, [1], ['a', null], [['a']], { a: 1 }, [{}]]) {
  test(`${JSON.stringify(value)} is not an id list`, () => {
    assert.deepEqual(parse(idList, value), [{ message: ANY_LIST, input: value }]);
  });
}

for (const id of ['x'.repeat(65), '-a', '_a', 'a b', 'a/b', 'a;b', '*', 'é', '["a"]', 'a\u0000', '../a']) {
  test(`${JSON.stringify(id)} is not an id, as text or in an array`, () => {
    assert.deepEqual(parse(idList, id), [{ message: ANY_ID, input: id }]);
    assert.deepEqual(parse(idList, ['a', id]), [{ message: ANY_ID, input: id }]);
  });
}

test('every invalid id is reported', () => {
  assert.deepEqual(parse(idList, 'a,!,b,?'), [
    { message: ANY_ID, input: '!' },
    { message: ANY_ID, input: '?' },
  ]);
});

test('100 different ids are accepted and 101 are not; repeated ids do not count', () => {
  assert.deepEqual(parse(idList, ids(100)), ids(100).sort());
  assert.deepEqual(parse(idList, [...ids(100), ...ids(100)].join()), ids(100).sort());
  const refused = [{ message: 'expected at most 100 ids, got 101', input: ids(101).sort() }];
  assert.deepEqual(parse(idList, ids(101)), refused);
  assert.deepEqual(parse(idList, ids(101).join(',')), refused);
});

test('order, case, spaces, repetitions and form do not change the parsed id list', () => {
  const spelling = fc.record({
    upper: fc.boolean(),
    before: fc.constantFrom('', ' ', '\t'),
    times: fc.nat({ max: 2 }),
  });
  const spelled = fc.array(fc.tuple(fc.uuid(), spelling), { minLength: 1, maxLength: 20 });
  const shuffled = spelled.chain((pairs) => {
    const spellings = pairs.flatMap(([id, { upper, before, times }]) =>
      Array.from({ length: times + 1 }, () => `${before}${upper ? id.toUpperCase() : id} `),
    );
    const all = fc.shuffledSubarray(spellings, { minLength: spellings.length });
    return fc.tuple(fc.constant(pairs.map(([id]) => id)), all);
  });
  fc.assert(
    fc.property(shuffled, ([plain, odd]) => {
      const expected = [...new Set(plain)].sort();
      assert.deepEqual(parse(idList, odd), expected);
      assert.deepEqual(parse(idList, odd.join(',')), expected);
    }),
  );
});

for (const [given, number] of [
  [1, 1],
  [500, 500],
  ['1', 1],
  ['500', 500],
  [' 25 ', 25],
  ['25.0', 25],
  ['025', 25],
  [25.0, 25],
] as const) {
  test(`${JSON.stringify(given)} is an integer from 1 to 500`, () => {
    assert.equal(parse(integer(1, 500), given), number);
  });
}

for (const value of [
  0,
  501,
  -1,
  1.5,
  true,
  [25],
  '0',
  '501',
  '-1',
  '+1',
  '1.5',
  '1e2',
  '0x10',
  'ten',
  '1,5',
  '25.',
]) {
  test(`${JSON.stringify(value)} is not an integer from 1 to 500`, () => {
    assert.deepEqual(parse(integer(1, 500), value), [
      { message: 'expected an integer from 1 to 500', input: value },
    ]);
  });
}

test('an integer without a maximum is accepted up to the largest safe integer', () => {
  const schema = integer(1, Number.MAX_SAFE_INTEGER);
  assert.equal(parse(schema, '9007199254740991'), Number.MAX_SAFE_INTEGER);
  for (const value of ['9007199254740992', '9'.repeat(400), 1e300, 0, '0'])
    assert.deepEqual(parse(schema, value), [{ message: 'expected an integer of at least 1', input: value }]);
});

test('an integer given as a number and as text is parsed to the same value', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (number) => {
      for (const spelling of [String(number), `${number}.0`, ` 0${number}\n`])
        assert.equal(parse(integer(1, 500), spelling), number);
    }),
  );
});

for (const [given, chosen] of [
  ['asc', 'asc'],
  [' DESC ', 'desc'],
  ['Asc', 'asc'],
] as const) {
  test(`the choice ${JSON.stringify(given)} is parsed as ${chosen}`, () => {
    assert.equal(parse(choice(['asc', 'desc']), given), chosen);
  });
}

for (const value of ['ascending', 'a', 1, true, ['asc']]) {
  test(`${JSON.stringify(value)} is not one of the choices`, () => {
    assert.deepEqual(parse(choice(['asc', 'desc']), value), [
      { message: 'expected asc or desc', input: value },
    ]);
  });
}

for (const [given, name] of [
  ['Billing', 'Billing'],
  ['  VIP Support ', 'VIP Support'],
  ['*support', '*support'],
  ['support*', 'support*'],
  ['*support*', '*support*'],
  ['*', '*'],
  ['Kunden & Größe 😀', 'Kunden & Größe 😀'],
  ['x'.repeat(256), 'x'.repeat(256)],
  [`  ${'x'.repeat(256)}  `, 'x'.repeat(256)],
] as const) {
  test(`the name ${JSON.stringify(given.slice(0, 20))} (${given.length}) is trimmed and keeps its case`, () => {
    assert.equal(parse(namePattern, given), name);
  });
}

for (const [value, message] of [
  ['a*b', 'expected * only at the beginning or the end'],
  ['*a*b*', 'expected * only at the beginning or the end'],
  ['***', 'expected * only at the beginning or the end'],
  ['x'.repeat(257), 'expected at most 256 characters'],
  ['\ud800', 'expected well-formed Unicode'],
  [5, 'expected text'],
  [['a'], 'expected text'],
] as const) {
  test(`${JSON.stringify(value).slice(0, 20)} is not a name: ${message}`, () => {
    assert.deepEqual(parse(namePattern, value), [{ message, input: value }]);
  });
}

for (const [given, read] of [
  [' A-b_1 ', 'a-b_1'],
  ['x'.repeat(64), 'x'.repeat(64)],
] as const) {
  test(`the id ${JSON.stringify(given)} is parsed as ${read}`, () => assert.equal(parse(id, given), read));
}

for (const value of ['x'.repeat(65), 'a,b', '-a', '*', 5, ['a'], true]) {
  test(`${JSON.stringify(value)} is not a single id`, () => {
    const input = typeof value === 'string' ? value.toLowerCase() : value;
    assert.deepEqual(parse(id, value), [{ message: ANY_ID, input }]);
  });
}

test('someIds accepts 1 to 100 ids', () => {
  assert.deepEqual(parse(someIds, 'a'), ['a']);
  assert.deepEqual(parse(someIds, ids(100)), ids(100).sort());
  assert.deepEqual(parse(someIds, ','), [{ message: 'expected at least one id', input: [] }]);
  assert.deepEqual(parse(someIds, ids(101)), [
    { message: 'expected at most 100 ids, got 101', input: ids(101).sort() },
  ]);
});

test('a full name is trimmed, has at most 256 characters and contains no *', () => {
  assert.equal(parse(wholeName, ' Claims (Motor) '), 'Claims (Motor)');
  assert.equal(parse(wholeName, 'x'.repeat(256)), 'x'.repeat(256));
  for (const name of ['*', '*a', 'a*', 'a*b'])
    assert.deepEqual(parse(wholeName, name), [{ message: 'expected a full name, without *', input: name }]);
  assert.deepEqual(parse(wholeName, 'x'.repeat(257)), [
    { message: 'expected at most 256 characters', input: 'x'.repeat(257) },
  ]);
});

test('a parameter is required unless it is optional or declares a default', () => {
  assert.deepEqual([isRequired(id), isRequired(v.optional(id)), isRequired(undefined)], [true, false, false]);
  assert.deepEqual(
    [defaultOf(id), defaultOf(v.optional(id)), defaultOf(v.optional(id, 'a'))],
    [undefined, undefined, 'a'],
  );
});
