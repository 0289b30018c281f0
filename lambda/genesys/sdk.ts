import { AsyncLocalStorage } from 'node:async_hooks';
import sdk from '#genesys-sdk';
import { DataActionError } from '../errors.ts';
import { parseJson } from '../runtime/json.ts';
import { retryAfterSeconds } from './retry.ts';
import type { HttpResponse, Transport } from './transport.ts';

/** What one call through the SDK carries along; the SDK has no parameter for it. */
export interface CallScope {
  token: string;
  signal: AbortSignal;
  /** The error that an answer other than 2xx stands for. */
  failureOf: (response: HttpResponse) => Error;
}

/** The request that the SDK hands to its HTTP client, as far as it is used. */
interface SdkRequest {
  url: string;
  method: string;
  headers?: Record<string, string>;
  params?: Record<string, string>;
  data?: unknown;
}

/**
 * The SDK's HTTP port on our own transport. It adds the token itself, so the SDK, which can be made to log its
 * requests, never sees one; and it rejects with our own errors, which the SDK passes on as they are.
 */
export class ScopedHttpClient extends sdk.AbstractHttpClient {
  readonly #scope = new AsyncLocalStorage<CallScope>();
  readonly #transport: Transport;

  constructor(transport: Transport) {
    super();
    this.#transport = transport;
  }

  /** Runs `call` so that all its requests use this scope. */
  run<T>(scope: CallScope, call: () => Promise<T>): Promise<T> {
    return this.#scope.run(scope, call);
  }

  override async request({
    url,
    method,
    headers,
    params,
    data: body,
  }: SdkRequest): Promise<{ data: unknown }> {
    const scope = this.#scope.getStore();
    if (scope === undefined) throw new Error('a Genesys request outside of a call');
    const target = new URL(url);
    for (const [name, value] of Object.entries(params ?? {})) target.searchParams.append(name, value);
    const response = await this.#transport(
      {
        url: target,
        method,
        headers: { ...headers, authorization: `Bearer ${scope.token}` },
        body: body === undefined ? undefined : JSON.stringify(body),
      },
      scope.signal,
    );
    if (response.status < 200 || response.status > 299) throw scope.failureOf(response);
    const data = parseJson(response.text);
    if (data === undefined)
      throw new DataActionError('genesys_unavailable', 'Genesys sent an answer that is not JSON');
    return { data };
  }

  /** The SDK's pre- and post-hooks are not used. */
  override enableHooks(): void {}
}

/**
 * What an answer other than 2xx means. Only the status and `Retry-After` are looked at: Genesys' own text stays
 * here, as it may name things that the caller should not see.
 */
export function failureOf(
  { status, headers }: { status: number; headers: Headers },
  permission: string | undefined,
  nowMs: number,
): DataActionError {
  const options = { retryAfterSeconds: retryAfterSeconds(headers.get('retry-after'), nowMs) };
  switch (status) {
    case 401:
      return new DataActionError('genesys_authentication_failed', 'Genesys refused the access token');
    case 403:
      return new DataActionError(
        'genesys_permission_denied',
        `the Genesys OAuth client ${permission === undefined ? 'is not allowed to make this call' : `lacks the permission ${permission}`}`,
      );
    case 404:
      return new DataActionError('genesys_not_found', 'Genesys has no such resource');
    case 429:
      return new DataActionError('genesys_rate_limited', 'the Genesys rate limit is reached', options);
    default:
      return status >= 400 && status < 500 && status !== 408
        ? new DataActionError('genesys_request_refused', `Genesys refused the request with status ${status}`)
        : new DataActionError('genesys_unavailable', `Genesys answered with status ${status}`, options);
  }
}
