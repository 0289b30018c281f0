import { AsyncLocalStorage } from 'node:async_hooks';
import sdk from '#genesys-sdk';
import { DataActionError } from '../errors.ts';
import { parseJson } from '../runtime/json.ts';
import type { Operation } from '../runtime/rate-limiter.ts';
import { createApis } from './apis.ts';
import type { GenesysApis } from './call.ts';
import { rateLimited } from './rate-limited.ts';
import { retryAfterSeconds } from './retry.ts';
import type { HttpResponse, Transport } from './transport.ts';

/** The context of one call, for which the SDK has no parameter. */
export interface CallScope {
  token: string;
  signal: AbortSignal;
  /** The error of a response other than 2xx. */
  failureOf: (response: HttpResponse, operation: Operation) => Error;
}

/** The properties of the SDK's request that are used. */
interface SdkRequest {
  url: string;
  method: string;
  headers?: Record<string, string>;
  params?: Record<string, string>;
  data?: unknown;
}

/**
 * The SDK's HTTP client on our own transport. It adds the token itself, so that the SDK, which can log its requests,
 * never sees one. It rejects with our own errors, which the SDK passes on unchanged.
 */
export class ScopedHttpClient extends sdk.AbstractHttpClient {
  readonly #scope = new AsyncLocalStorage<CallScope>();
  readonly #operation = new AsyncLocalStorage<string>();
  readonly #transport: Transport;

  constructor(transport: Transport) {
    super();
    this.#transport = transport;
  }

  /** Runs `call` so that all its requests use this scope. */
  run<T>(scope: CallScope, call: () => Promise<T>): Promise<T> {
    return this.#scope.run(scope, call);
  }

  /** Runs a method of the SDK, so that `request` can tell which method it serves. */
  runOperation<T>(name: string, method: () => T): T {
    return this.#operation.run(name, method);
  }

  override async request({
    url,
    method,
    headers,
    params,
    data: body,
  }: SdkRequest): Promise<{ data: unknown }> {
    const scope = this.#scope.getStore();
    if (scope === undefined) throw new Error('a request to Genesys outside of ScopedHttpClient.run');
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
    if (response.status < 200 || response.status > 299) {
      const family = target.pathname.split('/')[3] ?? '';
      throw scope.failureOf(response, { name: this.#operation.getStore() ?? '', family });
    }
    const data = parseJson(response.text);
    if (data === undefined)
      throw new DataActionError('genesys_unavailable', 'Genesys sent a response that is not JSON');
    return { data };
  }

  /** Required by the base class; hooks are not used. */
  override enableHooks(): void {}
}

/** Creates the SDK's APIs on this HTTP client. They call `apiUrl`, do not watch configuration files and do not log. */
export function createSdkApis(apiUrl: string, http: ScopedHttpClient): GenesysApis {
  const { protocol, hostname, port } = new URL(apiUrl);
  const client = new sdk.ApiClientClass();
  client.config.live_reload_config = false;
  client.config.logger.log_to_console = false;
  client.config.logger.log_file_path = '';
  client.config.logger.setLogger();
  client.setGateway({ protocol: protocol.slice(0, -1), host: hostname, ...(port && { port: Number(port) }) });
  client.setHttpClient(http);
  return createApis(client, (api) => named(api, http));
}

/** Wraps an API so that each method runs in {@link ScopedHttpClient.runOperation}. */
function named<Api extends object>(api: Api, http: ScopedHttpClient): Api {
  return new Proxy(api, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function' || typeof name !== 'string') return method;
      return (...args: unknown[]) => http.runOperation(name, () => Reflect.apply(method, target, args));
    },
  });
}

interface FailedCall {
  /** The permissions that the call needs, separated by commas; undefined for none. */
  permission: string | undefined;
  operation: Operation;
  nowMs: number;
}

/**
 * The error of a response other than 2xx, from its status and `Retry-After`. Genesys' own text is dropped, because it may
 * name things that the caller must not see.
 */
export function failureOf(
  response: HttpResponse,
  { permission, operation, nowMs }: FailedCall,
): DataActionError {
  const { status, headers } = response;
  const options = { retryAfterSeconds: retryAfterSeconds(headers.get('retry-after'), nowMs) };
  switch (status) {
    case 401:
      return new DataActionError('genesys_authentication_failed', 'Genesys rejected the access token');
    case 403:
      return new DataActionError(
        'genesys_permission_denied',
        `the Genesys OAuth client ${denied(permission)}`,
      );
    case 404:
      return new DataActionError('genesys_not_found', 'Genesys has no such resource');
    case 429:
      return rateLimited(response, operation, nowMs);
    default:
      return status >= 400 && status < 500 && status !== 408
        ? new DataActionError('genesys_request_refused', `Genesys rejected the request with status ${status}`)
        : new DataActionError('genesys_unavailable', `Genesys responded with status ${status}`, options);
  }
}

function denied(permission: string | undefined): string {
  if (permission === undefined) return 'is not allowed to make this call';
  return `lacks ${permission.includes(',') ? 'one of the permissions' : 'the permission'} ${permission}`;
}
