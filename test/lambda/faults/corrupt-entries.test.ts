import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, type TestContext, test } from 'node:test';
import type { Redis } from 'ioredis';
import { requestFields } from '../../../lambda/telemetry/log-line.ts';
import { controlKeyOf, leftOf, writeControl } from '../../support/control-fields.ts';
import {
  type SharedRedis,
  startSharedRedis,
  startTestSystem,
  TOTAL,
} from '../../support/faults/test-system.ts';

const REMAINING_MS = 600_000;
/** Far above what a slow machine needs; a service that hangs reaches it. */
const TEST_TIMEOUT_MS = 300_000;
const HUGE_BYTES = 8 * 1024 * 1024;
const ENTRY_VERSION_1 = new URL('../cache/golden/entry-v1.bin', import.meta.url);

let shared: SharedRedis;
before(async () => {
  shared = await startSharedRedis();
});
after(() => shared.close());

/** Replaces a good entry by a corrupt one. */
type Corrupt = (redis: Redis, key: string, good: Buffer) => Promise<unknown>;

/** Writes a corrupt copy of the good entry. */
function bytes(change: (good: Buffer) => Buffer | string): Corrupt {
  return (redis, key, good) => redis.set(key, change(good));
}

/** Replaces the entry by a key of another type. */
function keyOfType(create: (redis: Redis, key: string) => Promise<unknown>): Corrupt {
  return async (redis, key) => {
    await redis.del(key);
    await create(redis, key);
  };
}

/** Changes the parts of the entry's header. */
function header(replace: (parts: string[]) => string[]): Corrupt {
  return bytes((good) => {
    const end = good.indexOf('\n');
    const parts = replace(good.toString('latin1', 0, end).split(' '));
    return Buffer.concat([Buffer.from(parts.join(' ')), good.subarray(end)]);
  });
}

function flipBit(good: Buffer, index: number): Buffer {
  const copy = Buffer.from(good);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

const corruptions: Record<string, Corrupt> = {
  'truncated in its header': bytes((good) => good.subarray(0, 10)),
  'truncated after its header': bytes((good) => good.subarray(0, good.indexOf('\n') + 1)),
  'truncated in its value': bytes((good) => good.subarray(0, good.byteLength / 2)),
  'missing its last byte': bytes((good) => good.subarray(0, -1)),
  'longer than the length in its header': bytes((good) => Buffer.concat([good, Buffer.from('x')])),
  'changed by one bit of its value': bytes((good) => flipBit(good, good.byteLength - 3)),
  'changed to other valid JSON': bytes((good) =>
    good.toString('latin1').replace(`"total":${TOTAL}`, `"total":${TOTAL + 1}`),
  ),
  'without the header': bytes((good) => good.subarray(good.indexOf('\n') + 1)),
  'stored with a wrong checksum': header((parts) => parts.with(-1, '00000000')),
  'stored with a wrong length': header((parts) => parts.with(-2, '1')),
  'stored with a wrong time': header((parts) => parts.with(2, '1795476693000')),
  'of version 1': bytes(() => readFileSync(ENTRY_VERSION_1)),
  'of a future version': header((parts) => parts.with(0, '5')),
  'an empty string': bytes(() => ''),
  'JSON from another application': bytes(() => '{"entities":[],"total":0}'),
  'huge garbage': bytes(() => Buffer.alloc(HUGE_BYTES, 0xa5)),
  'a hash': keyOfType((redis, key) => redis.hset(key, 'field', 'value')),
  'a list': keyOfType((redis, key) => redis.rpush(key, 'a', 'b')),
  'a set': keyOfType((redis, key) => redis.sadd(key, 'a', 'b')),
  'a sorted set': keyOfType((redis, key) => redis.zadd(key, 1, 'a')),
  'a stream': keyOfType((redis, key) => redis.xadd(key, '*', 'field', 'value')),
};

const isString = (name: string) => !name.startsWith('a ');

async function storeGoodEntry(t: TestContext) {
  const { observer, startContainer } = await startTestSystem(t, shared);
  const { requestQueues, records } = await startContainer();
  const send = () => requestQueues({}, REMAINING_MS);
  const { body } = await send();
  const key = String(requestFields(records[0] ?? assert.fail()).key);
  return { observer, send, key, data: body.data, good: (await observer.getBuffer(key)) ?? assert.fail() };
}

for (const [name, corrupt] of Object.entries(corruptions)) {
  test(`an entry that is ${name} is a miss, and the response replaces it`, {
    timeout: TEST_TIMEOUT_MS,
  }, async (t) => {
    const { observer, send, key, data, good } = await storeGoodEntry(t);
    await corrupt(observer, key, good);

    const miss = await send();
    assert.equal(miss.statusCode, 200);
    // MGET returns nil for a key that is not a string, so the entry looks absent.
    const forward = isString(name) ? 'miss' : 'uri-miss';
    assert.equal(miss.headers['Cache-Status'], `GenesysDataActionCache; fwd=${forward}; stored`);
    assert.deepEqual(miss.body.data, data);

    const hit = await send();
    assert.equal(hit.body.source, 'cache');
    assert.deepEqual(hit.body.data, data);
  });
}

for (const [name, corrupt] of Object.entries(corruptions)) {
  test(`${name} in place of the leases and failures does not prevent the entry from being stored`, {
    timeout: TEST_TIMEOUT_MS,
  }, async (t) => {
    const { observer, send, key, good } = await storeGoodEntry(t);
    await corrupt(observer, controlKeyOf(key), good);
    await observer.del(key);
    assert.equal((await send()).body.source, 'api');
    assert.equal((await send()).body.source, 'cache');
  });
}

for (const name of ['lease', 'failure'])
  for (const value of ['', ' ', 'x', '1', '99999999999999999999999', '-1 me', '1e9 me', '\0'])
    test(`${JSON.stringify(value)} in place of a ${name} does not prevent the entry from being stored`, {
      timeout: TEST_TIMEOUT_MS,
    }, async (t) => {
      const { observer, send, key } = await storeGoodEntry(t);
      await observer.hset(controlKeyOf(key), `${name}:${key}`, value);
      await observer.del(key);
      assert.equal((await send()).body.source, 'api');
      assert.equal((await send()).body.source, 'cache');
    });

test('an unreadable remembered failure does not prevent the call to Genesys', {
  timeout: TEST_TIMEOUT_MS,
}, async (t) => {
  const { observer, send, key } = await storeGoodEntry(t);
  await writeControl(observer, 'failure', key, '60000 {"code":"no_such_code"}');
  await observer.del(key);
  assert.equal((await send()).body.source, 'api');
  assert.equal((await send()).body.source, 'cache');
  assert.ok((await leftOf(observer, 'failure', key)) < 0);
});
