import { aggregateRoutes } from './aggregate-routes.ts';
import { dataTableRoutes } from './data-table-routes.ts';
import { emergencyGroupRoutes } from './emergency-group-routes.ts';
import { externalContactRoutes } from './external-contact-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { observationRoutes } from './observation-routes.ts';
import { queueRoutes } from './queue-routes.ts';
import type { Route } from './route.ts';
import { sampleRoutes } from './samples.ts';
import { scheduleRoutes } from './schedule-routes.ts';
import { userRoutes } from './user-routes.ts';

/** The simulated part of the Platform API. */
const routes: readonly Route[] = [
  ...queueRoutes,
  ...memberRoutes,
  ...observationRoutes,
  ...aggregateRoutes,
  ...userRoutes,
  ...emergencyGroupRoutes,
  ...scheduleRoutes,
  ...externalContactRoutes,
  ...dataTableRoutes,
  ...sampleRoutes,
];

/** Every permission that an endpoint requires. */
export const permissions: readonly string[] = [
  ...new Set(routes.flatMap(({ permission }) => permission ?? [])),
];

/** The endpoint for a method and path, or why none matches. */
export type RouteMatch =
  | { readonly kind: 'found'; readonly route: Route; readonly pathParameters: Record<string, string> }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'path-not-found' };

/**
 * Finds the endpoint for a percent-encoded path such as `/api/v2/routing/queues`. Of several that match, the one with
 * the fewest path parameters wins, as `/users/search` over `/users/{userId}`.
 */
export function matchRoute(method: string, path: string): RouteMatch {
  const atPath = routes.flatMap((route) => {
    const pathParameters = pathParametersOf(route.path, path);
    return pathParameters ? [{ route, pathParameters }] : [];
  });
  if (atPath.length === 0) return { kind: 'path-not-found' };
  const [match] = atPath
    .filter(({ route }) => route.method === method)
    .sort((one, other) => parameterCount(one) - parameterCount(other));
  return match
    ? { kind: 'found', ...match }
    : { kind: 'wrong-method', allowed: atPath.map(({ route }) => route.method) };
}

function parameterCount({ pathParameters }: { pathParameters: object }): number {
  return Object.keys(pathParameters).length;
}

/** Whether there already is an endpoint with this method and path pattern; names of parameters do not matter. */
export function isSimulated(method: string, pattern: string): boolean {
  const anonymous = (path: string) => path.replace(/\{[^}]*\}/g, '{}');
  return routes.some((route) => route.method === method && anonymous(route.path) === anonymous(pattern));
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

/** A path segment without its percent-encoding; undefined if that is malformed. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
