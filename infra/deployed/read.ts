import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  DescribeStacksCommand,
  GetTemplateSummaryCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as v from 'valibot';
import { createRead, type Read, ReadError } from '../aws/read.ts';
import type { Values } from './differences.ts';

/** What is deployed under the name of a stack. */
export type Deployed =
  | { readonly kind: 'none'; readonly target: Target }
  | { readonly kind: 'stack'; readonly values: Values }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Where the CDK deploys to. */
export interface Target {
  readonly account: string;
  readonly region: string;
}

/** Options of the AWS clients, in place of what the AWS CLI uses, and of the whole comparison. */
export interface AwsOptions extends Pick<CloudFormationClientConfig, 'credentials' | 'endpoint'> {
  readonly deadline?: AbortSignal;
}

const TIMEOUT_MS = 15_000;

/** Nothing was deployed, or only the first deployment, which failed. */
const NOT_DEPLOYED: readonly (StackStatus | undefined)[] = [
  'REVIEW_IN_PROGRESS',
  'CREATE_FAILED',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'DELETE_COMPLETE',
];

const Metadata = v.object({ Configuration: v.record(v.string(), v.unknown()) });

/** Reads the configuration of a deployed stack from the metadata of its template, with the credentials of the AWS CLI. */
export async function readDeployed(
  stackName: string,
  { account, region }: Target,
  { deadline = AbortSignal.timeout(TIMEOUT_MS), ...options }: AwsOptions = {},
): Promise<Deployed> {
  const client = { maxAttempts: 2, ...options, region };
  const read = createRead(deadline);
  try {
    const { Account } = await read('sts:GetCallerIdentity', (signal) =>
      new STSClient(client).send(new GetCallerIdentityCommand(), signal),
    );
    if (Account !== account)
      return unknown(
        `your credentials are for account ${Account}, but the CDK deploys to ${account}. ${PROFILE}`,
      );
    const found = await readFromStack(stackName, new CloudFormationClient(client), read);
    return found ?? { kind: 'none', target: { account, region } };
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return unknown(`${error.message}. ${PROFILE}`);
  }
}

const PROFILE = 'To choose a profile, set AWS_PROFILE instead of using --profile';

/** Undefined: it is not deployed. */
async function readFromStack(
  StackName: string,
  client: CloudFormationClient,
  read: Read,
): Promise<Deployed | undefined> {
  const found = await read('cloudformation:DescribeStacks', (signal) =>
    client.send(new DescribeStacksCommand({ StackName }), signal),
  ).catch((error: unknown) => {
    if (error instanceof ReadError && /does not exist$/.test(error.reason)) return undefined;
    throw error;
  });
  const status = found?.Stacks?.[0]?.StackStatus;
  if (status === undefined || NOT_DEPLOYED.includes(status)) return undefined;
  const { Metadata: text = '{}' } = await read('cloudformation:GetTemplateSummary', (signal) =>
    client.send(new GetTemplateSummaryCommand({ StackName }), signal),
  );
  const metadata = v.safeParse(v.pipe(v.string(), v.parseJson(), Metadata), text);
  if (metadata.success) return { kind: 'stack', values: metadata.output.Configuration };
  return unknown(
    'the deployed version does not record it. To see the changes, run npx cdk diff -c compare=false',
  );
}

function unknown(reason: string): Deployed {
  return { kind: 'unknown', reason };
}
