import { type GenesysAnswer, refusal, refusalOfStatus } from './response.ts';
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

/** What stands between a request and an endpoint. */
export interface ApiGate {
  readonly organization: GenesysOrganization;
  readonly tokens: Tokens;
  readonly permissions: readonly string[];
  readonly callsPerMinutePerToken: number;
  readonly nowMs: () => number;
}

/**
 * Answers as `api.<region host>` does, in this order: endpoint (404, 405), token (401), rate limit (429), permission
 * (403), content type of a POST (415), then the endpoint itself. Every call with a known token counts against its limit.
 */
export function answerApi(request: ApiRequest, gate: ApiGate): GenesysAnswer {
  const { correlationId, query, body } = request;
  const match = matchRoute(request.method, request.path);
  if (match.kind === 'no-such-path') return refusal('not.found', correlationId);
  if (match.kind === 'wrong-method') {
    return refusal('method.not.allowed', correlationId, { headers: { allow: match.allowed.join(', ') } });
  }

  const token = /^Bearer +(\S+)$/i.exec(request.authorization ?? '')?.[1];
  if (token === undefined) return refusal('authentication.required', correlationId);
  const admission = gate.tokens.admit(token);
  if (admission.kind === 'unknown') return refusal('bad.credentials', correlationId);

  const rateHeaders = {
    'inin-ratelimit-count': String(admission.calls),
    'inin-ratelimit-allowed': String(gate.callsPerMinutePerToken),
    'inin-ratelimit-reset': String(admission.resetSeconds),
  };
  const answer =
    admission.kind === 'limited'
      ? tooManyRequests(correlationId, admission.resetSeconds, gate.callsPerMinutePerToken)
      : (deniedBy(match.route, request, gate) ??
        match.route.answer({ query, body, correlationId, nowMs: gate.nowMs(), ...match }, gate.organization));
  return { ...answer, headers: { ...rateHeaders, ...answer.headers } };
}

/** Why an endpoint does not look at a request: the caller lacks its permission, or posts something other than JSON. */
function deniedBy(
  { permission }: Route,
  { method, contentType = '', correlationId }: ApiRequest,
  { permissions }: ApiGate,
): GenesysAnswer | undefined {
  if (permission !== undefined && !permissions.includes(permission))
    return missingPermission(correlationId, permission);
  if (method === 'POST' && !/^application\/json\s*(;|$)/i.test(contentType))
    return refusalOfStatus(415, correlationId);
  return undefined;
}

function tooManyRequests(correlationId: string, retryAfterSeconds: number, limit: number): GenesysAnswer {
  const message = `Rate limit exceeded the maximum. Retry the request in [${retryAfterSeconds}] seconds`;
  return refusal('too.many.requests', correlationId, {
    message,
    messageParams: { retryAfter: String(retryAfterSeconds) },
    limit: { namespace: 'platform.api', key: 'client.credentials.token.rate.per.minute', value: limit },
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
}

function missingPermission(correlationId: string, permission: string): GenesysAnswer {
  const message = `Unable to perform the requested action. You are missing the following permission(s): ${permission}`;
  return refusal('missing.permissions', correlationId, {
    message,
    messageParams: { permissions: permission },
  });
}
