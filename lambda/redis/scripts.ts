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

/** Sets `current` to the fingerprint of the bytes under KEYS[1]; empty if there are none or the value is not a string. */
const READ_FINGERPRINT = `
local current = redis.pcall('GETRANGE', KEYS[1], 0, ${FINGERPRINT_BYTES - 1})
if type(current) ~= 'string' then current = '' end`;

/**
 * Lua functions for the fields of a hash that expire. Leases, failures, pauses and tokens are fields of a hash without a
 * TTL, so a full Redis that evicts only keys with a TTL never evicts them. A field holds its end, in milliseconds by
 * Redis' clock, and its payload. `read(name)` returns the payload and the time left, or false and 0 once the field has
 * ended. Redis does not delete these fields by itself, so `write` also deletes up to three random fields that have ended.
 * `key` is the hash, and `suffix` is appended to the names.
 */
const endingFields = (key: string, suffix: string) => `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local kind = redis.call('TYPE', ${key}).ok
if kind ~= 'hash' and kind ~= 'none' then redis.call('DEL', ${key}) end
local function parse(value)
  local ends, payload = string.match(value or '', '^(%d+) (.*)$')
  if ends and tonumber(ends) > now then return payload, tonumber(ends) - now end
  return false, 0
end
local function read(name) return parse(redis.call('HGET', ${key}, name .. ${suffix})) end
local function remove(name) redis.call('HDEL', ${key}, name .. ${suffix}) end
local function write(name, payload, ms)
  local some = redis.call('HRANDFIELD', ${key}, 3, 'WITHVALUES')
  for i = 1, #some, 2 do
    if not parse(some[i + 1]) then redis.call('HDEL', ${key}, some[i]) end
  end
  redis.call('HSET', ${key}, name .. ${suffix}, string.format('%.0f ', now + ms) .. payload)
end`;

/** Leases and failures: one hash per data action, KEYS[2]; each field belongs to the entry KEYS[1]. */
const CONTROL_FIELDS = endingFields('KEYS[2]', 'KEYS[1]');
/** Pauses, and the namespaces of operations: one hash, KEYS[1]. */
const LIMIT_FIELDS = endingFields('KEYS[1]', "''");

/**
 * KEYS entry, control fields, tags; ARGV fingerprint that was seen, holder, term of the lease, record of an
 * outdated failure, how long tags are kept. Creates the tags that are missing. Returns the outcome, the versions of the tags and
 * the entry or failure. If it is sent again after its connection broke, it finds the lease that it has acquired.
 */
export const ACQUIRE_LEASE = script(`${READ_FINGERPRINT}${CONTROL_FIELDS}
local versions = {}
for i = 3, #KEYS do
  local version = redis.pcall('GET', KEYS[i])
  if type(version) ~= 'string' then
    version = ARGV[2]
    redis.call('SET', KEYS[i], version, 'PX', ARGV[5])
  end
  versions[i - 2] = version
end
if current ~= ARGV[1] then return {'changed', versions, current ~= '' and redis.call('GET', KEYS[1])} end
local failure, left = read('failure:')
local window = 0
if failure then
  local memory, record = string.match(failure, '^(%d+) (.*)$')
  failure, window = record, left - tonumber(memory)
end
if failure and window > 0 and failure ~= ARGV[4] then return {'failed', versions, failure, window} end
local holder = read('lease:')
if holder and holder ~= ARGV[2] then return {'held', versions} end
if not holder then write('lease:', ARGV[2], tonumber(ARGV[3])) end
for i = 3, #KEYS do redis.call('PEXPIRE', KEYS[i], ARGV[5]) end
return {'acquired', versions, failure, window}`);

/** KEYS entry or name of the token, control fields; ARGV holder, new term: 0 releases the lease. */
export const EXTEND_LEASE = script(`${CONTROL_FIELDS}
if read('lease:') ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then remove('lease:') else write('lease:', ARGV[1], tonumber(ARGV[2])) end
return 1`);

/**
 * KEYS entry, control fields; ARGV fingerprint that was seen, holder, bytes, how long they are kept. If it is sent again
 * after its connection broke, it finds the bytes that it has stored and reports them as stored. SET is the first write,
 * because once a script has written, Redis lets it exceed `maxmemory`.
 */
export const PUT_ENTRY = script(`${READ_FINGERPRINT}${CONTROL_FIELDS}
local is_new = current == '' or current == ARGV[1] or current == string.sub(ARGV[3], 1, ${FINGERPRINT_BYTES})
local stored = is_new and redis.pcall('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
if read('lease:') == ARGV[2] then remove('lease:') end
if not is_new then return 0 end
if stored.err then return stored end
remove('failure:')
return 1`);

/**
 * KEYS entry, control fields; ARGV fingerprint that was seen, holder, record, length of the back-off, how long the failure
 * is remembered after that, whether to delete the entry.
 */
