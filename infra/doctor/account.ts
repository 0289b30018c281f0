import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import { SERVICE_NAME } from '../../lambda/config/settings.ts';
import type { Read } from '../aws/read.ts';
import type { StackConfig, Stage } from '../config.ts';

/** What a check looks at: the account and region, and the stack that will be deployed there. */
export interface Account {
  /** The account's number. */
  readonly id: string;
  readonly region: string;
  readonly stackName: string;
  readonly config: StackConfig;
  readonly clients: Clients;
  readonly read: Read;
}

type Clients = ReturnType<typeof createClients>;

/** The clients of all services, with the region and the credentials of `sts`, which are loaded once. */
export function createClients(sts: STSClient) {
  const { region, credentials } = sts.config;
  const options = { region, credentials };
  return {
    apiGateway: new APIGatewayClient(options),
    cloudFormation: new CloudFormationClient(options),
    ec2: new EC2Client(options),
    elastiCache: new ElastiCacheClient(options),
    iam: new IAMClient(options),
    lambda: new LambdaClient(options),
    quotas: new ServiceQuotasClient(options),
    ssm: new SSMClient(options),
  };
}

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Whether a resource has the tags that the stack of this stage gives to all its resources. */
export function belongsToStage({ Tags = [] }: { readonly Tags?: readonly Tag[] | undefined }, stage: Stage) {
  const tags = new Map(Tags.map(({ Key, Value }) => [Key, Value]));
  return tags.get('service') === SERVICE_NAME && tags.get('stage') === stage;
}
