import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { until } from '../support/until.ts';
import type { Stage, StageOptions } from './stage.ts';
import { subjectOn } from './subject.ts';

/** A contender that needs no package but what the product has. */
const options: StageOptions = { contender: 'no-cache', queues: [], processes: 2 };

test('a stage stays open for samples until its subject is closed', async () => {
  let stage: Stage | undefined;
  const subject = await subjectOn(options, async (opened) => {
    stage = opened;
    return async () => ({ pings: (await opened.client.ping()) === 'PONG' ? 1 : 0 });
  });
  assert.match(subject.settings, /every request asks Genesys/);
  assert.deepEqual(await subject.sample(0), { pings: 1 });
  await subject.close();
  await assertClosed(stage);
});

test('a stage is closed when the contender fails while it warms up', async () => {
  let stage: Stage | undefined;
  const opened = subjectOn(options, async (open) => {
    stage = open;
    throw new Error('too cold');
  });
  await assert.rejects(opened, /too cold/);
  await assertClosed(stage);
});

test('a contender that cannot be started is named, and nothing of it is left to wait for', async () => {
  const opened = subjectOn({ ...options, contender: 'no-such' }, () => assert.fail('it has been opened'));
  await assert.rejects(opened, /no-such/);
});

async function assertClosed(stage: Stage | undefined): Promise<void> {
  assert.ok(stage);
  for (const { pid } of stage.workers) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  await until(() => stage.client.status === 'end');
  for (const port of [stage.redis.port, Number(new URL(stage.simulator.url).port)]) {
    const [error] = await once(connect(port, '127.0.0.1'), 'error');
    assert.equal(error.code, 'ECONNREFUSED');
  }
}
