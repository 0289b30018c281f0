import type { ServerResponse } from 'node:http';
import * as v from 'valibot';

const HeaderValue = v.union([v.string(), v.number(), v.boolean()]);
const Status = v.union([v.number(), v.pipe(v.string(), v.digits(), v.transform(Number))]);

/** What API Gateway accepts from a function of a Lambda proxy integration: these members only. */
const ProxyResult = v.strictObject({
  statusCode: v.pipe(Status, v.integer(), v.minValue(100), v.maxValue(599)),
  headers: v.nullish(v.record(v.string(), HeaderValue)),
  multiValueHeaders: v.nullish(v.record(v.string(), v.array(HeaderValue))),
  body: v.nullish(v.string()),
  isBase64Encoded: v.nullish(v.boolean()),
});

/** A function's result that API Gateway can turn into a response. */
export type ProxyResult = v.InferOutput<typeof ProxyResult>;

/** Reads a function's result; throws a TypeError for one that API Gateway calls malformed. */
export function readProxyResult(result: unknown): ProxyResult {
  const { success, output, issues } = v.safeParse(ProxyResult, result);
  if (success) return output;
  const problems = issues.map((issue) => `${v.getDotPath(issue) ?? 'result'}: ${issue.message}`);
  throw new TypeError(`Malformed Lambda proxy response: ${problems.join('; ')}`);
}

/** Headers of a function that a REST API renames, and those that it drops: see its "important notes". */
const RENAMED =
  /^(authorization|connection|content-md5|date|max-forwards|server|user-agent|www-authenticate)$/i;
const DROPPED = /^(expect|host|proxy-authenticate|te|trailer|transfer-encoding|upgrade|via)$/i;

/** Sends a result. A Base64 body is sent as text, because the API has no binary media types. */
export function sendProxyResult(response: ServerResponse, result: ProxyResult): void {
  const { statusCode, headers, multiValueHeaders, body } = result;
  const set = (name: string, value: string | string[]) => {
    if (!DROPPED.test(name)) response.setHeader(RENAMED.test(name) ? `x-amzn-Remapped-${name}` : name, value);
  };
  for (const [name, value] of Object.entries(headers ?? {})) set(name, String(value));
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) set(name, values.map(String));
  response.statusCode = statusCode;
  response.end(body ?? '');
}
