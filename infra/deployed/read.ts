import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  DescribeStacksCommand,
  GetTemplateSummaryCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as v from 'valibot';
import { messageOf } from '../command.ts';
import type { Values } from './differences.ts';

/** What is deployed under the name of a stack. */
export type Deployed =
  | { readonly kind: 'none' }
  | { readonly kind: 'stack'; readonly values: Values }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Where the CDK deploys to. */
export interface Target {
  readonly account: string;
  readonly region: string;
}

/** Options of the AWS clients, in place of what the AWS CLI uses. */
export type AwsOptions = Pick<CloudFormationClientConfig, 'credentials' | 'endpoint'>;

const WITHOUT_RESOURCES: readonly (StackStatus | undefined)[] = [
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
  options: AwsOptions = {},
): Promise<Deployed> {
  const client = { maxAttempts: 2, ...options, region };
  try {
    const { Account } = await new STSClient(client).send(new GetCallerIdentityCommand());
    if (Account !== account)
      return unknown(
        `your credentials are for account ${Account}, but the CDK deploys to ${account}. ${PROFILE}`,
      );
    return await readFromStack(stackName, new CloudFormationClient(client));
  } catch (error) {
    return unknown(`${messageOf(error)}. ${PROFILE}`);
  }
}

const PROFILE = 'To choose a profile, set AWS_PROFILE instead of using --profile';

async function readFromStack(StackName: string, client: CloudFormationClient): Promise<Deployed> {
  const found = await client.send(new DescribeStacksCommand({ StackName })).catch((error: unknown) => {
    if (/does not exist$/.test(messageOf(error))) return undefined;
    throw error;
  });
  const status = found?.Stacks?.[0]?.StackStatus;
  if (status === undefined || WITHOUT_RESOURCES.includes(status)) return { kind: 'none' };
  const { Metadata: text = '{}' } = await client.send(new GetTemplateSummaryCommand({ StackName }));
  const metadata = v.safeParse(v.pipe(v.string(), v.parseJson(), Metadata), text);
  if (metadata.success) return { kind: 'stack', values: metadata.output.Configuration };
  return unknown(
    'the deployed version does not record it. To see the changes, run npx cdk diff -c compare=false',
  );
}

function unknown(reason: string): Deployed {
  return { kind: 'unknown', reason };
}
