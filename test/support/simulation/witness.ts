import { decodeEntry } from '../../../lambda/cache/entry.ts';
import type { CacheStore, LeaseReply, Stored } from '../../../lambda/cache/store.ts';
import type { History, OperationRecord, WriteRecord } from './history.ts';
import { queueOf } from './keys.ts';
import { readOrigin } from './origin.ts';
import type { Scheduler } from './scheduler.ts';

/** The reply of the shared store, and the record of what it did. */
export interface Performed<Reply> {
  readonly reply: Reply;
  readonly record: OperationRecord;
}

const NEVER = new AbortController().signal;

type Part = 'get' | 'acquireLease' | 'extendLease' | 'releaseLease' | 'putEntry' | 'putFailure';
/** The operations of a store without their signals; each also resolves to its record. */
type Witnessed = {
  [Name in Part]: CacheStore[Name] extends (...args: [...infer Args, AbortSignal]) => Promise<infer Reply>
    ? (...args: Args) => Promise<Performed<Reply>>
    : never;
};

/** Performs the operations of one container in the shared store, and records them. */
export function createWitness(
  store: CacheStore,
  scheduler: Scheduler,
  history: History,
  container: string,
): Witnessed {
  function record(
    name: Part,
    key: string,
    holder: string | undefined,
    rest: Partial<OperationRecord>,
  ): OperationRecord {
    const operation = { name, container, holder, queue: queueOf(key), atMs: scheduler.nowMs };
    const complete = { ...operation, outcome: 'done', hasAllTags: false, ...rest };
    history.operations.push(complete);
    return complete;
  }

  const bytesUnder = async (key: string) => (await store.get(key, [], NEVER)).bytes;

  /** Performs a write; records the calls that the entries before and after it came from. */
  async function write<Reply>(
    key: string,
    perform: () => Promise<Reply>,
  ): Promise<{ reply: Reply; before: number | undefined; after: number | undefined }> {
    const before = callIn(await bytesUnder(key));
    const reply = await perform();
    return { reply, before, after: callIn(await bytesUnder(key)) };
  }

  return {
    get: async (key, tags) => {
      const reply = await store.get(key, tags, NEVER);
      const outcome = reply.bytes === undefined ? 'nothing' : `entry of call ${callIn(reply.bytes)}`;
      const rest = { outcome, hasAllTags: hasAllTags(reply), freshUntilEpochMs: freshUntilEpochMs(reply) };
      return { reply, record: record('get', key, undefined, rest) };
    },
    acquireLease: async (key, request) => {
      const reply = await store.acquireLease(key, request, NEVER);
      const { outcome } = reply;
      const shown = outcome === 'changed' ? { freshUntilEpochMs: freshUntilEpochMs(reply) } : {};
      const rest = { outcome, hasAllTags: hasAllTags(reply), leaseMs: request.termMs, ...shown };
      return { reply, record: record('acquireLease', key, request.holder, rest) };
    },
    extendLease: async (key, lease) => {
      const reply = await store.extendLease(key, lease, NEVER);
      return { reply, record: record('extendLease', key, lease.holder, { leaseMs: lease.termMs }) };
    },
    releaseLease: async (key, holder) => {
      const reply = await store.releaseLease(key, holder, NEVER);
      return { reply, record: record('releaseLease', key, holder, {}) };
    },
    putEntry: async (key, entry) => {
      const { reply, ...calls } = await write(key, () => store.putEntry(key, entry, NEVER));
      const decoded = decodeEntry(entry.bytes);
      if (decoded.kind !== 'entry') throw new Error('the cache stores an entry that cannot be read');
      const { storedAtMs, lifetimeMs, value } = decoded.entry;
      const written: WriteRecord = {
        call: readOrigin(value)?.call,
        ...calls,
        stored: reply
          ? { freshUntilEpochMs: storedAtMs + lifetimeMs, keptUntilMs: scheduler.nowMs + entry.keptMs }
          : undefined,
      };
      const outcome = reply ? 'stored' : 'superseded';
      return { reply, record: record('putEntry', key, entry.holder, { outcome, written }) };
    },
    putFailure: async (key, failure) => {
      const { reply, ...calls } = await write(key, () => store.putFailure(key, failure, NEVER));
      const written: WriteRecord = {
        call: readOrigin(failure.record.toString().replaceAll('\\"', '"'))?.call,
        ...calls,
        backOffUntilMs: scheduler.nowMs + failure.windowMs,
      };
      const outcome = `back-off of ${failure.windowMs} ms`;
      return { reply, record: record('putFailure', key, failure.holder, { outcome, written }) };
    },
  };
}

function hasAllTags({ versions }: Stored | LeaseReply): boolean {
  return !versions.includes(undefined);
}

/** 0 if there is no entry. */
function freshUntilEpochMs({ bytes }: Pick<Stored, 'bytes'>): number {
  const decoded = decodeEntry(bytes);
  return decoded.kind === 'entry' ? decoded.entry.storedAtMs + decoded.entry.lifetimeMs : 0;
}

/** The number of the call that an entry came from. */
function callIn(bytes: Buffer | undefined): number | undefined {
  const decoded = decodeEntry(bytes);
  return decoded.kind === 'entry' ? readOrigin(decoded.entry.value)?.call : undefined;
}
