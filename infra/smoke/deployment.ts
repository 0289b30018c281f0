import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { messageOf, UsageError } from '../command.ts';
import { parseApiUrl } from '../genesys/api-url.ts';
import type { Api } from './api.ts';

/** The outputs of the stack that lead to its API and its keys. */
const OUTPUTS = { url: 'EndpointUrl', apiKey: 'ApiKeyId', invalidationKey: 'InvalidationKeyId' } as const;

/**
 * Reads the API of a deployed stack from AWS, with the credentials and the region that the AWS CLI uses. Throws a
 * {@link UsageError} if AWS refuses, or if the stack or one of its outputs is missing.
 */
export async function findDeployment(stackName: string): Promise<Api> {
  const outputs = await outputsOf(stackName);
  const read = (name: string) => {
    const value = outputs.get(name);
    if (value === undefined)
      throw new UsageError(`the stack ${stackName} has no output ${name}; deploy this version first`);
    return value;
  };
  const url = parseApiUrl(read(OUTPUTS.url));
  if (url === undefined)
    throw new UsageError(`the output ${OUTPUTS.url} of ${stackName} is not an https URL`);
  const gateway = new APIGatewayClient();
  const [apiKey, invalidationKey] = await Promise.all(
    [OUTPUTS.apiKey, OUTPUTS.invalidationKey].map(async (output) => {
      const command = new GetApiKeyCommand({ apiKey: read(output), includeValue: true });
      return (await gateway.send(command).catch(refused('the API key', stackName))).value;
    }),
  );
  return { url, apiKey, invalidationKey };
}

async function outputsOf(stackName: string): Promise<ReadonlyMap<string | undefined, string | undefined>> {
  const command = new DescribeStacksCommand({ StackName: stackName });
  const { Stacks = [] } = await new CloudFormationClient()
    .send(command)
    .catch(refused('the stack', stackName));
  return new Map(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

function refused(what: string, stackName: string): (error: unknown) => never {
  return (error) => {
    throw new UsageError(`AWS does not return ${what} of ${stackName}: ${messageOf(error)}`, {
      cause: error,
    });
  };
}
