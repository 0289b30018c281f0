import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NO_FILE, parseStageFile } from '../../../infra/stage-file/parse.ts';

const PATH = 'infra/stages/prod.jsonc';
const parse = (text: string) => parseStageFile(PATH, text);
const valuesOf = (text: string) => {
  const { values, problems } = parse(text);
  assert.deepEqual(problems, []);
  return Object.fromEntries(Array.from(values, ([key, { value }]) => [key, value]));
};

describe('the file of a stage', () => {
  test('has comments, trailing commas and JSON values', () => {
    const text = `// prod
{
  "$schema": "./schema.json",
  "cacheNodes": 3, // one more
  /* not yet: "waf": false, */
  "waf": true,
  "engine": "valkey",
  "logLevel": "warn",
  "allowedCidrs": ["203.0.113.0/24", "198.51.100.0/24"],
  "cacheTtlSecondsByAction": { "queue": 600, "user-status": 5 },
}`;
    assert.deepEqual(valuesOf(text), {
      cacheNodes: 3,
      waf: true,
      engine: 'valkey',
      logLevel: 'WARN',
      allowedCidrs: ['203.0.113.0/24', '198.51.100.0/24'],
      cacheTtlSecondsByAction: { queue: 600, 'user-status': 5 },
    });
  });

  test('knows the line of each value, with either kind of line end', () => {
    for (const end of ['\n', '\r\n'])
      assert.deepEqual(parse(['{', '  // a', '  "waf": true', '}'].join(end)).values.get('waf'), {
        value: true,
        where: `${PATH}:3`,
      });
  });

  const problems: [text: string, problem: string | RegExp][] = [
    ['{\n  "cacheNodes": 9\n}', ':2: cacheNodes is 9, expected an integer from 1 to 6'],
    ['{"cacheNodes": "3"}', ':1: cacheNodes is "3", expected a number: an integer from 1 to 6'],
    ['{"cacheNodes": 1.5}', ':1: cacheNodes is 1.5, expected an integer from 1 to 6'],
    ['{"waf": "true"}', ':1: waf is "true", expected a boolean: true or false'],
    ['{"waf": null}', ':1: waf is null, expected a boolean: true or false'],
    ['{"engine": true}', ':1: engine is true, expected a string: one of redis, valkey'],
    ['{"engine": ""}', ':1: engine is "", expected one of redis, valkey'],
    ['{"logRetentionDays": 2}', /:1: logRetentionDays is 2, expected one of 1, 3, /],
    ['{"allowedCidrs": "203.0.113.0/24"}', /:1: allowedCidrs is "203.*", expected an array: a list /],
    ['{"allowedCidrs": []}', /:1: allowedCidrs is \[\], expected a list /],
    ['{"allowedCidrs": [{}]}', /:1: allowedCidrs is \[\{\}\], expected a list /],
    ['{"cacheTtlSecondsByAction": {"queue": 0}}', /:1: cacheTtlSecondsByAction is \{"queue":0\}, expected /],
    [
      '{"cacheTtlSecondsByAction": ["queue"]}',
      /is \["queue"\], expected an object with a number for each name/,
    ],
    ['{"waf": true, "waf": false}', ':1: waf is set twice'],
    ['{"cacheTtlSecondsByAction": {"queue": 5, "queue": 6}}', ':1: cacheTtlSecondsByAction has queue twice'],
    ['{"engin": "redis"}', ':1: engin is not a key of the configuration, did you mean engine?'],
    [
      '{"colour": "red"}',
      /:1: colour is not a key of the configuration, expected one of preset, genesysRegion, /,
    ],
    ['{"compare": false}', /:1: compare is not a key of the configuration, expected one of /],
    ['{"toString": 1}', /:1: toString is not a key of the configuration, /],
    ['{"preset": "cheap"}', ':1: preset is "cheap", expected one of cheapest'],
    ['{"stage": "prod"}', ':1: stage is not a key of this file, its name is the stage'],
    [
      '{"cacheStaleSeconds": 5}',
      ':1: cacheStaleSeconds is now called cacheStaleIfErrorSeconds: set cacheStaleIfErrorSeconds to "5" instead',
    ],
    ['{\n"waf": true\n"engine": "redis"}', ':3: Comma expected, found "\\"engine\\""'],
    ['{"waf": yes}', ':1: Invalid symbol, found "yes"'],
    ['{"waf": true', ':1: Close brace expected, found the end of the file'],
    ['', ':1: Value expected, found the end of the file'],
    ['[]', ' is not an object, expected {…}'],
  ];
  for (const [text, problem] of problems)
    test(`reports ${JSON.stringify(text)}`, () => {
      const [found = '', ...others] = parse(text).problems;
      assert.deepEqual(others, []);
      if (typeof problem === 'string') assert.equal(found, PATH + problem);
      else assert.match(found, problem);
    });

  test('reports every problem', () => {
    const { values, problems } = parse('{\n"cacheNodes": 9,\n"colour": 1,\n"waf": true\n}');
    assert.deepEqual([...values.keys()], ['waf']);
    assert.deepEqual(
      problems.map((problem) => problem.slice(0, PATH.length + 2)),
      [`${PATH}:2`, `${PATH}:3`],
    );
  });

  test('is empty if there is none', () => {
    assert.deepEqual(valuesOf('{}'), {});
    assert.equal(NO_FILE.values.size, 0);
  });
});
