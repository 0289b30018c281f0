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
  /** When the entity changed, in milliseconds since the Unix epoch by Genesys' clock; `auditedAtMs` if it does not say. */
  changedAtMs: number | undefined;
  /** When Genesys recorded the change, which may be minutes later. */
  auditedAtMs: number | undefined;
}

/** A member joins or leaves the queue, which happens all day. `MemberAdd` and `MemberRemove` change who is a member. */
const MEMBER_JOINS_OR_LEAVES = 'MemberUpdate';

const AUDITS = /^v2\.audits\./i;
/** `v2.audits.entitytype.Queue.entityid.ef871c05-3104-464f-a268-17ded0a21903`, in upper or lower case. */
const TOPIC = /^v2\.audits\.entitytype\.([A-Za-z]{1,64})\.entityid\.([0-9A-Za-z_-]{1,64})$/i;
/**
 * A row of a data table. No document says how its topic names it; its key may be any text. So its id is not read: every
 * entry of a row depends on all rows.
 */
const ROW_TOPIC = /^v2\.audits\.entitytype\.(row)\.entityid\.()./is;

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
const timestamp = v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse));
const time = v.fallback(v.optional(timestamp), undefined);
const propertyChange = v.looseObject({ property: v.string(), newValues: v.array(time) });
const propertyChanges = v.fallback(v.array(v.fallback(v.nullable(propertyChange), null)), []);
const envelope = v.fallback(v.looseObject({ id: text }), {});
const schema = v.looseObject({
  detail: v.looseObject({
    topicName: v.string(),
    eventBody: v.fallback(v.looseObject({ action: text, eventTime: time, propertyChanges }), {
      propertyChanges: [],
    }),
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
    changedAtMs: changedAtMs(eventBody),
    auditedAtMs: eventBody.eventTime,
  };
  if (!AUDITS.test(topicName))
    return { kind: 'ignored', reason: 'the topic is not an audit topic', metadata };
  const [, entityType, entityId] = ROW_TOPIC.exec(topicName) ?? TOPIC.exec(topicName) ?? [];
  if (entityType === undefined || entityId === undefined) return malformed('the topic names no entity');
  if (metadata.auditAction === MEMBER_JOINS_OR_LEAVES)
    return { kind: 'ignored', reason: 'a member joined or left a queue', metadata };
  return { kind: 'change', change: { entityType, entityId: entityId.toLowerCase() }, metadata };
}

type AuditBody = v.InferOutput<typeof schema>['detail']['eventBody'];

/** Some entities have a property such as `dateModified`, which is the moment of the change itself. */
function changedAtMs({ eventTime, propertyChanges }: AuditBody): number | undefined {
  const modified = propertyChanges.filter((change) => /modified/i.test(change?.property ?? ''));
  const moments = [eventTime, ...modified.flatMap((change) => change?.newValues)];
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Names the property but not its value, because an unknown sender's text does not belong in the log. */
function problemOf({ path, expected, received }: v.BaseIssue<unknown>): string {
  const where = path?.map(({ key }) => String(key)).join('.') ?? 'the event';
  if (received === 'undefined') return `${where} is missing`;
  return `${where} is not ${expected === 'string' ? 'a string' : 'an object'}`;
}
