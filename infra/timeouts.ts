/**
 * The time-outs that enclose each other, longest first: whoever waits must outlast whom it waits for, or an
 * answer that was on its way is lost and the flow gets a bare time-out in its place. The inner three (request
 * budget, call to Genesys, Redis) are configuration; `config.ts` keeps them inside these.
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
