import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { entityTypesOf } from '../../../lambda/actions/define.ts';
import { parseInvalidationConfig } from '../../../lambda/config/environment.ts';
import { matchesPattern } from '../../support/event-pattern.ts';
import { functionEnvironment } from '../../support/function-environment.ts';
import { readGenesysEvent } from '../../support/invalidation.ts';
import { onlyOf, resourcesOf, type Synthesised, synthStack } from '../../support/synth-stack.ts';

const SOURCE = 'aws.partner/genesys.com/cloud/2a1b0c9d-8e7f-4a6b-9c5d-4e3f2a1b0c9d/data-action-cache';
const RULE = 'AWS::Events::Rule';
const QUEUE = 'AWS::SQS::Queue';
const QUEUE_ID = /"InvalidationChangeQueue[0-9A-F]{8}"/;
const TYPES = entityTypesOf(dataActions.values());
const NAME = 'genesys-data-action-cache-prod';
const prod = synthStack({ stage: 'prod', genesysEventSource: SOURCE });
const serverless = synthStack({ stage: 'prod', mode: 'serverless' });

interface PolicyDocument {
  Statement: { Action: string[]; Resource: unknown }[];
}

function functionOf(synthesised: Synthesised): Record<string, unknown> {
  const [found, ...others] = resourcesOf(synthesised, 'AWS::Lambda::Function').filter(({ Properties }) =>
    String(Properties.Description).startsWith('Invalidates cached Genesys Cloud data'),
  );
  assert.ok(found && others.length === 0);
  return found.Properties;
}

function environmentOf(synthesised: Synthesised): Record<string, string> {
  const { Variables } = functionOf(synthesised).Environment as { Variables: Record<string, unknown> };
  return functionEnvironment(Variables);
}

