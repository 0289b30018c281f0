import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { editStageFile } from '../../../infra/stage-file/edit.ts';
import { FILE_KEYS } from '../../../infra/stage-file/keys.ts';
import { parseStageFile } from '../../../infra/stage-file/parse.ts';
import { stageFileSchema } from '../../../infra/stage-file/schema.ts';
import { VALUES } from '../../support/stack-values.ts';

const SETTINGS = Object.entries(FILE_KEYS);

/** The file after some keys have been set one after the other. */
const edit = (text: string | undefined, values: Readonly<Record<string, unknown>>) =>
  editStageFile(text, 'prod', new Map(Object.entries(values)));

/** The values of a valid file. */
function valuesOf(text: string): Record<string, unknown> {
  const { values, problems } = parseStageFile('prod.jsonc', text);
  assert.deepEqual(problems, []);
  return Object.fromEntries(Array.from(values, ([key, { value }]) => [key, value]));
}

describe('editing the file of a stage', () => {
  test('creates a file with every key as a comment that has its meaning and its default', () => {
    const text = edit(undefined, {});
    assert.deepEqual(valuesOf(text), {});
    for (const [key] of SETTINGS) assert.match(text, new RegExp(`^ {2}// "${key}": .+,$`, 'm'));
    assert.match(
      text,
      /\n\n {2}\/\/ Number of nodes of a replication group\. [^"]* Takes an integer from\n {2}\/\/ 1 to 6\.\n {2}\/\/ "cacheNodes": 2,\n/,
    );
    for (const line of text.split('\n')) assert.ok(line.length <= 115, line);
  });

  test('a file in which every comment with a default is uncommented has the defaults', () => {
    const text = edit(undefined, {}).replace(/^ {2}\/\/ ("\w+": .+,)$/gm, '  $1');
    const withoutDefault = SETTINGS.filter(([, { defaults }]) => defaults.prod === undefined);
    const empty = withoutDefault.map(([key]) => key);
    const { values, problems } = parseStageFile('prod.jsonc', text);
    assert.equal(problems.length, empty.length);
    for (const [key, { defaults }] of SETTINGS) assert.deepEqual(values.get(key)?.value, defaults.prod, key);
  });

  test('every valid value of every key can be set, and the schema accepts it', () => {
    const isValid = new Ajv({ strict: false, validateFormats: false }).compile(stageFileSchema());
    const valid = Object.entries(VALUES).map(([key, { valid: texts }]) => [key, texts]);
    const validTexts: Record<string, readonly string[]> = {
      preset: ['cheapest'],
      ...Object.fromEntries(valid),
    };
    for (const [key, { type }] of SETTINGS)
      for (const text of validTexts[key] ?? []) {
        const value = type.read(text.trim());
        assert.deepEqual(valuesOf(edit(undefined, { [key]: value })), { [key]: value });
        assert.ok(isValid({ $schema: './schema.json', [key]: value }), `${key}=${text}`);
      }
    assert.ok(!isValid({ colour: 'red' }));
    assert.ok(!isValid({ cacheNodes: '3' }));
    assert.ok(!isValid({ cacheNodes: 7 }));
  });

  test('keeps the values, the comments and the order of a file', () => {
    const own = '{\n  // ours: ask Kim\n  "waf": true, // costs 9 USD\n  "cacheNodes": 3\n}\n';
    const once = edit(own, { cacheNodes: 4, engine: 'valkey' });
    assert.ok(
      once.startsWith('{\n  // ours: ask Kim\n  "waf": true, // costs 9 USD\n  "cacheNodes": 4,\n'),
      once,
    );
    assert.deepEqual(valuesOf(once), { waf: true, cacheNodes: 4, engine: 'valkey' });
    assert.equal(edit(once, { cacheNodes: 4, engine: 'valkey' }), once);
  });

  test('a value that is no longer set becomes a comment, and can be set again', () => {
    const set = edit(undefined, { alarmEmail: 'ops@example.com', waf: true });
    const unset = edit(set, { alarmEmail: undefined });
    assert.match(unset, /^ {2}\/\/ "alarmEmail": "ops@example\.com",$/m);
    assert.deepEqual(valuesOf(unset), { waf: true });
    assert.equal(edit(unset, { alarmEmail: 'ops@example.com' }), set);
    assert.equal(edit(unset, { alarmEmail: undefined }), unset);
  });

  test('keeps the line ends of the file', () => {
    assert.doesNotMatch(edit('{\r\n  "waf": true\r\n}\r\n', { engine: 'valkey' }), /(?<!\r)\n/);
    assert.doesNotMatch(edit('{\n  "waf": true\n}\n', { engine: 'valkey' }), /\r/);
  });

  for (const [title, text] of [
    ['one line', '{"waf": true, "cacheNodes": 3}'],
    ['no key', '{}'],
    ['a comment after the last value', '{\n  "waf": true // ,\n  // }\n}'],
    ['Windows line ends', '{\r\n  "waf": true,\r\n  // "engine": "redis",\r\n}\r\n'],
    ['the key in a block comment', '{\n  "waf": true,\n  /*\n  // "engine": "redis",\n  */\n}'],
    [
      'the key in a comment before and after',
      '// "engine": "redis",\n{ "waf": true }\n// "engine": "redis",\n',
    ],
    [
      'the key in a comment in a value',
      '{"allowedCidrs": [\n  // "mode": "serverless",\n  "203.0.113.0/24"]}',
    ],
    ['a list over several lines', '{\n  "waf": true,\n  "allowedCidrs": [\n    "203.0.113.0/24"\n  ]\n}'],
  ] as const)
    test(`edits a file with ${title}`, () => {
      const before = valuesOf(text);
      const changed = edit(text, { engine: 'valkey', mode: 'serverless' });
      assert.deepEqual(valuesOf(changed), { ...before, engine: 'valkey', mode: 'serverless' });
      const unset = edit(changed, Object.fromEntries(Object.keys(before).map((key) => [key, undefined])));
      assert.deepEqual(valuesOf(unset), { engine: 'valkey', mode: 'serverless' });
    });
});
