import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { cacheMetrics, type Monitored, PERIOD } from './metrics.ts';

/** A condition that an operator has to look into. */
interface AlarmRule {
  /** Also the heading in the runbook: `Errors` is at `#errors`. */
  readonly id: string;
  readonly means: string;
  readonly metric: cloudwatch.IMetric;
  /** The alarm fires from this value on. */
  readonly threshold: number;
  /** How many of the last periods of five minutes it takes. */
  readonly periods: number;
}

const WAITED_SECONDS = 15 * 60;

/** What is an alarm, and from where on. */
export function alarmRules(monitored: Monitored, config: StackConfig): AlarmRule[] {
  const { api, function: fn, functionMetrics, cacheDimensions, changes } = monitored;
  return [
    {
      id: 'Errors',
      means: 'data actions failed with a 5xx, or with its error code in the body',
      metric: functionMetrics.count('errors'),
      threshold: 5,
      periods: 1,
    },
    {
      id: 'ApiErrors',
      means: 'API Gateway returned a 5xx, perhaps without calling the function; GET /health counts too',
      metric: api.metricServerError({ period: PERIOD, statistic: cloudwatch.Stats.SUM }),
      threshold: 5,
      periods: 1,
    },
    {
      id: 'FunctionErrors',
      means: 'the function failed to start, ran out of time or memory, or crashed',
      metric: fn.metricErrors({ period: PERIOD }),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'FunctionThrottles',
      means: 'Lambda refused requests because all containers that it allows were busy',
      metric: fn.metricThrottles({ period: PERIOD }),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'Latency',
      means: `the slowest 5 % of requests took ${config.latencyAlarmMs} ms or more; Genesys runs only 50 data actions at once`,
      metric: api.metricLatency({ period: PERIOD, statistic: cloudwatch.Stats.percentile(95) }),
      threshold: config.latencyAlarmMs,
      periods: 3,
    },
    {
      id: 'CacheUnavailable',
      means: 'Redis does not reply: requests go to Genesys, as far as its rate limit allows',
      metric: functionMetrics.count('cacheBypasses'),
      threshold: 10,
      periods: 2,
    },
    {
      id: 'GenesysAuthenticationFailed',
      means: 'Genesys refuses the OAuth client, or its secret cannot be read',
      metric: functionMetrics.count('genesysAuthenticationFailed'),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'GenesysPermissionDenied',
      means: 'the OAuth client lacks a permission: requests that are not in the cache fail',
      metric: functionMetrics.count('genesysPermissionDenied'),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'GenesysRateLimited',
      means:
        'Genesys returned 429: more than 300 calls a minute for one access token, or another Genesys limit',
      metric: functionMetrics.count('genesysRateLimited'),
      threshold: 5,
      periods: 2,
    },
    {
      id: 'GenesysUnavailable',
      means: 'Genesys does not respond, or fails with a 5xx',
      metric: functionMetrics.count('genesysUnavailable'),
      threshold: 10,
      periods: 2,
    },
    {
      id: 'ChangesWaiting',
      means:
        'events from Genesys have waited in their queue for 15 minutes: the invalidation function does not read it',
      metric: changes.queue.metricApproximateAgeOfOldestMessage({
        period: PERIOD,
        statistic: cloudwatch.Stats.MAXIMUM,
      }),
      threshold: WAITED_SECONDS,
      periods: 1,
    },
    {
      id: 'ChangesNotApplied',
      means:
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
      means: 'events from Genesys have an undocumented shape and were not applied',
      metric: functionMetrics.count('eventsMalformed'),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'Evictions',
      means: 'the cache is full and drops entries before their TTL ends',
      metric: total(cacheMetrics(cacheDimensions, 'Evictions', cloudwatch.Stats.SUM)),
      threshold: 100,
      periods: 3,
    },
  ];
}

/** Makes the alarms, each with what it means and where to read on; they tell the topic also when it is over. */
export function createAlarms(
  scope: Construct,
  topic: sns.ITopic,
  { rules, name, runbookUrl }: { rules: readonly AlarmRule[]; name: string; runbookUrl: string },
): cloudwatch.Alarm[] {
  return rules.map(({ id, means, metric, threshold, periods }) => {
    const alarm = new cloudwatch.Alarm(scope, id, {
      alarmName: `${name}-${id}`,
      alarmDescription: `${means}. What to do: ${runbookUrl}#${id.toLowerCase()}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Metrics that count what goes wrong have no values while nothing does.
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
