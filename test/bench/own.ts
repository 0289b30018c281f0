import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { ContenderOptions } from './contender.ts';

/** What the product's bundle exports. */
export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** Calls are counted, as where it is deployed, and none is held back. */
const UNREACHED_CALLS_PER_MINUTE = 1_000_000;

/** The environment in which the product runs as a contender; all else is its default. */
export function ownEnvironment({
  redisUrl,
  genesysUrl,
  ttlSeconds,
  staleSeconds,
  isRateLimited,
}: Omit<ContenderOptions, 'bundleFolder'>): Record<string, string> {
  return {
    REDIS_URL: redisUrl,
    GENESYS_API_URL: genesysUrl,
    GENESYS_LOGIN_URL: genesysUrl,
    GENESYS_CLIENT_ID: 'local-client',
    GENESYS_CLIENT_SECRET: 'local-secret',
    CACHE_TTL_SECONDS: String(ttlSeconds),
    CACHE_STALE_IF_ERROR_SECONDS: String(staleSeconds),
    ...(!isRateLimited && { GENESYS_CALLS_PER_MINUTE: String(UNREACHED_CALLS_PER_MINUTE) }),
  };
}
