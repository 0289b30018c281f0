import { errorResponse } from './response.ts';
import type { ApiCall, Route } from './route.ts';

/** An endpoint that always returns the same. */
interface Sample {
  readonly path: string;
  readonly permission: string | undefined;
  /** The values of the path parameters that exist; any other value is not found. Default: all exist. */
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** An endpoint that returns a sample; if that is a listing, a page of it. */
export function sampleRoute({ path, permission, pathParameters = {}, body }: Sample) {
  return {
    method: 'GET',
    path,
    permission,
    respond(call: ApiCall) {
      const [unknown] = Object.entries(pathParameters).filter(
        ([name, value]) => call.pathParameters[name]?.toLowerCase() !== value.toLowerCase(),
      );
      if (unknown === undefined) return { status: 200, body: pageOf(body, call.query) };
      const [name] = unknown;
      const value = call.pathParameters[name] ?? '';
      return errorResponse('not.found', call.correlationId, {
        message: `Unable to find the ${name} ${value}`,
        messageParams: { [name]: value },
      });
    },
  } satisfies Route;
}

/** The page that `pageSize` and `pageNumber` request; all of it without a page size. */
function pageOf(body: unknown, query: URLSearchParams): unknown {
  const pageSize = Number(query.get('pageSize') ?? 0);
  if (pageSize < 1 || typeof body !== 'object' || body === null || !('entities' in body)) return body;
  if (!Array.isArray(body.entities)) return body;
  const pageNumber = Number(query.get('pageNumber') ?? 1);
  const start = Math.max(0, pageNumber - 1) * pageSize;
  const total = body.entities.length;
  const figures = { total, pageSize, pageNumber, pageCount: Math.ceil(total / pageSize) };
  const known = Object.entries(figures).filter(([name]) => name in body);
  return { ...body, ...Object.fromEntries(known), entities: body.entities.slice(start, start + pageSize) };
}