export const PUT_FAILURE = script(`${READ_FINGERPRINT}${CONTROL_FIELDS}
if read('lease:') ~= ARGV[2] then return 0 end
remove('lease:')
if current ~= '' and current ~= ARGV[1] then return 0 end
write('failure:', ARGV[5] .. ' ' .. ARGV[3], tonumber(ARGV[4]) + tonumber(ARGV[5]))
if ARGV[6] == '1' then redis.call('DEL', KEYS[1]) end
return 1`);

/**
 * KEYS tags of one slot; ARGV new version, how long tags are kept. Returns the number of connected replicas. A missing
 * tag is not created: every entry that depends on it is stale already.
 */
export const INVALIDATE_TAGS = script(`
for _, key in ipairs(KEYS) do redis.call('SET', key, ARGV[1], 'XX', 'PX', ARGV[2]) end
local info = redis.pcall('INFO', 'replication')
if type(info) ~= 'string' then return 0 end
return tonumber(string.match(info, 'connected_slaves:(%d+)') or 0)`);

/**
 * KEYS limit fields, log of calls; ARGV max calls in a window (0: no limit), length of the window, a name for these
 * calls, their number, number of pauses, pauses, operations. Takes all calls or none. Returns 0, or the milliseconds
 * until they may be made. If it is sent again after its connection broke, it finds the calls that it has taken. The log has no TTL, so that it is not evicted; it holds at most the calls of one window.
 */
export const TAKE_CALLS = script(`${LIMIT_FIELDS}
local paused = 0
local function apply(pause)
  local _, left = read('pause:' .. pause)
  paused = math.max(paused, left)
end
local max, window, calls, pauses = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[4]), tonumber(ARGV[5])
for i = 6, #ARGV do
  if i < 6 + pauses then
    apply(ARGV[i])
  else
    local namespace = read('namespace:' .. ARGV[i])
    if namespace then apply('namespace:' .. namespace) end
  end
end
if paused > 0 or max == 0 then return paused end
local log = redis.call('TYPE', KEYS[2]).ok
if log ~= 'zset' and log ~= 'none' then redis.call('DEL', KEYS[2]) end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
if redis.call('ZSCORE', KEYS[2], ARGV[3] .. ':1') then return 0 end
local excess = redis.call('ZCARD', KEYS[2]) + calls - max
if excess > 0 then
  local last_to_leave = redis.call('ZRANGE', KEYS[2], excess - 1, excess - 1, 'WITHSCORES')
  return (last_to_leave[2] or now) + window - now
end
for call = 1, calls do redis.call('ZADD', KEYS[2], now, ARGV[3] .. ':' .. call) end
return 0`);

/**
 * KEYS limit fields; ARGV length of the pause in milliseconds, pause, operation and its namespace (empty if the 429 named
 * none), how long the namespace is remembered, max fields. A longer pause that is already running stays.
 */
export const PAUSE_CALLS = script(`${LIMIT_FIELDS}
local pause = ARGV[2]
if ARGV[4] ~= '' and redis.call('HLEN', KEYS[1]) < tonumber(ARGV[6]) then
  pause = 'namespace:' .. ARGV[4]
  write('namespace:' .. ARGV[3], ARGV[4], tonumber(ARGV[5]))
end
local _, left = read('pause:' .. pause)
if left < tonumber(ARGV[1]) then write('pause:' .. pause, '', tonumber(ARGV[1])) end
return 1`);

/**
 * KEYS name of the token, control fields; ARGV holder, term of a login's lease, term of a refresh's lease, sealed token
 * to ignore, whether to delete it. Returns the outcome, the time and the token, if there is one. A login and a refresh have
 * separate leases, so that the lease of a failed refresh, which is not released, does not delay a login.
 */
export const ACQUIRE_TOKEN = script(`${CONTROL_FIELDS}
local kept, left = read('token:')
local refresh_at, sealed = string.match(kept or '', '^(%d+) (.*)$')
if sealed == ARGV[4] then
  if ARGV[5] == '1' then remove('token:') end
  sealed = nil
end
local function reply(outcome)
  if not sealed then return {outcome, now} end
  return {outcome, now, sealed, now + left, tonumber(refresh_at)}
end
if sealed and tonumber(refresh_at) > now then return reply('fresh') end
local name = sealed and 'refresh:' or 'lease:'
local holder = read(name)
if holder and holder ~= ARGV[1] then return reply('held') end
if not holder then write(name, ARGV[1], tonumber(sealed and ARGV[3] or ARGV[2])) end
return reply('acquired')`);

/**
 * KEYS name of the token, control fields; ARGV holder, sealed token, when it ends, when it is refreshed. Without a lease,
 * it does not replace a token that ends later, because a container that was frozen during its login stores an old one.
 */
export const PUT_TOKEN = script(`${CONTROL_FIELDS}
local _, left = read('token:')
local logs_in = read('lease:') == ARGV[1]
if not logs_in and read('refresh:') ~= ARGV[1] and now + left >= tonumber(ARGV[3]) then return 0 end
if logs_in then remove('lease:') end
remove('refresh:')
write('token:', ARGV[4] .. ' ' .. ARGV[2], ARGV[3] - now)
return 1`);
