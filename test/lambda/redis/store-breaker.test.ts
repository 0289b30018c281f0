import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { StoreCircuitOpen, StoreUnavailable } from '../../../lambda/cache/store.ts';
import { controlKeyOf, leftOf, passInControl } from '../../support/control-fields.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { LONG_REDIS_TIMEOUT_MS, openRedisStore } from '../../support/redis-store.ts';
import { acquireIn, bytesIn, failureOf, NEVER, put } from '../../support/stored.ts';

async function start(t: TestContext, { password = '' } = {}) {
  const server = await startRedisServer(password ? { password: 'another' } : {});
  t.after(() => server.close());
  const url = password ? server.url.replace('another', password) : server.url;
  const { store, connection, clock } = openRedisStore({ REDIS_URL: url });
  t.after(() => store.close());
  const acquire = (key: string) => acquireIn(store, key, { termMs: 60_000 });
  return { server, store, connection, clock, acquire };
}

const isSkipped = (error: unknown) => error instanceof StoreCircuitOpen;
const isOutage = (error: unknown) => error instanceof StoreUnavailable && !isSkipped(error);

test('one operation waits for a Redis that hangs, and all later operations skip it', async (t) => {
  const { server, store, connection, clock, acquire } = await start(t);
  await connection.ready(NEVER);
  server.pause();
  const hanging = bytesIn(store, 'key');
  clock.skip(LONG_REDIS_TIMEOUT_MS);
  await assert.rejects(hanging, isOutage);
  for (const skipped of [bytesIn(store, 'key'), acquire('key'), put(store, 'key', 'x'), store.ping(NEVER)])
    await assert.rejects(skipped, isSkipped);
});

test('a Redis that refuses the login is called once and then skipped', async (t) => {
  const { store } = await start(t, { password: 'wrong' });
  await assert.rejects(bytesIn(store, 'key'), isOutage);
  await assert.rejects(bytesIn(store, 'key'), isSkipped);
});

test('a Redis that is down is called once and then skipped', async (t) => {
  const { server, store, connection } = await start(t);
  await connection.ready(NEVER);
  await server.kill();
  await assert.rejects(bytesIn(store, 'key'), isOutage);
  await assert.rejects(bytesIn(store, 'key'), isSkipped);
});

test('an error reply for one key leaves the breaker closed for the others', async (t) => {
  const { server, store, acquire } = await start(t);
  const other = new Redis(server.url);
  t.after(() => other.disconnect());
  await other.rpush('list', 'x');

  for (let count = 0; count < 3; count += 1) {
    assert.equal(await bytesIn(store, 'list'), undefined);
    await assert.rejects(put(store, 'entry', 'entry', { keptMs: -1 }), isOutage);
    assert.deepEqual(await acquire('fine'), { outcome: 'acquired', failure: undefined });
  }
});

test('a value of the wrong type is read as absent and replaced', async (t) => {
  const { server, store, acquire } = await start(t);
  const other = new Redis(server.url);
  t.after(() => other.disconnect());
  await other.rpush('key', 'x');
  assert.deepEqual(await acquire('key'), { outcome: 'acquired', failure: undefined });
  assert.equal(await put(store, 'key', 'entry', { holder: 'me' }), true);
  assert.equal(String(await bytesIn(store, 'key')), 'entry');
});

test('an aborted operation does not open the breaker', async (t) => {
  const { server, store, connection } = await start(t);
  await connection.ready(NEVER);
  server.pause();
  const reason = new Error('the request is over');
  const abort = new AbortController();
  const given = bytesIn(store, 'key', abort.signal);
  abort.abort(reason);
  await assert.rejects(given, (error) => error === reason);
  server.resume();
  assert.equal(await bytesIn(store, 'key'), undefined);
});

test('everything that is written to Redis ends', async (t) => {
  const { server, store, acquire } = await start(t);
  await put(store, 'entry', 'x');
  await acquire('leased');
  await acquire('failed');
  await store.putFailure('failed', failureOf({ windowMs: 600_000 }), NEVER);
  const observer = new Redis(server.url);
  t.after(() => observer.disconnect());
  const controlKeys = ['failed', 'leased', 'entry'].map(controlKeyOf);
  const keys = (await observer.keys('*')).filter((key) => !controlKeys.includes(key));
  assert.deepEqual(keys, ['entry']);
  const entry = await observer.pttl('entry');
  assert.ok(entry > 0 && entry <= 60_000, `${entry} ms`);
  const failed = await leftOf(observer, 'failure', 'failed');
  assert.ok(failed > 600_000 && failed <= 660_000, `${failed} ms: a minute beyond the window`);
  const leased = await leftOf(observer, 'lease', 'leased');
  assert.ok(leased > 0 && leased <= 60_000, `${leased} ms`);
});

test('leases and failures that have ended do not accumulate', async (t) => {
  const { server, store } = await start(t);
  const observer = new Redis(server.url);
  t.after(() => observer.disconnect());
  for (let index = 0; index < 500; index++) {
    await acquireIn(store, `{many}${index}`, { holder: 'dying', termMs: 1 });
    await passInControl(observer, '{many}', 1);
  }
  const kept = await observer.hlen(controlKeyOf('{many}'));
  assert.ok(kept < 50, `${kept} of 500`);
});
