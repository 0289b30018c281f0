import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { type ContenderOptions, REDIS_TIMEOUT_MS } from './contender.ts';

/** What the product's bundle exports. */
export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** Calls are counted as in production, and none is held back. */
const UNREACHED_CALLS_PER_MINUTE = 1_000_000;

/** The product's environment variables as a contender; everything else has its default. */
export function productEnvironment(options: ContenderOptions): Record<string, string> {
  return {
    REDIS_URL: options.redisUrl,
    REDIS_TIMEOUT_MS: String(options.redisTimeoutMs ?? REDIS_TIMEOUT_MS),
    GENESYS_API_URL: options.genesysUrl,
    GENESYS_LOGIN_URL: options.genesysUrl,
    GENESYS_CLIENT_ID: 'local-client',
    GENESYS_CLIENT_SECRET: 'local-secret',
    CACHE_TTL_SECONDS: String(options.ttlSeconds),
    CACHE_STALE_IF_ERROR_SECONDS: String(options.staleSeconds),
    ...(!options.isRateLimited && { GENESYS_CALLS_PER_MINUTE: String(UNREACHED_CALLS_PER_MINUTE) }),
  };
}
