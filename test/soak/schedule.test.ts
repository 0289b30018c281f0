import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFaultQueue } from '../../infra/local/simulator/faults.ts';
import { CALM_END_MS, describeFault, type PlannedFault, planFaults } from './schedule.ts';

const HOUR_MS = 3_600_000;

function faultsByPlace(plan: readonly PlannedFault[]): PlannedFault[][] {
  return Object.values(Object.groupBy(plan, ({ fault }) => fault.on)).map((of) => of ?? []);
}

test('the same seed gives the same faults, and another seed gives other faults', () => {
  assert.deepEqual(planFaults(42, 60_000), planFaults(42, 60_000));
  assert.notDeepEqual(planFaults(42, 60_000), planFaults(43, 60_000));
});

test('in one minute Genesys, Redis and a container have a fault, and the last 5 s have none', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const plan = planFaults(seed, 60_000);
    assert.equal(faultsByPlace(plan).length, 3, `seed ${seed}`);
    for (const { atMs, lastsMs } of plan) assert.ok(atMs + lastsMs <= 60_000 - CALM_END_MS);
  }
});

test('faults are in chronological order, and faults of one place never overlap', () => {
  const plan = planFaults(1, HOUR_MS);
  const times = plan.map(({ atMs }) => atMs);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  for (const faults of faultsByPlace(plan))
    for (const [index, { atMs }] of faults.entries()) {
      const before = faults[index - 1];
      assert.ok(before === undefined || before.atMs + before.lastsMs < atMs);
    }
});

test('every kind of fault occurs and is accepted by the simulator', () => {
  const plan = planFaults(1, HOUR_MS);
  const queue = createFaultQueue();
  for (const { fault } of plan) if (fault.on === 'genesys') queue.add(fault.fault);
  const kinds = plan.map(({ fault }) =>
    fault.on === 'genesys' ? fault.fault.kind : `${fault.on} ${fault.kind}`,
  );
  assert.deepEqual([...new Set(kinds)].sort(), [
    'container freeze',
    'container kill',
    'empty',
    'enormous',
    'hang',
    'html',
    'redirect',
    'redis fill',
    'redis flush',
    'redis kill',
    'redis pause',
    'redis restart',
    'reset',
    'reset-mid-body',
    'slow',
    'status',
    'trickle',
    'truncated',
    'wrong-content-type',
    'wrong-shape',
  ]);
});

test('a fault has a short description', () => {
  assert.equal(describeFault({ on: 'redis', kind: 'flush' }), 'redis: flush');
  const fault = { kind: 'status', status: 503, times: 3, target: 'login' } as const;
  assert.equal(
    describeFault({ on: 'genesys', fault, revokesTokens: true }),
    'genesys login: status 503 (3 times)',
  );
});
