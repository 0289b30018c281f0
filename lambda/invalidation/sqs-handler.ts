import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Clock, stopwatch } from '../runtime/clock.ts';
import { withinInvocation } from '../runtime/deadline.ts';
import { type AuditEvent, readAuditEvent } from './audit-event.ts';
import type { Invalidate } from './invalidate.ts';
import type { EventRecord, EventTelemetry } from './sqs-telemetry.ts';

/** Takes events of the bus from their queue, and gives which messages have to be delivered again. */
export type EventHandler = (batch: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** What the handler stands on. */
export interface EventHandlerParts {
  invalidate: Invalidate;
  telemetry: EventTelemetry;
  clock: Clock;
  /** The most one event may take. */
  budgetMs: number;
}

/**
 * Invalidates what events tell of, all of a batch at once, and reports what became of each. What cannot be read, or
 * concerns nothing, would be no better the next time: it is reported, and done with.
 */
export function createEventHandler({
  invalidate,
  telemetry,
  clock,
  budgetMs,
}: EventHandlerParts): EventHandler {
  async function handle(event: AuditEvent, context: Context): Promise<Handled> {
    if (event.kind === 'malformed')
      return { outcome: 'malformed', eventId: event.eventId, reason: event.reason };
    const { changedAtMs, ...head } = event.head;
    if (event.kind === 'ignored') return { ...head, outcome: 'ignored', reason: event.reason };
    const { change } = event;
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

  async function take({ body }: SQSRecord, context: Context): Promise<EventRecord> {
    const elapsedMs = stopwatch(clock);
    const handled = await handle(readAuditEvent(body), context);
    return { ...handled, durationMs: elapsedMs() };
  }

  return async ({ Records: messages }, context) => {
    const records = await Promise.all(messages.map((message) => take(message, context)));
    telemetry.events(records, context);
    const failed = messages.filter((_, index) => records[index]?.outcome === 'failed');
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

type Handled = Omit<EventRecord, 'durationMs'>;
