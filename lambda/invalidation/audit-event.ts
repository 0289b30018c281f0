import * as v from 'valibot';
import type { Change } from '../cache/keys.ts';

/** A change of an entity in Genesys. */
type EntityChange = Extract<Change, { entityType: string }>;

/** What an event of the bus says. */
export type AuditEvent =
  | { kind: 'change'; change: EntityChange; head: EventHead }
  /** It tells of nothing that answers are made of. */
  | { kind: 'ignored'; reason: string; head: EventHead }
  /** It is none of Genesys' audit events as they are documented. */
  | { kind: 'malformed'; reason: string; eventId: string | undefined };

/** What is known of an event besides the change. */
interface EventHead {
  /** EventBridge's. */
  eventId: string | undefined;
  /** Genesys' own, by which its log is searched. */
  correlationId: string | undefined;
  /** What was done to the entity, for example `Update`. */
  auditAction: string | undefined;
  /** When it was done, in milliseconds since the Unix epoch by Genesys' clock. */
  changedAtMs: number | undefined;
}

/** The members of a queue come and go all day; what is answered of its configuration stays as it is. */
const MEMBER_ACTIONS = ['MemberAdd', 'MemberUpdate', 'MemberRemove'];

const AUDITS = 'v2.audits.';
/** `v2.audits.entitytype.Queue.entityid.ef871c05-3104-464f-a268-17ded0a21903` */
const TOPIC = /^v2\.audits\.entitytype\.([A-Za-z]{1,64})\.entityid\.([0-9A-Za-z_-]{1,64})$/;

const LONGEST_TEXT = 128;
/** For the log, so of bounded length. What is no text is as good as missing. */
const text = v.fallback(
  v.optional(
    v.pipe(
      v.string(),
      v.transform((given) => given.slice(0, LONGEST_TEXT)),
    ),
  ),
  undefined,
);
const time = v.fallback(v.optional(v.pipe(v.string(), v.isoTimestamp())), undefined);
const named = v.fallback(v.looseObject({ id: text }), {});
const schema = v.looseObject({
  detail: v.looseObject({
    topicName: v.string(),
    eventBody: v.fallback(v.looseObject({ action: text, eventTime: time }), {}),
    metadata: v.fallback(v.looseObject({ CorrelationId: text }), {}),
  }),
});

/**
 * Reads an event of Genesys' EventBridge integration, as untrusted JSON: an audit event of its topic
 * `v2.audits.entitytype.{id}.entityid.{id}`. The topic names the entity; everything else may be missing, or be
 * anything: one fetch too many is better than an answer that is out of date.
 */
export function readAuditEvent(json: string): AuditEvent {
  const event = parsed(json);
  const { id: eventId } = v.parse(named, event);
  const malformed = (reason: string) => ({ kind: 'malformed', reason, eventId }) as const;
  if (event === undefined) return malformed('it is no JSON');
  const { success, output, issues } = v.safeParse(schema, event);
  if (!success) return malformed(problemOf(issues[0]));
  const { topicName, eventBody, metadata } = output.detail;
  const head = {
    eventId,
    correlationId: metadata.CorrelationId,
    auditAction: eventBody.action,
    changedAtMs: eventBody.eventTime === undefined ? undefined : Date.parse(eventBody.eventTime),
  };
  if (!topicName.startsWith(AUDITS))
    return { kind: 'ignored', reason: 'its topic is not that of an audit', head };
  const [, entityType, entityId] = TOPIC.exec(topicName) ?? [];
  if (entityType === undefined || entityId === undefined) return malformed('its topic names no entity');
  if (head.auditAction !== undefined && MEMBER_ACTIONS.includes(head.auditAction))
    return { kind: 'ignored', reason: 'members are no configuration', head };
  return { kind: 'change', change: { entityType, entityId: entityId.toLowerCase() }, head };
}

/** Undefined for what is no JSON. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Names no value: what an unknown sender has put there is nothing for the log. */
function problemOf({ path, expected, received }: v.BaseIssue<unknown>): string {
  const where = path?.map(({ key }) => String(key)).join('.') ?? 'it';
  return received === 'undefined' ? `${where} is missing` : `${where} is no ${expected}`;
}
