import type { TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { startFaultyProxy } from './faults/faulty-proxy.ts';
import { sendingFakeReplies } from './faults/redis-replies.ts';
import { WRONG_PASSWORD } from './faults/redis-table.ts';
import { createStallClock } from './faults/stall-clock.ts';
import { type RedisServer, type RedisServerOptions, startRedisServer } from './redis-server.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';

/** A Redis that its clients will lose. */
export interface LosableRedis {
  readonly url: string;
  /** The stages of the loss, which take equally long. */
  readonly stages: readonly LossStage[];
  /** Ends the loss. */
  restore(): Promise<void>;
}

interface LossStage {
  start(): Promise<void>;
  /** Redis replies again, but may lack entries. */
  readonly isBack?: true;
}

/** Starts a Redis that is closed when the test ends. */
type StartLosable = (t: TestContext) => Promise<LosableRedis>;

/** The ways to lose Redis, as test names say them. */
export const REDIS_LOSSES: Readonly<Record<string, StartLosable>> = {
  'is killed': async (t) => {
    const { server } = await startServer(t);
    return { url: server.url, stages: [{ start: server.kill }], restore: server.restart };
  },

  'is frozen': async (t) => {
    const { server } = await startServer(t);
    return {
      url: server.url,
      stages: [{ start: async () => server.pause() }],
      restore: async () => server.resume(),
    };
  },

  'refuses logins': async (t) => {
    const { server, admin } = await startServer(t, { password: 'first' });
    const setPassword = (password: string) => admin.config('SET', 'requirepass', password);
    const lose = async () => {
      await setPassword('second');
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    };
    return {
      url: server.url,
      stages: [{ start: lose }],
      restore: async () => void (await setPassword('first')),
    };
  },

  'refuses logins and replies NOAUTH on open connections': async (t) => {
    const { server } = await startServer(t);
    const proxy = await startFaultyProxy({
      targetPort: server.port,
      clock: createStallClock(),
      timeoutMs: 0,
    });
    t.after(() => proxy.close());
    const by = sendingFakeReplies(WRONG_PASSWORD);
    const lose = async () => proxy.inject({ kind: 'intercepted', by });
    return { url: `redis://:password@${proxy.address}`, stages: [{ start: lose }], restore: proxy.heal };
  },

  // The replica has the entries. Until it is promoted, it refuses reads, too.
  'fails over': async (t) => {
    const { server: primary } = await startServer(t, { arguments: ['--repl-diskless-sync-delay', '0'] });
    const { server: replica, admin } = await startServer(t, {
      arguments: ['--replica-serve-stale-data', 'no'],
    });
    const proxy = await startTcpProxy(primary.port);
    t.after(() => proxy[Symbol.asyncDispose]());
    await admin.replicaof('127.0.0.1', primary.port);
    await until(async () => (await admin.info('replication')).includes('master_link_status:up'));
    const promote = async () => void (await admin.replicaof('NO', 'ONE'));
    const stages: LossStage[] = [
      { start: primary.kill },
      { start: async () => proxy.pointTo(replica.port) },
      { start: promote, isBack: true },
    ];
    return { url: `redis://127.0.0.1:${proxy.port}`, stages, restore: async () => undefined };
  },
};

async function startServer(
  t: TestContext,
  options?: RedisServerOptions,
): Promise<{ server: RedisServer; admin: Redis }> {
  const server = await startRedisServer(options);
  const admin = new Redis(server.url, { retryStrategy: () => null });
  admin.on('error', () => undefined);
  t.after(async () => {
    admin.disconnect();
    await server.close();
  });
  return { server, admin };
}
