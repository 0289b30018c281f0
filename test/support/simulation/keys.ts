import { tagsOf } from '../../../lambda/cache/keys.ts';

/** The queues that a simulation looks up. Their names are the last parts of their cache keys. */
export const QUEUES = ['queue-1', 'queue-2'] as const;

export function cacheKeyOf(queue: string): string {
  return `dataaction:cache:{queue}:${queue}`;
}

export function queueOf(cacheKey: string): string {
  return cacheKey.slice(cacheKey.lastIndexOf(':') + 1);
}

/** The tags of a queue's entry. */
export function tagsOfQueue(queue: string): string[] {
  return tagsOf('queue', [{ entityType: 'Queue', ids: [queue] }]);
}
