import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { createRead, type Read } from '../aws/read.ts';
import { findRegion } from '../aws/region.ts';
import { messageOf, UsageError } from '../command.ts';
import { parseApiUrl } from '../genesys/api-url.ts';
import type { Api } from './api.ts';

/** The outputs of the stack that lead to its API and its keys. */
const OUTPUTS = { url: 'EndpointUrl', apiKey: 'ApiKeyId', invalidationKey: 'InvalidationKeyId' } as const;

/** For everything that is read from AWS. */
const TIMEOUT_MS = 15_000;

/**
 * Reads the API of a deployed stack from AWS, with the credentials and the region that the AWS CLI uses. Throws a
 * {@link UsageError} if AWS refuses or does not respond, or if the stack or one of its outputs is missing.
 */
export async function findDeployment(stackName: string): Promise<Api> {
  const region = await findRegion();
  if (region === undefined)
    throw new UsageError(`no region is set: export AWS_REGION=<the region of ${stackName}>`);
  const read = createRead(AbortSignal.timeout(TIMEOUT_MS));
  const outputs = await outputsOf(stackName, region, read);
  const outputOf = (name: string) => {
    const value = outputs.get(name);
    if (value === undefined)
      throw new UsageError(`the stack ${stackName} has no output ${name}; deploy this version first`);
    return value;
  };
  const url = parseApiUrl(outputOf(OUTPUTS.url));
  if (url === undefined)
    throw new UsageError(`the output ${OUTPUTS.url} of ${stackName} is not an https URL`);
  const gateway = new APIGatewayClient({ region });
  const [apiKey, invalidationKey] = await Promise.all(
    [OUTPUTS.apiKey, OUTPUTS.invalidationKey].map(async (output) => {
      const command = new GetApiKeyCommand({ apiKey: outputOf(output), includeValue: true });
      const reply = read('apigateway:GET', (signal) => gateway.send(command, signal));
      return (await reply.catch(refused('an API key', stackName, region))).value;
    }),
  );
  return { url, apiKey, invalidationKey };
}

async function outputsOf(
  stackName: string,
  region: string,
  read: Read,
): Promise<ReadonlyMap<string | undefined, string | undefined>> {
  const client = new CloudFormationClient({ region });
  const command = new DescribeStacksCommand({ StackName: stackName });
  const { Stacks = [] } = await read('cloudformation:DescribeStacks', (signal) =>
    client.send(command, signal),
  ).catch(refused('the outputs', stackName, region));
  return new Map(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

function refused(what: string, stackName: string, region: string): (error: unknown) => never {
  return (error) => {
    throw new UsageError(`AWS does not return ${what} of ${stackName} in ${region}: ${messageOf(error)}`, {
      cause: error,
    });
  };
}
