import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { writeStageFile } from '../../../infra/configure/write.ts';
import { readStackConfig } from '../../../infra/stage-file/read.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'configure-'));
  await mkdir(join(root, 'infra/stages'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const path = () => join(root, 'infra/stages/prod.jsonc');
const set = (texts: Readonly<Record<string, string>>) =>
  writeStageFile('prod', new Map(Object.entries(texts)), root);
const read = () => readStackConfig({ stage: 'prod' }, root).config;

describe('npm run configure', () => {
  test('creates the file of a stage, and a second run keeps what the first one set', async () => {
    await set({
      genesysRegion: 'mypurecloud.ie',
      allowedCidrs: '203.0.113.0/24, 198.51.100.0/24',
      waf: 'true',
    });
    const first = readFileSync(path(), 'utf8');
    assert.match(first, /^ {2}"allowedCidrs": \["203\.0\.113\.0\/24","198\.51\.100\.0\/24"\],$/m);
    await writeFile(path(), first.replace('"waf": true,', '"waf": true, // ours'));
    await set({ cacheNodes: '3', alarmEmail: 'ops@example.com' });
    const { genesysRegion, allowedCidrs, waf, cacheNodes, alarmEmail } = read();
    assert.deepEqual(
      [genesysRegion, allowedCidrs, waf, cacheNodes, alarmEmail],
      ['mypurecloud.ie', ['203.0.113.0/24', '198.51.100.0/24'], true, 3, 'ops@example.com'],
    );
    assert.match(readFileSync(path(), 'utf8'), /"waf": true, \/\/ ours\n/);
  });

  test('an empty text removes a value', async () => {
    await set({ alarmEmail: 'ops@example.com', cacheNodes: '3' });
    await set({ alarmEmail: '' });
    assert.deepEqual([read().alarmEmail, read().cacheNodes], [undefined, 3]);
  });

  for (const [title, texts, problem] of [
    ['a wrong value', { cacheNodes: '9' }, /cacheNodes is "9", expected an integer from 1 to 6/],
    ['an unknown key', { engin: 'redis' }, /engin is not a key of the configuration, did you mean engine\?/],
    [
      'values that do not fit together',
      { redisTimeoutMs: '5000' },
      /redisTimeoutMs is 5000, expected less than/,
    ],
  ] as const)
    test(`writes nothing for ${title}`, async () => {
      await assert.rejects(set(texts), problem);
      assert.ok(!existsSync(path()));
    });

  test('says in one line that the file cannot be written', async () => {
    await rm(join(root, 'infra/stages'), { recursive: true });
    await assert.rejects(set({ waf: 'true' }), {
      name: 'UsageError',
      message: /^infra\/stages\/prod\.jsonc cannot be written: ENOENT/,
    });
  });

  test('writes nothing if the file is not valid', async () => {
    const text = '{\n  "waf": true\n  "engine": "redis"\n}';
    await writeFile(path(), text);
    await assert.rejects(set({ cacheNodes: '3' }), /infra\/stages\/prod\.jsonc:3: Comma expected/);
    assert.equal(readFileSync(path(), 'utf8'), text);
  });
});
