import * as v from 'valibot';
import { parseJson } from '../../lambda/runtime/json.ts';

/** The methods of the API; infra/constructs/api.ts defines them. */
const METHODS: readonly [method: string, path: RegExp][] = [
  ['POST', /^\/dataaction\/[^/]+\/?$/],
  ['POST', /^\/invalidate\/?$/],
  ['GET', /^\/dataactions\/?$/],
  ['GET', /^\/health\/?$/],
];

const JsonObject = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value)),
  v.record(v.string(), v.unknown()),
);

/** Whether the API has this method on this path. API Gateway gives the same response to an unknown path or method. */
export function isMethodOfApi(method: string, path: string): boolean {
  return METHODS.some(([known, pattern]) => known === method && pattern.test(path));
}

/**
 * Whether a body passes the request validator, whose model accepts any JSON object. A body of another content type has no
 * model and passes. A missing content type counts as JSON, and a missing body as an empty object.
 */
export function isValidBody(body: string, contentType = 'application/json'): boolean {
  const [mediaType = ''] = contentType.split(';');
  if (body === '' || mediaType.trim().toLowerCase() !== 'application/json') return true;
  return v.is(JsonObject, parseJson(body));
}
