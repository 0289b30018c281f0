/**
 * The outer timeouts, longest first. Each caller waits longer than the part that it calls; otherwise a response on its
 * way would be lost, and the flow would only see a timeout. The inner three (request, call to Genesys, Redis) are
 * settings; `config.ts` keeps them below these.
 */
export const TIMEOUTS = {
  /** What the data action in Genesys is given; Genesys takes 1 to 60 s and would use 60. */
  dataActionMs: 15_000,
  /** API Gateway's wait for the function; it takes 50 ms to 29 s. */
  apiGatewayMs: 14_000,
  /** Lambda's limit on one invocation, in whole seconds on AWS. */
  functionMs: 12_000,
} as const;

/** The least by which one time-out must be longer than the next, in milliseconds. */
export const TIMEOUT_MARGIN_MS = 1000;
