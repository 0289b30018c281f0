import * as v from 'valibot';
import type { Change } from '../cache/keys.ts';
import { parseJson } from '../runtime/json.ts';

/** A change of an entity in Genesys. */
type EntityChange = Extract<Change, { entityType: string }>;

/** An event of the EventBridge bus. */
export type AuditEvent =
  | { kind: 'change'; change: EntityChange; metadata: EventMetadata }
  /** It changes nothing that is cached. */
  | { kind: 'ignored'; reason: string; metadata: EventMetadata }
  /** It is not an audit event as Genesys documents them. */
  | { kind: 'malformed'; reason: string; eventId: string | undefined };

/** What an event says besides the change. */
interface EventMetadata {
  /** EventBridge's id. */
  eventId: string | undefined;
  /** Genesys' id, by which its audit log can be searched. */
  correlationId: string | undefined;
  /** The audited action, for example `Update`. */
  auditAction: string | undefined;
  /** When the entity changed, in milliseconds since the Unix epoch by Genesys' clock. */
  changedAtMs: number | undefined;
}

/** Members join and leave a queue all day, which does not change its configuration. */
const MEMBER_ACTIONS = ['MemberAdd', 'MemberUpdate', 'MemberRemove'];

const AUDITS = /^v2\.audits\./i;
/** `v2.audits.entitytype.Queue.entityid.ef871c05-3104-464f-a268-17ded0a21903`, in upper or lower case. */
const TOPIC = /^v2\.audits\.entitytype\.([A-Za-z]{1,64})\.entityid\.([0-9A-Za-z_-]{1,64})$/i;

const TEXT_MAX_CHARACTERS = 128;
/** For the log, so of limited length. Any other type counts as missing. */
const text = v.fallback(
  v.optional(
    v.pipe(
      v.string(),
      v.transform((given) => given.slice(0, TEXT_MAX_CHARACTERS)),
    ),
  ),
  undefined,
);
const time = v.fallback(v.optional(v.pipe(v.string(), v.isoTimestamp())), undefined);
const envelope = v.fallback(v.looseObject({ id: text }), {});
const schema = v.looseObject({
  detail: v.looseObject({
    topicName: v.string(),
    eventBody: v.fallback(v.looseObject({ action: text, eventTime: time }), {}),
    metadata: v.fallback(v.looseObject({ CorrelationId: text }), {}),
  }),
});

/**
 * Reads an event of Genesys' EventBridge integration, as untrusted JSON: an audit event of the topic
 * `v2.audits.entitytype.{id}.entityid.{id}`. Only the topic is required, because it names the entity: one unnecessary
 * fetch is better than an outdated entry.
 */
export function readAuditEvent(json: string): AuditEvent {
  const event = parseJson(json);
  const { id: eventId } = v.parse(envelope, event);
  const malformed = (reason: string) => ({ kind: 'malformed', reason, eventId }) as const;
  if (event === undefined) return malformed('the event is not JSON');
  const { success, output, issues } = v.safeParse(schema, event);
  if (!success) return malformed(problemOf(issues[0]));
  const { topicName, eventBody, metadata: sent } = output.detail;
  const metadata = {
    eventId,
    correlationId: sent.CorrelationId,
    auditAction: eventBody.action,
    changedAtMs: eventBody.eventTime === undefined ? undefined : Date.parse(eventBody.eventTime),
  };
  if (!AUDITS.test(topicName))
    return { kind: 'ignored', reason: 'the topic is not an audit topic', metadata };
  const [, entityType, entityId] = TOPIC.exec(topicName) ?? [];
  if (entityType === undefined || entityId === undefined) return malformed('the topic names no entity');
  if (metadata.auditAction !== undefined && MEMBER_ACTIONS.includes(metadata.auditAction))
    return { kind: 'ignored', reason: 'changes of queue members are not cached', metadata };
  return { kind: 'change', change: { entityType, entityId: entityId.toLowerCase() }, metadata };
}

/** Names the property but not its value, because an unknown sender's text does not belong in the log. */
function problemOf({ path, expected, received }: v.BaseIssue<unknown>): string {
  const where = path?.map(({ key }) => String(key)).join('.') ?? 'the event';
  if (received === 'undefined') return `${where} is missing`;
  return `${where} is not ${expected === 'string' ? 'a string' : 'an object'}`;
}
