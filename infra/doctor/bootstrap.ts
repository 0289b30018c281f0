import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { absentIf } from '../aws/read.ts';
import { BOOTSTRAP } from '../aws-requirements.ts';
import type { Account } from './account.ts';
import { type Finding, ok, problem } from './finding.ts';

/** Whether the account and region are bootstrapped for the CDK. */
export async function examineBootstrap({ id, region, clients, read }: Account): Promise<Finding> {
  const reply = await read('ssm:GetParameter', (options) =>
    clients.ssm.send(new GetParameterCommand({ Name: BOOTSTRAP.versionParameter }), options),
  ).catch(absentIf('ParameterNotFound'));
  const version = reply?.Parameter?.Value;
  if (Number(version) >= BOOTSTRAP.minVersion) return ok(`version ${version}`);
  return problem({
    found: version === undefined ? `${BOOTSTRAP.versionParameter} does not exist` : `version ${version}`,
    expected: `version ${BOOTSTRAP.minVersion} or later`,
    todo: `Bootstrap the account and region: npx cdk bootstrap aws://${id}/${region}`,
  });
}
