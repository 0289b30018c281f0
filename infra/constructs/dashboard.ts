import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { OUTCOMES } from '../../lambda/telemetry/metric-names.ts';
import type { StackConfig } from '../config.ts';
import { cacheMetrics, type FunctionMetrics, type Monitored, PERIOD } from './metrics.ts';

export interface DashboardProps {
  readonly name: string;
  readonly config: StackConfig;
  readonly monitored: Monitored;
  readonly alarms: readonly cloudwatch.IAlarm[];
}

/** The dashboard. From top to bottom: alarms, hit ratio, latency, and the dependencies that may be the cause. */
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

function cacheRow(metrics: FunctionMetrics): cloudwatch.IWidget[] {
  return [
    graph('Hit ratio', [metrics.hitRatio()], { min: 0, max: 100 }),
    graph('Calls saved', [metrics.callsSaved(), metrics.count('genesysCalls', 'calls made')]),
    graph('Responses', [
      metrics.count('cacheHits', 'hit'),
      metrics.count('cacheMisses', 'miss'),
      metrics.count('staleResponses', 'stale'),
      metrics.count('cacheBypasses', 'bypass'),
      metrics.count('localCopies', 'local copy'),
      metrics.count('errors', 'error'),
    ]),
  ];
}

function latencyRow(metrics: FunctionMetrics): cloudwatch.IWidget[] {
  return [50, 95, 99].map((percentile) =>
    graph(
      `Latency p${percentile} by outcome (ms)`,
      OUTCOMES.map((outcome) => metrics.latency(outcome, percentile)),
    ),
  );
}

function dependenciesRow(metrics: FunctionMetrics): cloudwatch.IWidget[] {
  return [
    graph('Genesys Cloud', [
      metrics.count('genesysRateLimited', '429'),
      metrics.count('genesysUnavailable', 'unavailable'),
      metrics.count('genesysAuthenticationFailed', 'login refused (401)'),
      metrics.count('genesysPermissionDenied', 'permission denied (403)'),
      metrics.count('callsThrottled', 'throttled'),
    ]),
    graph('Redis errors and timeouts', [
      metrics.count('redisErrors', 'errors'),
      metrics.count('cacheBypasses', 'bypasses'),
      metrics.count('redisCircuitOpen', 'circuit open'),
    ]),
    graph('Fallbacks', [
      metrics.count('staleResponses', 'stale'),
      metrics.count('rememberedFailures', 'remembered failures'),
    ]),
  ];
}

function sharingRow(metrics: FunctionMetrics): cloudwatch.IWidget[] {
  return [
    graph('Calls shared', [metrics.count('collapsedRequests', 'collapsed')]),
    graph('Entries not used', [
      metrics.count('entriesInvalidated', 'invalidated by a change'),
      metrics.count('entriesMalformed', 'malformed'),
      metrics.count('entriesTooLarge', 'too large'),
      metrics.count('writesSuperseded', 'superseded'),
    ]),
  ];
}

const MAX = { period: PERIOD, statistic: cloudwatch.Stats.MAXIMUM };

function changesRow({ functionMetrics, changes }: Monitored): cloudwatch.IWidget[] {
  return [
    graph('Changes in Genesys', [
      functionMetrics.count('invalidations', 'invalidated entries'),
      functionMetrics.count('eventsIgnored', 'concerned no entry'),
    ]),
    graph('Changes not applied', [
      functionMetrics.count('eventsMalformed', 'malformed'),
      functionMetrics.count('eventsFailed', 'failed, will be retried'),
      changes.queue.metricApproximateNumberOfMessagesVisible({ label: 'waiting', ...MAX }),
      changes.deadLetters.metricApproximateNumberOfMessagesVisible({ label: 'dead letters', ...MAX }),
    ]),
    graph(
      'Invalidation lag (ms)',
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
  const max = { period: PERIOD, statistic: cloudwatch.Stats.MAXIMUM };
  return [
    graph('Cold starts', [functionMetrics.count('coldStart', 'cold starts')]),
    graph('API Gateway', [
      api.metricCount({ ...sum, label: 'requests' }),
      // Throttled requests count as 4xx. They have no metric of their own.
      api.metricClientError({ ...sum, label: '4xx and throttled' }),
      api.metricServerError({ ...sum, label: '5xx' }),
    ]),
    graph('Lambda', [
      fn.metric('ConcurrentExecutions', { ...max, label: 'concurrent executions' }),
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
