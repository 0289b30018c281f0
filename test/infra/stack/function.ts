import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { FUNCTION, functionOf } from '../../support/data-action-function.ts';
import { resourcesOf, type Synthesised, synthStack } from '../../support/synth-stack.ts';

const NAME = 'genesys-data-action-cache-prod';
const prod = synthStack({ stage: 'prod' });
const other = synthStack({ logLevel: 'ERROR', reservedConcurrency: '25', provisionedConcurrency: '2' });

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

describe('the data action function', () => {
  test('runs on Node.js 24 and ARM, in the private subnets, in its security group', () => {
    prod.template.hasResourceProperties(FUNCTION, {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 1024,
      TracingConfig: { Mode: 'Active' },
      VpcConfig: {
        SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('FunctionSecurityGroup'), 'GroupId'] }],
        SubnetIds: [
          { Ref: Match.stringLikeRegexp('functionSubnet1') },
          { Ref: Match.stringLikeRegexp('functionSubnet2') },
        ],
      },
    });
  });

  test('logs JSON to its own log group, which is retained when a prod stack is deleted', () => {
    prod.template.hasResourceProperties(FUNCTION, {
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: Match.stringLikeRegexp('^FunctionLogs') } },
    });
    const policies = (synthesised: Synthesised) =>
      resourcesOf(synthesised, 'AWS::Logs::LogGroup').map(({ DeletionPolicy }) => DeletionPolicy);
    assert.deepEqual([...new Set(policies(prod))], ['RetainExceptOnCreate']);
    assert.deepEqual([...new Set(policies(synthStack()))], ['Delete']);
  });

  test('has the Lambda log level DEBUG for any logLevel, because the function itself applies logLevel', () => {
    const { LoggingConfig } = functionOf(other);
    assert.equal((LoggingConfig as Record<string, unknown>).ApplicationLogLevel, 'DEBUG');
  });

  test('has reserved concurrency only if it is configured', () => {
    assert.ok(!('ReservedConcurrentExecutions' in functionOf(prod)));
    prod.template.resourceCountIs('AWS::Lambda::Alias', 0);
    assert.equal(functionOf(other).ReservedConcurrentExecutions, 25);
  });

  test('is invoked through its alias if it has provisioned concurrency', () => {
    other.template.hasResourceProperties('AWS::Lambda::Alias', {
      Name: 'live',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
    });
    const invoked = resourcesOf(other, 'AWS::Lambda::Permission').map(({ Properties }) =>
      JSON.stringify(Properties.FunctionName),
    );
    assert.deepEqual(invoked.map((name) => /Live|Invalidation/.exec(name)?.[0]).sort(), [
      'Invalidation',
      'Live',
      'Live',
      'Live',
    ]);
  });
});

describe('the role of the data action function', () => {
  const [role = {}] = resourcesOf(prod, 'AWS::IAM::Role')
    .map(({ Properties }) => Properties)
    .filter(({ Description }) => Description === 'Role of the data action function');
  const policies = Object.fromEntries(
    (role.Policies as { PolicyName: string; PolicyDocument: { Statement: Statement[] } }[]).map(
      ({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument.Statement],
    ),
  );

  test('has only its own inline policies', () => {
    assert.equal(role.ManagedPolicyArns, undefined);
    assert.deepEqual(Object.keys(policies), ['logs', 'secret', 'cache', 'tracing', 'network']);
    const attached = JSON.stringify(resourcesOf(prod, 'AWS::IAM::Policy'));
    assert.ok(!attached.includes('FunctionRole'));
  });

  test('may write to its log group, read its secret and connect to its cache as its user', () => {
    const ofCache = (resource: string) => ({ 'Fn::Join': ['', Match.arrayWith([resource])] });
    prod.template.hasResourceProperties('AWS::IAM::Role', {
      Policies: Match.arrayWith([
        policy('logs', {
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FunctionLogs'), 'Arn'] },
        }),
        policy('secret', {
          Action: 'secretsmanager:GetSecretValue',
          Resource: { Ref: Match.stringLikeRegexp('GenesysSecret') },
        }),
        policy('cache', {
          Action: 'elasticache:Connect',
          Resource: [ofCache(':replicationgroup:'), ofCache(`:user:${NAME}`)],
        }),
      ]),
    });
    synthStack({ stage: 'prod', mode: 'serverless' }).template.hasResourceProperties('AWS::IAM::Role', {
      Policies: Match.arrayWith([
        policy('cache', {
          Action: 'elasticache:Connect',
          Resource: [ofCache(':serverlesscache:'), Match.anyValue()],
        }),
      ]),
    });
  });

  test('lets Lambda manage network interfaces, but not the code of the function', () => {
    const [allow, deny] = policies.network ?? [];
    assert.equal(allow?.Effect, 'Allow');
    assert.equal(deny?.Effect, 'Deny');
    assert.deepEqual(deny?.Action, allow?.Action);
    assert.deepEqual(deny?.Condition, { Null: { 'lambda:SourceFunctionArn': 'false' } });
  });
});

function policy(PolicyName: string, statement: Record<string, unknown>) {
  const Statement = [Match.objectLike({ Effect: 'Allow', ...statement })];
  return { PolicyName, PolicyDocument: Match.objectLike({ Statement }) };
}
