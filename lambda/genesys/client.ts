import pLimit from 'p-limit';
import sdk from '#genesys-sdk';
import type { GenesysConfig } from '../config/environment.ts';
import { asDataActionError, DataActionError } from '../errors.ts';
import { type Clock, stopwatch } from '../runtime/clock.ts';
import type { RateLimiter } from '../runtime/rate-limiter.ts';
import type { CallContext, GenesysApis, GenesysCall } from './call.ts';
import { createCredentialsSource, createTokenSource } from './login.ts';
import { withRetries } from './retry.ts';
import { type CallScope, failureOf, ScopedHttpClient } from './sdk.ts';
import { createTransport } from './transport.ts';

/** Genesys Cloud, called through the official SDK. */
export interface GenesysClient {
  /**
   * Makes one call: with a token, within the deadline, with retries. If Genesys refuses the token, logs in once more and
   * repeats the call. Resolves to what the call reads in the body; rejects with a `DataActionError`.
   */
  call<Result>(call: GenesysCall<Result>, context: CallContext): Promise<Result>;
}

/** What a client is made of. */
export interface GenesysClientParts {
  config: GenesysConfig;
  clock: Clock;
  random: () => number;
  /** Consulted before every call, and paused when Genesys replies 429. */
  rateLimiter: RateLimiter;
}

/** Concurrent calls in one process: Lambda makes one at a time, the local server may make many. */
const MAX_CALLS_AT_ONCE = 10;
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
  const atOnce = pLimit(MAX_CALLS_AT_ONCE);
  const credentials = createCredentialsSource(config.credentials, clock);
  const tokens = createTokenSource({ loginUrl: config.loginUrl, credentials, transport, clock });
  const http = new ScopedHttpClient(transport);
  const apis = createApis(config.apiUrl, http);

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
      throw new DataActionError('genesys_unavailable', 'Genesys sent an answer of an unknown shape');
    return result;
  }

  /** Throws unless the rate limit allows all requests of a call now. */
  async function takeFromLimit(requests: number, { deadline, observe }: CallContext): Promise<void> {
    const waitMs = await rateLimiter.take(requests, deadline.signal);
    if (waitMs <= 0) return;
    observe({ type: 'genesys.withheld', waitMs });
    throw new DataActionError(
      'genesys_rate_limited',
      'no call to Genesys is allowed now: its rate limit is reached',
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
        atOnce(async () => {
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

/** The SDK's APIs on a client of our own: it calls our host, and neither watches files nor logs. */
function createApis(apiUrl: string, http: ScopedHttpClient): GenesysApis {
  const { protocol, hostname, port } = new URL(apiUrl);
  const client = new sdk.ApiClientClass();
  client.config.live_reload_config = false;
  client.config.logger.log_to_console = false;
  client.config.logger.log_file_path = '';
  client.config.logger.setLogger();
  client.setGateway({ protocol: protocol.slice(0, -1), host: hostname, ...(port && { port: Number(port) }) });
  client.setHttpClient(http);
  return {
    routing: new sdk.RoutingApi(client),
    users: new sdk.UsersApi(client),
    presence: new sdk.PresenceApi(client),
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
