import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Clock, stopwatch } from '../runtime/clock.ts';
import { withinInvocation } from '../runtime/deadline.ts';
import { type AuditEvent, readAuditEvent } from './audit-event.ts';
import type { Invalidate } from './invalidate.ts';
import type { EventRecord, EventTelemetry } from './sqs-telemetry.ts';

/** Handles a batch of EventBridge events from SQS; resolves to the messages that SQS must deliver again. */
export type SqsHandler = (batch: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

interface SqsHandlerParts {
  invalidate: Invalidate;
  telemetry: EventTelemetry;
  clock: Clock;
  /** For one event. */
  timeoutMs: number;
}

/**
 * Invalidates what the events of a batch change, all at once, and reports the outcome of each. Malformed and ignored
 * events are not delivered again, because the outcome would be the same.
 */
export function createSqsHandler({ invalidate, telemetry, clock, timeoutMs }: SqsHandlerParts): SqsHandler {
  async function handle(event: AuditEvent, context: Context): Promise<Omit<EventRecord, 'durationMs'>> {
    if (event.kind === 'malformed')
      return { outcome: 'malformed', eventId: event.eventId, reason: event.reason };
    const { changedAtMs, auditedAtMs, ...metadata } = event.metadata;
    if (event.kind === 'ignored') return { ...metadata, outcome: 'ignored', reason: event.reason };
    const { change } = event;
    try {
      const actions = await withinInvocation({ context, timeoutMs, clock }, (deadline) =>
        invalidate(change, deadline),
      );
      if (actions.length === 0)
        return { ...metadata, change, outcome: 'ignored', reason: 'no data action uses this entity type' };
      const since = (moment: number | undefined) =>
        moment === undefined ? undefined : clock.epochMs() - moment;
      const lags = { lagMs: since(changedAtMs), auditLagMs: since(auditedAtMs) };
      return { ...metadata, change, outcome: 'invalidated', actions, ...lags };
    } catch (error) {
      return { ...metadata, change, outcome: 'failed', error };
    }
  }

  async function handleMessage({ body }: SQSRecord, context: Context): Promise<EventRecord> {
    const elapsedMs = stopwatch(clock);
    const handled = await handle(readAuditEvent(body), context);
    return { ...handled, durationMs: elapsedMs() };
  }

  return async ({ Records: messages }, context) => {
    const records = await Promise.all(messages.map((message) => handleMessage(message, context)));
    telemetry.events(records, context);
    const failed = messages.filter((_, index) => records[index]?.outcome === 'failed');
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
