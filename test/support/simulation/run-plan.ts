import { createCache } from '../../../lambda/cache/cache.ts';
import { tagsToInvalidate } from '../../../lambda/cache/keys.ts';
import { createMemoryStore } from '../../../lambda/cache/memory-store.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import type { Clock } from '../../../lambda/runtime/clock.ts';
import { seededRandom } from '../../soak/random.ts';
import { createHistory, type History, type RequestRecord } from './history.ts';
import { cacheKeyOf, QUEUES, tagsOfQueue } from './keys.ts';
import { createOrigin } from './origin.ts';
import type { Plan, PlannedEvent } from './plan.ts';
import { createRemoteStore } from './remote-store.ts';
import { createScheduler, type Host, type Scheduler } from './scheduler.ts';
import type { OpenSharedStore } from './shared-store.ts';

const START_EPOCH_MS = Date.UTC(2026, 10, 27);
const COPY_LIMITS = { maxEntries: 16, maxBytes: 1_000_000, maxKeptMs: 60_000 };
const POLICY = { refreshTimeoutMs: 800, storeReserveMs: 300, negativeSeconds: 3, maxEntryBytes: 500 };
const NEVER = new AbortController().signal;

/** Runs the containers of a plan, each with a cache of its own, over a new shared store. Returns what happened. */
export async function runPlan(plan: Plan, openStore: OpenSharedStore): Promise<History> {
  const scheduler = createScheduler();
  const history = createHistory(plan);
  const origin = createOrigin(scheduler, history, plan.originFaults);
  const shared = await openStore(() => START_EPOCH_MS + scheduler.nowMs);
  const note = (where: string, text: string) => history.trace.push({ atMs: scheduler.nowMs, where, text });

  function createContainer({ name, skewMs, seed }: Plan['containers'][number]) {
    const host: Host = { isDead: false, frozenUntilMs: 0 };
    const random = seededRandom(seed);
    const clock = clockOf(scheduler, host, START_EPOCH_MS + skewMs);
    const endpoint = { name, host, random, faults: plan.storeFaults };
    const store = createRemoteStore(shared.store, scheduler, history, endpoint);
    const copies = createMemoryStore(COPY_LIMITS, clock);
    const { keepsCopies } = plan;
    const cache = createCache({ store, copies, keepsCopies, clock, random, policy: POLICY });

    /** Looks up without a limit of its own: the cache itself must end every wait by the deadline. */
    async function request({
      queue,
      budgetMs,
      seed: requestSeed,
    }: Extract<PlannedEvent, { kind: 'request' }>) {
      const record: RequestRecord = { container: name, queue, startMs: scheduler.nowMs, budgetMs };
      history.requests.push(record);
      note(name, `request for ${queue} within ${budgetMs} ms`);
      const deadline = new AbortController();
      const cancel = scheduler.after(
        budgetMs,
        () => deadline.abort(new DataActionError('deadline_exceeded', '')),
        host,
      );
      const ofRequest = seededRandom(requestSeed);
      const looked = cache.getOrFetch({
        key: cacheKeyOf(queue),
        tags: tagsOfQueue(queue),
        ttlSeconds: plan.ttlSeconds,
        staleIfErrorSeconds: plan.staleIfErrorSeconds,
        maxValueBytes: 10_000,
        deadline: { atMs: scheduler.nowMs + budgetMs, signal: deadline.signal },
        fetch: (limits) => origin.fetch(record, host, ofRequest, limits),
        observe: () => undefined,
      });
      await looked.then(
        (result) => Object.assign(record, { result }),
        (error: unknown) => Object.assign(record, { error }),
      );
      cancel();
      record.endMs = scheduler.nowMs;
      const { result, error } = record;
      note(
        name,
        result ? `result ${result.outcome} ${result.value.slice(0, 40)}` : `error ${describe(error)}`,
      );
    }
    return { name, skewMs, host, request };
  }

  const containers = new Map(plan.containers.map((planned) => [planned.name, createContainer(planned)]));

  /** Changes the data of the origin, then invalidates the entries that depend on it. */
  function change({ queue, delayMs }: Extract<PlannedEvent, { kind: 'change' }>): void {
    const queues = queue === 'all' ? QUEUES : [queue];
    const versions = queues.map((changed) => ({ queue: changed, version: origin.change(changed) }));
    note('origin', `changes ${queue}`);
    const what = queue === 'all' ? { action: 'queue' } : { entityType: 'Queue', entityId: queue };
    scheduler.after(delayMs, async () => {
      await shared.store.invalidateTags(tagsToInvalidate('queue', what), NEVER);
      const invalidatedMs = scheduler.nowMs;
      history.changes.push(...versions.map((version) => ({ ...version, invalidatedMs })));
      for (const changed of queues) disturb({ queue: changed }, 'change');
      note('store', `invalidates ${queue}`);
    });
  }

  async function evict({ queue, what }: Extract<PlannedEvent, { kind: 'eviction' }>): Promise<void> {
    note('store', `evicts ${what} of ${queue}`);
    if (what === 'entry') await shared.evictEntry(cacheKeyOf(queue));
    else await shared.evictTag(tagsOfQueue(queue).at(-1) ?? '');
    disturb({ queue }, 'eviction');
  }

  function disturb(of: { queue: string } | { container: string }, cause: string, ms = 0): void {
    const fromMs = scheduler.nowMs;
    history.disturbances.push({ of, cause, fromMs, untilMs: fromMs + ms });
  }

  function perform(event: PlannedEvent): void | Promise<void> {
    if (event.kind === 'change') return change(event);
    if (event.kind === 'eviction') return evict(event);
    const container = containers.get(event.container);
    if (container === undefined) throw new Error(`no container ${event.container}`);
    const { name, host } = container;
    if (event.kind === 'request') {
      scheduler.after(0, () => void container.request(event), host);
      return;
    }
    const ms = event.kind === 'freeze' ? event.ms : Number.POSITIVE_INFINITY;
    host.isDead ||= event.kind === 'death';
    host.frozenUntilMs = Math.max(host.frozenUntilMs, scheduler.nowMs + ms);
    disturb({ container: name }, event.kind, ms);
    note(name, event.kind === 'freeze' ? `is frozen for ${ms} ms` : 'dies');
  }

  for (const { name, skewMs } of containers.values()) history.epochMs.set(name, START_EPOCH_MS + skewMs);
  for (const event of plan.events) scheduler.after(event.atMs, () => perform(event));
  await scheduler.run();
  return history;
}

function clockOf(scheduler: Scheduler, host: Host, startEpochMs: number): Clock {
  return {
    epochMs: () => startEpochMs + scheduler.nowMs,
    monotonicMs: () => scheduler.nowMs,
    timer: (ms, onDue) => scheduler.after(ms, onDue, host),
  };
}

function describe(error: unknown): string {
  if (error instanceof DataActionError) return `${error.code} ${error.message}`;
  return String(error);
}
