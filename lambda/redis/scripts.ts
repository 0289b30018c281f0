import { createHash } from 'node:crypto';
import { FINGERPRINT_BYTES } from '../cache/entry.ts';

/** A Lua script, which Redis runs as one atomic step, and the SHA-1 under which Redis keeps it. */
export interface RedisScript {
  readonly lua: string;
  readonly sha: string;
}

function script(lua: string): RedisScript {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/** `current`: the fingerprint of the bytes under KEYS[1]; empty for nothing and for a value that is not a string. */
const READ_FINGERPRINT = `
local current = redis.pcall('GETRANGE', KEYS[1], 0, ${FINGERPRINT_BYTES - 1})
if type(current) ~= 'string' then current = '' end`;

/**
 * `read_text(key)`: a string, or false for nothing. A value of another type cannot be a lease or a failure; it is
 * deleted, because otherwise nothing could ever be stored under the key.
 */
const READ_TEXT = `
local function read_text(key)
  local text = redis.pcall('GET', key)
  if type(text) ~= 'table' then return text end
  redis.call('DEL', key)
  return false
end`;

/** `now`: store time, see cache/store.ts. */
const READ_STORE_TIME = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]`;

/**
 * KEYS entry, lease, failure, tags; ARGV fingerprint that was seen, holder, term of the lease, how long failures are
 * remembered, whether to ignore a failure. Returns the outcome, the time and what belongs to the outcome. Sent again
 * after its connection broke, the script finds the lease that it has acquired.
 */
export const ACQUIRE_LEASE = script(`${READ_FINGERPRINT}${READ_TEXT}${READ_STORE_TIME}
local tags = #KEYS > 3 and redis.call('MGET', unpack(KEYS, 4)) or {}
if current ~= ARGV[1] then return {'changed', now, redis.call('GET', KEYS[1]), tags} end
local record, held_by = read_text(KEYS[3]), read_text(KEYS[2])
local left = redis.call('PTTL', KEYS[3]) - tonumber(ARGV[4])
if record and left > 0 and ARGV[5] == '0' then return {'failed', now, record, left, tags} end
if redis.call('SET', KEYS[2], ARGV[2], 'NX', 'PX', ARGV[3]) or held_by == ARGV[2] then
  return {'acquired', now, record}
end
return {'held', now}`);

/** KEYS lease; ARGV holder, new term: 0 releases the lease. */
export const EXTEND_LEASE = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`);

/**
 * KEYS entry, lease, failure; ARGV fingerprint that was seen, holder, bytes, how long they are kept. Sent again after
 * its connection broke, the script finds the bytes that it has stored, and reports them as stored.
 */
export const PUT_ENTRY = script(`${READ_FINGERPRINT}
if redis.call('GET', KEYS[2]) == ARGV[2] then redis.call('DEL', KEYS[2]) end
if current ~= '' and current ~= ARGV[1] and current ~= string.sub(ARGV[3], 1, ${FINGERPRINT_BYTES}) then return 0 end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
redis.call('DEL', KEYS[3])
return 1`);

/** KEYS entry, lease, failure; ARGV holder, record, how long it is kept, whether to delete the entry. */
export const PUT_FAILURE = script(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3])
if ARGV[4] == '1' then redis.call('DEL', KEYS[1]) end
return 1`);

/** KEYS tags of one slot; ARGV how long they are kept. Sets each tag to store time. */
export const INVALIDATE_TAGS = script(`${READ_STORE_TIME}
for _, key in ipairs(KEYS) do redis.call('SET', key, string.format('%.0f', now), 'PX', ARGV[1]) end
return 1`);

/**
 * KEYS pause, log of calls; ARGV max calls in a window (0: no limit), length of the window, a name for these calls,
 * their number. Takes all calls or none. Returns 0, or the milliseconds until they may be made. The clock is that of
 * Redis, the same for all containers.
 */
export const TAKE_CALLS = script(`
local paused = redis.call('PTTL', KEYS[1])
if paused > 0 then return paused end
local max, window, calls = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[4])
if max == 0 then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
local excess = redis.call('ZCARD', KEYS[2]) + calls - max
if excess > 0 then
  local last_to_leave = redis.call('ZRANGE', KEYS[2], excess - 1, excess - 1, 'WITHSCORES')
  return (last_to_leave[2] or now) + window - now
end
for call = 1, calls do redis.call('ZADD', KEYS[2], now, ARGV[3] .. ':' .. call) end
redis.call('PEXPIRE', KEYS[2], window)
return 0`);

/** KEYS pause; ARGV its length in milliseconds. A longer pause that is already running stays. */
export const PAUSE_CALLS = script(`
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 1`);
