import type { Fault } from '../../../infra/local/simulator/faults.ts';
import { deleteSharedTokens } from '../shared-token.ts';
import type { FaultRow, FaultTable } from './fault-row.ts';
import type { NetworkFault } from './faulty-proxy.ts';
import {
  after,
  FETCH,
  failure,
  HIT,
  type Outcome,
  type Outcomes,
  REFRESH,
  SETTINGS,
  staleHit,
} from './outcome.ts';

const REQUEST_TIMEOUT_MS = SETTINGS.REQUEST_TIMEOUT_MS;
/** The share of the request timeout for calls to Genesys: the rest is kept for storing the response in Redis. */
const CALLS_MS = REQUEST_TIMEOUT_MS - SETTINGS.REDIS_TIMEOUT_MS - 50;
const SLOW_MS = 3000;

const SERVED: Outcomes = [FETCH, HIT, REFRESH];
const UNAVAILABLE = orStale(failure(502, 'genesys_unavailable'));
const UNAUTHENTICATED = orStale(failure(401, 'genesys_authentication_failed'));
/** With a stale entry whose fetch was fast, a request waits no longer than this. */
const REFRESH_MS = SETTINGS.REFRESH_TIMEOUT_MS;
const STALE_IN_TIME = after(REFRESH_MS, staleHit('deadline_exceeded'));
const TIMED_OUT: Outcomes = [after(CALLS_MS, failure(504, 'deadline_exceeded')), HIT, STALE_IN_TIME];
const SERVED_LATE: Outcomes = [after(SLOW_MS, FETCH), HIT, STALE_IN_TIME];

/** Faults of the Platform API, with a container that has a token. */
export const API_TABLE: FaultTable = {
  dependency: 'Genesys API',
  note: 'If there is no entry, a failing call is attempted up to three times. If there is a stale entry, it is attempted once.',
  rows: [
    api('refused', 'nothing listens', network({ kind: 'refused' }), UNAVAILABLE),
    api('hang', 'accepts calls and never replies', network({ kind: 'hang' }), TIMED_OUT),
    api('slow', 'replies after 3 s', network({ kind: 'slow', delayMs: SLOW_MS }), SERVED_LATE),
    api('reset', 'resets every connection', network({ kind: 'reset' }), UNAVAILABLE),
    api('garbage', 'an HTML page with status 200', simulate({ kind: 'html' }), UNAVAILABLE),
    api('wrong shape', 'JSON without the documented fields', simulate({ kind: 'wrong-shape' }), UNAVAILABLE),
    api('401', 'rejects every token', simulate({ kind: 'status', status: 401 }), UNAUTHENTICATED),
    api(
      '403',
      'the client lacks a permission',
      simulate({ kind: 'status', status: 403 }),
      evenIfStale(failure(403, 'genesys_permission_denied')),
    ),
    api(
      '429',
      'rate limit reached, with `Retry-After: 60`',
      simulate({ kind: 'status', status: 429, retryAfter: '60' }),
      orStale(failure(429, 'genesys_rate_limited', 60)),
    ),
    api('500', 'internal error', simulate({ kind: 'status', status: 500 }), UNAVAILABLE),
    api('503', 'unavailable', simulate({ kind: 'status', status: 503 }), UNAVAILABLE),
    api(
      '400',
      'rejects the request as invalid',
      simulate({ kind: 'status', status: 400 }),
      evenIfStale(failure(400, 'genesys_request_refused')),
    ),
    api(
      '404',
      'not found',
      simulate({ kind: 'status', status: 404 }),
      evenIfStale(failure(404, 'genesys_not_found')),
    ),
    api(
      '429 for a year',
      '`Retry-After: 31536000`; capped at 5 minutes',
      simulate({ kind: 'status', status: 429, retryAfter: '31536000' }),
      orStale(failure(429, 'genesys_rate_limited', 300)),
    ),
    api('trickle', 'sends 1 KB a second', network({ kind: 'trickle', bytesPerSecond: 1000 }), TIMED_OUT),
    api(
      'broken off',
      'resets the connection in the middle of the body',
      simulate({ kind: 'reset-mid-body' }),
      UNAVAILABLE,
    ),
    api('truncated', 'sends half of the JSON', simulate({ kind: 'truncated' }), UNAVAILABLE),
    api('empty', 'status 200 without a body', simulate({ kind: 'empty' }), UNAVAILABLE),
    api(
      'enormous',
      'more than `GENESYS_MAX_RESPONSE_BYTES`',
      simulate({ kind: 'enormous', bytes: 200_000 }),
      evenIfStale(failure(422, 'response_too_large')),
    ),
    api(
      'redirect',
      'redirects to another host; not followed, because the token would be sent along',
      simulate({ kind: 'redirect', location: 'http://elsewhere.invalid/' }),
      UNAVAILABLE,
    ),
    api(
      'wrong content type',
      'the right JSON as `text/plain`',
      simulate({ kind: 'wrong-content-type' }),
      SERVED,
    ),
    api(
      'token expired early',
      'rejects the token, then accepts a new one',
      ({ simulator }) => simulator.revokeTokens(),
      SERVED,
    ),
  ],
};

