import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type Api, type ApiRequest, type ApiResponse, describeResponse, send } from './api.ts';

/** The result of one check. */
export interface CheckResult {
  readonly name: string;
  readonly outcome: 'ok' | 'failed' | 'skipped';
  /** The response, on one line; or why the check was skipped. */
  readonly found: string;
  readonly expected: string;
  /** The part of the documentation that helps if the check fails. */
  readonly lookAt: string;
}

interface Check {
  readonly name: string;
  readonly expected: string;
  readonly lookAt: string;
  readonly request: (api: Api) => ApiRequest;
  readonly accepts: (response: ApiResponse) => boolean;
  /** Why this API cannot be checked; undefined if it can. */
  readonly skippedFor?: (api: Api) => string | undefined;
}

/**
 * Sends one request for each check, in order, and yields the results. The requests are for queues with a name that is new
 * at each run, so the first is a miss. The invalidation makes all entries of `queues` stale.
 */
export async function* runChecks(api: Api): AsyncGenerator<CheckResult> {
  for (const { request, accepts, skippedFor, ...check } of checksFor(randomUUID())) {
    const skipped = skippedFor?.(api);
    if (skipped !== undefined) {
      yield { ...check, outcome: 'skipped', found: skipped };
      continue;
    }
    const response = await send(api, request(api));
    yield { ...check, outcome: accepts(response) ? 'ok' : 'failed', found: describeResponse(response) };
  }
}

function checksFor(id: string): readonly Check[] {
  const queues = (api: Api): ApiRequest => ({
    method: 'POST',
    path: '/dataaction/queues',
    apiKey: api.apiKey,
    body: { name: `*smoke test ${id}*`, pageSize: 1 },
  });
  return [
    {
      name: 'health',
      expected: 'status 200, healthy',
      lookAt: 'docs/runbook.md#cacheunavailable',
      request: ({ apiKey }) => ({ method: 'GET', path: '/health', apiKey }),
      accepts: ({ status, body }) => status === 200 && v.is(Healthy, body),
    },
    {
      name: 'miss',
      expected: 'status 200, source api, stored',
      lookAt: FAILED_REQUEST,
      request: queues,
      accepts: ({ status, body, cacheStatus }) =>
        status === 200 && v.is(FromApi, body) && cacheStatus.endsWith('; stored'),
    },
    {
      name: 'hit',
      expected: 'status 200, source cache, hit',
      lookAt: 'docs/operations.md#when-a-response-is-unexpected',
      request: queues,
      accepts: ({ status, body, cacheStatus }) =>
        status === 200 && v.is(FromCache, body) && cacheStatus.includes('; hit;'),
    },
    {
      name: 'wrong API key',
      expected: 'status 403',
      lookAt: FAILED_REQUEST,
      skippedFor: ({ apiKey }) => (apiKey === undefined ? 'npm start needs no API key' : undefined),
      request: (api) => ({ ...queues(api), apiKey: randomUUID() }),
      accepts: ({ status }) => status === 403,
    },
    {
      name: 'invalidation',
      expected: 'status 200, queues invalidated',
      lookAt: 'docs/invalidation.md',
      request: ({ invalidationKey: apiKey }) => ({
        method: 'POST',
        path: '/invalidate',
        apiKey,
        body: { action: 'queues' },
      }),
      accepts: ({ status, body }) => status === 200 && v.is(Invalidated, body),
    },
    {
      name: 'invalidated entry',
      expected: 'status 200, source api, stored again',
      lookAt: 'docs/invalidation.md',
      request: queues,
      accepts: ({ status, body, cacheStatus }) =>
        status === 200 && v.is(FromApi, body) && cacheStatus.endsWith('; fwd=stale; stored'),
    },
    {
      name: 'error in the body',
      expected: 'status 200, error invalid_input',
      lookAt: 'docs/architect.md',
      request: ({ apiKey }) => ({
        method: 'POST',
        path: '/dataaction/queues?errors=body',
        apiKey,
        body: { pageSize: 'many' },
      }),
      accepts: ({ status, body }) => status === 200 && v.is(InvalidInput, body),
    },
  ];
}

const FAILED_REQUEST = 'docs/operations.md#when-a-request-fails';

const Healthy = v.object({ status: v.literal('healthy') });
const FromApi = v.object({ status: v.literal('success'), source: v.literal('api') });
const FromCache = v.object({ status: v.literal('success'), source: v.literal('cache') });
const Invalidated = v.object({
  status: v.literal('success'),
  invalidated: v.pipe(
    v.array(v.string()),
    v.check((actions) => actions.includes('queues')),
  ),
});
const InvalidInput = v.object({ status: v.literal('error'), code: v.literal('invalid_input') });
