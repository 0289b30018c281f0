import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { parseStackConfig } from '../../../infra/config.ts';
import { TIMEOUT_MARGIN_MS, TIMEOUTS } from '../../../infra/timeouts.ts';
import { parseConfig } from '../../../lambda/config/environment.ts';
import { functionEnvironment, SECRET_ARN } from '../../support/function-environment.ts';
import { resourcesOf, type Synthesised, synthStack } from '../../support/synth-stack.ts';

const FUNCTION = 'AWS::Lambda::Function';
const NAME = 'genesys-data-action-cache-prod';
const prod = synthStack({ stage: 'prod' });

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

/** The properties of the data action function. */
function functionOf(synthesised: Synthesised): Record<string, unknown> {
  const found = resourcesOf(synthesised, FUNCTION).filter(
    ({ Properties }) => Properties.Description === 'Serves Genesys Cloud data actions from a cache',
  );
  assert.equal(found.length, 1);
  return found[0]?.Properties ?? {};
}

function environmentOf(synthesised: Synthesised): Record<string, string> {
  const { Variables } = functionOf(synthesised).Environment as { Variables: Record<string, unknown> };
  return functionEnvironment(Variables);
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

  test('keeps the Lambda log level at INFO for any logLevel, because metrics are INFO lines', () => {
    const { LoggingConfig } = functionOf(synthStack({ logLevel: 'ERROR' }));
    assert.equal((LoggingConfig as Record<string, unknown>).ApplicationLogLevel, 'INFO');
  });

  test('has reserved concurrency only if it is configured', () => {
    assert.ok(!('ReservedConcurrentExecutions' in functionOf(prod)));
    prod.template.resourceCountIs('AWS::Lambda::Alias', 0);
    const reserved = synthStack({ reservedConcurrency: '25' });
    assert.equal(functionOf(reserved).ReservedConcurrentExecutions, 25);
  });

  test('with provisioned concurrency, is invoked through the alias that has it', () => {
    const { template } = synthStack({ provisionedConcurrency: '2' });
    template.hasResourceProperties('AWS::Lambda::Alias', {
      Name: 'live',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
    });
    const invoked = resourcesOf(synthStack({ provisionedConcurrency: '2' }), 'AWS::Lambda::Permission').map(
      ({ Properties }) => JSON.stringify(Properties.FunctionName),
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
    synthStack({ mode: 'serverless' }).template.hasResourceProperties('AWS::IAM::Role', {
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

describe('the environment of the data action function', () => {
  test('gives the function every configured value', () => {
    const config = parseConfig(
      environmentOf(
        synthStack({
          stage: 'prod',
          genesysRegion: 'mypurecloud.ie',
          cacheTtlSeconds: '120',
          cacheTtlSecondsByAction: 'queue=600, queue-wait-time=5',
          cacheStaleIfErrorSeconds: '600',
          cacheNegativeTtlSeconds: '15',
          cacheMaxEntryBytes: '65536',
          refreshTimeoutMs: '400',
          genesysCallsPerMinute: '200',
          genesysMaxResponseBytes: '131072',
          logLevel: 'WARN',
          requestTimeoutMs: '9000',
          genesysTimeoutMs: '4000',
          redisTimeoutMs: '150',
        }),
      ),
    );
    assert.equal(config.serviceName, NAME);
    assert.equal(config.logLevel, 'WARN');
    assert.equal(config.cacheTtlSeconds, 120);
    assert.deepEqual(Object.fromEntries(config.cacheTtlSecondsByAction), {
      queue: 600,
      'queue-wait-time': 5,
    });
    assert.equal(config.cacheStaleIfErrorSeconds, 600);
    assert.equal(config.cacheNegativeTtlSeconds, 15);
    assert.equal(config.cacheMaxEntryBytes, 65_536);
    assert.equal(config.refreshTimeoutMs, 400);
    assert.equal(config.genesys.callsPerMinute, 200);
    assert.equal(config.genesys.maxResponseBytes, 131_072);
    assert.equal(config.requestTimeoutMs, 9000);
    assert.equal(config.genesys.apiUrl, 'https://api.mypurecloud.ie');
    assert.equal(config.genesys.loginUrl, 'https://login.mypurecloud.ie');
    assert.equal(config.genesys.callTimeoutMs, 4000);
    assert.deepEqual(config.genesys.credentials, { from: 'secrets-manager', secretId: SECRET_ARN });
    assert.equal(config.redis?.timeoutMs, 150);
  });

  for (const [mode, isServerless] of [
    ['replication-group', false],
    ['serverless', true],
  ] as const)
    test(`connects to the ${mode} over TLS as the IAM user, without a password`, () => {
      const { redis } = parseConfig(environmentOf(synthStack({ stage: 'prod', mode })));
      assert.ok(redis);
      assert.equal(redis.isTls, true);
      assert.equal(redis.port, 6379);
      assert.match(redis.host, /\.cache\.amazonaws\.com$/);
      assert.equal(redis.username, NAME);
      assert.equal(redis.isCluster, isServerless);
      assert.ok(redis.password.from === 'iam');
      assert.deepEqual(redis.password.request, {
        userName: NAME,
        cacheName: NAME,
        isServerless,
        region: 'eu-west-1',
      });
    });

  test('has empty variables for Genesys credentials and URLs in dev only', () => {
    const unset = (synthesised: Synthesised) =>
      Object.entries(environmentOf(synthesised)).flatMap(([name, value]) => (value === '' ? [name] : []));
    assert.deepEqual(unset(synthStack({ stage: 'dev' })), [
      'GENESYS_API_URL',
      'GENESYS_LOGIN_URL',
      'GENESYS_CLIENT_ID',
      'GENESYS_CLIENT_SECRET',
    ]);
    const names = Object.keys(environmentOf(prod));
    assert.deepEqual(
      names.filter((name) => /^GENESYS_(API|LOGIN|CLIENT)/.test(name)),
      [],
    );
  });

  test('has only variables that the function reads', () => {
    const environment = environmentOf(synthStack({ mode: 'serverless' }));
    const read = new Set<string>();
    const watched = new Proxy(environment, {
      get: (target, name) => {
        read.add(String(name));
        return target[String(name)];
      },
    });
    parseConfig(watched);
    const unread = Object.keys(environment).filter((name) => !read.has(name));
    assert.deepEqual(unread, []);
  });
});

describe('the timeouts', () => {
  test('decrease from outside to inside: data action, API Gateway, Lambda, request, Genesys, Redis', () => {
    const { requestTimeoutMs, genesysTimeoutMs, redisTimeoutMs } = parseStackConfig({});
    const { dataActionMs, apiGatewayMs, functionMs } = TIMEOUTS;
    const chain = [
      dataActionMs,
      apiGatewayMs,
      functionMs,
      requestTimeoutMs,
      genesysTimeoutMs,
      redisTimeoutMs,
    ];
    assert.deepEqual(
      chain.toSorted((a, b) => b - a),
      chain,
    );
    for (const [index, ms] of chain.slice(0, 4).entries())
      if (index > 0) assert.ok((chain[index - 1] ?? 0) - ms >= TIMEOUT_MARGIN_MS, `${ms}`);
    // Genesys Cloud allows 1 to 60 s for a data action, API Gateway 50 ms to 29 s for an integration.
    assert.ok(dataActionMs <= 60_000 && apiGatewayMs <= 29_000);
  });

  test('are the same in the template and in the code', () => {
    assert.equal(functionOf(prod).Timeout, TIMEOUTS.functionMs / 1000);
    prod.template.allResourcesProperties('AWS::ApiGateway::Method', {
      Integration: { TimeoutInMillis: TIMEOUTS.apiGatewayMs },
    });
    const { REQUEST_TIMEOUT_MS, GENESYS_TIMEOUT_MS, REDIS_TIMEOUT_MS } = environmentOf(prod);
    assert.deepEqual([REQUEST_TIMEOUT_MS, GENESYS_TIMEOUT_MS, REDIS_TIMEOUT_MS], ['10000', '5000', '250']);
  });
});
