import type { History } from '../history.ts';
import { describe } from './excuses.ts';

/**
 * Every look-up settles by its deadline, without help from outside.
 *
 * Exceptions: a frozen container settles when it goes on, and a dead one never.
 */
export function inTime({ requests, disturbances }: History): string | undefined {
  for (const request of requests) {
    const { container, startMs, budgetMs, endMs = Number.POSITIVE_INFINITY } = request;
    const freezes = disturbances.filter(
      ({ of, cause }) =>
        'container' in of && of.container === container && (cause === 'freeze' || cause === 'death'),
    );
    let untilMs = startMs + budgetMs;
    for (const freeze of freezes) if (freeze.fromMs <= untilMs) untilMs = Math.max(untilMs, freeze.untilMs);
    if (endMs > untilMs)
      return `${describe(request)} settles at ${endMs} ms, after its deadline at ${untilMs} ms`;
  }
  return undefined;
}
