import type { DataActionError } from '../errors/data-action-error.ts';
import {
  GenesysAuthenticationFailed,
  GenesysNotFound,
  GenesysPermissionDenied,
  GenesysRateLimited,
  GenesysRequestRefused,
  GenesysUnavailable,
} from '../errors/genesys-errors.ts';
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
      return new GenesysAuthenticationFailed('Genesys refused the access token');
    case 403:
      return new GenesysPermissionDenied(permission);
    case 404:
      return new GenesysNotFound('Genesys has no such resource');
    case 429:
      return new GenesysRateLimited('the Genesys rate limit is reached', options);
    default:
      return status >= 400 && status < 500 && status !== 408
        ? new GenesysRequestRefused(`Genesys refused the request with status ${status}`)
        : new GenesysUnavailable(`Genesys answered with status ${status}`, options);
  }
}
