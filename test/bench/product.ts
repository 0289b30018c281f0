import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { type ContenderOptions, REDIS_TIMEOUT_MS } from './contender.ts';

/** The exports of the product's bundle. */
export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** A limit that counts calls as in production but never withholds one. */
const UNREACHED_CALLS_PER_MINUTE = 1_000_000;

/** The environment variables of the product as a contender; all others have their defaults. */
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
