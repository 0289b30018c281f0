import { createHash } from 'node:crypto';

/** SHA-256 of the parameters, sorted by name: `dataaction:queues:9f86d0…`. */
export function cacheKey(action: string, parameters: object): string {
  const sorted = Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `dataaction:${action}:${createHash('sha256').update(JSON.stringify(sorted)).digest('hex')}`;
}
