import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { absentIf } from '../aws/read.ts';
import type { Account } from './account.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** Whether the stack, if it exists, is in a state from which the CDK can deploy. */
export async function examineStack(account: Account): Promise<Finding> {
  const { stackName, clients, read } = account;
  // CloudFormation has no other code for a stack that does not exist.
  const reply = await read('cloudformation:DescribeStacks', (options) =>
    clients.cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }), options),
  ).catch(absentIf('ValidationError'));
  const stack = reply?.Stacks?.[0];
  if (stack === undefined) return ok(`${stackName} does not exist yet`);
  const { StackStatus = '', EnableTerminationProtection: isProtected = false } = stack;
  return findingOf(StackStatus, isProtected, account);
}

function findingOf(status: string, isProtected: boolean, { stackName, region }: Account): Finding {
  const command = (name: string) => `aws cloudformation ${name} --region ${region} --stack-name ${stackName}`;
  const expected = 'a stack that does not exist, or whose last deployment is complete';
  const found = `${stackName} is in the state ${status}`;
  switch (status) {
    case 'ROLLBACK_COMPLETE':
    case 'ROLLBACK_FAILED': {
      if (!isProtected)
        return warning({
          found,
          expected,
          todo: `The CDK deletes it before it creates the stack again. To delete it yourself: ${command('delete-stack')}`,
        });
      const unprotect = `${command('update-termination-protection')} --no-enable-termination-protection`;
      return problem({
        found: `${found}, and protected`,
        expected,
        todo: `The CDK cannot delete it, so delete it yourself: ${unprotect} && ${command('delete-stack')}`,
      });
    }
    case 'DELETE_FAILED':
      return problem({
        found,
        expected,
        todo: `Find the cause in the events of the stack and remove it. Then delete the stack: ${command('delete-stack')}`,
      });
    case 'UPDATE_ROLLBACK_FAILED':
      return problem({
        found,
        expected,
        todo: `Find the cause in the events of the stack and remove it. Then finish the rollback: ${command('continue-update-rollback')}`,
      });
    case 'CREATE_FAILED':
    case 'UPDATE_FAILED':
      return warning({
        found,
        expected,
        todo: `Remove the cause and deploy again with --no-rollback, or roll back: npx cdk rollback ${stackName}`,
      });
  }
  // A stack in review was never created; the CDK deploys it.
  if (status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS')
    return warning({
      found,
      expected,
      todo: `Wait until the operation has ended: ${command('describe-stacks')}`,
    });
  return ok(found);
}
