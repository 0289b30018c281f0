import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { until } from '../support/until.ts';
import type { Stage, StageOptions } from './stage.ts';
import { sideBySide, subjectOn } from './subject.ts';

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

test('side by side each has a stage of its own, all of them are asked at once, and all are closed', async () => {
  const stages: Stage[] = [];
  const everybody = Promise.withResolvers<void>();
  const subject = await sideBySide(2, (index) =>
    subjectOn(options, async (stage) => {
      const count = stages.push(stage);
      return async () => {
        if (count === 2) everybody.resolve();
        await everybody.promise;
        return { index };
      };
    }),
  );
  assert.deepEqual(await subject.sample(0), [{ index: 0 }, { index: 1 }]);
  assert.equal(new Set(stages.map(({ redis }) => redis.port)).size, 2);
  await subject.close();
  for (const stage of stages) await assertClosed(stage);
});

test('when one of them cannot be opened, those that are open are closed', async () => {
  const stages: Stage[] = [];
  const opened = sideBySide(2, (index) =>
    subjectOn(options, async (stage) => {
      stages.push(stage);
      if (index === 1) throw new Error('too cold');
      return async () => ({ index });
    }),
  );
  await assert.rejects(opened, /too cold/);
  for (const stage of stages) await assertClosed(stage);
  assert.equal(stages.length, 2);
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
