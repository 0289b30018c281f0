import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseInvalidationConfig, parseLocalConfig } from '../../../lambda/config/environment.ts';
import type { Setting } from '../../../lambda/config/setting.ts';
import { SETTINGS } from '../../../lambda/config/settings.ts';
import { ConfigError } from '../../../lambda/config/settings-reader.ts';

const settings = Object.entries<Setting<unknown>>(SETTINGS);
const variables = settings.map(([, { variable }]) => variable);

describe('the table of settings', () => {
  test('lists each variable once and does not reuse a former name', () => {
    const former = settings.flatMap(([, { formerly }]) => formerly?.variable ?? []);
    const names = [...variables, ...former];
    assert.deepEqual(names, [...new Set(names)]);
  });

  for (const [name, { type, defaults, meaning }] of settings)
    test(`${name} accepts its own defaults, and its description is a sentence`, () => {
      for (const value of [defaults.function, defaults.dev, defaults.prod])
        if (value !== undefined) assert.deepEqual(type.read(String(value)), value);
      assert.match(meaning, /^[A-Z`].*\.$/);
    });

  test('lists the variables that the functions and npm start read, except those set by AWS', () => {
    const read = new Set<string>();
    const ttls = { CACHE_TTL_SECONDS_QUEUE: '5' };
    const watched = new Proxy(
      {
        GENESYS_REGION: 'mypurecloud.ie',
        REDIS_URL: 'redis://user@localhost',
        REDIS_IAM_CACHE: 'c',
        ...ttls,
      },
      {
        get: (env, name) => {
          read.add(String(name));
          return Reflect.get(env, name);
        },
      },
    );
    for (const parse of [parseLocalConfig, parseInvalidationConfig])
      assert.throws(() => parse(watched), ConfigError);
    const former = settings.flatMap(([, { formerly }]) => formerly?.variable ?? []);
    const own = [...read].filter((name) => !name.startsWith('AWS_') && !former.includes(name));
    assert.deepEqual(
      own.map((name) => (name in ttls ? 'CACHE_TTL_SECONDS_<ACTION>' : name)).sort(),
      variables.toSorted(),
    );
  });
});
