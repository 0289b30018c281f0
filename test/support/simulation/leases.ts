import type { OperationRecord } from './history.ts';

/** A lease, by the replies that its holder got. */
interface HeldLease {
  readonly holder: string;
  readonly container: string;
  readonly acquiredMs: number;
  readonly untilMs: number;
}

/** An operation, and the lease of its queue at that moment. */
export interface OperationUnderLease {
  readonly operation: OperationRecord;
  readonly lease: HeldLease;
}

/** What follows from the leases. */
export interface LeaseFacts {
  /** Requests that acquired a lease which another one still held. */
  readonly doubled: readonly OperationUnderLease[];
  /** Requests that had to wait for another one. */
  readonly waiting: readonly OperationUnderLease[];
  /** Requests that had to wait, although the lease was free. */
  readonly misled: readonly OperationRecord[];
  /** Failures that the holder of the lease stored. */
  readonly failures: readonly OperationUnderLease[];
}

/** Follows the leases through all operations, in the order in which the store performed them. */
export function followLeases(operations: readonly OperationRecord[]): LeaseFacts {
  const leases = new Map<string, HeldLease>();
  const facts = {
    doubled: [] as OperationUnderLease[],
    waiting: [] as OperationUnderLease[],
    misled: [] as OperationRecord[],
    failures: [] as OperationUnderLease[],
  };
  for (const operation of operations) {
    const { name, queue, holder = '', container, atMs, outcome, leaseMs = 0 } = operation;
    const found = leases.get(queue);
    // Whether a lease includes its last millisecond depends on the store.
    const lease = found && found.untilMs >= atMs ? found : undefined;
    const isHolder = lease?.holder === holder;
    const untilMs = atMs + leaseMs;
    switch (name === 'acquireLease' ? outcome : name) {
      case 'held':
        if (lease === undefined || isHolder) facts.misled.push(operation);
        else facts.waiting.push({ operation, lease });
        break;
      case 'acquired':
        if (isHolder) break;
        if (lease !== undefined && lease.untilMs > atMs) facts.doubled.push({ operation, lease });
        leases.set(queue, { holder, container, acquiredMs: atMs, untilMs });
        break;
      case 'extendLease':
        if (isHolder) leases.set(queue, { ...lease, untilMs });
        break;
      case 'putFailure':
        if (isHolder) facts.failures.push({ operation, lease });
    }
    const isEnd = name === 'releaseLease' || name === 'putEntry' || name === 'putFailure';
    if (isEnd && isHolder) leases.delete(queue);
  }
  return facts;
}
