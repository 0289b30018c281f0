/** One defect, put into a source file by replacing a text that occurs exactly once. */
export interface Mutant {
  readonly name: string;
  /** The path under lambda/. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Where the schedules run. */
  readonly store: 'memory' | 'Redis';
}

const inMemory = (name: string, file: string, from: string, to: string): Mutant => ({
  ...{ name, file, from, to, store: 'memory' },
});

const inScripts = (name: string, from: string, to: string): Mutant => ({
  ...{ name, file: 'redis/scripts.ts', from, to, store: 'Redis' },
});

const CACHE: readonly Mutant[] = [
  inMemory('a lease is not extended in time', 'cache/lease.ts', 'LEASE_TERM_MS / 3', 'LEASE_TERM_MS * 3'),
  inMemory('a request loses patience too soon', 'cache/lease.ts', 'WAIT_SHARE = 0.5', 'WAIT_SHARE = 0.1'),
  inMemory('polls are a second apart', 'cache/lease.ts', 'POLL_MIN_MS = 15', 'POLL_MIN_MS = 1000'),
  inMemory(
    'an outdated failure is not tried again',
    'cache/lease.ts',
    'if (isOutdatedFailure(record, tagsVersion)) return undefined;',
    '',
  ),
  inMemory(
    'an entry whose tags have changed stays fresh',
    'cache/freshness.ts',
    'entry.tagsVersion !== tagsVersion',
    'false',
  ),
  inMemory(
    'a request joins a fetch from before a change',
    'cache/read-through.ts',
    'found.tagsVersion}`',
    "'any'}`",
  ),
  inMemory(
    'a failure is not remembered',
    'cache/fetch.ts',
    "if (mode.kind === 'leased') await",
    "if (mode.kind !== 'leased') await",
  ),
  inMemory(
    'a container keeps its copy of the old tags',
    'cache/copying-store.ts',
    'if (isWritable) copies.copy(key, tags, stored);',
    'if (isWritable) copies.copyMissing(key, [], stored);',
  ),
  inMemory(
    'a wait does not hear its signal',
    'runtime/abort.ts',
    "else signal?.addEventListener('abort', onAbort, { once: true });",
    '',
  ),
];

const MEMORY_STORE: readonly Mutant[] = [
  inMemory(
    'memory: a held lease is acquired',
    'cache/memory-store.ts',
    'if (isHeld && leases.peek(key) !== holder)',
    'if (!isHeld && leases.peek(key) === holder)',
  ),
  inMemory(
    'memory: a late entry replaces a newer one',
    'cache/memory-store.ts',
    'if (hasNewer(key, seen) && hasNewer(key, fingerprintOf(bytes))) return false;',
    '',
  ),
  inMemory(
    'memory: a late failure deletes a newer entry',
    'cache/memory-store.ts',
    '|| hasNewer(key, seen)) return;',
    ') return;',
  ),
  inMemory(
    'memory: another container releases the lease',
    'cache/memory-store.ts',
    'leases.peek(key) === holder && leases.delete(key)',
    'leases.delete(key)',
  ),
  inMemory(
    'memory: a back-off does not stop calls',
    'cache/memory-store.ts',
    'failure.leftMs > 0 &&',
    'failure.leftMs > 60_000 &&',
  ),
  inMemory(
    'memory: an invalidation keeps the versions',
    'cache/memory-store.ts',
    'Buffer.from(randomUUID())',
    "Buffer.from('1')",
  ),
  inMemory(
    'memory: a new tag always has the same version',
    'cache/memory-store.ts',
    '?? Buffer.from(holder)',
    "?? Buffer.from('1')",
  ),
];

const SCRIPTS: readonly Mutant[] = [
  inScripts(
    'Redis: a held lease is acquired',
    "if holder and holder ~= ARGV[2] then return {'held', versions} end",
    '',
  ),
  inScripts('Redis: a new tag always has the same version', 'version = ARGV[2]', "version = '1'"),
  inScripts(
    'Redis: a back-off does not stop calls',
    'if failure and window > 0 and',
    'if failure and window > 60000 and',
  ),
  inScripts('Redis: a next failure is ignored too', 'failure ~= ARGV[4]', "ARGV[4] == ''"),
  inScripts(
    'Redis: a lease is not extended',
    "write('lease:', ARGV[1], tonumber(ARGV[2]))",
    'local _ = ARGV[2]',
  ),
  inScripts(
    'Redis: another container releases the lease',
    "if read('lease:') ~= ARGV[1] then return 0 end\nif ARGV[2]",
    'if ARGV[2]',
  ),
  inScripts(
    'Redis: a late entry replaces a newer one',
    "local is_new = current == ''",
    "local is_new = true or current == ''",
  ),
  inScripts(
    'Redis: storing an entry does not release the lease',
    "if read('lease:') == ARGV[2] then remove('lease:') end",
    '',
  ),
  inScripts(
    'Redis: a failure does not release the lease',
    "if read('lease:') ~= ARGV[2] then return 0 end\nremove('lease:')",
    "if read('lease:') ~= ARGV[2] then return 0 end",
  ),
  inScripts(
    'Redis: a late failure deletes a newer entry',
    "if current ~= '' and current ~= ARGV[1] then return 0 end",
    '',
  ),
  inScripts(
    'Redis: only the first tag is invalidated',
    "for _, key in ipairs(KEYS) do redis.call('SET', key, ARGV[1]",
    "for _, key in ipairs({KEYS[1]}) do redis.call('SET', key, ARGV[1]",
  ),
  inScripts('Redis: times are in seconds', 'time[1] * 1000 + math.floor(time[2] / 1000)', 'time[1] * 1000'),
];

export const MUTANTS: readonly Mutant[] = [...CACHE, ...MEMORY_STORE, ...SCRIPTS];
