import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { STAGES } from '../../infra/config.ts';
import { CONFIG_KEYS, type ConfigKey } from '../../infra/config-keys.ts';
import { WrongValue } from '../../infra/config-values.ts';
import { TIMEOUTS } from '../../infra/timeouts.ts';
import { anchorOf, headingsOf, linksOf, readDocument, tableOf } from '../support/markdown.ts';
import { synthStack } from '../support/synth-stack.ts';

const WITH_DOMAIN = {
  domainName: 'cache.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/a1b2',
};
const deploy = readDocument('docs/deploy.md');
const runbook = readDocument('docs/runbook.md');
const keys = Object.entries<ConfigKey<unknown>>(CONFIG_KEYS);

/** What a key takes, as its own error message says it. */
function expectedBy({ read }: ConfigKey<unknown>): string {
  try {
    read('');
  } catch (error) {
    if (error instanceof WrongValue) return error.message;
  }
  return assert.fail('the empty value was taken');
}

function shown(value: unknown): string {
  return value === undefined ? '' : `\`${value}\``;
}

/** The ids of what a stack leaves behind, without the hash at their end. */
function retainedIn(stage: string): string[] {
  return Object.entries(synthStack({ stage }).resources)
    .filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'))
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))
    .sort();
}

describe('the deployment guide', () => {
  test('has every key of the configuration with its meaning, its values and its default in each stage', () => {
    const table = tableOf(deploy, '| key | meaning | values | dev | prod |');
    const [stage, ...rows] = table;
    assert.deepEqual(stage?.[0], '`stage`');
    for (const name of STAGES) assert.ok(stage?.[2]?.includes(name), name);
    assert.deepEqual(
      rows,
      keys.map(([name, key]) => [
        `\`${name}\``,
        key.meaning,
        expectedBy(key),
        shown(key.dev),
        shown(key.prod),
      ]),
    );
  });

  test('has every output of the stack', () => {
    const outputs = Object.keys(synthStack(WITH_DOMAIN).template.findOutputs('*'));
    const named = tableOf(deploy, '| output | |').flatMap(([cell = '']) =>
      Array.from(cell.matchAll(/`(\w+)`/g), ([, name]) => name),
    );
    assert.ok(outputs.length > 0);
    assert.deepEqual(named.sort(), outputs.sort());
  });

  for (const [column, stage] of STAGES.entries())
    test(`lists exactly what stays behind when ${stage} is removed`, () => {
      const table = tableOf(deploy, '| what | in the template | after dev | after prod |');
      const staying = table
        .filter((row) => row[2 + column] === 'stays')
        .flatMap(([, ids = '']) => Array.from(ids.matchAll(/`(\w+)`/g), ([, id]) => id));
      assert.deepEqual(staying.sort(), retainedIn(stage));
    });

  test('names the time-out that a data action should have', () => {
    assert.match(deploy, new RegExp(`time-out to \\*\\*${TIMEOUTS.dataActionMs / 1000}\\*\\* seconds`));
  });

  test('passes configuration that the stack takes, in the runbook too', () => {
    const settings = Array.from(`${deploy}${runbook}`.matchAll(/-c (\w+)=([^\s`]+)/g));
    assert.ok(settings.length > 5);
    for (const [text, name = '', value = ''] of settings) {
      const readStage = (given: string) => assert.ok(STAGES.some((stage) => stage === given));
      const read = name === 'stage' ? readStage : Object.fromEntries(keys)[name]?.read;
      assert.ok(read, `${text}: no such key`);
      assert.doesNotThrow(() => read(value), text);
    }
  });

  test('runs scripts that package.json has', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readDocument('package.json'));
    const named = Array.from(deploy.matchAll(/npm run ([\w-]+)/g), ([, script = '']) => script);
    assert.ok(named.length > 0);
    for (const script of named) assert.ok(script in scripts, script);
  });

  test('links to headings that exist, here and in the runbook', () => {
    const anchors = [deploy, runbook].map((text) =>
      [1, 2, 3].flatMap((level) => headingsOf(text, level)).map(anchorOf),
    );
    for (const link of linksOf(deploy)) {
      const [, file, anchor] = /^(runbook\.md)?#(.+)$/.exec(link) ?? [];
      if (anchor !== undefined) assert.ok(anchors[file ? 1 : 0]?.includes(anchor), link);
    }
  });
});
