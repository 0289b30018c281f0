import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Cached, CacheStatus } from '../cache/found.ts';
import type { DataActionError } from '../errors/data-action-error.ts';
import { MethodNotAllowed } from '../errors/request-errors.ts';
import type { Health } from '../health.ts';
import type { Listing } from '../listing.ts';
import type { RequestHead } from './request.ts';

/** The name by which this cache identifies itself (RFC 9211, 2). */
const CACHE_NAME = 'GenesysDataActionCache';

/** An answer with data; the stored JSON text goes in as it is. */
export function successResponse(answer: Cached, head: RequestHead): APIGatewayProxyResult {
  const { source, stale, ageSeconds, status, value } = answer;
  return {
    statusCode: 200,
    headers: {
      ...commonHeaders(head),
      'Cache-Status': cacheStatusHeader(status),
      Age: String(ageSeconds),
    },
    body: `{"status":"success","source":"${source}","stale":${stale},"ageSeconds":${ageSeconds},"data":${value}}`,
  };
}

/** An error as an answer; with status 200 for callers that cannot read another one's body. */
export function errorResponse(error: DataActionError, head: RequestHead): APIGatewayProxyResult {
  const { code, message, retryAfterSeconds } = error;
  return {
    statusCode: head.errorsInBody ? 200 : error.statusCode,
    headers: {
      ...commonHeaders(head),
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
      ...(error instanceof MethodNotAllowed && { Allow: error.allow }),
    },
    // JSON leaves an undefined retryAfterSeconds out.
    body: JSON.stringify({ status: 'error', code, message, requestId: head.requestId, retryAfterSeconds }),
  };
}

/** The answer to a health check. */
export function healthResponse(health: Health, head: RequestHead): APIGatewayProxyResult {
  return {
    statusCode: health.status === 'healthy' ? 200 : 503,
    headers: commonHeaders(head),
    body: JSON.stringify(health),
  };
}

/** Whose answers were made stale, by the names of their data actions. */
export function invalidatedResponse(actions: readonly string[], head: RequestHead): APIGatewayProxyResult {
  return {
    statusCode: 200,
    headers: commonHeaders(head),
    body: JSON.stringify({ status: 'success', invalidated: actions }),
  };
}

/** What there is to be asked. */
export function listingResponse(listing: Listing, head: RequestHead): APIGatewayProxyResult {
  return { statusCode: 200, headers: commonHeaders(head), body: JSON.stringify(listing) };
}

/**
 * The `Cache-Status` header (RFC 9211), for example `GenesysDataActionCache; hit; ttl=288`, or for a stale entry
 * `GenesysDataActionCache; hit; ttl=-12; detail=genesys_rate_limited`.
 */
export function cacheStatusHeader(status: CacheStatus): string {
  const parts = status.hit
    ? ['hit', `ttl=${status.ttlSeconds}`, ...(status.detail === undefined ? [] : [`detail=${status.detail}`])]
    : [
        `fwd=${status.forward}`,
        ...(status.stored ? ['stored'] : []),
        ...(status.collapsed ? ['collapsed'] : []),
      ];
  return [CACHE_NAME, ...parts].join('; ');
}

function commonHeaders({ correlationId }: RequestHead): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    ...(correlationId !== undefined && { 'ININ-Correlation-Id': correlationId }),
  };
}
