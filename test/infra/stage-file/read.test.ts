import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parseStackConfig, STAGES, type Stage } from '../../../infra/config.ts';
import { readStackConfig, stageFilePath } from '../../../infra/stage-file/read.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'stage-file-'));
});
after(() => rm(root, { recursive: true }));

async function write(stage: Stage, text: string): Promise<void> {
  const path = join(root, stageFilePath(stage));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

const read = (context: Record<string, unknown>) => readStackConfig(context, root);

describe('the configuration of a deployment', () => {
  test('has the defaults of a stage without a file', () => {
    assert.deepEqual(read({ stage: 'prod' }), {
      config: parseStackConfig({ stage: 'prod' }),
      notices: ['infra/stages/prod.jsonc does not exist. To write it: npm run configure -- --stage prod'],
    });
  });

  test('-c overrides the file, and the file overrides the defaults of the stage', async () => {
    await write('dev', '{\n  "cacheNodes": 3,\n  "waf": true,\n  "logLevel": "WARN",\n}');
    const { config, notices } = read({ cacheNodes: '4', waf: 'true', engine: 'valkey', logLevel: '' });
    const { cacheNodes, waf, engine, logLevel, natCount } = config;
    assert.deepEqual([cacheNodes, waf, engine, logLevel, natCount], [4, true, 'valkey', 'WARN', 1]);
    assert.deepEqual(notices, ['-c cacheNodes=4 overrides 3 in infra/stages/dev.jsonc:2']);
  });

  test('the preset may be in the file; keys of the file override it, and -c overrides both', async () => {
    await write('dev', '{"preset": "cheapest", "engine": "redis"}');
    const { mode, engine, egress } = read({ egress: 'nat-gateway' }).config;
    assert.deepEqual([mode, engine, egress], ['serverless', 'redis', 'nat-gateway']);
  });

  test('each stage has its own file', async () => {
    await write('dev', '{"cacheNodes": 3}');
    await write('prod', '{"cacheNodes": 5}');
    assert.deepEqual(
      STAGES.map((stage) => read({ stage }).config.cacheNodes),
      [3, 5],
    );
  });

  test('the problems of the file and of -c are reported together', async () => {
    await write('dev', '{\n  "cacheNodes": 9,\n  "redisTimeoutMs": 5000\n}');
    assert.throws(() => read({ waf: 'on' }), {
      name: 'ConfigError',
      message: /:\n {2}- infra\/stages\/dev\.jsonc:2: cacheNodes is 9, [^\n]+\n {2}- waf is "on", [^\n]+$/,
    });
  });

  test('values of the file and of -c must fit together', async () => {
    await write('dev', '{"redisTimeoutMs": 1000}');
    assert.throws(() => read({ genesysTimeoutMs: '900' }), /redisTimeoutMs is 1000, expected less than/);
    await write('dev', '{"redisTimeoutMs": 800}');
    assert.equal(read({ genesysTimeoutMs: '900' }).config.redisTimeoutMs, 800);
  });

  test('the file may have a byte order mark', async () => {
    await write('dev', '\uFEFF{"cacheNodes": 3}');
    assert.equal(read({}).config.cacheNodes, 3);
  });

  test('a file that cannot be read is a problem of the configuration', async () => {
    await rm(join(root, stageFilePath('dev')));
    await mkdir(join(root, stageFilePath('dev')));
    assert.throws(() => read({}), {
      name: 'ConfigError',
      message: /infra\/stages\/dev\.jsonc cannot be read: EISDIR/,
    });
    await rm(join(root, stageFilePath('dev')), { recursive: true });
  });

  test('an unknown stage has no file', () => {
    assert.throws(() => read({ stage: '../dev' }), /stage is "\.\.\/dev", expected one of dev, prod$/);
  });

  for (const stage of STAGES)
    test(`${stageFilePath(stage)} of this project is valid, if there is one`, () => {
      assert.doesNotThrow(() => readStackConfig({ stage }));
      assert.ok(existsSync(join(import.meta.dirname, '../../../infra/stages/schema.json')));
    });
});
