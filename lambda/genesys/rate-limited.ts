import * as v from 'valibot';
import { DataActionError } from '../errors.ts';
import { parseJson } from '../runtime/json.ts';
import type { Limit, Operation } from '../runtime/rate-limiter.ts';
import { retryAfterSeconds } from './retry.ts';
import type { HttpResponse } from './transport.ts';

/** Genesys responded with 429. */
export class RateLimited extends DataActionError {
  override readonly name = 'RateLimited';
  readonly limit: Limit;

  constructor(limit: Limit, retryAfterSeconds: number | undefined) {
    const isLogin = limit.of === 'login';
    const message = isLogin ? 'the Genesys login rate limit is reached' : 'the Genesys rate limit is reached';
    super('genesys_rate_limited', message, { retryAfterSeconds, ...(isLogin && { isContainerOnly: true }) });
    this.limit = limit;
  }
}

/** A call or a login was not sent, because the rate limit of Genesys is reached. */
export class Throttled extends DataActionError {
  override readonly name = 'Throttled';
  readonly waitMs: number;

  constructor(what: 'call' | 'login', waitMs: number) {
    const message = `the ${what} was not sent, because the rate limit of Genesys is reached`;
    super('genesys_rate_limited', message, {
      retryAfterSeconds: Math.ceil(waitMs / 1000),
      retryable: false,
      // Other containers may have a token.
      ...(what === 'login' && { isContainerOnly: true }),
    });
    this.waitMs = waitMs;
  }
}

/** `limit.key` of the limit that all calls with one token share. */
const TOKEN_LIMIT = 'client.credentials.token.rate.per.minute';

/** Names from Genesys become part of a field name in Redis, so unusual ones are ignored. */
const name = v.optional(v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[\w.-]{1,100}$/))), undefined));
const noLimit: { namespace?: string | undefined; key?: string | undefined } = {};
const bodySchema = v.object({
  message: v.optional(v.fallback(v.string(), ''), ''),
  limit: v.optional(v.fallback(v.object({ namespace: name, key: name }), noLimit), noLimit),
});

/** The error of a 429 that an API call received. Genesys may name the limit in the body. */
export function rateLimited(response: HttpResponse, operation: Operation, nowMs: number): RateLimited {
  const { namespace, key } = readBody(response).limit;
  const limit: Limit = key === TOKEN_LIMIT ? { of: 'token' } : { of: 'operation', operation, namespace };
  return new RateLimited(limit, secondsToWait(response, nowMs));
}

/** The error of a 429 that a login received. */
export function loginRateLimited(response: HttpResponse, nowMs: number): RateLimited {
  return new RateLimited({ of: 'login' }, secondsToWait(response, nowMs));
}

function readBody({ text }: HttpResponse): v.InferOutput<typeof bodySchema> {
  const parsed = v.safeParse(bodySchema, parseJson(text));
  return parsed.success ? parsed.output : { message: '', limit: noLimit };
}

/**
 * `Retry-After`; without it the seconds in Genesys' message ("Retry the request in [42] seconds") or the rest of the
 * minute that the token's calls are counted in.
 */
function secondsToWait(response: HttpResponse, nowMs: number): number | undefined {
  const inMessage = /\[(\d{1,9})\] seconds/.exec(readBody(response).message)?.[1];
  return (
    retryAfterSeconds(response.headers.get('retry-after'), nowMs) ??
    retryAfterSeconds(inMessage ?? null, nowMs) ??
    retryAfterSeconds(response.headers.get('inin-ratelimit-reset'), nowMs)
  );
}
