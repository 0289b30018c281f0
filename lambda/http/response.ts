import type { APIGatewayProxyResult } from 'aws-lambda';
import { type CacheResult, isLocalCopy } from '../cache/result.ts';
import { type DataActionError, MethodNotAllowed } from '../errors.ts';
import type { Listing } from './listing.ts';
import type { RequestMetadata } from './request.ts';

/** The cache's names in `Cache-Status` (RFC 9211, 2): of the shared cache, and of a container's local copies. */
const CACHE_NAME = 'GenesysDataActionCache';
const LOCAL_CACHE_NAME = 'GenesysDataActionCacheLocalCopy';

/** The body of `GET /health`. */
export type Health =
  | { status: 'healthy'; redis: 'connected' | 'not_configured' }
  | { status: 'unhealthy'; redis: 'disconnected' };

/** A response with data; the stored JSON text is inserted unparsed. */
export function successResponse(result: CacheResult, metadata: RequestMetadata): APIGatewayProxyResult {
  const { outcome, ageSeconds, value } = result;
  const source = outcome === 'miss' || outcome === 'bypass' ? 'api' : 'cache';
  const stale = outcome === 'stale';
  return {
    statusCode: 200,
    headers: {
      ...commonHeaders(metadata),
      'Cache-Status': cacheStatusHeader(result),
      Age: String(ageSeconds),
    },
    body: `{"status":"success","source":"${source}","stale":${stale},"ageSeconds":${ageSeconds},"data":${value}}`,
  };
}

/** An error response. With `?errors=body` its status is 200, for callers that can read no other response. */
export function errorResponse(error: DataActionError, metadata: RequestMetadata): APIGatewayProxyResult {
  const { code, message, retryAfterSeconds } = error;
  return {
    statusCode: metadata.errorsInBody ? 200 : error.statusCode,
    headers: {
      ...commonHeaders(metadata),
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
      ...(error instanceof MethodNotAllowed && { Allow: error.allow }),
    },
    // JSON omits an undefined retryAfterSeconds.
    body: JSON.stringify({
      status: 'error',
      code,
      message,
      requestId: metadata.requestId,
      retryAfterSeconds,
    }),
  };
}

/** The response of `GET /health`. */
export function healthResponse(health: Health, metadata: RequestMetadata): APIGatewayProxyResult {
  return {
    statusCode: health.status === 'healthy' ? 200 : 503,
    headers: commonHeaders(metadata),
    body: JSON.stringify(health),
  };
}

/** The response of `POST /invalidate`, with the data actions whose entries are now stale. */
export function invalidatedResponse(
  actions: readonly string[],
  metadata: RequestMetadata,
): APIGatewayProxyResult {
  return {
    statusCode: 200,
    headers: commonHeaders(metadata),
    body: JSON.stringify({ status: 'success', invalidated: actions }),
  };
}

/** The response of `GET /dataactions`. */
export function listingResponse(listing: Listing, metadata: RequestMetadata): APIGatewayProxyResult {
  return { statusCode: 200, headers: commonHeaders(metadata), body: JSON.stringify(listing) };
}

/**
 * The `Cache-Status` header (RFC 9211), for example `GenesysDataActionCache; hit; ttl=288`, or for a stale entry
 * `GenesysDataActionCache; hit; ttl=-12; detail=genesys_rate_limited`.
 */
export function cacheStatusHeader(result: CacheResult): string {
  return [isLocalCopy(result) ? LOCAL_CACHE_NAME : CACHE_NAME, ...cacheStatusParameters(result)].join('; ');
}

function cacheStatusParameters(result: CacheResult): string[] {
  switch (result.outcome) {
    case 'hit':
      return ['hit', `ttl=${result.ttlSeconds}`];
    case 'stale':
      return ['hit', `ttl=${result.ttlSeconds}`, `detail=${result.reason}`];
    case 'miss':
      return [`fwd=${result.forward}`, ...(result.storage === 'stored' ? ['stored'] : [])];
    case 'collapsed':
      return [`fwd=${result.forward}`, 'collapsed'];
    case 'bypass':
      return ['fwd=bypass'];
  }
}

function commonHeaders({ correlationId }: RequestMetadata): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    ...(correlationId !== undefined && { 'ININ-Correlation-Id': correlationId }),
  };
}
