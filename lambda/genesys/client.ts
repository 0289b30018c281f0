import pLimit from 'p-limit';
import sdk from '#genesys-sdk';
import { type Clock, stopwatch } from '../clock.ts';
import type { GenesysConfig } from '../config.ts';
import {
  GenesysAuthenticationFailed,
  GenesysCallWithheld,
  GenesysRateLimited,
  GenesysUnavailable,
} from '../errors/genesys-errors.ts';
import { asDataActionError } from '../errors/service-errors.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { CallContext, GenesysApis, GenesysCall } from './call.ts';
import { createCredentialsSource } from './credentials.ts';
import { failureOf } from './failure.ts';
import { type CallScope, ScopedHttpClient } from './http-client.ts';
import { withRetries } from './retry.ts';
import { createTokenSource } from './token.ts';
import { createTransport } from './transport.ts';

/** Genesys Cloud, asked through the official SDK. */
export interface GenesysClient {
  /**
   * Makes one call: with a token, within the deadline, with retries. A token that Genesys refuses is renewed
   * once and the call repeated. Gives the parsed body, accepted by the call; rejects with a `DataActionError`.
   */
  call(call: GenesysCall, context: CallContext): Promise<unknown>;
}

/** What a client is made of. */
export interface GenesysClientParts {
  config: GenesysConfig;
  clock: Clock;
  random: () => number;
  /** Asked before every call, and told when Genesys wants none for a while. */
  rateLimiter: RateLimiter;
}

/** Calls under way at once in one process. Lambda has one; the local server may have many. */
const MOST_CALLS_AT_ONCE = 10;
/** Who saw the 429 waits as long as it says: it must not find its own pause then. */
const PAUSE_ENDS_EARLY_MS = 20;

/** Sets the SDK up once per container; nothing is sent before the first call. */
export function createGenesysClient({
  config,
  clock,
  random,
  rateLimiter,
}: GenesysClientParts): GenesysClient {
  const { callTimeoutMs: timeoutMs, maxBodyBytes } = config;
  const transport = createTransport({ timeoutMs, maxBodyBytes }, clock);
  const atOnce = pLimit(MOST_CALLS_AT_ONCE);
  const credentials = createCredentialsSource(config.credentials, clock);
  const tokens = createTokenSource({ loginUrl: config.loginUrl, credentials, transport, clock });
  const http = new ScopedHttpClient(transport);
  const apis = createApis(config.apiUrl, http);

  async function attempt(call: GenesysCall, context: CallContext): Promise<unknown> {
    const { signal } = context.deadline;
    const failure: CallScope['failureOf'] = (response) =>
      failureOf(response, call.permission, clock.epochMs());
    const send = (token: string) => http.run({ token, signal, failureOf: failure }, () => call.send(apis));

    const token = await getToken(context);
    const body = await send(token).catch(async (error) => {
      if (!(error instanceof GenesysAuthenticationFailed)) throw error;
      tokens.discard(token);
      return send(await getToken(context));
    });
    if (!call.accepts(body)) throw new GenesysUnavailable('Genesys sent an answer of an unknown shape');
    return body;
  }

  /** Throws unless all requests of a call may be made now. */
  async function admit({ requests }: GenesysCall, { deadline, observe }: CallContext): Promise<void> {
    for (let request = 0; request < requests; request += 1) {
      const waitMs = await rateLimiter.take(deadline.signal);
      if (waitMs <= 0) continue;
      observe({ type: 'genesys.withheld', waitMs });
      throw new GenesysCallWithheld(waitMs);
    }
  }

  /** Rethrows; a 429 stops the calls of all containers first. */
  async function tellOthers(error: unknown, signal: AbortSignal): Promise<never> {
    if (error instanceof GenesysRateLimited) {
      await rateLimiter.pause(error.retryAfterSeconds * 1000 - PAUSE_ENDS_EARLY_MS, signal);
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
          await admit(call, context);
          const elapsedMs = stopwatch(clock);
          const answer = reportOutcome(attempt(call, context), (outcome) =>
            observe({ type: 'genesys.attempt', attempt: number, outcome, durationMs: elapsedMs() }),
          );
          return answer.catch((error) => tellOthers(error, deadline.signal));
        }),
      );
    },
  };
}

/** An SDK client of our own, pointed at our host and kept from watching files and from logging. */
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
