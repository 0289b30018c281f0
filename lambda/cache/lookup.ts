import type { Deadline } from '../deadline.ts';
import type { CacheEvent } from './cache-event.ts';

/** What one look-up is about. */
export interface Lookup {
  key: string;
  /** The TTL of what is loaded, before jitter. */
  ttlSeconds: number;
  /** How long an entry may still answer beyond its lifetime, when nothing better can be had. */
  staleSeconds: number;
  /** The request's: ends every wait. */
  deadline: Deadline;
  /** Asks the origin, by a deadline of its own within that; gives JSON text. Called at most once. */
  load: (deadline: Deadline) => Promise<string>;
  observe: (event: CacheEvent) => void;
}
