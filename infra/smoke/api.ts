import * as v from 'valibot';

/** An API to test, deployed or of `npm start`. */
export interface Api {
  /** Without a trailing slash. */
  readonly url: string;
  /** API key of the data actions; undefined for `npm start`, which needs none. */
  readonly apiKey: string | undefined;
  /** API key of `POST /invalidate`; undefined if it is not known. */
  readonly invalidationKey: string | undefined;
}

/** A response; `body` is undefined unless it is JSON. */
export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
  readonly cacheStatus: string;
  readonly durationMs: number;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly apiKey: string | undefined;
  readonly body?: unknown;
}

/** Longer than API Gateway takes for any response. */
const TIMEOUT_MS = 30_000;

/** Sends a request and reads its response. Rejects if there is no response. */
export async function send({ url }: Api, { method, path, apiKey, body }: ApiRequest): Promise<ApiResponse> {
  const startedMs = performance.now();
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(apiKey !== undefined && { 'x-api-key': apiKey }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const parsed: unknown = await response.json().catch(() => undefined);
  const cacheStatus = response.headers.get('cache-status') ?? '';
  return { status: response.status, body: parsed, cacheStatus, durationMs: performance.now() - startedMs };
}

const Described = v.object({
  status: v.optional(v.string()),
  redis: v.optional(v.string()),
  source: v.optional(v.string()),
  code: v.optional(v.string()),
  message: v.optional(v.string()),
});

/** What a response says, on one line: its status, the scalar properties of its body that matter, and `Cache-Status`. */
export function describeResponse({ status, body, cacheStatus }: ApiResponse): string {
  const described = v.safeParse(Described, body);
  const parts = described.success
    ? Object.entries(described.output).map(([name, value]) => `${name} ${value}`)
    : ['not JSON'];
  return [status, ...parts, cacheStatus].filter((part) => part !== '').join(', ');
}
