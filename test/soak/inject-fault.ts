import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from '../support/container.ts';
import type { History, RedisSpan, Span } from './history.ts';
import type { LocalSystem } from './local-system.ts';
import { oneOf, type Random } from './random.ts';
import type { PlannedFault, RedisFault, SoakFault } from './schedule.ts';

/** The targets of faults. */
export interface Stage {
  system: LocalSystem;
  history: History;
  random: Random;
  /** Resolves when the container has no pending request. */
  idle(container: Container): Promise<void>;
}

/** Starts a fault, ends it after its duration, and records that time in the history. */
export async function injectFault({ fault, lastsMs }: PlannedFault, stage: Stage): Promise<void> {
  switch (fault.on) {
    case 'genesys':
      return breakGenesys(fault, lastsMs, stage);
    case 'redis':
      return breakRedis(fault.kind, lastsMs, stage);
    case 'container':
      return fault.kind === 'kill' ? killContainer(stage) : freezeContainer(lastsMs, stage);
  }
}

async function breakGenesys(
  { fault, revokesTokens }: Extract<SoakFault, { on: 'genesys' }>,
  lastsMs: number,
  { system: { simulator }, history }: Stage,
): Promise<void> {
  const span = openSpan(history.genesys, {});
  if (revokesTokens) simulator.revokeTokens();
  simulator.fail(fault);
  await sleep(lastsMs);
  simulator.heal();
  span.untilMs = Date.now();
}

async function breakRedis(kind: RedisFault, lastsMs: number, { system, history }: Stage): Promise<void> {
  const { redis, observer } = system;
  const losesData = kind === 'kill' || kind === 'restart' || kind === 'flush';
  const losesReplies = kind === 'kill' || kind === 'restart' || kind === 'pause';
  const span: RedisSpan = openSpan(history.redis, { losesData, losesReplies });
  switch (kind) {
    case 'kill':
      await redis.kill();
      await sleep(lastsMs);
      await redis.restart();
      break;
    case 'restart':
      await redis.restart();
      break;
    case 'pause':
      redis.pause();
      await sleep(lastsMs);
      redis.resume();
      break;
    case 'flush':
      await observer.flushall();
      break;
    case 'fill':
      await observer.config('SET', 'maxmemory', '1');
      await sleep(lastsMs);
      await observer.config('SET', 'maxmemory', '0');
  }
  // Redis replies to this ping after the commands that waited during the fault.
  await observer.ping();
  span.untilMs = Date.now();
}

async function killContainer({ system, random }: Stage): Promise<void> {
  const victim = oneOf(random, [...system.inService]);
  system.inService.delete(victim);
  await victim.kill();
  await system.addContainer();
}

/** Like Lambda, freezes a container only between requests. */
async function freezeContainer(lastsMs: number, { system, random, idle }: Stage): Promise<void> {
  const container = oneOf(random, [...system.inService]);
  system.inService.delete(container);
  await idle(container);
  container.freeze();
  await sleep(lastsMs);
  container.thaw();
  system.inService.add(container);
}

function openSpan<T extends object>(spans: (Span & T)[], of: T): Span & T {
  const span = { fromMs: Date.now(), untilMs: Number.POSITIVE_INFINITY, ...of };
  spans.push(span);
  return span;
}
