import { METRIC_NAMES } from '../../lambda/telemetry/metric-names.ts';
import { code, markdownTable } from './markdown.ts';

/** What each metric of the functions counts or measures. */
const MEANINGS: Readonly<Record<keyof typeof METRIC_NAMES, string>> = {
  requests: 'Data action requests, whatever their outcome. Health checks do not count.',
  cacheHits: 'Requests served from a fresh entry.',
  cacheMisses: 'Requests for which Redis had no fresh entry.',
  cacheBypasses: 'Requests that went past the cache because Redis did not reply.',
  staleResponses:
    'Requests served from a stale entry, because Genesys failed or another request refreshes it.',
  collapsedRequests: 'Requests served by a call to Genesys that another request made.',
  earlyRefreshes: 'Refreshes of entries that were still fresh.',
  rememberedFailures: 'Requests that met a remembered failure and did not call Genesys.',
  callsThrottled: 'Calls to Genesys that were not made because of the rate limit of all containers.',
  redisCircuitOpen: 'Operations that skipped Redis because the circuit breaker was open.',
  entriesInvalidated: 'Entries found outdated because of a change in Genesys.',
  entriesMalformed: 'Entries that could not be read and were overwritten.',
  entriesTooLarge: 'Responses that were too large to store.',
  writesSuperseded: 'Responses that were not stored because another container had stored a newer one.',
  genesysCalls: 'Requests to the Genesys Platform API, retries included.',
  genesysRateLimited: 'Responses from Genesys with status 429.',
  genesysUnavailable: 'Calls to Genesys without a response, with a 5xx or with an unreadable response.',
  genesysAuthenticationFailed:
    'Logins that Genesys refused, or that failed because the secret cannot be read.',
  genesysPermissionDenied: 'Responses from Genesys with status 403: the OAuth client lacks a permission.',
  redisErrors: 'Redis operations that failed or timed out.',
  errors: 'Responses with a 5xx status, also those with `?errors=body`.',
  invalidations: 'Changes in Genesys that invalidated entries.',
  invalidationLag: 'Time from a change in Genesys until it has invalidated the entries, in ms.',
  eventsIgnored: 'Events from Genesys that concern no entry.',
  eventsMalformed: 'Events that could not be read.',
  eventsFailed: 'Events that could not be applied because Redis failed. They are delivered again.',
  latency: 'Duration of a request in ms, with the further dimension `outcome`.',
  coldStart: 'First requests of containers that were started on demand.',
};

/** Every metric in the namespace of the service. */
export function metricsTable(): string {
  const meanings = new Map(Object.entries(MEANINGS));
  const rows = Object.entries(METRIC_NAMES).map(([key, name]) => [code(name), meanings.get(key) ?? '']);
  return markdownTable(['metric', 'meaning'], rows);
}
