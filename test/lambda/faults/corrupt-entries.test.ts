import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, type TestContext, test } from 'node:test';
import type { Redis } from 'ioredis';
import { requestFields } from '../../../lambda/telemetry/log-line.ts';
import { buildWorld, type SharedRedis, startSharedRedis } from '../../support/faults/world.ts';

const LAMBDA_MS = 600_000;
/** Only a defect lasts as long. */
const TEST_TIMEOUT_MS = 300_000;
const HUGE_BYTES = 8 * 1024 * 1024;
const AN_OLD_ENTRY = new URL('../cache/golden/entry-v1.bin', import.meta.url);

let shared: SharedRedis;
before(async () => {
  shared = await startSharedRedis();
});
after(() => shared.close());

/** What somebody, or a defect, puts in place of a good entry. */
type Damage = (redis: Redis, key: string, good: Buffer) => Promise<unknown>;

/** Sets what it makes of the good entry's bytes. */
function bytes(spoil: (good: Buffer) => Buffer | string): Damage {
  return (redis, key, good) => redis.set(key, spoil(good));
}

/** Replaces the key by one of another type. */
function instead(create: (redis: Redis, key: string) => Promise<unknown>): Damage {
  return async (redis, key) => {
    await redis.del(key);
    await create(redis, key);
  };
}

/** The header as text, with a part of it replaced. */
function header(replace: (parts: string[]) => string[]): Damage {
  return bytes((good) => {
    const end = good.indexOf('\n');
    const parts = replace(good.toString('latin1', 0, end).split(' '));
    return Buffer.concat([Buffer.from(parts.join(' ')), good.subarray(end)]);
  });
}

function flipped(good: Buffer, index: number): Buffer {
  const copy = Buffer.from(good);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

const damages: Record<string, Damage> = {
  'cut off in its header': bytes((good) => good.subarray(0, 10)),
  'cut off after its header': bytes((good) => good.subarray(0, good.indexOf('\n') + 1)),
  'cut off in its value': bytes((good) => good.subarray(0, good.byteLength / 2)),
  'cut off by its last byte': bytes((good) => good.subarray(0, -1)),
  'longer than it says': bytes((good) => Buffer.concat([good, Buffer.from('x')])),
  'altered by one bit of its value': bytes((good) => flipped(good, good.byteLength - 3)),
  'altered to other valid JSON': bytes((good) =>
    good.toString('latin1').replace('"total":130', '"total":131'),
  ),
  'without the header': bytes((good) => good.subarray(good.indexOf('\n') + 1)),
  'given another checksum': header((parts) => parts.with(-1, '00000000')),
  'given another length': header((parts) => parts.with(-2, '1')),
  'given another time': header((parts) => parts.with(2, '1795476693000')),
  'of version 1': bytes(() => readFileSync(AN_OLD_ENTRY)),
  'of a version to come': header((parts) => parts.with(0, '4')),
  'an empty text': bytes(() => ''),
  'JSON of somebody else': bytes(() => '{"entities":[],"total":0}'),
  'huge garbage': bytes(() => Buffer.alloc(HUGE_BYTES, 0xa5)),
  'a hash': instead((redis, key) => redis.hset(key, 'field', 'value')),
  'a list': instead((redis, key) => redis.rpush(key, 'a', 'b')),
  'a set': instead((redis, key) => redis.sadd(key, 'a', 'b')),
  'a sorted set': instead((redis, key) => redis.zadd(key, 1, 'a')),
  'a stream': instead((redis, key) => redis.xadd(key, '*', 'field', 'value')),
};

const isText = (name: string) => !name.startsWith('a ');

async function storeGoodEntry(t: TestContext) {
  const { observer, startContainer } = await buildWorld(t, shared);
  const { askQueues, records } = await startContainer();
  const ask = () => askQueues({}, LAMBDA_MS);
  const { body } = await ask();
  const key = String(requestFields(records[0] ?? assert.fail()).key);
  return { observer, ask, key, data: body.data, good: (await observer.getBuffer(key)) ?? assert.fail() };
}

for (const [name, damage] of Object.entries(damages)) {
  test(`an entry that is ${name} is not believed, and is good again after the next answer`, {
    timeout: TEST_TIMEOUT_MS,
  }, async (t) => {
    const { observer, ask, key, data, good } = await storeGoodEntry(t);
    await damage(observer, key, good);

    const miss = await ask();
    assert.equal(miss.statusCode, 200);
    // What is no text at all Redis passes over, as if it were not there.
    const forward = isText(name) ? 'miss' : 'uri-miss';
    assert.equal(miss.headers['Cache-Status'], `GenesysDataActionCache; fwd=${forward}; stored`);
    assert.deepEqual(miss.body.data, data);

    const hit = await ask();
    assert.equal(hit.body.source, 'cache');
    assert.deepEqual(hit.body.data, data);
  });
}

/** Of other types than the lease and the failure beside an entry are. */
const otherTypes = Object.entries(damages).filter(([name]) => !isText(name));

for (const [name, damage] of otherTypes) {
  for (const part of ['lease', 'failure']) {
    test(`${name} in the place of a key's ${part} keeps no answer from being stored`, {
      timeout: TEST_TIMEOUT_MS,
    }, async (t) => {
      const { observer, ask, key, good } = await storeGoodEntry(t);
      await damage(observer, `${key}:${part}`, good);
      await observer.del(key);
      assert.equal((await ask()).body.source, 'api');
      assert.equal((await ask()).body.source, 'cache');
    });
  }
}

test('a remembered failure that cannot be read holds no question back', {
  timeout: TEST_TIMEOUT_MS,
}, async (t) => {
  const { observer, ask, key } = await storeGoodEntry(t);
  await observer.set(`${key}:failure`, '{"code":"no_such_code"}', 'EX', 3600);
  await observer.del(key);
  assert.equal((await ask()).body.source, 'api');
  assert.equal((await ask()).body.source, 'cache');
  assert.equal(await observer.exists(`${key}:failure`), 0);
});
