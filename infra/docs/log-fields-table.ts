import type { RequestFields } from '../../lambda/telemetry/log-line.ts';
import { code, markdownTable } from './markdown.ts';

/** The meaning of each field of a request's log line, in the order of the table. */
const MEANINGS: Readonly<Record<keyof RequestFields, string>> = {
  requestId: 'Id of the request. Error responses contain it.',
  correlation_id: 'Correlation id from Genesys (header `ININ-Correlation-Id`).',
  method: 'HTTP method.',
  path: 'Path, up to 256 characters.',
  statusCode: 'HTTP status of the response: 200 for an error with `?errors=body`.',
  durationMs: 'Duration of the request.',
  action: 'Data action.',
  key: 'Redis key of the entry. It contains a hash of the parameters. Personal data has no key.',
  outcome: '`hit`, `stale`, `miss`, `collapsed`, `bypass` or `error`.',
  code: 'Code of the error.',
  detail: 'Why a stale entry was served: the code of the error, or `collapsed`.',
  ageSeconds: 'Age of the data in the response.',
  localCopy: "`true` if the response is the container's own copy, because Redis was unavailable.",
  cacheRead:
    'Result of the read: `hit`, or why the request goes to Genesys (`uri-miss`, `stale`, `miss`, `bypass`).',
  cacheReadMs: 'Duration of the read.',
  invalidated: '`true` if the entry would be fresh without a change in Genesys.',
  lease:
    'Result of the attempt to acquire the lease: `acquired`, `held`, `changed`, `failed` (a remembered failure) or `unavailable`.',
  leaseMs: 'Time until that result, including waits.',
  leasePolls: 'Number of times that the request waited for the holder of the lease.',
  cacheWrite: '`stored`, `superseded`, `too-large` or `failed`.',
  cacheWriteMs: 'Duration of the write.',
  entryBytes: 'Size of the entry in Redis.',
  failureRemembered: 'Result of storing the failure for the other containers: `stored` or `failed`.',
  failureWindowMs: 'Back-off after the failure.',
  attempts: 'Number of attempts to call Genesys.',
  attemptOutcomes: '`ok` or the code of the error, for each attempt.',
  genesysMs: 'Duration of all attempts, including login.',
  tokenMs: 'Time to get the access token.',
  tokenSource:
    'Where the last token came from: `kept` (in memory), `shared` (another container had logged in) or `login`.',
  tokenRefreshError:
    'Why the access token could not be refreshed. The request continues with the old token, which is still valid.',
  backoffMs: 'Total time between attempts.',
  throttledMs: 'Time until the call or login that the rate limit or a pause prevented is allowed again.',
  cacheErrors: 'Errors of Redis, including operations that the circuit breaker skipped.',
  entityType: 'Type of the entity of `POST /invalidate`.',
  entityId: 'Id of the entity of `POST /invalidate`.',
  actions: 'Data actions whose entries `POST /invalidate` invalidated.',
  error: 'Error with its causes, without secrets.',
  stack: 'Stack trace of an `internal_error`.',
};

/** The table of the fields of a request's log line. */
export function logFieldsTable(): string {
  const rows = Object.entries(MEANINGS).map(([name, meaning]) => [code(name), meaning]);
  return markdownTable(['field', 'meaning'], rows);
}
