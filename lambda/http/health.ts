import type { CacheStore } from '../cache/store.ts';

/** What `GET /health` says. */
export type Health =
  | { status: 'healthy'; redis: 'connected' | 'not_configured' }
  | { status: 'unhealthy'; redis: 'disconnected' };

/** Asks Redis for a sign of life; `undefined` stands for no Redis configured. Never rejects. */
export async function checkHealth(redis: CacheStore | undefined, signal: AbortSignal): Promise<Health> {
  if (redis === undefined) return { status: 'healthy', redis: 'not_configured' };
  return redis.ping(signal).then(
    () => ({ status: 'healthy', redis: 'connected' }) as const,
    () => ({ status: 'unhealthy', redis: 'disconnected' }) as const,
  );
}
