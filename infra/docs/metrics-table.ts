import { METRIC_NAMES } from '../../lambda/telemetry/metric-names.ts';
import { code, markdownTable } from './markdown.ts';

/** The meaning of each metric of the functions. */
const MEANINGS: Readonly<Record<keyof typeof METRIC_NAMES, string>> = {
  requests: 'Data action requests, whatever their outcome. Health checks do not count.',
  cacheHits: 'Requests served from a fresh entry.',
  cacheMisses: 'Requests for which Redis had no fresh entry.',
  cacheBypasses: 'Requests that bypassed the cache because Redis did not respond.',
  staleResponses:
    'Requests served from a stale entry, because Genesys failed or another request was refreshing it.',
  collapsedRequests: 'Requests served from the call to Genesys of another request.',
  localCopies: "Requests served from a container's own copy, because Redis was unavailable.",
  rememberedFailures: 'Requests that did not call Genesys because of a remembered failure.',
  callsThrottled: 'Calls and logins that the shared rate limit, or a pause after a 429, prevented.',
  redisCircuitOpen: 'Operations that skipped Redis because the circuit breaker was open.',
  entriesInvalidated: 'Entries that a request found outdated by a change in Genesys.',
  entriesMalformed: 'Entries that could not be read and were overwritten.',
  entriesTooLarge: 'Responses that were too large to store.',
  writesSuperseded: 'Responses that were not stored because another container had stored a newer one.',
  genesysCalls: 'Requests to the Genesys Platform API, retries included.',
  genesysRateLimited: 'Responses from Genesys with status 429.',
  genesysUnavailable:
    'Calls to Genesys without a response, with a 5xx status or with an unreadable response.',
  genesysAuthenticationFailed:
    'Logins that Genesys rejected, or that failed because the secret could not be read.',
  genesysPermissionDenied: 'Responses from Genesys with status 403: the OAuth client lacks a permission.',
  redisErrors: 'Redis operations that failed or timed out.',
  errors: 'Responses with a 5xx status, including errors that `?errors=body` returned with 200.',
  invalidations: 'Changes in Genesys that invalidated entries.',
  invalidationLag: 'Time from a change in Genesys until it has invalidated the entries, in ms.',
  eventsIgnored: 'Events from Genesys that invalidate nothing.',
  eventsMalformed: 'Events that could not be read.',
  eventsFailed: 'Events that could not be applied because Redis failed. SQS delivers them again.',
  latency: 'Duration of a request in ms, with the additional dimension `outcome`.',
  coldStart: 'First requests of containers, except of provisioned ones.',
};

/** The table of the metrics that the functions report. */
export function metricsTable(): string {
  const meanings = new Map(Object.entries(MEANINGS));
  const rows = Object.entries(METRIC_NAMES).map(([key, name]) => [code(name), meanings.get(key) ?? '']);
  return markdownTable(['metric', 'meaning'], rows);
}
