import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { METRIC_NAMES, METRIC_NAMESPACE, OUTCOMES } from '../../../lambda/telemetry/metric-names.ts';
import { anchorsOf } from '../../support/markdown.ts';
import { onlyOf, resourcesOf, type Synthesised, synthStack } from '../../support/synth-stack.ts';
import { resolveValue } from '../../support/template-value.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
const SERVICE = { Name: 'service', Value: 'genesys-data-action-cache-prod' };
const prod = synthStack({ stage: 'prod' });
const serverless = synthStack({ stage: 'prod', mode: 'serverless' });
const other = synthStack({
  latencyAlarmMs: '750',
  runbookUrl: 'https://wiki.example.com/gdac',
  alarmEmail: 'ops@example.com',
});

interface Widget {
  properties: { title: string; metrics?: unknown[] };
}

/** The dashboard's graphs by title, each as text. */
function graphsOf(synthesised: Synthesised): Record<string, string> {
  const { DashboardBody } = onlyOf(synthesised, 'AWS::CloudWatch::Dashboard');
  const { widgets }: { widgets: Widget[] } = JSON.parse(resolveValue(DashboardBody, (id) => id));
  return Object.fromEntries(
    widgets.map(({ properties }) => [properties.title, JSON.stringify(properties.metrics ?? [])]),
  );
}

