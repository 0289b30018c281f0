import * as v from 'valibot';
import { parseJson } from '../../lambda/runtime/json.ts';

/** The methods of the API, see infra/constructs/api.ts. */
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

/** Whether the API has such a path with such a method; for API Gateway there is no difference between the two. */
export function isMethodOfApi(method: string, path: string): boolean {
  return METHODS.some(([known, pattern]) => known === method && pattern.test(path));
}

/**
 * Whether a body passes the request validator: its model is for JSON, and takes any object. A body of another type has
 * no model that it would have to pass, no type counts as JSON, and no body as an empty object.
 */
export function isValidBody(body: string, contentType = 'application/json'): boolean {
  const [mediaType = ''] = contentType.split(';');
  if (body === '' || mediaType.trim().toLowerCase() !== 'application/json') return true;
  return v.is(JsonObject, parseJson(body));
}
