import type { Fault } from '../../../infra/local/simulator/faults.ts';
import type { FaultRow, FaultTable } from './fault-row.ts';
import type { NetworkFault } from './faulty-proxy.ts';
import {
  after,
  FETCH,
  failure,
  HIT,
  type Outcome,
  type Outcomes,
  RENEWAL,
  SETTINGS,
  staleHit,
} from './outcome.ts';

const BUDGET_MS = SETTINGS.REQUEST_TIMEOUT_MS;
/** What is left for Genesys when enough is kept back to store its answer in Redis. */
const CALLS_MS = BUDGET_MS - SETTINGS.REDIS_TIMEOUT_MS - 50;
const SLOW_MS = 3000;

const SERVED: Outcomes = [FETCH, HIT, RENEWAL];
const UNAVAILABLE = orStale(failure(502, 'genesys_unavailable'));
const UNAUTHENTICATED = orStale(failure(401, 'genesys_authentication_failed'));
/** Who has a stale entry does not wait longer than half of the budget. */
const LATE: Outcomes = [
  after(CALLS_MS, failure(504, 'deadline_exceeded')),
  HIT,
  after(BUDGET_MS / 2, staleHit('deadline_exceeded')),
];
const SERVED_LATE: Outcomes = [after(SLOW_MS, FETCH), HIT, after(SLOW_MS, RENEWAL)];

/** Everything that the Platform API may do, with a container that has a token. */
export const API_TABLE: FaultTable = {
  dependency: 'Genesys API',
  note: 'A failed call is made up to three times where nothing is stored, and once where a stale entry can answer.',
  rows: [
    api('refused', 'nothing listens', network({ kind: 'refused' }), UNAVAILABLE),
    api('hang', 'takes calls and never answers', network({ kind: 'hang' }), LATE),
    api('slow', 'answers after 3 s', network({ kind: 'slow', delayMs: SLOW_MS }), SERVED_LATE),
    api('reset', 'resets every connection', network({ kind: 'reset' }), UNAVAILABLE),
    api('garbage', 'an HTML page with status 200', answer({ kind: 'html' }), UNAVAILABLE),
    api('wrong shape', 'JSON that is not what is documented', answer({ kind: 'wrong-shape' }), UNAVAILABLE),
    api('401', 'refuses every token', answer({ kind: 'status', status: 401 }), UNAUTHENTICATED),
    api(
      '403',
      'the client lacks a permission',
      answer({ kind: 'status', status: 403 }),
      orNothing(failure(403, 'genesys_permission_denied')),
    ),
    api(
      '429',
      'the rate limit, with `Retry-After: 60`',
      answer({ kind: 'status', status: 429, retryAfter: '60' }),
      orStale(failure(429, 'genesys_rate_limited', 60)),
    ),
    api('500', 'an error of Genesys', answer({ kind: 'status', status: 500 }), UNAVAILABLE),
    api('503', 'not available', answer({ kind: 'status', status: 503 }), UNAVAILABLE),
    api(
      '400',
      'finds the request wrong',
      answer({ kind: 'status', status: 400 }),
      orNothing(failure(400, 'genesys_request_refused')),
    ),
    api(
      '404',
      'has no such thing',
      answer({ kind: 'status', status: 404 }),
      orNothing(failure(404, 'genesys_not_found')),
    ),
    api(
      '429 for a year',
      '`Retry-After: 31536000`; taken as 5 minutes',
      answer({ kind: 'status', status: 429, retryAfter: '31536000' }),
      orStale(failure(429, 'genesys_rate_limited', 300)),
    ),
    api('trickle', 'answers with 1 KB a second', network({ kind: 'trickle', bytesPerSecond: 1000 }), LATE),
    api('broken off', 'a reset in the middle of the body', answer({ kind: 'reset-mid-body' }), UNAVAILABLE),
    api('truncated', 'half of the JSON', answer({ kind: 'truncated' }), UNAVAILABLE),
    api('empty', 'status 200 without a body', answer({ kind: 'empty' }), UNAVAILABLE),
    api(
      'enormous',
      'more than `GENESYS_MAX_RESPONSE_BYTES`',
      answer({ kind: 'enormous', bytes: 200_000 }),
      UNAVAILABLE,
    ),
    api(
      'redirect',
      'sends the call elsewhere; not followed, as the token would go along',
      answer({ kind: 'redirect', location: 'http://elsewhere.invalid/' }),
      UNAVAILABLE,
    ),
    api(
      'wrong content type',
      'the right JSON as `text/plain`',
      answer({ kind: 'wrong-content-type' }),
      SERVED,
    ),
    api(
      'token expired early',
      'refuses the token, and takes the next one',
      ({ simulator }) => simulator.revokeTokens(),
      SERVED,
    ),
  ],
};

