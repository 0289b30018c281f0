import { setTimeout as sleep } from 'node:timers/promises';
import { type Container, ContainerGone, type Invocation } from '../support/container.ts';
import type { Exchange, Loss } from './history.ts';
import { type LocalSystem, QUEUES, queueName } from './local-system.ts';
import { oneOf, type Random } from './random.ts';

/** Receives the responses. */
export interface LoadSink {
  responded(exchange: Exchange): void;
  lost(loss: Loss): void;
}

/** An open-loop load: requests are sent at a fixed rate, whether or not earlier ones have ended. */
export interface Load {
  /** Sends `perSecond` requests a second for `durationMs`; resolves when the last one is sent. */
  send(durationMs: number, perSecond: number): Promise<void>;
  /** Sends one container a request for this queue; resolves with undefined if the container is killed. */
  request(container: Container, queue: string): Promise<Exchange | undefined>;
  /** Resolves when the container has no pending request. */
  idle(container: Container): Promise<void>;
  /** The number of pending requests. */
  readonly pending: number;
  /** When the oldest pending request was sent, in milliseconds since the epoch; infinite without one. */
  readonly oldestSentMs: number;
}

const TICK_MS = 10;
const IDLE_POLL_MS = 5;

/** A load on all containers that are in service; some queues are requested far more often than others. */
export function createLoad(system: LocalSystem, random: Random, sink: LoadSink): Load {
  // A set keeps the order in which the requests were sent.
  const pending = new Set<{ readonly container: Container; readonly sentAtMs: number }>();

  async function request(container: Container, queue: string): Promise<Exchange | undefined> {
    const sentAtMs = Date.now();
    const entry = { container, sentAtMs };
    pending.add(entry);
    try {
      const exchange = exchangeOf(queue, await container.requestQueues({ name: queue }));
      sink.responded(exchange);
      return exchange;
    } catch (error) {
      if (!(error instanceof ContainerGone)) throw error;
      sink.lost({ queue, sentAtMs, lostAtMs: Date.now() });
      return undefined;
    } finally {
      pending.delete(entry);
    }
  }

  return {
    request,
    get pending() {
      return pending.size;
    },
    get oldestSentMs() {
      const [oldest] = pending;
      return oldest?.sentAtMs ?? Number.POSITIVE_INFINITY;
    },
    idle: async (container) => {
      while ([...pending].some((one) => one.container === container)) await sleep(IDLE_POLL_MS);
    },
    send: async (durationMs, perSecond) => {
      const startMs = performance.now();
      for (let sent = 0, elapsedMs = 0; elapsedMs < durationMs; elapsedMs = performance.now() - startMs) {
        const due = Math.floor((elapsedMs / 1000) * perSecond);
        for (; sent < due; sent += 1) {
          const queue = queueName(Math.floor(QUEUES * random() ** 2));
          void request(oneOf(random, [...system.inService]), queue);
        }
        await sleep(TICK_MS);
      }
    },
  };
}

function exchangeOf(queue: string, invocation: Invocation): Exchange {
  const { statusCode, body, sentAtMs, respondedAtMs, durationMs, lagMs, copyBytes, line } = invocation;
  const { entities = [] } = (body.data ?? {}) as { entities?: { name?: string; description?: string }[] };
  const [entity] = entities;
  return {
    queue,
    sentAtMs,
    respondedAtMs,
    statusCode,
    code: statusCode === 200 ? undefined : String(body.code),
    stale: body.stale === true,
    ageSeconds: Number(body.ageSeconds ?? 0),
    generatedAtMs: entity?.description === undefined ? undefined : Number(entity.description),
    responseQueue: entity?.name,
    durationMs,
    lagMs,
    copyBytes,
    line,
  };
}
