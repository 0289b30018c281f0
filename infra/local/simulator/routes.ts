import { emergencyGroupRoutes } from './emergency-group-routes.ts';
import { observationRoutes } from './observation-routes.ts';
import { queueRoutes } from './queue-routes.ts';
import type { Route } from './route.ts';
import { scheduleRoutes } from './schedule-routes.ts';
import { userRoutes } from './user-routes.ts';

/** The simulated part of the Platform API. The first match wins. */
const routes: readonly Route[] = [
  ...queueRoutes,
  ...observationRoutes,
  ...userRoutes,
  ...emergencyGroupRoutes,
  ...scheduleRoutes,
];

/** The endpoint for a method and path, or why none matches. */
export type RouteMatch =
  | { readonly kind: 'found'; readonly route: Route; readonly pathParameters: Record<string, string> }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'path-not-found' };

/** Finds the endpoint for a percent-encoded path such as `/api/v2/routing/queues`. */
export function matchRoute(method: string, path: string): RouteMatch {
  const atPath = routes.flatMap((route) => {
    const pathParameters = pathParametersOf(route.path, path);
    return pathParameters ? [{ route, pathParameters }] : [];
  });
  if (atPath.length === 0) return { kind: 'path-not-found' };
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

/** A path segment without its percent-encoding; undefined if that is malformed. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
