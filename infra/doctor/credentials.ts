import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { type Read, ReadError } from '../aws/read.ts';
import { type Finding, ok, problem } from './finding.ts';

interface Identity {
  readonly finding: Finding;
  /** The account's number; undefined if the finding is a problem. */
  readonly accountId: string | undefined;
}

const LOG_IN =
  'Log in again, for example with aws sso login, or set new values of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.';

/** What the error codes of STS and of the SDK mean. */
const FAILURES: readonly { codes: readonly string[]; found: string; todo: string }[] = [
  {
    codes: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenProviderError'],
    found: 'expired',
    todo: LOG_IN,
  },
  {
    codes: ['InvalidClientTokenId', 'UnrecognizedClientException'],
    found: 'AWS does not know the access key, or the account has not enabled the region',
    todo: `${LOG_IN} If the credentials are right, list the regions of the account: aws account list-regions --region-opt-status-contains ENABLED ENABLED_BY_DEFAULT`,
  },
  {
    codes: ['SignatureDoesNotMatch', 'InvalidSignatureException'],
    found: 'the secret access key or the clock of this machine is wrong',
    todo: `${LOG_IN} Then check the clock.`,
  },
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN'],
    found: 'cannot find the address of AWS in this region',
    todo: 'Check the spelling of the region and the network, including proxy and VPN.',
  },
];

/**
 * Finds out whose credentials these are. Every failure is a problem: all other checks need credentials, and reading the
 * identity needs no permission.
 */
export async function examineCredentials(sts: STSClient, read: Read): Promise<Identity> {
  try {
    const { Account, Arn } = await read('sts:GetCallerIdentity', (options) =>
      sts.send(new GetCallerIdentityCommand({}), options),
    );
    return { finding: ok(`account ${Account}, ${Arn}`), accountId: Account };
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return { finding: problemOf(error), accountId: undefined };
  }
}

function problemOf(error: ReadError): Finding {
  const expected = 'an identity that may create everything in docs/deploy.md';
  // The SDK uses this code whenever it cannot load credentials.
  if (error.code === 'CredentialsProviderError')
    return problem({
      found: error.reason,
      expected,
      todo: 'Run aws configure or aws sso login, and set AWS_PROFILE if the profile is not the default one. In a shell without profiles, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    });
  const known = FAILURES.find(({ codes }) => codes.includes(error.code));
  return problem({ found: known?.found ?? error.message, expected, todo: known?.todo ?? error.todo });
}
