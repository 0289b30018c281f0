import { errorResponse, errorResponseOfStatus, type GenesysResponse } from './response.ts';
import type { GenesysOrganization, Route } from './route.ts';
import { matchRoute } from './routes.ts';
import type { Tokens } from './tokens.ts';

/** The parts of an HTTP request that the API looks at. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly correlationId: string;
}

/** What the API checks before it calls an endpoint. */
export interface ApiContext {
  readonly organization: GenesysOrganization;
  readonly tokens: Tokens;
  readonly permissions: readonly string[];
  readonly callsPerMinutePerToken: number;
  readonly nowMs: () => number;
}

/**
 * The response of `api.<region host>`. It checks in this order: endpoint (404, 405), token (401), rate limit (429),
 * permission (403), content type of a POST (415). Every call with a known token counts against its limit.
 */
export function respondToApi(request: ApiRequest, context: ApiContext): GenesysResponse {
  const { correlationId, query, body } = request;
  const match = matchRoute(request.method, request.path);
  if (match.kind === 'path-not-found') return errorResponse('not.found', correlationId);
  if (match.kind === 'wrong-method') {
    return errorResponse('method.not.allowed', correlationId, {
      headers: { allow: match.allowed.join(', ') },
    });
  }

  const token = /^Bearer +(\S+)$/i.exec(request.authorization ?? '')?.[1];
  if (token === undefined) return errorResponse('authentication.required', correlationId);
  const admission = context.tokens.admit(token);
  if (admission.kind === 'unknown') return errorResponse('bad.credentials', correlationId);

  const rateHeaders = {
    'inin-ratelimit-count': String(admission.calls),
    'inin-ratelimit-allowed': String(context.callsPerMinutePerToken),
    'inin-ratelimit-reset': String(admission.resetSeconds),
  };
  const response =
    admission.kind === 'limited'
      ? tooManyRequests(correlationId, admission.resetSeconds, context.callsPerMinutePerToken)
      : (deniedBy(match.route, request, context) ??
        match.route.respond(
          { query, body, correlationId, nowMs: context.nowMs(), ...match },
          context.organization,
        ));
  return { ...response, headers: { ...rateHeaders, ...response.headers } };
}

/** The error if the caller lacks the endpoint's permission or posts something other than JSON. */
function deniedBy(
  { permission }: Route,
  { method, contentType = '', correlationId }: ApiRequest,
  { permissions }: ApiContext,
): GenesysResponse | undefined {
  if (permission !== undefined && !permissions.includes(permission))
    return missingPermission(correlationId, permission);
  if (method === 'POST' && !/^application\/json\s*(;|$)/i.test(contentType))
    return errorResponseOfStatus(415, correlationId);
  return undefined;
}

function tooManyRequests(correlationId: string, retryAfterSeconds: number, limit: number): GenesysResponse {
  const message = `Rate limit exceeded the maximum. Retry the request in [${retryAfterSeconds}] seconds`;
  return errorResponse('too.many.requests', correlationId, {
    message,
    messageParams: { retryAfter: String(retryAfterSeconds) },
    limit: { namespace: 'platform.api', key: 'client.credentials.token.rate.per.minute', value: limit },
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
}

function missingPermission(correlationId: string, permission: string): GenesysResponse {
  const message = `Unable to perform the requested action. You are missing the following permission(s): ${permission}`;
  return errorResponse('missing.permissions', correlationId, {
    message,
    messageParams: { permissions: permission },
  });
}
