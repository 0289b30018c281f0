import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFlatInput } from '../../../lambda/actions/input.ts';

const names = { allowed: ['name', 'ids'] };
const absent = [undefined, null, '', '   ', '\t\n', {}, []];

for (const value of absent) {
  test(`${JSON.stringify(value)} counts as absent, as a body and as a parameter`, () => {
    assert.deepEqual(readFlatInput(value, names), { present: {}, problems: [] });
    assert.deepEqual(readFlatInput({ name: value, ids: 'a' }, names), {
      present: { ids: 'a' },
      problems: [],
    });
  });
}

for (const value of [0, false, '0', ' x ', 'null', [''], { a: undefined }]) {
  test(`${JSON.stringify(value)} counts as present and is not changed`, () => {
    assert.deepEqual(readFlatInput({ name: value }, names), { present: { name: value }, problems: [] });
  });
}

for (const body of ['text', 0, 1, true, false, ['name'], [{}]]) {
  test(`the body ${JSON.stringify(body)} is rejected, because it is not an object of parameters`, () => {
    assert.deepEqual(readFlatInput(body, names), {
      present: {},
      problems: [{ parameter: 'body', expected: 'expected a JSON object of parameters', value: body }],
    });
  });
}

for (const name of ['names', 'Name', ' name', 'constructor', 'toString', '__proto__', '']) {
  test(`the unknown parameter ${JSON.stringify(name)} is rejected even without a value, with the allowed names`, () => {
    for (const value of ['x', '', null]) {
      const body: unknown = JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(value)}, "name": "kept"}`);
      assert.deepEqual(readFlatInput(body, names), {
        present: { name: 'kept' },
        problems: [{ parameter: name, expected: 'unknown parameter, expected one of name, ids' }],
      });
    }
  });
}

for (const value of [`\${input.name}`, ` \${input.name} `, '$!{input.name}', `\${input.other}`, `\${}`]) {
  test(`${value}, a placeholder that Genesys did not replace, is rejected with the correct spelling`, () => {
    assert.deepEqual(readFlatInput({ name: value }, names), {
      present: {},
      problems: [
        {
          parameter: 'name',
          expected: 'expected a value; write $!{input.name} for an optional input',
          value,
        },
      ],
    });
  });
}

for (const value of ['$5', '{input.name}', `cash \${`, `a \${b} c`, '$ {x}']) {
  test(`${value} is accepted as plain text`, () => {
    assert.deepEqual(readFlatInput({ name: value }, names), { present: { name: value }, problems: [] });
  });
}

test('all problems are listed in the order of the body', () => {
  const { problems } = readFlatInput({ colour: 1, name: `\${input.name}`, size: 2, ids: 'a' }, names);
  assert.deepEqual(
    problems.map(({ parameter }) => parameter),
    ['colour', 'name', 'size'],
  );
});

const refusing = { ...names, unsupported: { conversationId: 'expected none, for a reason' } };

for (const value of ['c-1', 5, false, ['c-1'], `\${input.conversationId}`]) {
  test(`${JSON.stringify(value)} for a refused parameter is rejected with the reason`, () => {
    assert.deepEqual(readFlatInput({ conversationId: value, name: 'kept' }, refusing), {
      present: { name: 'kept' },
      problems: [{ parameter: 'conversationId', expected: 'expected none, for a reason', value }],
    });
  });
}

for (const value of absent) {
  test(`${JSON.stringify(value)} for a refused parameter is ignored`, () => {
    assert.deepEqual(readFlatInput({ conversationId: value }, refusing), { present: {}, problems: [] });
  });
}

test('a refused parameter is not listed among the allowed ones', () => {
  const { problems } = readFlatInput({ other: 1 }, refusing);
  assert.equal(problems[0]?.expected, 'unknown parameter, expected one of name, ids');
});
