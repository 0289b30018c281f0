/**
 * Timeouts, as environment variables, far longer than a busy machine needs for a reply of Redis or of the simulator, and
 * for a request. For tests that are not about timeouts.
 */
export const LONG_TIMEOUTS = {
  REDIS_TIMEOUT_MS: '5000',
  GENESYS_TIMEOUT_MS: '20000',
  REFRESH_TIMEOUT_MS: '20000',
  REQUEST_TIMEOUT_MS: '60000',
} as const;
