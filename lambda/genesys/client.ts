import pLimit from 'p-limit';
import type { GenesysConfig } from '../config/environment.ts';
import { asDataActionError, DataActionError } from '../errors.ts';
import { type Clock, stopwatch } from '../runtime/clock.ts';
import type { RateLimiter } from '../runtime/rate-limiter.ts';
import type { CallContext, GenesysCall } from './call.ts';
import { createCredentialsSource, createTokenSource } from './login.ts';
import { withRetries } from './retry.ts';
import { type CallScope, createSdkApis, failureOf, ScopedHttpClient } from './sdk.ts';
import { createTransport } from './transport.ts';

/** Genesys Cloud, called through the official SDK. */
export interface GenesysClient {
  /**
   * Makes one call: with a token, within the deadline, with retries. If Genesys refuses the token, logs in once more and
   * repeats the call. Resolves to what the call reads in the body; rejects with a `DataActionError`.
   */
  call<Result>(call: GenesysCall<Result>, context: CallContext): Promise<Result>;
}

/** The parts of a client. */
export interface GenesysClientParts {
  config: GenesysConfig;
  clock: Clock;
  random: () => number;
  /** Consulted before every call, and paused when Genesys replies 429. */
  rateLimiter: RateLimiter;
}

/** Concurrent calls in one process: Lambda makes one at a time, the local server may make many. */
const MAX_CONCURRENT_CALLS = 10;
/** The caller that received the 429 retries after `Retry-After`: its own pause must be over by then. */
const PAUSE_ENDS_EARLY_MS = 20;

/** Sets up the SDK, once per container. Nothing is sent before the first call. */
export function createGenesysClient({
  config,
  clock,
  random,
  rateLimiter,
}: GenesysClientParts): GenesysClient {
  const { callTimeoutMs: timeoutMs, maxResponseBytes } = config;
  const transport = createTransport({ timeoutMs, maxResponseBytes }, clock);
  const limit = pLimit(MAX_CONCURRENT_CALLS);
  const credentials = createCredentialsSource(config.credentials, clock);
  const tokens = createTokenSource({ loginUrl: config.loginUrl, credentials, transport, clock });
  const http = new ScopedHttpClient(transport);
  const apis = createSdkApis(config.apiUrl, http);

  async function attempt<Result>(call: GenesysCall<Result>, context: CallContext): Promise<Result> {
    const { signal } = context.deadline;
    const failure: CallScope['failureOf'] = (response) =>
      failureOf(response, call.permission, clock.epochMs());
    const send = (token: string) => http.run({ token, signal, failureOf: failure }, () => call.send(apis));

    const token = await getToken(context);
    const body = await send(token).catch(async (error) => {
      if (!(error instanceof DataActionError && error.code === 'genesys_authentication_failed')) throw error;
      tokens.discard(token);
      return send(await getToken(context));
    });
    const result = call.read(body);
    if (result === undefined)
      throw new DataActionError('genesys_unavailable', 'Genesys sent a response of an unexpected shape');
    return result;
  }

  /** Throws unless the rate limit allows all requests of a call now. */
  async function takeFromLimit(requests: number, { deadline, observe }: CallContext): Promise<void> {
    const waitMs = await rateLimiter.take(requests, deadline.signal);
    if (waitMs <= 0) return;
    observe({ type: 'genesys.throttled', waitMs });
    throw new DataActionError(
      'genesys_rate_limited',
      'the call was not sent, because the rate limit of Genesys is reached',
      {
        retryAfterSeconds: Math.ceil(waitMs / 1000),
        retryable: false,
      },
    );
  }

  /** Rethrows; a 429 first pauses the calls of all containers. */
  async function pauseIfRateLimited(error: unknown, signal: AbortSignal): Promise<never> {
    if (error instanceof DataActionError && error.code === 'genesys_rate_limited') {
      const { retryAfterSeconds = 1 } = error;
      await rateLimiter.pause(retryAfterSeconds * 1000 - PAUSE_ENDS_EARLY_MS, signal);
    }
    throw error;
  }

  function getToken({ deadline, observe }: CallContext): Promise<string> {
    const elapsedMs = stopwatch(clock);
    return reportOutcome(tokens.get(deadline.signal), (outcome) =>
      observe({ type: 'genesys.token', outcome, durationMs: elapsedMs() }),
    );
  }

  return {
    call: (call, context) => {
      const { deadline, mayRetry, observe } = context;
      const onBackoff = (delayMs: number) => observe({ type: 'genesys.backoff', delayMs });
      return withRetries({ clock, random, deadline, mayRetry, onBackoff }, (number) =>
        limit(async () => {
          await takeFromLimit(call.requests, context);
          const elapsedMs = stopwatch(clock);
          const result = reportOutcome(attempt(call, context), (outcome) =>
            observe({ type: 'genesys.attempt', attempt: number, outcome, durationMs: elapsedMs() }),
          );
          return result.catch((error) => pauseIfRateLimited(error, deadline.signal));
        }),
      );
    },
  };
}

async function reportOutcome<T>(work: Promise<T>, report: (outcome: string) => void): Promise<T> {
  try {
    const result = await work;
    report('ok');
    return result;
  } catch (error) {
    report(asDataActionError(error).code);
    throw error;
  }
}
