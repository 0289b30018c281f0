import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { cacheMetrics, type Monitored, PERIOD } from './metrics.ts';

/** A condition that an operator has to investigate. */
interface AlarmRule {
  /** Also the heading in the runbook: `Errors` has the anchor `#errors`. */
  readonly id: string;
  readonly meaning: string;
  readonly metric: cloudwatch.IMetric;
  /** The alarm fires when the metric reaches this value. */
  readonly threshold: number;
  /** Number of consecutive five-minute periods in which the metric must reach the threshold. */
  readonly periods: number;
}

const MAX_WAIT_SECONDS = 15 * 60;

/** The rules of all alarms, with their thresholds. */
export function alarmRules(monitored: Monitored, config: StackConfig): AlarmRule[] {
  const { api, function: fn, functionMetrics, cacheDimensions, changes } = monitored;
  return [
    {
      id: 'Errors',
      meaning: 'data action requests failed with a 5xx status, or with the code of such an error in the body',
      metric: functionMetrics.count('errors'),
      threshold: 5,
      periods: 1,
    },
    {
      id: 'ApiErrors',
      meaning:
        'API Gateway returned 5xx responses, possibly without calling the function; GET /health counts, too',
      metric: api.metricServerError({ period: PERIOD, statistic: cloudwatch.Stats.SUM }),
      threshold: 5,
      periods: 1,
    },
    {
      id: 'FunctionErrors',
      meaning: 'the data action function failed to start, timed out, ran out of memory or crashed',
      metric: fn.metricErrors({ period: PERIOD }),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'FunctionThrottles',
      meaning: 'Lambda rejected requests because the concurrency limit was reached',
      metric: fn.metricThrottles({ period: PERIOD }),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'Latency',
      meaning: `the 95th percentile of the latency reached ${config.latencyAlarmMs} ms; Genesys runs at most 50 data actions concurrently`,
      metric: api.metricLatency({ period: PERIOD, statistic: cloudwatch.Stats.percentile(95) }),
      threshold: config.latencyAlarmMs,
      periods: 3,
    },
    {
      id: 'CacheUnavailable',
      meaning: 'Redis does not respond: requests go to Genesys, as far as its rate limit allows',
      metric: functionMetrics.count('cacheBypasses'),
      threshold: 10,
      periods: 2,
    },
    {
      id: 'GenesysAuthenticationFailed',
      meaning: 'Genesys refuses the OAuth client, or its secret cannot be read',
      metric: functionMetrics.count('genesysAuthenticationFailed'),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'GenesysPermissionDenied',
      meaning: 'the OAuth client lacks a permission: requests that are not in the cache fail',
      metric: functionMetrics.count('genesysPermissionDenied'),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'GenesysRateLimited',
      meaning:
        'Genesys returned 429 responses: more than 300 calls a minute for one access token, or another rate limit of Genesys',
      metric: functionMetrics.count('genesysRateLimited'),
      threshold: 5,
      periods: 2,
    },
    {
      id: 'GenesysUnavailable',
      meaning: 'Genesys does not respond, or fails with a 5xx',
      metric: functionMetrics.count('genesysUnavailable'),
      threshold: 10,
      periods: 2,
    },
    {
      id: 'ChangesWaiting',
      meaning:
        'events from Genesys have waited in their queue for 15 minutes: the invalidation function does not process them',
      metric: changes.queue.metricApproximateAgeOfOldestMessage({
        period: PERIOD,
        statistic: cloudwatch.Stats.MAXIMUM,
      }),
      threshold: MAX_WAIT_SECONDS,
      periods: 1,
    },
    {
      id: 'ChangesNotApplied',
      meaning:
        'events from Genesys could not be applied within an hour: the changes become visible when the TTL ends',
      metric: changes.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: PERIOD,
        statistic: cloudwatch.Stats.MAXIMUM,
      }),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'ChangesNotUnderstood',
      meaning: 'events from Genesys have an undocumented shape and were not applied',
      metric: functionMetrics.count('eventsMalformed'),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'Evictions',
      meaning: 'the cache is full and drops entries before their TTL ends',
      metric: total(cacheMetrics(cacheDimensions, 'Evictions', cloudwatch.Stats.SUM)),
      threshold: 100,
      periods: 3,
    },
  ];
}

/**
 * Creates the alarms. Each description has the meaning of the alarm and a link to the runbook. The topic is notified
 * when an alarm starts and when it ends.
 */
export function createAlarms(
  scope: Construct,
  topic: sns.ITopic,
  { rules, name, runbookUrl }: { rules: readonly AlarmRule[]; name: string; runbookUrl: string },
): cloudwatch.Alarm[] {
  return rules.map(({ id, meaning, metric, threshold, periods }) => {
    const alarm = new cloudwatch.Alarm(scope, id, {
      alarmName: `${name}-${id}`,
      alarmDescription: `${meaning}. What to do: ${runbookUrl}#${id.toLowerCase()}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Metrics that count failures have no values while nothing fails.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  });
}

function total(metrics: readonly cloudwatch.Metric[]): cloudwatch.IMetric {
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  return new cloudwatch.MathExpression({
    expression: Object.keys(named).join(' + '),
    usingMetrics: named,
    period: PERIOD,
  });
}
