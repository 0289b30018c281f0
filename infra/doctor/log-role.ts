import { GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { absentIf } from '../aws/read.ts';
import { type Account, belongsToStage } from './account.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** Whether the stack may set API Gateway's role for logs, which all APIs of the account and region share. */
export async function examineLogRole({ config, clients, read }: Account): Promise<Finding> {
  const { cloudwatchRoleArn: arn } = await read('apigateway:GET', (options) =>
    clients.apiGateway.send(new GetAccountCommand({}), options),
  );
  const name = arn?.split('/').at(-1);
  const role =
    name &&
    (await read('iam:GetRole', (options) =>
      clients.iam.send(new GetRoleCommand({ RoleName: name }), options),
    ).catch(absentIf('NoSuchEntityException')));

  const set = (value: string) =>
    `npm run configure -- --stage ${config.stage} --set apiGatewayLogRole=${value}`;
  if (!role) {
    const found = arn ? `${arn} was deleted` : 'the account has none';
    if (config.apiGatewayLogRole) return ok(`${found}, and the stack creates one`);
    return problem({
      found,
      expected: 'a role that exists, because apiGatewayLogRole is false',
      todo: `Remove the key, so that the stack creates the role: ${set('')}`,
    });
  }
  if (!config.apiGatewayLogRole) return ok(`${arn}, which the stack does not change`);
  if (role.Role && belongsToStage(role.Role, config.stage)) return ok(`${arn}, of this stage`);
  return warning({
    found: arn ?? '',
    expected:
      'no role, or one of this stage: the stack would replace it for all APIs of the account and region',
    todo: `Keep the role: ${set('false')}`,
  });
}