/** Everything that the login may do, with a container that has no token yet. */
export const LOGIN_TABLE: FaultTable = {
  dependency: 'Genesys login',
  note: 'For a container that has just started. One that has a token does not notice until the token expires.',
  rows: [
    login('refused', 'nothing listens', spoilLogin({ kind: 'refused' }), UNAVAILABLE),
    login('hang', 'takes the login and never answers', spoilLogin({ kind: 'hang' }), LATE),
    login('slow', 'answers after 3 s', spoilLogin({ kind: 'slow', delayMs: SLOW_MS }), SERVED_LATE),
    login('reset', 'resets every connection', spoilLogin({ kind: 'reset' }), UNAVAILABLE),
    login('garbage', 'an HTML page with status 200', loginAnswer({ kind: 'html' }), UNAVAILABLE),
    login('wrong shape', 'JSON without a token', loginAnswer({ kind: 'wrong-shape' }), UNAVAILABLE),
    login('401', 'refuses the client', loginAnswer({ kind: 'status', status: 401 }), UNAUTHENTICATED),
    login('403', 'the client may not log in', loginAnswer({ kind: 'status', status: 403 }), UNAUTHENTICATED),
    login(
      '429',
      'too many logins, with `Retry-After: 60`',
      loginAnswer({ kind: 'status', status: 429, retryAfter: '60' }),
      orStale(failure(429, 'genesys_rate_limited', 60)),
    ),
    login('500', 'an error of Genesys', loginAnswer({ kind: 'status', status: 500 }), UNAVAILABLE),
    login('503', 'not available', loginAnswer({ kind: 'status', status: 503 }), UNAVAILABLE),
    {
      ...login(
        'down, token good',
        'nothing listens; the container has a token',
        spoilLogin({ kind: 'refused' }),
        SERVED,
      ),
      isWarm: true,
    },
    {
      ...login(
        'down, token refused',
        'nothing listens, and the API refuses the token',
        refuseAll,
        UNAVAILABLE,
      ),
      isWarm: true,
    },
  ],
};

/** An error, in whose place a stale entry may answer. */
function orStale(error: Outcome): Outcomes {
  return [error, HIT, staleHit(String(error.code))];
}

/** An error which says that the entry is no longer right. */
function orNothing(error: Outcome): Outcomes {
  return [error, HIT, error];
}

function api(fault: string, means: string, cause: FaultRow['cause'], expected: Outcomes): FaultRow {
  return { fault, means, cause, expected, isWarm: true };
}

function login(fault: string, means: string, cause: FaultRow['cause'], expected: Outcomes): FaultRow {
  return { fault, means, cause, expected, isWarm: false };
}

function network(fault: NetworkFault): FaultRow['cause'] {
  return ({ api }) => api.spoil(fault);
}

function answer(fault: Fault): FaultRow['cause'] {
  return ({ simulator }) => simulator.fail(fault);
}

function spoilLogin(fault: NetworkFault): FaultRow['cause'] {
  return ({ login }) => login.spoil(fault);
}

function loginAnswer(fault: Fault): FaultRow['cause'] {
  return ({ simulator }) => simulator.fail({ ...fault, target: 'login' });
}

function refuseAll({ simulator, login }: Parameters<FaultRow['cause']>[0]): void {
  simulator.revokeTokens();
  login.spoil({ kind: 'refused' });
}
