import type { SecretsManager } from '../secrets-manager.ts';
import type { FaultRow, FaultTable } from './fault-row.ts';
import type { NetworkFault } from './faulty-proxy.ts';
import { after, FETCH, failure, HIT, type Outcomes, REFRESH, SETTINGS, staleHit } from './outcome.ts';

const CODE = 'genesys_authentication_failed';
const UNREADABLE: Outcomes = [failure(401, CODE), HIT, staleHit(CODE)];
/** With a stale entry, a request waits no longer than this. */
const STALE_IN_TIME = after(SETTINGS.REFRESH_TIMEOUT_MS, staleHit('deadline_exceeded'));
/** Two attempts of 2 s each with nothing stored. */
const UNREADABLE_AFTER_TIMEOUT: Outcomes = [after(4000, failure(401, CODE)), HIT, STALE_IN_TIME];
const SLOW_MS = 1500;
const SERVED_LATE: Outcomes = [after(SLOW_MS, FETCH), HIT, STALE_IN_TIME];

/** Faults of Secrets Manager, with a container that has not read the secret yet. */
export const SECRETS_TABLE: FaultTable = {
  dependency: 'Secrets Manager',
  note: "The rows are about a container that has just started and reads the OAuth client's secret. A container that has already read it is not affected.",
  hasSecret: true,
  rows: [
    row('refused', 'nothing listens', network({ kind: 'refused' }), UNREADABLE),
    row('hang', 'accepts the request and never replies', network({ kind: 'hang' }), UNREADABLE_AFTER_TIMEOUT),
    row('slow', 'replies after 1.5 s', network({ kind: 'slow', delayMs: SLOW_MS }), SERVED_LATE),
    row('reset', 'resets every connection', network({ kind: 'reset' }), UNREADABLE),
    row('garbage', 'an HTML page with status 200', manager({ html: '<h1>Error</h1>' }), UNREADABLE),
    row(
      'wrong shape',
      'the secret is not JSON with `clientId` and `clientSecret`',
      text('no-json'),
      UNREADABLE,
    ),
    row('401', '`UnrecognizedClientException`', refusal(400, 'UnrecognizedClientException'), UNREADABLE),
    row(
      '403',
      '`AccessDeniedException`: the function lacks the permission to read it',
      refusal(400, 'AccessDeniedException'),
      UNREADABLE,
    ),
    row('429', '`ThrottlingException`', refusal(400, 'ThrottlingException'), UNREADABLE),
    row('500', '`InternalServiceError`', refusal(500, 'InternalServiceError'), UNREADABLE),
    row('503', '`ServiceUnavailable`', refusal(503, 'ServiceUnavailable'), UNREADABLE),
    row('404', '`ResourceNotFoundException`: the secret does not exist', text(undefined), UNREADABLE),
    {
      ...row(
        'down, secret read',
        'nothing listens; the container has read the secret and logs in again',
        downLater,
        [FETCH, HIT, REFRESH],
      ),
      isWarm: true,
    },
  ],
};

function row(fault: string, means: string, inject: FaultRow['inject'], expected: Outcomes): FaultRow {
  return { fault, means, inject, expected, isWarm: false };
}

function network(fault: NetworkFault): FaultRow['inject'] {
  return ({ secrets }) => secrets?.proxy.inject(fault);
}

function manager(fault: SecretsManager['fault']): FaultRow['inject'] {
  return ({ secrets }) => {
    if (secrets) secrets.manager.fault = fault;
  };
}

function refusal(status: number, type: string): FaultRow['inject'] {
  return manager({ status, type });
}

function text(secret: string | undefined): FaultRow['inject'] {
  return ({ secrets }) => {
    if (secrets) secrets.manager.text = secret;
  };
}

function downLater({ secrets, simulator }: Parameters<FaultRow['inject']>[0]): void {
  secrets?.proxy.inject({ kind: 'refused' });
  simulator.revokeTokens();
}
