import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { until } from '../support/until.ts';
import { openSubject, type Stage } from './stage.ts';

/** A contender that needs only the packages of the product. */
const options = { contender: 'no-cache', queues: [], processes: 2 };

describe('a stage', { concurrency: true }, () => {
  test('stays open for samples until its subject is disposed of', async () => {
    let stage: Stage | undefined;
    const subject = await openSubject(options, async (opened) => {
      stage = opened;
      return async () => ({ pings: (await opened.client.ping()) === 'PONG' ? 1 : 0 });
    });
    assert.match(subject.settings, /every request calls Genesys/);
    assert.deepEqual(await subject.sample(), { pings: 1 });
    await subject[Symbol.asyncDispose]();
    await assertClosed(stage);
  });

  test('is closed when the contender fails to warm up', async () => {
    let stage: Stage | undefined;
    const opening = openSubject(options, async (opened) => {
      stage = opened;
      throw new Error('too cold');
    });
    await assert.rejects(opening, /too cold/);
    await assertClosed(stage);
  });

  test('reports the name of a contender that cannot be started', async () => {
    const opening = openSubject({ ...options, contender: 'no-such' }, () => assert.fail('it was opened'));
    await assert.rejects(opening, /no-such/);
  });
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
