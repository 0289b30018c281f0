import { DataActionError } from '../errors.ts';
import { retryAfterSeconds } from './retry.ts';

/**
 * What an answer other than 2xx means. Only the status and `Retry-After` are looked at: Genesys' own text stays
 * here, as it may name things that the caller should not see.
 */
export function failureOf(
  { status, headers }: { status: number; headers: Headers },
  permission: string | undefined,
  nowMs: number,
): DataActionError {
  const options = { retryAfterSeconds: retryAfterSeconds(headers.get('retry-after'), nowMs) };
  switch (status) {
    case 401:
      return new DataActionError('genesys_authentication_failed', 'Genesys refused the access token');
    case 403:
      return new DataActionError(
        'genesys_permission_denied',
        `the Genesys OAuth client ${permission === undefined ? 'is not allowed to make this call' : `lacks the permission ${permission}`}`,
      );
    case 404:
      return new DataActionError('genesys_not_found', 'Genesys has no such resource');
    case 429:
      return new DataActionError('genesys_rate_limited', 'the Genesys rate limit is reached', options);
    default:
      return status >= 400 && status < 500 && status !== 408
        ? new DataActionError('genesys_request_refused', `Genesys refused the request with status ${status}`)
        : new DataActionError('genesys_unavailable', `Genesys answered with status ${status}`, options);
  }
}
