import { DataActionError } from '../../../../lambda/errors.ts';
import type { History, RequestRecord } from '../history.ts';
import { readOrigin } from '../origin.ts';
import { describe, isDisturbed } from './excuses.ts';

/**
 * A request that begins after an invalidation gets no value from before the change, except marked as stale, and no
 * remembered 404 from before it.
 *
 * Exception: a container that cannot use the shared store serves its own copies, so it knows only of the changes that an
 * earlier reply has shown it.
 */
export function noOldValue(history: History): string | undefined {
  for (const request of history.requests) {
    const version = readOrigin(textOf(request))?.version;
    if (version === undefined) continue;
    const { container, queue, startMs, endMs = startMs, result } = request;
    const isLocal = isDisturbed(history, { fromMs: startMs, untilMs: endMs }, { containers: [container] });
    // A local hit is served at once.
    const knownFromMs = result?.outcome === 'hit' ? endMs : startMs;
    const missed = history.changes.find(
      (change) =>
        change.queue === queue &&
        change.version > version &&
        change.invalidatedMs < startMs &&
        (!isLocal || hasSeen(history, request, change.invalidatedMs, knownFromMs)),
    );
    if (missed)
      return `${describe(request)} gets version ${version}, but version ${missed.version} was invalidated at ${missed.invalidatedMs} ms`;
  }
  return undefined;
}

/** The value or definitive error of a request; empty if it is marked as stale. */
function textOf({ result, error }: RequestRecord): string {
  if (error instanceof DataActionError && !error.staleIfError) return error.message;
  return result === undefined || result.outcome === 'stale' ? '' : result.value;
}

function hasSeen(
  { operations }: History,
  request: RequestRecord,
  invalidatedMs: number,
  knownFromMs: number,
) {
  return operations.some(
    ({ container, queue, hasAllTags, atMs, deliveredMs = knownFromMs }) =>
      container === request.container &&
      queue === request.queue &&
      hasAllTags &&
      atMs > invalidatedMs &&
      deliveredMs < knownFromMs,
  );
}