describe('the invalidation function', () => {
  test('has the runtime of the data action function, but its own code and its own security group', () => {
    const { Code, ...properties } = functionOf(prod);
    assert.partialDeepStrictEqual(properties, {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 12,
    });
    assert.match(JSON.stringify(properties.VpcConfig), /InvalidationSecurityGroup/);
    const codes = resourcesOf(prod, 'AWS::Lambda::Function').map((each) =>
      JSON.stringify(each.Properties.Code),
    );
    assert.equal(codes.filter((code) => code === JSON.stringify(Code)).length, 1);
  });

  for (const [mode, synthesised] of Object.entries({ 'replication-group': prod, serverless }))
    test(`accepts its environment, and reads every variable of it, with a ${mode} cache`, () => {
      const environment = environmentOf(synthesised);
      const read = new Set<string>();
      const watched = new Proxy(environment, {
        get: (target, name) => {
          read.add(String(name));
          return target[String(name)];
        },
      });
      const { redis, ...config } = parseInvalidationConfig(watched);
      assert.deepEqual(config, { serviceName: NAME, logLevel: 'INFO', apiKeyId: NAME });
      assert.deepEqual([redis.isTls, redis.username], [true, `${NAME}-tags`]);
      assert.equal(redis.isCluster, mode === 'serverless');
      assert.ok(redis.password.from === 'iam');
      assert.equal(redis.password.request.userName, `${NAME}-tags`);
      const unread = Object.keys(environment).filter((name) => !read.has(name));
      assert.deepEqual(unread, []);
    });

  for (const [redisTimeoutMs, expected] of [
    [undefined, '2000'],
    ['4000', '4000'],
  ] as const)
    test(`gives Redis ${expected} ms when redisTimeoutMs is ${redisTimeoutMs}, so that replicas can confirm`, () => {
      const synthesised = redisTimeoutMs ? synthStack({ stage: 'prod', redisTimeoutMs }) : prod;
      assert.equal(environmentOf(synthesised).REDIS_TIMEOUT_MS, expected);
    });

  test('gets the id of its API key in its environment', () => {
    const { Variables } = functionOf(prod).Environment as { Variables: Record<string, unknown> };
    assert.match(JSON.stringify(Variables.INVALIDATION_API_KEY_ID), /^\{"Ref":"InvalidationApiKey/);
  });

  test('has a new API key for a new invalidationKeyVersion', () => {
    const nameIn = (stack: Synthesised) => {
      const keys = resourcesOf(stack, 'AWS::ApiGateway::ApiKey').map(({ Properties }) => Properties);
      return keys.find(({ Description }) => Description === 'For POST /invalidate')?.Name;
    };
    assert.equal(nameIn(prod), `${NAME}-invalidation-1`);
    assert.notEqual(nameIn(synthStack({ stage: 'prod', invalidationKeyVersion: '2' })), nameIn(prod));
  });

  test('may only write its log and traces, connect to the cache as its user, and read the queue of events', () => {
    const [role] = resourcesOf(prod, 'AWS::IAM::Role').filter(
      ({ Properties }) => Properties.Description === 'Role of the invalidation function',
    );
    const policies = role?.Properties.Policies as { PolicyName: string; PolicyDocument: PolicyDocument }[];
    assert.deepEqual(
      policies.map(({ PolicyName }) => PolicyName),
      ['logs', 'cache', 'queue', 'tracing', 'network'],
    );
    const { Statement } = policies[2]?.PolicyDocument ?? assert.fail();
    assert.deepEqual(Statement[0]?.Action.toSorted(), [
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
    ]);
    assert.match(JSON.stringify(Statement[0]?.Resource), QUEUE_ID);
    assert.equal(role?.Properties.ManagedPolicyArns, undefined);
    assert.match(JSON.stringify(policies), /:user:genesys-data-action-cache-prod-tags/);
    assert.ok(!JSON.stringify(policies).includes('secretsmanager'));
    assert.ok(!JSON.stringify(resourcesOf(prod, 'AWS::IAM::Policy')).includes('InvalidationRole'));
  });
});

describe('the queue of events', () => {
  const [deadLetters = {}, changes = {}] = resourcesOf(prod, QUEUE).map(({ Properties }) => Properties);

  test('retries a failed message for an hour; the dead-letter queue then keeps it for two weeks', () => {
    const { VisibilityTimeout, RedrivePolicy } = changes as {
      VisibilityTimeout: number;
      RedrivePolicy: { maxReceiveCount: number; deadLetterTargetArn: unknown };
    };
    assert.equal(VisibilityTimeout * RedrivePolicy.maxReceiveCount, 3600);
    assert.match(JSON.stringify(RedrivePolicy.deadLetterTargetArn), /DeadLetters/);
    assert.equal(deadLetters.MessageRetentionPeriod, 1_209_600);
    assert.equal(changes.MessageRetentionPeriod, 345_600);
  });

  test('has a visibility timeout of six times the function timeout, as AWS recommends', () => {
    assert.equal(changes.VisibilityTimeout, 6 * Number(functionOf(prod).Timeout));
  });

  test('is encrypted and accepts TLS only, and so does its dead-letter queue', () => {
    for (const queue of [changes, deadLetters]) assert.equal(queue.SqsManagedSseEnabled, true);
    const policies = resourcesOf(prod, 'AWS::SQS::QueuePolicy').map(({ Properties }) => Properties);
    assert.equal(policies.length, 2);
    for (const policy of policies) assert.match(JSON.stringify(policy), /"aws:SecureTransport":"false"/);
  });

  test('has outputs with the commands that show the dead letters and move them back to the queue', () => {
    const { LostChangesCommand, LostChangesRedriveCommand } = prod.template.findOutputs('*');
    assert.match(
      JSON.stringify(LostChangesCommand),
      /receive-message --region .*AWS::Region.* --queue-url .*DeadLetters/,
    );
    const redrive = JSON.stringify(LostChangesRedriveCommand);
    assert.match(
      redrive,
      /start-message-move-task --region .*AWS::Region.* --source-arn .*DeadLetters.*--destination-arn .*ChangeQueue/,
    );
  });

  test('is read by the function, which reports the messages that failed in each batch', () => {
    const mapping = onlyOf(prod, 'AWS::Lambda::EventSourceMapping');
    assert.partialDeepStrictEqual(mapping, {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    assert.match(JSON.stringify(mapping.EventSourceArn), QUEUE_ID);
    assert.match(JSON.stringify(mapping.FunctionName), /"Invalidation[0-9A-F]{8}"/);
    serverless.template.resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
  });
});

describe('the EventBridge rule', () => {
  test('exists only with a genesysEventSource', () => {
    serverless.template.resourceCountIs(RULE, 0);
    prod.template.resourceCountIs(RULE, 1);
  });

  test("sends audit events of the entity types that data actions depend on from the source's bus to the queue", () => {
    const { EventBusName, EventPattern, Targets } = onlyOf(prod, RULE);
    assert.equal(EventBusName, SOURCE);
    assert.deepEqual(EventPattern, {
      source: [SOURCE],
      detail: {
        topicName: TYPES.map((type) => ({
          prefix: { 'equals-ignore-case': `v2.audits.entitytype.${type}.` },
        })),
      },
    });
    const [target, ...others] = Targets as Record<string, unknown>[];
    assert.deepEqual(others, []);
    assert.match(JSON.stringify(target?.Arn), QUEUE_ID);
    assert.match(JSON.stringify(target?.DeadLetterConfig), /DeadLetters/);
    assert.deepEqual(target?.RetryPolicy, { MaximumEventAgeInSeconds: 3600 });
    const policies = JSON.stringify(resourcesOf(prod, 'AWS::SQS::QueuePolicy'));
    assert.match(policies, /"aws:SourceArn":\{"Fn::GetAtt":\["InvalidationChangeQueueChanges/);
  });

  const { EventPattern: pattern } = onlyOf(prod, RULE);

  test("has a pattern within EventBridge's 2,048 characters, with room for ten more entity types", () => {
    const oneMore = '{"prefix":{"equals-ignore-case":"v2.audits.entitytype.ConversationThreadingWindow."}},'
      .length;
    assert.ok(JSON.stringify(pattern).length + 10 * oneMore <= 2048);
  });

  for (const name of [
    'queue-create',
    'queue-update',
    'queue-delete',
    'queue-member-add',
    'queue-member-update',
    'user-presence-update',
    'schedule-update',
    'wrapup-code-update',
  ])
    test(`matches ${name} only if a data action depends on that entity type`, () => {
      const event = readGenesysEvent(name);
      const [, type = ''] = /entitytype\.(\w+)\./.exec(event.detail.topicName) ?? [];
      assert.equal(matchesPattern(pattern, event), TYPES.includes(type));
    });

  const update = readGenesysEvent('queue-update');
  for (const [label, event] of [
    ['from another integration', { ...update, source: `${SOURCE}-2` }],
    ['without a source', { ...update, source: undefined }],
    ['with another topic', { ...update, detail: { ...update.detail, topicName: 'v2.users.1.presence' } }],
    [
      'with an entity type whose name only has the same beginning',
      withTopic('v2.audits.entitytype.QueueMember.entityid.1'),
    ],
    ['without a topic', { ...update, detail: { eventBody: update.detail.eventBody } }],
    ['without a detail', { ...update, detail: undefined }],
  ] as const)
    test(`ignores an event ${label}`, () => {
      assert.equal(matchesPattern(pattern, event), false);
    });

  for (const prefix of [
    'v2.audits.entityType.Queue',
    'V2.Audits.EntityType.QUEUE',
    'v2.audits.entitytype.queue',
  ])
    test(`matches ${prefix}, whose case differs from what Genesys documents`, () => {
      assert.ok(matchesPattern(pattern, withTopic(`${prefix}.entityid.1`)));
    });

  test('matches an event without looking at its detail type or its body', () => {
    const { topicName } = update.detail;
    assert.ok(matchesPattern(pattern, { source: SOURCE, detail: { topicName } }));
  });
});

function withTopic(topicName: string) {
  const event = readGenesysEvent('queue-update');
  event.detail.topicName = topicName;
  return event;
}