/** Faults of the login, with a container that has no token yet. */
export const LOGIN_TABLE: FaultTable = {
  dependency: 'Genesys login',
  note: 'The rows are about a container that has just started, while Redis has no token. A container that has a token, or finds one in Redis, is not affected until the token expires.',
  rows: [
    login('refused', 'nothing listens', loginNetwork({ kind: 'refused' }), UNAVAILABLE),
    login('hang', 'accepts the login and never replies', loginNetwork({ kind: 'hang' }), TIMED_OUT),
    login('slow', 'replies after 3 s', loginNetwork({ kind: 'slow', delayMs: SLOW_MS }), SERVED_LATE),
    login('reset', 'resets every connection', loginNetwork({ kind: 'reset' }), UNAVAILABLE),
    login('garbage', 'an HTML page with status 200', simulateLogin({ kind: 'html' }), UNAVAILABLE),
    login('wrong shape', 'JSON without a token', simulateLogin({ kind: 'wrong-shape' }), UNAVAILABLE),
    login('401', 'rejects the client', simulateLogin({ kind: 'status', status: 401 }), UNAUTHENTICATED),
    login(
      '403',
      'the client lacks the permission to log in',
      simulateLogin({ kind: 'status', status: 403 }),
      UNAUTHENTICATED,
    ),
    login(
      '429',
      'too many logins, with `Retry-After: 60`',
      simulateLogin({ kind: 'status', status: 429, retryAfter: '60' }),
      orStale(failure(429, 'genesys_rate_limited', 60)),
    ),
    login('500', 'internal error', simulateLogin({ kind: 'status', status: 500 }), UNAVAILABLE),
    login('503', 'unavailable', simulateLogin({ kind: 'status', status: 503 }), UNAVAILABLE),
    {
      ...login(
        'down, token valid',
        'nothing listens; the container has a token',
        loginNetwork({ kind: 'refused' }),
        SERVED,
      ),
      isWarm: true,
    },
    login('down, token shared', 'nothing listens; another container has logged in', downAfterLogin, SERVED),
    {
      ...login(
        'down, token rejected',
        'nothing listens, and the API rejects the token',
        rejectTokens,
        UNAVAILABLE,
      ),
      isWarm: true,
    },
  ],
};

/** An error for which a stale entry is served instead. */
function orStale(error: Outcome): Outcomes {
  return [error, HIT, staleHit(String(error.code))];
}

/** An error that shows the stale entry to be wrong, so it is not served. */
function evenIfStale(error: Outcome): Outcomes {
  return [error, HIT, error];
}

function api(fault: string, means: string, inject: FaultRow['inject'], expected: Outcomes): FaultRow {
  return { fault, means, inject, expected, isWarm: true };
}

function login(fault: string, means: string, inject: FaultRow['inject'], expected: Outcomes): FaultRow {
  const injectWithoutToken: FaultRow['inject'] = async (system) => {
    await deleteSharedTokens(system.observer);
    await inject(system);
  };
  return { fault, means, inject: injectWithoutToken, expected, isWarm: false };
}

function network(fault: NetworkFault): FaultRow['inject'] {
  return ({ api }) => api.inject(fault);
}

function simulate(fault: Fault): FaultRow['inject'] {
  return ({ simulator }) => simulator.fail(fault);
}

function loginNetwork(fault: NetworkFault): FaultRow['inject'] {
  return ({ login }) => login.inject(fault);
}

function simulateLogin(fault: Fault): FaultRow['inject'] {
  return ({ simulator }) => simulator.fail({ ...fault, target: 'login' });
}

function rejectTokens({ simulator, login }: Parameters<FaultRow['inject']>[0]): void {
  simulator.revokeTokens();
  login.inject({ kind: 'refused' });
}

async function downAfterLogin({ startContainer, login }: Parameters<FaultRow['inject']>[0]): Promise<void> {
  const other = await startContainer();
  await other.requestQueues({ pageNumber: 3 });
  login.inject({ kind: 'refused' });
}
