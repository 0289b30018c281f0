import { createHash } from 'node:crypto';
import { HEAD_BYTES } from '../cache/entry.ts';

/** A script that Redis runs as one step, and the name that Redis knows it by once it has seen it. */
export interface RedisScript {
  readonly lua: string;
  readonly sha: string;
}

function script(lua: string): RedisScript {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/**
 * The head of what lies under KEYS[1]: empty for nothing, and for a value that is no string, which GETRANGE
 * refuses with an error table.
 */
const READ_HEAD = `
local head = redis.pcall('GETRANGE', KEYS[1], 0, ${HEAD_BYTES - 1})
if type(head) ~= 'string' then head = '' end`;

/**
 * `read_text(key)`: a text, or false for nothing. Somebody's list or hash is no lease and no failure: it goes, or else
 * nothing would ever be stored.
 */
const READ_TEXT = `
local function read_text(key)
  local text = redis.pcall('GET', key)
  if type(text) ~= 'table' then return text end
  redis.call('DEL', key)
  return false
end`;

/** Store time: see store.ts. */
const READ_STORE_TIME = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]`;

/**
 * KEYS entry, lease, failure, markers; ARGV head that was seen, holder, term of the lease, memory of failures, whether
 * to go on in spite of a failure. Gives the outcome, the time, and what belongs to the outcome.
 * A claim that is sent again after its connection broke finds its own lease: it has won, too.
 */
export const CLAIM = script(`${READ_HEAD}${READ_TEXT}${READ_STORE_TIME}
local markers = #KEYS > 3 and redis.call('MGET', unpack(KEYS, 4)) or {}
if head ~= ARGV[1] then return {'changed', now, redis.call('GET', KEYS[1]), markers} end
local record, held_by = read_text(KEYS[3]), read_text(KEYS[2])
local left = redis.call('PTTL', KEYS[3]) - tonumber(ARGV[4])
if record and left > 0 and ARGV[5] == '0' then return {'failed', now, record, left, markers} end
if redis.call('SET', KEYS[2], ARGV[2], 'NX', 'PX', ARGV[3]) or held_by == ARGV[2] then
  return {'won', now, record}
end
return {'held', now}`);

/** KEYS lease; ARGV holder, term. */
export const RENEW = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`);

/**
 * KEYS entry, lease, failure; ARGV head that was seen, holder, bytes, how long they are kept. Sent again after its
 * connection broke, it may find its own bytes: they are stored.
 */
export const PUT = script(`${READ_HEAD}
if redis.call('GET', KEYS[2]) == ARGV[2] then redis.call('DEL', KEYS[2]) end
if head ~= '' and head ~= ARGV[1] and head ~= string.sub(ARGV[3], 1, ${HEAD_BYTES}) then return 0 end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
redis.call('DEL', KEYS[3])
return 1`);

/** KEYS entry, lease, failure; ARGV holder, record, window and memory together, whether to drop the entry. */
export const FAIL = script(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3])
if ARGV[4] == '1' then redis.call('DEL', KEYS[1]) end
return 1`);

/**
 * KEYS pause, log of calls; ARGV most calls in a window (0: any number), length of the window, a name for this
 * call. Gives 0, or the milliseconds until a call may be made. The clock is Redis' own, one for all containers.
 */
export const TAKE_CALL = script(`
local paused = redis.call('PTTL', KEYS[1])
if paused > 0 then return paused end
local most, window = tonumber(ARGV[1]), tonumber(ARGV[2])
if most == 0 then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
if redis.call('ZCARD', KEYS[2]) >= most then
  local oldest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  return oldest[2] + window - now
end
redis.call('ZADD', KEYS[2], now, ARGV[3])
redis.call('PEXPIRE', KEYS[2], window)
return 0`);

/** KEYS markers of one slot; ARGV how long they are kept, in milliseconds. Sets them to store time. */
export const MARK = script(`${READ_STORE_TIME}
for _, key in ipairs(KEYS) do redis.call('SET', key, string.format('%.0f', now), 'PX', ARGV[1]) end
return 1`);

/** KEYS pause; ARGV its length in milliseconds. A longer one that is under way stays. */
export const PAUSE_CALLS = script(`
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 1`);
