import type { CallRecord, History } from '../history.ts';
import { followLeases } from '../leases.ts';
import { isDisturbed, isLate } from './excuses.ts';

/**
 * Of all containers, one at a time holds the lease of a queue. While its call is in progress, its entry is fresh or its
 * failure is backed off, no other call for the queue begins.
 *
 * Exceptions to the second sentence: since the earlier of the two requests began, one of the containers was frozen or died or
 * one of its operations failed (except a single extension); the queue changed, or lost its entry or a tag; one of the
 * requests had waited for half of its time. An entry that was stored during a failed call ends the back-off.
 */
export function oneCall(history: History): string | undefined {
  const { doubled, failures } = followLeases(history.operations);
  for (const { operation, lease } of doubled)
    return `${operation.container} acquires the lease of ${operation.queue} at ${operation.atMs} ms, which ${lease.container} holds`;
  for (const second of history.calls) {
    for (const first of history.calls) {
      if (first.number >= second.number || first.request.queue !== second.request.queue) continue;
      const untilMs = windowOf(first, second, history);
      if (second.startMs >= untilMs || isLate(first) || isLate(second)) continue;
      const fromMs = Math.min(first.request.startMs, second.request.startMs);
      const containers = [first.request.container, second.request.container];
      const { queue } = first.request;
      if (isDisturbed(history, { fromMs, untilMs: second.startMs }, { containers, queue })) continue;
      return `call ${second.number} begins at ${second.startMs} ms, within the window of call ${first.number} until ${untilMs} ms`;
    }
  }
  for (const { operation, lease } of failures) {
    const { queue, atMs, written } = operation;
    const untilMs = written?.backOffUntilMs ?? 0;
    const second = history.calls.find(
      ({ request, startMs }) => request.queue === queue && startMs > atMs && startMs < untilMs,
    );
    if (second === undefined || isLate(second) || hasEntry(history, queue, lease.acquiredMs, second.startMs))
      continue;
    const fromMs = Math.min(lease.acquiredMs, second.request.startMs);
    const containers = [second.request.container];
    if (isDisturbed(history, { fromMs, untilMs: second.startMs }, { containers, queue })) continue;
    return `call ${second.number} begins at ${second.startMs} ms, within a back-off from ${atMs} ms to ${untilMs} ms`;
  }
  return undefined;
}

/** Until when a call is in progress, or its entry fresh for the container of the second call. */
function windowOf(first: CallRecord, second: CallRecord, { operations, epochMs }: History): number {
  const write = operations.find(({ name, written }) => name === 'putEntry' && written?.call === first.number);
  const { freshUntilEpochMs = 0, keptUntilMs = 0 } = write?.written?.stored ?? {};
  const freshUntilMs = Math.min(
    freshUntilEpochMs - (epochMs.get(second.request.container) ?? 0),
    keptUntilMs,
  );
  return Math.max(first.endMs ?? 0, write?.atMs ?? 0, freshUntilMs);
}

function hasEntry({ operations }: History, queue: string, fromMs: number, untilMs: number): boolean {
  return operations.some(
    (other) =>
      other.queue === queue && other.written?.stored && other.atMs >= fromMs && other.atMs <= untilMs,
  );
}
