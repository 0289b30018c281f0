import type { Redis } from 'ioredis';
import { passInControl } from './control-fields.ts';

/**
 * Shortens the time to live of every key by ARGV[1] ms and deletes the keys that have none left. Also lowers the scores
 * of sorted sets by as much, because the log of calls to Genesys has their times as scores.
 */
const PASS = `
for _, key in ipairs(redis.call('KEYS', '*')) do
  if redis.call('TYPE', key).ok == 'zset' then
    for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do redis.call('ZINCRBY', key, -ARGV[1], member) end
  end
  local left = redis.call('PTTL', key)
  if left >= 0 then redis.call('PEXPIRE', key, left - ARGV[1]) end
end`;

/** Makes `ms` pass at once for all keys of this Redis. */
export async function passInRedis(redis: Redis, ms: number): Promise<void> {
  for (const key of [...(await redis.keys('dataaction:control:*')), ...(await redis.keys('*:pauses'))])
    await passInControl(redis, key, ms);
  await redis.eval(PASS, 0, ms);
}
