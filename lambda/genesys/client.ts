import pLimit from 'p-limit';
import type { GenesysConfig } from '../config/environment.ts';
import { asDataActionError, DataActionError } from '../errors.ts';
import { type Clock, stopwatch } from '../runtime/clock.ts';
import type { RateLimiter } from '../runtime/rate-limiter.ts';
import type { TokenStore } from '../runtime/token-store.ts';
import type { CallContext, GenesysCall } from './call.ts';
import { createCredentialsSource } from './login.ts';
import { RateLimited, Throttled } from './rate-limited.ts';
import { withRetries } from './retry.ts';
import { type CallScope, createSdkApis, failureOf, ScopedHttpClient } from './sdk.ts';
import { createTokenSource, type ObtainedToken } from './token-source.ts';
import { createTransport } from './transport.ts';

/** Genesys Cloud, called through the official SDK. */
export interface GenesysClient {
  /**
   * Makes one call with a token and retries, within the deadline. If Genesys refuses the token, gets another one and
   * repeats the call. Resolves to what the call reads from the body; rejects with a `DataActionError`.
   */
  call<Result>(call: GenesysCall<Result>, context: CallContext): Promise<Result>;
}

export interface GenesysClientParts {
  config: GenesysConfig;
  clock: Clock;
  random: () => number;
  /** Consulted before every call and login. A 429 pauses the calls that share its limit. */
  rateLimiter: RateLimiter;
  /** Undefined if each container logs in itself. */
  tokenStore?: TokenStore | undefined;
}

type Operations = GenesysCall<unknown>['operations'];

/** Max concurrent calls in one process. A Lambda container makes one at a time; the local server may make many. */
const MAX_CONCURRENT_CALLS = 10;
/** The caller that received the 429 retries after `Retry-After`: its own pause must be over by then. */
const PAUSE_ENDS_EARLY_MS = 20;

/** Sets up the SDK, once per container. Nothing is sent before the first call. */
export function createGenesysClient({
  config,
  clock,
  random,
  rateLimiter,
  tokenStore: store,
}: GenesysClientParts): GenesysClient {
  const { callTimeoutMs: timeoutMs, maxResponseBytes } = config;
  const transport = createTransport({ timeoutMs, maxResponseBytes }, clock);
  const limit = pLimit(MAX_CONCURRENT_CALLS);
  const credentials = createCredentialsSource(config.credentials, clock);
  const { apiUrl, loginUrl } = config;
  const takeLogin = async (signal: AbortSignal) => {
    const waitMs = await rateLimiter.takeLogin(signal);
    if (waitMs > 0) throw new Throttled('login', waitMs);
  };
  const connection = { apiUrl, loginUrl, credentials, transport, takeLogin };
  const tokens = createTokenSource({ ...connection, clock, random, store });
  const http = new ScopedHttpClient(transport);
  const apis = createSdkApis(apiUrl, http);

  async function attempt<Result>(call: GenesysCall<Result>, context: CallContext): Promise<Result> {
    const { signal } = context.deadline;
    const { permission, operations } = call;
    const takeCalls = (further: Operations) => takeFromLimit(further, context);
    const failure: CallScope['failureOf'] = (response, operation) =>
      failureOf(response, { permission, operation, nowMs: clock.epochMs() });
    const send = (token: string) =>
      http.run({ token, signal, failureOf: failure }, () => call.send(apis, takeCalls, clock.epochMs()));

    const obtained = await getToken(context);
    await takeFromLimit(operations, context);
    const body = await sendWith(obtained, context, send);
    const result = call.read(body);
    if (result === undefined)
      throw new DataActionError('genesys_unavailable', 'Genesys sent a response of an unexpected shape');
    return result;
  }

  /** Throws unless the rate limit allows all these requests now. */
  async function takeFromLimit(operations: Operations, context: CallContext): Promise<void> {
    const waitMs = await rateLimiter.take(operations, context.deadline.signal);
    if (waitMs <= 0) return;
    context.observe({ type: 'genesys.throttled', waitMs });
    throw new Throttled('call', waitMs);
  }

  /** Rethrows the error. After a 429, first pauses the calls that share its limit, in all containers. */
  async function pauseIfRateLimited(error: unknown, signal: AbortSignal): Promise<never> {
    if (error instanceof RateLimited) {
      const { limit, retryAfterSeconds = 1 } = error;
      await rateLimiter.pause(limit, retryAfterSeconds * 1000 - PAUSE_ENDS_EARLY_MS, signal);
    }
    throw error;
  }

  /** Sends with a token. If Genesys refuses it, sends once more, or twice if the second token came from another container. */
  async function sendWith(
    { token, source }: ObtainedToken,
    context: CallContext,
    send: (token: string) => Promise<unknown>,
    refusals = 0,
  ): Promise<unknown> {
    try {
      return await send(token);
    } catch (error) {
      if (!(error instanceof DataActionError && error.code === 'genesys_authentication_failed')) throw error;
      if (refusals > (source === 'shared' ? 1 : 0)) throw error;
      tokens.discard(token);
      return sendWith(await getToken(context), context, send, refusals + 1);
    }
  }

  function getToken({ deadline, observe }: CallContext): Promise<ObtainedToken> {
    const elapsedMs = stopwatch(clock);
    let known: Partial<ObtainedToken> = {};
    const obtained = tokens.get(deadline).then(
      (token) => {
        known = token;
        return token;
      },
      (error) => {
        if (error instanceof Throttled) observe({ type: 'genesys.throttled', waitMs: error.waitMs });
        throw error;
      },
    );
    return reportOutcome(obtained, (outcome) =>
      observe({
        type: 'genesys.token',
        outcome,
        source: known.source,
        refreshError: known.refreshError,
        durationMs: elapsedMs(),
      }),
    );
  }

  return {
    call: (call, context) => {
      const { deadline, mayRetry, observe } = context;
      const onBackoff = (delayMs: number) => observe({ type: 'genesys.backoff', delayMs });
      return withRetries({ clock, random, deadline, mayRetry, onBackoff }, (number) =>
        limit(async () => {
          const elapsedMs = stopwatch(clock);
          const result = reportOutcome(attempt(call, context), (outcome, error) => {
            // A throttled call was not sent, so it does not count as an attempt.
            if (!(error instanceof Throttled))
              observe({ type: 'genesys.attempt', attempt: number, outcome, durationMs: elapsedMs() });
          });
          return result.catch((error) => pauseIfRateLimited(error, deadline.signal));
        }),
      );
    },
  };
}

async function reportOutcome<T>(
  work: Promise<T>,
  report: (outcome: string, error?: unknown) => void,
): Promise<T> {
  try {
    const result = await work;
    report('ok');
    return result;
  } catch (error) {
    report(asDataActionError(error).code, error);
    throw error;
  }
}
