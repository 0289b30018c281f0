import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { OUTCOMES } from '../../lambda/telemetry/metric-names.ts';
import type { StackConfig } from '../config.ts';
import { cacheMetrics, type FunctionMetrics, type Monitored, PERIOD } from './metrics.ts';

/** What the dashboard shows, and under which name. */
export interface DashboardProps {
  readonly name: string;
  readonly config: StackConfig;
  readonly monitored: Monitored;
  readonly alarms: readonly cloudwatch.IAlarm[];
}

/** One page that answers, from top to bottom: is it well, does it pay, is it fast, and if not, who is it. */
export function createDashboard(scope: Construct, props: DashboardProps): cloudwatch.Dashboard {
  const { functionMetrics } = props.monitored;
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName: props.name,
    defaultInterval: Duration.hours(12),
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: 24 })],
      cacheRow(functionMetrics),
      latencyRow(functionMetrics),
      dependenciesRow(functionMetrics),
      sharingRow(functionMetrics),
      changesRow(props.monitored),
      storeRow(props),
      platformRow(props.monitored),
    ],
  });
}

function cacheRow(ofFunction: FunctionMetrics): cloudwatch.IWidget[] {
  return [
    graph('Hit ratio', [ofFunction.hitRatio()], { min: 0, max: 100 }),
    graph('Calls saved', [ofFunction.callsSaved(), ofFunction.count('genesysCalls', 'calls made')]),
    graph('Answers', [
      ofFunction.count('cacheHits', 'hit'),
      ofFunction.count('cacheMisses', 'miss'),
      ofFunction.count('staleResponses', 'stale'),
      ofFunction.count('cacheBypasses', 'cache did not answer'),
      ofFunction.count('errors', 'error'),
    ]),
  ];
}

function latencyRow(ofFunction: FunctionMetrics): cloudwatch.IWidget[] {
  return [50, 95, 99].map((percentile) =>
    graph(
      `Latency p${percentile} by outcome (ms)`,
      OUTCOMES.map((outcome) => ofFunction.latency(outcome, percentile)),
    ),
  );
}

function dependenciesRow(ofFunction: FunctionMetrics): cloudwatch.IWidget[] {
  return [
    graph('Genesys Cloud', [
      ofFunction.count('genesysRateLimited', '429'),
      ofFunction.count('genesysUnavailable', 'unavailable'),
      ofFunction.count('genesysAuthenticationFailed', 'login refused (401)'),
      ofFunction.count('genesysPermissionDenied', 'permission denied (403)'),
      ofFunction.count('callsThrottled', 'throttled'),
    ]),
    graph('Redis errors and time-outs', [
      ofFunction.count('redisErrors', 'errors'),
      ofFunction.count('cacheBypasses', 'bypasses'),
      ofFunction.count('redisCircuitOpen', 'circuit open'),
    ]),
    graph('Stale answers', [
      ofFunction.count('staleResponses', 'stale'),
      ofFunction.count('rememberedFailures', 'remembered failures'),
    ]),
  ];
}

function sharingRow(ofFunction: FunctionMetrics): cloudwatch.IWidget[] {
  return [
    graph('Calls shared', [
      ofFunction.count('collapsedRequests', 'waited for another request'),
      ofFunction.count('earlyRefreshes', 'renewed early'),
    ]),
    graph('Entries not used', [
      ofFunction.count('entriesInvalidated', 'invalidated by a change'),
      ofFunction.count('entriesMalformed', 'malformed'),
      ofFunction.count('entriesTooLarge', 'too large'),
      ofFunction.count('writesSuperseded', 'superseded'),
    ]),
  ];
}

const MAX = { period: PERIOD, statistic: cloudwatch.Stats.MAXIMUM };

function changesRow({ functionMetrics, changes }: Monitored): cloudwatch.IWidget[] {
  return [
    graph('Changes in Genesys', [
      functionMetrics.count('invalidations', 'made answers stale'),
      functionMetrics.count('eventsIgnored', 'concerned none'),
    ]),
    graph('Changes not applied', [
      functionMetrics.count('eventsMalformed', 'malformed'),
      functionMetrics.count('eventsFailed', 'failed, and tried again'),
      changes.queue.metricApproximateNumberOfMessagesVisible({ label: 'waiting', ...MAX }),
      changes.deadLetters.metricApproximateNumberOfMessagesVisible({ label: 'given up', ...MAX }),
    ]),
    graph(
      'From change to effect (ms)',
      [50, 95].map((percentile) => functionMetrics.invalidationLag(percentile)),
    ),
  ];
}

function storeRow({ config, monitored }: DashboardProps): cloudwatch.IWidget[] {
  const ofCache = (name: string, statistic: string) =>
    cacheMetrics(monitored.cacheDimensions, name, statistic);
  const { MAXIMUM, SUM } = cloudwatch.Stats;
  const isServerless = config.mode === 'serverless';
  return [
    isServerless
      ? graph('Cache memory (bytes)', ofCache('BytesUsedForCache', MAXIMUM))
      : graph('Cache memory (%)', ofCache('DatabaseMemoryUsagePercentage', MAXIMUM), { min: 0, max: 100 }),
    graph('Evictions', ofCache('Evictions', SUM)),
    isServerless
      ? graph('Cache load', [...ofCache('ElastiCacheProcessingUnits', SUM), ...ofCache('ThrottledCmds', SUM)])
      : graph('Cache load', [
          ...ofCache('EngineCPUUtilization', MAXIMUM),
          ...ofCache('CurrConnections', MAXIMUM),
        ]),
  ];
}

function platformRow({ api, function: fn, functionMetrics }: Monitored): cloudwatch.IWidget[] {
  const sum = { period: PERIOD, statistic: cloudwatch.Stats.SUM };
  const most = { period: PERIOD, statistic: cloudwatch.Stats.MAXIMUM };
  return [
    graph('Cold starts', [functionMetrics.count('coldStart', 'cold starts')]),
    graph('API Gateway', [
      api.metricCount({ ...sum, label: 'requests' }),
      // Its throttling answers are among the 4xx; they have no metric of their own.
      api.metricClientError({ ...sum, label: '4xx and throttled' }),
      api.metricServerError({ ...sum, label: '5xx' }),
    ]),
    graph('Lambda', [
      fn.metric('ConcurrentExecutions', { ...most, label: 'at once' }),
      fn.metricErrors({ ...sum, label: 'errors' }),
      fn.metricThrottles({ ...sum, label: 'throttled' }),
    ]),
  ];
}

function graph(
  title: string,
  left: cloudwatch.IMetric[],
  leftYAxis: cloudwatch.YAxisProps = { min: 0 },
): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, leftYAxis, width: 8, height: 6 });
}
