import type { Cluster, Redis } from 'ioredis';
import { StoreUnavailable } from '../cache/store.ts';
import type { RedisConfig } from '../config/redis.ts';
import type { Clock } from '../runtime/clock.ts';
import { withTimeLimit } from '../runtime/deadline.ts';
import { createBreaker, type Verdict } from './breaker.ts';
import { createRedisClient, isReply, openRedisConnection, type RedisConnection } from './client.ts';
import { createRedisPassword } from './password.ts';
import type { RedisScript } from './scripts.ts';

/** The commands used besides scripts. The bundle contains no others: see infra/bundle/redis-commands.ts. */
type RedisClient = Pick<Redis | Cluster, 'mgetBuffer' | 'ping'>;

type ScriptCall = [script: RedisScript, keys: readonly string[], args: readonly (string | number | Buffer)[]];

/** Redis with timeouts and a circuit breaker. Everything rejects with {@link StoreUnavailable}, or with the reason of an aborted signal. */
export interface RedisCommands {
  /** Runs a command, which must be safe to repeat. */
  run<T>(within: AbortSignal, command: (client: RedisClient) => Promise<T>): Promise<T>;
  /** Runs a script and gives its reply, with strings as Buffers. All keys must be in one slot. */
  script(within: AbortSignal, ...call: ScriptCall): Promise<unknown>;
  /**
   * Runs a script that writes and returns the number of connected replicas. Resolves once all of them have confirmed the
   * write, so that a failover does not lose it: Redis itself replies before the replicas have it.
   */
  replicated(within: AbortSignal, ...call: ScriptCall): Promise<void>;
  /** Resolves once Redis is connected, or has failed to connect within `timeoutMs`; never rejects. */
  settled(): Promise<void>;
  close(): void;
}

/** The share of the timeout that WAIT may take: the socket is destroyed after half of the timeout without a reply. */
const WAIT_SHARE = 0.4;

/** Opens the configured Redis. Connecting has begun when this returns. */
export function openRedis(config: RedisConfig, clock: Clock): RedisCommands {
  const password = createRedisPassword(config.password, clock);
  const client = createRedisClient({ ...config, password: password.current });
  return createRedisCommands(openRedisConnection(client, password), config.timeoutMs, clock);
}

/**
 * Commands with a timeout of `timeoutMs` each, which includes waiting for the connection. A command whose connection
 * breaks is sent once more on the next one. When Redis is down, slow or refuses the login, the circuit breaker opens,
 * so that only probes wait for it. An error reply to one command never opens it.
 */
export function createRedisCommands(
  connection: RedisConnection,
  timeoutMs: number,
  clock: Clock,
): RedisCommands {
  const { client } = connection;
  const expired = () => new StoreUnavailable(`Redis did not reply within ${timeoutMs} ms`);
  const breaker = createBreaker(clock, (onConnected) => client.on('ready', onConnected));

  /** A refused login counts as an outage, although Redis replied, because no command can work. */
  async function ready(signal: AbortSignal): Promise<void> {
    await connection.ready(signal).catch((cause) => {
      signal.throwIfAborted();
      throw new StoreUnavailable('Redis cannot be used', { cause });
    });
  }

  async function attempt<T>(
    signal: AbortSignal,
    command: (client: Redis | Cluster) => Promise<T>,
  ): Promise<T> {
    if (!connection.isReady()) await ready(signal);
    try {
      return await command(client);
    } catch (error) {
      if (isReply(error)) throw error;
      await ready(signal);
      return command(client);
    }
  }

  const run: RedisCommands['run'] = async (within, command) => {
    within.throwIfAborted();
    const judge = (error: unknown): Verdict => {
      if (isReply(error)) return 'alive';
      return within.aborted ? 'unknown' : 'outage';
    };
    try {
      return await breaker(
        () => withTimeLimit({ ms: timeoutMs, clock, expired, within }, (signal) => attempt(signal, command)),
        judge,
      );
    } catch (error) {
      within.throwIfAborted();
      throw error instanceof StoreUnavailable
        ? error
        : new StoreUnavailable('Redis cannot be used', { cause: error });
    }
  };

  const script: RedisCommands['script'] = (within, { lua, sha }, keys, args) =>
    run(within, async () => {
      try {
        return await client.callBuffer('EVALSHA', sha, keys.length, ...keys, ...args);
      } catch (error) {
        // Redis does not have the script, for example after a restart. EVAL also loads it.
        if (isReply(error) && error.message.startsWith('NOSCRIPT'))
          return client.callBuffer('EVAL', lua, keys.length, ...keys, ...args);
        throw error;
      }
    });

  const replicated: RedisCommands['replicated'] = async (within, { lua, sha }, keys, args) => {
    const replicas = await script(within, { lua, sha }, keys, args);
    if (typeof replicas !== 'number' || replicas <= 0) return;
    const confirmed = await run(within, async () => {
      // WAIT covers only writes of its own connection, so the script is sent again together with it.
      const pipeline = client.pipeline().call('EVALSHA', sha, keys.length, ...keys, ...args);
      const [written, waited] =
        (await pipeline.call('WAIT', replicas, Math.floor(timeoutMs * WAIT_SHARE)).exec()) ?? [];
      if (written?.[0]) throw written[0];
      // A Redis that does not support WAIT cannot confirm, which counts as confirmed.
      if (waited?.[0] && isReply(waited[0])) return replicas;
      if (waited?.[0]) throw waited[0];
      return waited?.[1];
    });
    if (confirmed !== replicas)
      throw new StoreUnavailable(`${confirmed} of ${replicas} replicas confirmed the write`);
  };

  return {
    run,
    script,
    replicated,
    settled: () => withTimeLimit({ ms: timeoutMs, clock, expired }, connection.ready).catch(() => undefined),
    close: () => client.disconnect(),
  };
}