describe('the dashboard', () => {
  const graphs = graphsOf(prod);

  test('shows every metric that the function reports', () => {
    const all = Object.values(graphs).join();
    for (const name of Object.values(METRIC_NAMES))
      assert.ok(all.includes(`"${METRIC_NAMESPACE}","${name}"`), name);
  });

  test('has no tags, because dashboards of some regions cannot have them; other resources have the stage', () => {
    assert.equal(onlyOf(prod, 'AWS::CloudWatch::Dashboard').Tags, undefined);
    prod.template.allResourcesProperties('AWS::SNS::Topic', {
      Tags: Match.arrayWith([{ Key: 'stage', Value: 'prod' }]),
    });
  });

  test('shows the hit ratio and the number of calls saved', () => {
    assert.match(graphs['Hit ratio'] ?? '', /100 \* hits \/ requests/);
    assert.match(graphs['Calls saved'] ?? '', /IF\(requests > calls, requests - calls, 0\)/);
  });

  for (const percentile of [50, 95, 99])
    test(`shows the p${percentile} latency by outcome`, () => {
      const graph = graphs[`Latency p${percentile} by outcome (ms)`] ?? '';
      for (const outcome of OUTCOMES) assert.ok(graph.includes(`"outcome","${outcome}"`), outcome);
      assert.ok(graph.includes(`"stat":"p${percentile}"`), graph);
    });

  test('shows memory and evictions of every node', () => {
    for (const node of ['001', '002']) {
      const dimension = `"CacheClusterId","genesys-data-action-cache-prod-${node}"`;
      assert.ok(graphs['Cache memory (%)']?.includes(dimension), node);
      assert.ok(graphs.Evictions?.includes(dimension), node);
    }
  });

  test('shows memory, evictions and throttling of a serverless cache', () => {
    const { 'Cache memory (bytes)': memory, Evictions: evictions, 'Cache load': load } = graphsOf(serverless);
    for (const graph of [memory, evictions, load])
      assert.match(graph ?? '', /"clusterId","genesys-data-action-cache-prod"/);
    assert.match(load ?? '', /ThrottledCmds/);
  });

  test('shows errors of API Gateway, and errors, throttling and concurrency of Lambda', () => {
    assert.match(graphs['API Gateway'] ?? '', /"4XXError".*"5XXError"/);
    assert.match(graphs.Lambda ?? '', /"ConcurrentExecutions".*"Errors".*"Throttles"/);
  });

  test('shows every alarm', () => {
    const { DashboardBody } = onlyOf(prod, 'AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(DashboardBody);
    for (const id of Object.keys(prod.template.findResources(ALARM))) assert.ok(body.includes(id), id);
  });
});

describe('the alarms', () => {
  test('the description of each alarm links to an existing heading', () => {
    const alarms = resourcesOf(prod, ALARM);
    assert.ok(alarms.length > 0);
    for (const { Properties } of alarms) {
      const [, page = '', anchor = ''] = String(Properties.AlarmDescription).match(/ (\S+)#(\S+)$/) ?? [];
      assert.ok(anchorsOf(page).includes(anchor), String(Properties.AlarmDescription));
    }
  });

  const expected: [id: string, metric: string, threshold: number, periods: number][] = [
    ['Errors', 'Errors', 5, 1],
    ['ApiErrors', '5XXError', 5, 1],
    ['FunctionErrors', 'Errors', 1, 1],
    ['FunctionThrottles', 'Throttles', 1, 1],
    ['Latency', 'Latency', 2000, 3],
    ['CacheUnavailable', 'CacheBypasses', 10, 2],
    ['GenesysAuthenticationFailed', 'GenesysAuthenticationFailed', 1, 1],
    ['GenesysPermissionDenied', 'GenesysPermissionDenied', 1, 1],
    ['GenesysRateLimited', 'GenesysRateLimited', 5, 2],
    ['GenesysUnavailable', 'GenesysUnavailable', 10, 2],
    ['ChangesWaiting', 'ApproximateAgeOfOldestMessage', 900, 1],
    ['ChangesNotApplied', 'ApproximateNumberOfMessagesVisible', 1, 1],
    ['ChangesNotUnderstood', 'EventsMalformed', 1, 1],
  ];
  for (const [id, metric, threshold, periods] of expected)
    test(`${id} starts at ${threshold} for ${metric} in ${periods} five-minute ${periods === 1 ? 'period' : 'periods'}`, () => {
      prod.template.hasResourceProperties(ALARM, {
        AlarmName: `genesys-data-action-cache-prod-${id}`,
        MetricName: metric,
        Threshold: threshold,
        EvaluationPeriods: periods,
        Period: 300,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
    });

  test('Evictions adds up the evictions of all nodes, or uses those of a serverless cache', () => {
    prod.template.hasResourceProperties(ALARM, { Metrics: Match.arrayWith([expression('m0 + m1')]) });
    serverless.template.hasResourceProperties(ALARM, { Metrics: Match.arrayWith([expression('m0')]) });
  });

  test("alarms on the function's metrics use the namespace and dimension that the function reports", () => {
    prod.template.hasResourceProperties(ALARM, {
      MetricName: 'CacheBypasses',
      Namespace: METRIC_NAMESPACE,
      Statistic: 'Sum',
      Dimensions: [SERVICE],
    });
  });

  test('Latency uses the p95 latency and the configured threshold', () => {
    other.template.hasResourceProperties(ALARM, {
      MetricName: 'Latency',
      ExtendedStatistic: 'p95',
      Threshold: 750,
    });
  });

  test('each alarm links to its section of the runbook, and notifies the topic when it starts and ends', () => {
    const alarms = resourcesOf(other, ALARM);
    assert.equal(alarms.length, expected.length + 1);
    for (const { Properties } of alarms) {
      const anchor = String(Properties.AlarmName).split('-').at(-1)?.toLowerCase();
      const link = `What to do: https://wiki.example.com/gdac#${anchor}`;
      assert.ok(String(Properties.AlarmDescription).endsWith(link), String(Properties.AlarmDescription));
      assert.deepEqual(Properties.AlarmActions, Properties.OKActions);
      assert.match(JSON.stringify(Properties.AlarmActions), /MonitoringAlarmsTopic/);
    }
  });
});

describe('the alarm topic', () => {
  test('is encrypted with a rotated key that CloudWatch may use', () => {
    prod.template.hasResourceProperties('AWS::SNS::Topic', {
      KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('MonitoringAlarmsKey'), 'Arn'] },
    });
    prod.template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });

  test('accepts messages from CloudWatch only, over TLS only', () => {
    prod.template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
          }),
        ]),
      },
    });
  });

  test('has an e-mail subscription only with alarmEmail', () => {
    prod.template.resourceCountIs('AWS::SNS::Subscription', 0);
    other.template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });
});

function expression(text: string) {
  return Match.objectLike({ Expression: text });
}
