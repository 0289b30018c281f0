import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { STAGE, STAGES } from '../../infra/config.ts';
import { CONFIG_KEYS } from '../../infra/config-keys.ts';
import { TIMEOUTS } from '../../infra/timeouts.ts';
import type { StackSetting } from '../../lambda/config/setting.ts';
import { anchorOf, headingsOf, linksOf, readDocument, tableOf } from '../support/markdown.ts';
import { synthStack } from '../support/synth-stack.ts';

const WITH_DOMAIN = {
  domainName: 'cache.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/a1b2',
};
const deploy = readDocument('docs/deploy.md');
const runbook = readDocument('docs/runbook.md');
const keys = Object.entries<StackSetting<unknown>>(CONFIG_KEYS);

/** The ids of what a stack leaves behind, without the hash at their end. */
function retainedIn(stage: string): string[] {
  return Object.entries(synthStack({ stage }).resources)
    .filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'))
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))
    .sort();
}

describe('the deployment guide', () => {
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
      const type = name === 'stage' ? STAGE : Object.fromEntries(keys)[name]?.type;
      assert.ok(type, `${text}: no such key`);
      assert.notEqual(type.read(value), undefined, text);
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
