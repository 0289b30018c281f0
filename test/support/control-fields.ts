import type { Redis } from 'ioredis';

/** What a container leaves beside an entry; see the scripts in lambda/redis/scripts.ts. */
type ControlName = 'lease' | 'failure';

/** The hash with the leases and failures of a key's data action. */
export function controlKeyOf(key: string): string {
  return `dataaction:control:${/\{[^}]*\}/.exec(key)?.[0] ?? `{${key}}`}`;
}

/** The milliseconds until a lease or a failure ends, by the clock of Redis; 0 or less for none. */
export async function leftOf(redis: Redis, name: ControlName, key: string): Promise<number> {
  const field = (await redis.hget(controlKeyOf(key), `${name}:${key}`)) ?? '0';
  return Number.parseInt(field, 10) - (await nowMsOf(redis));
}

/** Writes a lease or a failure that lasts an hour. */
export async function writeControl(
  redis: Redis,
  name: ControlName,
  key: string,
  payload: string,
): Promise<void> {
  const endsAtMs = (await nowMsOf(redis)) + 3_600_000;
  await redis.hset(controlKeyOf(key), `${name}:${key}`, `${endsAtMs} ${payload}`);
}

/** Makes `ms` pass for the leases and failures of a key's data action, and for those of one kind only if `name` says so. */
export async function passInControl(redis: Redis, controlKey: string, ms: number, name = ''): Promise<void> {
  await redis.eval(PASS, 1, controlKey, ms, name);
}

const PASS = `
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local ends, payload = string.match(fields[i + 1], '^(%d+) (.*)$')
  if string.sub(fields[i], 1, #ARGV[2]) == ARGV[2] then
    redis.call('HSET', KEYS[1], fields[i], string.format('%.0f ', tonumber(ends) - ARGV[1]) .. payload)
  end
end`;

export async function nowMsOf(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Number(microseconds) / 1000;
}
