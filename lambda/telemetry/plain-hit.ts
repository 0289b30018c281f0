import { isLocalCopy } from '../cache/result.ts';
import type { RequestRecord, TelemetryEvent } from './events.ts';

/**
 * Whether a request found a fresh entry in the shared store and nothing else happened: no error, no lease, no write, no call
 * to Genesys. Operators need not look at such a request.
 */
export function isPlainHit({ error, events }: Pick<RequestRecord, 'error' | 'events'>): boolean {
  return !error && events.at(-1)?.type === 'cache.result' && events.every(belongsToPlainHit);
}

function belongsToPlainHit(event: TelemetryEvent): boolean {
  switch (event.type) {
    case 'request':
      return true;
    case 'cache.read':
      return event.outcome === 'hit' && event.cause === undefined;
    case 'cache.result':
      return event.result.outcome === 'hit' && !isLocalCopy(event.result);
    default:
      return false;
  }
}
