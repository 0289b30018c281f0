/**
 * The outer timeouts, longest first. Each one is longer than the next; otherwise a late response would be lost, and the
 * flow would only see a timeout. The inner timeouts (request, call to Genesys, Redis) are settings, and `config.ts`
 * checks that they are shorter than these.
 */
export const TIMEOUTS = {
  /** Timeout of the data action in Genesys, which allows 1 to 60 s; its default is 60 s. */
  dataActionMs: 15_000,
  /** Integration timeout of API Gateway, which allows 50 ms to 29 s. */
  apiGatewayMs: 14_000,
  /** Timeout of the Lambda functions; AWS allows whole seconds only. */
  functionMs: 12_000,
} as const;

/** Minimum difference between one timeout and the next, in milliseconds. */
export const TIMEOUT_MARGIN_MS = 1000;
