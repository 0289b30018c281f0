import { setTimeout as sleep } from 'node:timers/promises';
import { type Container, ContainerGone, type Invocation } from '../support/container.ts';
import type { Exchange, Loss } from './history.ts';
import { oneOf, type Random } from './random.ts';
import { QUESTIONS, questionName, type World } from './world.ts';

/** Where the answers go. */
export interface LoadSink {
  answered(exchange: Exchange): void;
  lost(loss: Loss): void;
}

/** Requests that come at their own pace, whatever becomes of them. */
export interface Load {
  /** Sends requests for so long, `perSecond` of them; resolves when the last one was sent. */
  send(durationMs: number, perSecond: number): Promise<void>;
  /** Asks one container one question. */
  ask(container: Container, question: string): Promise<Exchange | undefined>;
  /** Resolves when the container has no request under way. */
  idle(container: Container): Promise<void>;
  /** Requests under way. */
  readonly pending: number;
  /** When the oldest of them was sent, in milliseconds since the epoch; infinite when there is none. */
  readonly oldestSentMs: number;
}

const TICK_MS = 10;
const IDLE_POLL_MS = 5;

/** A load on all containers that are in service; some questions are asked far more often than others. */
export function createLoad(world: World, random: Random, sink: LoadSink): Load {
  // In the order in which they were sent.
  const pending = new Set<{ readonly container: Container; readonly sentAtMs: number }>();

  async function ask(container: Container, question: string): Promise<Exchange | undefined> {
    const sentAtMs = Date.now();
    const request = { container, sentAtMs };
    pending.add(request);
    try {
      const exchange = exchangeOf(question, await container.askQueues({ name: question }));
      sink.answered(exchange);
      return exchange;
    } catch (error) {
      if (!(error instanceof ContainerGone)) throw error;
      sink.lost({ question, sentAtMs, lostAtMs: Date.now() });
      return undefined;
    } finally {
      pending.delete(request);
    }
  }

  return {
    ask,
    get pending() {
      return pending.size;
    },
    get oldestSentMs() {
      const [oldest] = pending;
      return oldest?.sentAtMs ?? Number.POSITIVE_INFINITY;
    },
    idle: async (container) => {
      while ([...pending].some((request) => request.container === container)) await sleep(IDLE_POLL_MS);
    },
    send: async (durationMs, perSecond) => {
      const startMs = performance.now();
      for (let sent = 0, elapsedMs = 0; elapsedMs < durationMs; elapsedMs = performance.now() - startMs) {
        const due = Math.floor((elapsedMs / 1000) * perSecond);
        for (; sent < due; sent += 1) {
          const question = questionName(Math.floor(QUESTIONS * random() ** 2));
          void ask(oneOf(random, [...world.inService]), question);
        }
        await sleep(TICK_MS);
      }
    },
  };
}

function exchangeOf(question: string, invocation: Invocation): Exchange {
  const { statusCode, body, sentAtMs, answeredAtMs, durationMs, lagMs, line } = invocation;
  const { entities = [] } = (body.data ?? {}) as { entities?: { name?: string; description?: string }[] };
  const [entity] = entities;
  return {
    question,
    sentAtMs,
    answeredAtMs,
    statusCode,
    code: statusCode === 200 ? undefined : String(body.code),
    stale: body.stale === true,
    ageSeconds: Number(body.ageSeconds ?? 0),
    madeAtMs: entity?.description === undefined ? undefined : Number(entity.description),
    about: entity?.name,
    durationMs,
    lagMs,
    line,
  };
}
