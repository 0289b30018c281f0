import type { History, OperationRecord, RequestRecord } from '../history.ts';
import { followLeases, type OperationUnderLease } from '../leases.ts';
import { MAX_LATENCY_MS } from '../remote-store.ts';
import { isDisturbed } from './excuses.ts';

/** The longest pause between two polls, and four latencies, because an operation may be repeated and keeps its order. */
const POLL_MS = 45 + 4 * MAX_LATENCY_MS;

/**
 * A request is told to wait only while another one holds the lease and works on its request. While it waits it tries again
 * within 45 ms, and otherwise it goes on at once.
 *
 * Exceptions: the container concerned was frozen or died or one of its operations failed; the holder reached its deadline.
 */
export function noLostWakeUp(history: History): string | undefined {
  const { waiting, misled } = followLeases(history.operations);
  for (const { container, queue, atMs } of misled)
    return `${container} has to wait for the lease of ${queue} at ${atMs} ms, but it is free`;
  for (const { operation, lease } of waiting) {
    const { container, queue, atMs } = operation;
    if (!isWorking(history, { operation, lease }))
      return `${container} has to wait for the lease of ${queue} at ${atMs} ms, but ${lease.container} has finished`;
    // The request ended before this reply, so nothing waits for it.
    if (operation.deliveredMs === undefined) continue;
    const period = { fromMs: atMs, untilMs: atMs + POLL_MS };
    if (!goesOn(history, operation) && !isDisturbed(history, period, { containers: [container] }))
      return `${container} waits for the lease of ${queue} at ${atMs} ms, and does not go on within ${POLL_MS} ms`;
  }
  return undefined;
}

/** Whether the holder of a lease has a request in progress, or a reason to hold the lease without one. */
function isWorking(history: History, { operation: { queue, atMs }, lease }: OperationUnderLease): boolean {
  const { container, acquiredMs } = lease;
  const isExcused = ({ startMs, budgetMs, endMs = Number.POSITIVE_INFINITY }: RequestRecord) => {
    const isInProgress = endMs >= atMs;
    // The last attempt to acquire the lease may arrive after the deadline.
    const hasReachedDeadline = endMs >= startMs + budgetMs && endMs >= acquiredMs - POLL_MS;
    return startMs <= atMs && (isInProgress || hasReachedDeadline);
  };
  return (
    history.requests.some(
      (request) => request.container === container && request.queue === queue && isExcused(request),
    ) || isDisturbed(history, { fromMs: acquiredMs, untilMs: atMs }, { containers: [container] })
  );
}

/** Whether a request that has to wait tries again, settles or calls the origin in time. */
function goesOn({ operations, requests, calls }: History, waiting: OperationRecord): boolean {
  const { container, queue, holder, atMs } = waiting;
  const isSoon = (ms: number | undefined) => ms !== undefined && ms >= atMs && ms <= atMs + POLL_MS;
  const isSame = (request: { container: string; queue: string }) =>
    request.container === container && request.queue === queue;
  return (
    operations.some((next) => next !== waiting && next.holder === holder && isSoon(next.atMs)) ||
    requests.some((request) => isSame(request) && isSoon(request.endMs)) ||
    calls.some(({ request, startMs }) => isSame(request) && isSoon(startMs))
  );
}
