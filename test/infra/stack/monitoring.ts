import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { METRIC_NAMES, METRIC_NAMESPACE, OUTCOMES } from '../../../lambda/telemetry/metric-names.ts';
import { onlyOf, resourcesOf, type Synthesised, synthStack } from '../../support/synth-stack.ts';
import { resolveValue } from '../../support/template-value.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
const SERVICE = { Name: 'service', Value: 'genesys-data-action-cache-prod' };
const prod = synthStack({ stage: 'prod' });
const serverless = synthStack({ stage: 'prod', mode: 'serverless' });

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

  test('shows the hit ratio and the calls saved', () => {
    assert.match(graphs['Hit ratio'] ?? '', /100 \* hits \/ requests/);
    assert.match(graphs['Calls saved'] ?? '', /IF\(requests > calls, requests - calls, 0\)/);
  });

  for (const percentile of [50, 95, 99])
    test(`shows the latency's p${percentile} by outcome`, () => {
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

  test('shows API Gateway and Lambda: errors, throttling, how many at once', () => {
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
    test(`${id} is raised at ${threshold} of ${metric} in ${periods} periods of five minutes`, () => {
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

  test('Evictions counts those of all nodes, and of a serverless cache', () => {
    prod.template.hasResourceProperties(ALARM, { Metrics: Match.arrayWith([expression('m0 + m1')]) });
    serverless.template.hasResourceProperties(ALARM, { Metrics: Match.arrayWith([expression('m0')]) });
  });

  test("the function's own metrics are asked for as the function reports them", () => {
    prod.template.hasResourceProperties(ALARM, {
      MetricName: 'CacheBypasses',
      Namespace: METRIC_NAMESPACE,
      Statistic: 'Sum',
      Dimensions: [SERVICE],
    });
  });

  test('Latency is the 95th percentile, with the threshold that is configured', () => {
    synthStack({ latencyAlarmMs: '750' }).template.hasResourceProperties(ALARM, {
      MetricName: 'Latency',
      ExtendedStatistic: 'p95',
      Threshold: 750,
    });
  });

  test('each says what it means and where to read on, and tells the topic when it starts and ends', () => {
    const alarms = resourcesOf(synthStack({ runbookUrl: 'https://wiki.example.com/gdac' }), ALARM);
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
  test('is encrypted with a key that CloudWatch may use, and that is rotated', () => {
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

  test('takes messages of alarms of this account, over TLS only', () => {
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

  test('is sent on by e-mail only if an address is given', () => {
    prod.template.resourceCountIs('AWS::SNS::Subscription', 0);
    synthStack({ alarmEmail: 'ops@example.com' }).template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });
});

function expression(text: string) {
  return Match.objectLike({ Expression: text });
}
