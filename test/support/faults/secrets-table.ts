import type { SecretsManager } from '../secrets-manager.ts';
import type { FaultRow, FaultTable } from './fault-row.ts';
import type { NetworkFault } from './faulty-proxy.ts';
import { after, FETCH, failure, HIT, type Outcomes, RENEWAL, staleHit } from './outcome.ts';

const CODE = 'genesys_authentication_failed';
const UNREADABLE: Outcomes = [failure(401, CODE), HIT, staleHit(CODE)];
/** Two tries of 2 s each. */
const UNREADABLE_LATE: Outcomes = [after(4000, failure(401, CODE)), HIT, after(4000, staleHit(CODE))];
const SLOW_MS = 1500;
const SERVED_LATE: Outcomes = [after(SLOW_MS, FETCH), HIT, after(SLOW_MS, RENEWAL)];

/** Everything that Secrets Manager may do, with a container that has not read the secret yet. */
export const SECRETS_TABLE: FaultTable = {
  dependency: 'Secrets Manager',
  note: "For a container that has just started and whose OAuth client's secret is kept there. One that has read it does not notice.",
  hasSecret: true,
  rows: [
    row('refused', 'nothing listens', network({ kind: 'refused' }), UNREADABLE),
    row('hang', 'takes the request and never answers', network({ kind: 'hang' }), UNREADABLE_LATE),
    row('slow', 'answers after 1.5 s', network({ kind: 'slow', delayMs: SLOW_MS }), SERVED_LATE),
    row('reset', 'resets every connection', network({ kind: 'reset' }), UNREADABLE),
    row('garbage', 'an HTML page with status 200', answer({ html: '<h1>Error</h1>' }), UNREADABLE),
    row(
      'wrong shape',
      'the secret is not JSON with `clientId` and `clientSecret`',
      text('no-json'),
      UNREADABLE,
    ),
    row('401', '`UnrecognizedClientException`', refusal(400, 'UnrecognizedClientException'), UNREADABLE),
    row(
      '403',
      '`AccessDeniedException`: the function may not read it',
      refusal(400, 'AccessDeniedException'),
      UNREADABLE,
    ),
    row('429', '`ThrottlingException`', refusal(400, 'ThrottlingException'), UNREADABLE),
    row('500', '`InternalServiceError`', refusal(500, 'InternalServiceError'), UNREADABLE),
    row('503', '`ServiceUnavailable`', refusal(503, 'ServiceUnavailable'), UNREADABLE),
    row('404', '`ResourceNotFoundException`: no such secret', text(undefined), UNREADABLE),
    {
      ...row('down, secret read', 'nothing listens; the container logs in anew', downLater, [
        FETCH,
        HIT,
        RENEWAL,
      ]),
      isWarm: true,
    },
  ],
};

function row(fault: string, means: string, cause: FaultRow['cause'], expected: Outcomes): FaultRow {
  return { fault, means, cause, expected, isWarm: false };
}

function network(fault: NetworkFault): FaultRow['cause'] {
  return ({ secrets }) => secrets?.proxy.spoil(fault);
}

function answer(fault: SecretsManager['fault']): FaultRow['cause'] {
  return ({ secrets }) => {
    if (secrets) secrets.manager.fault = fault;
  };
}

function refusal(status: number, type: string): FaultRow['cause'] {
  return answer({ status, type });
}

function text(secret: string | undefined): FaultRow['cause'] {
  return ({ secrets }) => {
    if (secrets) secrets.manager.text = secret;
  };
}

function downLater({ secrets, simulator }: Parameters<FaultRow['cause']>[0]): void {
  secrets?.proxy.spoil({ kind: 'refused' });
  simulator.revokeTokens();
}
