import { INVARIANT_NAMES, type Violation } from './invariants.ts';

/** One defect, put into a source file by replacing a text that occurs exactly once. */
export interface Mutant {
  /** What the product then does wrong. */
  readonly name: string;
  /** The path under lambda/. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly violates: Violation['invariant'];
  /** The store that the schedules use. */
  readonly store: 'memory' | 'Redis';
}

type Defects = Readonly<
  Record<Violation['invariant'], readonly (readonly [name: string, file: string, from: string, to: string])[]>
>;

const DEFECTS: Defects = {
  'one call per queue and window': [
    ['a lease is not extended in time', 'cache/lease.ts', 'LEASE_TERM_MS / 3', 'LEASE_TERM_MS * 3'],
    ['a request loses patience too soon', 'cache/lease.ts', 'WAIT_SHARE = 0.5', 'WAIT_SHARE = 0.1'],
    [
      'a held lease is acquired',
      'cache/memory-store.ts',
      'if (isHeld && leases.peek(key) !== holder)',
      'if (!isHeld && leases.peek(key) === holder)',
    ],
    [
      'another container releases the lease',
      'cache/memory-store.ts',
      'leases.peek(key) === holder && leases.delete(key)',
      'leases.delete(key)',
    ],
    [
      'a back-off does not stop calls',
      'cache/memory-store.ts',
      'failure.leftMs > 0 &&',
      'failure.leftMs > 60_000 &&',
    ],
    [
      'a held lease is acquired',
      'redis/scripts.ts',
      "if holder and holder ~= ARGV[2] then return {'held', versions} end",
      '',
    ],
    [
      'a back-off does not stop calls',
      'redis/scripts.ts',
      'if failure and window > 0 and',
      'if failure and window > 60000 and',
    ],
    ['a next failure is ignored too', 'redis/scripts.ts', 'failure ~= ARGV[4]', "ARGV[4] == ''"],
    [
      'a lease is not extended',
      'redis/scripts.ts',
      "write('lease:', ARGV[1], tonumber(ARGV[2]))",
      'local _ = ARGV[2]',
    ],
    [
      'another container releases the lease',
      'redis/scripts.ts',
      "if read('lease:') ~= ARGV[1] then return 0 end\nif ARGV[2]",
      'if ARGV[2]',
    ],
    [
      'times are in seconds',
      'redis/scripts.ts',
      'time[1] * 1000 + math.floor(time[2] / 1000)',
      'time[1] * 1000',
    ],
  ],
  'no value from before a change': [
    [
      'an outdated failure is not tried again',
      'cache/lease.ts',
      'if (isOutdatedFailure(record, tagsVersion)) return retry;',
      '',
    ],
    [
      'an entry whose tags have changed stays fresh',
      'cache/freshness.ts',
      'entry.tagsVersion !== tagsVersion',
      'false',
    ],
    [
      'a request joins a fetch from before a change',
      'cache/read-through.ts',
      '?? randomUUID()',
      '?? lookup.key',
    ],
    [
      'a container keeps its copy of the old tags',
      'cache/cache.ts',
      'if (isWritable) copies.copy(key, tags, stored);',
      'if (isWritable) copies.copyNewer(key, [], stored);',
    ],
    [
      'an invalidation keeps the versions',
      'cache/memory-store.ts',
      'Buffer.from(randomUUID())',
      "Buffer.from('1')",
    ],
    [
      'a new tag always has the same version',
      'cache/memory-store.ts',
      '?? Buffer.from(holder)',
      "?? Buffer.from('1')",
    ],
    ['a new tag always has the same version', 'redis/scripts.ts', 'version = ARGV[2]', "version = '1'"],
    [
      'only the first tag is invalidated',
      'redis/scripts.ts',
      "for _, key in ipairs(KEYS) do redis.call('SET', key, ARGV[1]",
      "for _, key in ipairs({KEYS[1]}) do redis.call('SET', key, ARGV[1]",
    ],
  ],
  'nothing stored over something newer': [
    [
      'a late entry replaces a newer one',
      'cache/memory-store.ts',
      'if (hasNewer(key, seen) && hasNewer(key, fingerprintOf(bytes))) return false;',
      '',
    ],
    [
      'a late failure deletes a newer entry',
      'cache/memory-store.ts',
      '|| hasNewer(key, seen)) return;',
      ') return;',
    ],
    [
      'a late entry replaces a newer one',
      'redis/scripts.ts',
      "local is_new = current == ''",
      "local is_new = true or current == ''",
    ],
    [
      'a late failure deletes a newer entry',
      'redis/scripts.ts',
      "if current ~= '' and current ~= ARGV[1] then return 0 end",
      '',
    ],
  ],
  'every wait ends by its deadline': [
    [
      'a wait does not hear its signal',
      'runtime/deadline.ts',
      "else signal?.addEventListener('abort', onAbort, { once: true });",
      '',
    ],
  ],
  'no lost wake-up': [
    ['polls are a second apart', 'cache/lease.ts', 'POLL_MIN_MS = 15', 'POLL_MIN_MS = 1000'],
    [
      'a failure is not remembered',
      'cache/fetch.ts',
      "if (mode.kind === 'leased') await",
      "if (mode.kind !== 'leased') await",
    ],
    [
      'storing an entry does not release the lease',
      'redis/scripts.ts',
      "if read('lease:') == ARGV[2] then remove('lease:') end",
      '',
    ],
    [
      'a failure does not release the lease',
      'redis/scripts.ts',
      "if read('lease:') ~= ARGV[2] then return 0 end\nremove('lease:')",
      "if read('lease:') ~= ARGV[2] then return 0 end",
    ],
  ],
  'every failure and fallback has a reason': [
    ['the cache throws', 'cache/cache.ts', 'await shared(lookup)', 'await shared()'],
    [
      'a request fails because the store does',
      'cache/read-through.ts',
      "({ state: 'unavailable', cause }) as const",
      'Promise.reject(cause)',
    ],
    ['a fetch under the lease throws', 'cache/fetch.ts', '() => fetch(limits)', '() => fetch()'],
    ['a stale entry is no fallback', 'cache/fetch.ts', '|| error.staleIfError)', ')'],
    [
      'an expired entry is a fallback',
      'cache/freshness.ts',
      'ageMs < Math.min(lifetimeMs + staleMs, maxAgeMs)',
      'true',
    ],
  ],
};

export const MUTANTS: readonly Mutant[] = INVARIANT_NAMES.flatMap((violates) =>
  DEFECTS[violates].map(([name, file, from, to]) => ({
    ...({ name, file, from, to, violates, store: file.startsWith('redis/') ? 'Redis' : 'memory' } as const),
  })),
);
