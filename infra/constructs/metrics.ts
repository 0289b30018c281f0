import { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  METRIC_NAMES,
  METRIC_NAMESPACE,
  OUTCOME_DIMENSION,
  type OUTCOMES,
  SERVICE_NAME,
} from '../../lambda/metric-names.ts';

/** What is watched. */
export interface Watched {
  readonly api: apigateway.RestApi;
  readonly function: lambda.Function;
  /** The CloudWatch dimensions of each cache node, or of the serverless cache. */
  readonly cacheDimensions: readonly Record<string, string>[];
}

/** The five minutes over which everything on the dashboard is counted. */
export const PERIOD = Duration.minutes(5);

/** One of the function's own counts, summed. */
export function count(
  name: Exclude<keyof typeof METRIC_NAMES, 'latency'>,
  label?: string,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName: METRIC_NAMES[name],
    dimensionsMap: { service: SERVICE_NAME },
    statistic: cloudwatch.Stats.SUM,
    period: PERIOD,
    ...(label !== undefined && { label }),
  });
}

/** The latency of answers with one outcome, in milliseconds; `percentile` from 0 to 100. */
export function latency(outcome: (typeof OUTCOMES)[number], percentile: number): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName: METRIC_NAMES.latency,
    dimensionsMap: { service: SERVICE_NAME, [OUTCOME_DIMENSION]: outcome },
    statistic: cloudwatch.Stats.percentile(percentile),
    period: PERIOD,
    label: outcome,
  });
}

/** Share of the answers that came from fresh entries, in percent; no value while nothing is asked. */
export function hitRatio(): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: '100 * hits / requests',
    usingMetrics: { hits: count('cacheHits'), requests: count('requests') },
    label: 'hit ratio (%)',
    period: PERIOD,
  });
}

/** Requests that needed no call to Genesys; never below 0, though a request with retries makes several. */
export function callsSaved(): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: 'IF(requests > calls, requests - calls, 0)',
    usingMetrics: { requests: count('requests'), calls: count('genesysCalls') },
    label: 'calls saved',
    period: PERIOD,
  });
}

/** One metric of ElastiCache, for each thing that reports it. */
export function cacheMetrics(
  dimensions: Watched['cacheDimensions'],
  metricName: string,
  statistic: string,
): cloudwatch.Metric[] {
  return dimensions.map(
    (dimensionsMap) =>
      new cloudwatch.Metric({
        namespace: 'AWS/ElastiCache',
        metricName,
        dimensionsMap,
        statistic,
        period: PERIOD,
        label: `${metricName} ${Object.values(dimensionsMap).join(' ')}`,
      }),
  );
}
