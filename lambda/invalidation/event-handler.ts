import type { Context } from 'aws-lambda';
import { type Clock, stopwatch } from '../clock.ts';
import { withinInvocation } from '../deadline.ts';
import { readAuditEvent } from './audit-event.ts';
import type { EventRecord, EventTelemetry } from './event-telemetry.ts';
import type { Invalidate } from './invalidate.ts';

/** Takes an event of the bus. Rejects when it has to be delivered again. */
export type EventHandler = (event: unknown, context: Context) => Promise<void>;

/** What the handler stands on. */
export interface EventHandlerParts {
  invalidate: Invalidate;
  telemetry: EventTelemetry;
  clock: Clock;
  /** The most one event may take. */
  budgetMs: number;
}

/**
 * Invalidates what an event tells of, and reports what became of it. What cannot be read, or concerns nothing, would be
 * no better the next time: it is reported, and done with.
 */
export function createEventHandler({
  invalidate,
  telemetry,
  clock,
  budgetMs,
}: EventHandlerParts): EventHandler {
  async function handle(event: unknown, context: Context): Promise<Handled> {
    const read = readAuditEvent(event);
    if (read.kind === 'malformed') return { outcome: 'malformed', reason: read.reason };
    const { correlationId, auditAction, changedAtMs } = read.head;
    const head = { correlationId, auditAction };
    if (read.kind === 'ignored') return { ...head, outcome: 'ignored', reason: read.reason };
    const { change } = read;
    try {
      const actions = await withinInvocation({ context, budgetMs, clock }, (deadline) =>
        invalidate(change, deadline),
      );
      if (actions.length === 0)
        return { ...head, change, outcome: 'ignored', reason: 'nothing depends on such entities' };
      const lagMs = changedAtMs === undefined ? undefined : clock.epochMs() - changedAtMs;
      return { ...head, change, outcome: 'invalidated', actions, lagMs };
    } catch (error) {
      return { ...head, change, outcome: 'failed', error };
    }
  }

  return async (event, context) => {
    const elapsedMs = stopwatch(clock);
    const handled = await handle(event, context);
    telemetry.event({ ...handled, eventId: idOf(event), durationMs: elapsedMs() }, context);
    if (handled.outcome === 'failed') throw handled.error;
  };
}

type Handled = Omit<EventRecord, 'eventId' | 'durationMs'>;

function idOf(event: unknown): string | undefined {
  const id = typeof event === 'object' && event !== null && 'id' in event ? event.id : undefined;
  return typeof id === 'string' ? id.slice(0, LONGEST_ID) : undefined;
}

const LONGEST_ID = 64;
