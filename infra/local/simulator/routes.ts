import type { Models } from 'purecloud-platform-client-v2';
import { type GenesysAnswer, refusal } from './answer.ts';
import { listQueues } from './queue-listing.ts';

/** What the simulated organisation holds. */
export interface GenesysOrganization {
  readonly queues: readonly Models.Queue[];
}

/** One API call whose caller may make it. */
export interface ApiCall {
  readonly query: URLSearchParams;
  /** The values of the path pattern's `{names}`, decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Appears in error bodies as `contextId`. */
  readonly correlationId: string;
}

/** An endpoint: where it is, which permission it takes, and what it says. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** For example `/api/v2/routing/queues/{queueId}`; a name stands for one whole segment. */
  readonly path: string;
  readonly permission: string;
  answer(call: ApiCall, organization: GenesysOrganization): GenesysAnswer;
}

/** The part of the Platform API that is simulated. The first match wins. */
export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v2/routing/queues',
    permission: 'routing:queue:view',
    answer({ query, correlationId }, { queues }) {
      const result = listQueues(queues, query);
      if (result.kind === 'listing') return { status: 200, body: result.listing };
      const { message, parameter } = result;
      return refusal('bad.request', correlationId, { message, messageParams: { parameter } });
    },
  },
  {
    method: 'GET',
    path: '/api/v2/routing/queues/{queueId}',
    permission: 'routing:queue:view',
    answer({ pathParameters, correlationId }, { queues }) {
      const queueId = pathParameters.queueId ?? '';
      const queue = queues.find(({ id }) => id === queueId.toLowerCase());
      if (queue) return { status: 200, body: queue };
      return refusal('not.found', correlationId, {
        message: `Unable to find a queue with the id ${queueId}`,
        messageParams: { queueId },
      });
    },
  },
];

/** The endpoint of a method and path, or why there is none. */
export type RouteMatch =
  | { readonly kind: 'found'; readonly route: Route; readonly pathParameters: Record<string, string> }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'no-such-path' };

/** Finds the endpoint for a percent-encoded path such as `/api/v2/routing/queues`. */
export function matchRoute(method: string, path: string): RouteMatch {
  const atPath = routes.flatMap((route) => {
    const pathParameters = pathParametersOf(route.path, path);
    return pathParameters ? [{ route, pathParameters }] : [];
  });
  if (atPath.length === 0) return { kind: 'no-such-path' };
  const match = atPath.find(({ route }) => route.method === method);
  return match
    ? { kind: 'found', ...match }
    : { kind: 'wrong-method', allowed: atPath.map(({ route }) => route.method) };
}

function pathParametersOf(pattern: string, path: string): Record<string, string> | undefined {
  const expected = pattern.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = decode(actual[index] ?? '');
    if (segment.startsWith('{') && value) parameters[segment.slice(1, -1)] = value;
    else if (segment !== value) return undefined;
  }
  return parameters;
}

/** A path segment without its percent-encoding; undefined when that is malformed. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
