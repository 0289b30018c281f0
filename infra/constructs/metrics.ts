import { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  METRIC_NAMES,
  METRIC_NAMESPACE,
  OUTCOME_DIMENSION,
  type Outcome,
} from '../../lambda/telemetry/metric-names.ts';

/** The resources whose metrics the dashboard and the alarms use. */
export interface Monitored {
  readonly api: apigateway.RestApi;
  readonly function: lambda.Function;
  readonly functionMetrics: FunctionMetrics;
  /** The CloudWatch dimensions of each cache node, or of the serverless cache. */
  readonly cacheDimensions: readonly Record<string, string>[];
  /** The queue of events from Genesys, and its dead-letter queue. */
  readonly changes: { readonly queue: sqs.Queue; readonly deadLetters: sqs.Queue };
}

/** The period of all metrics on the dashboard and in alarms. */
export const PERIOD = Duration.minutes(5);

/** A metric that counts something. */
type CountName = Exclude<keyof typeof METRIC_NAMES, 'latency' | 'invalidationLag'>;

/** The metrics that the functions of one stack report. */
export class FunctionMetrics {
  readonly #service: Readonly<Record<string, string>>;

  /** `service` is the value of the dimension `service`, which distinguishes the stacks of an account. */
  constructor(service: string) {
    this.#service = { service };
  }

  /** The sum of a counter over each period. */
  count(name: CountName, label?: string): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName: METRIC_NAMES[name],
      dimensionsMap: this.#service,
      statistic: cloudwatch.Stats.SUM,
      period: PERIOD,
      ...(label !== undefined && { label }),
    });
  }

  /** The latency of responses with one outcome, in milliseconds; `percentile` is from 0 to 100. */
  latency(outcome: Outcome, percentile: number): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName: METRIC_NAMES.latency,
      dimensionsMap: { ...this.#service, [OUTCOME_DIMENSION]: outcome },
      statistic: cloudwatch.Stats.percentile(percentile),
      period: PERIOD,
      label: outcome,
    });
  }

  /** The time from a change in Genesys until it has invalidated the entries, in milliseconds. */
  invalidationLag(percentile: number): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName: METRIC_NAMES.invalidationLag,
      dimensionsMap: this.#service,
      statistic: cloudwatch.Stats.percentile(percentile),
      period: PERIOD,
      label: `p${percentile}`,
    });
  }

  /** The percentage of requests served from a fresh entry; no value in a period without requests. */
  hitRatio(): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: '100 * hits / requests',
      usingMetrics: { hits: this.count('cacheHits'), requests: this.count('requests') },
      label: 'hit ratio (%)',
      period: PERIOD,
    });
  }

  /** The number of requests that needed no call to Genesys. At least 0, although retries count as calls, too. */
  callsSaved(): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: 'IF(requests > calls, requests - calls, 0)',
      usingMetrics: { requests: this.count('requests'), calls: this.count('genesysCalls') },
      label: 'calls saved',
      period: PERIOD,
    });
  }
}

/** A metric of ElastiCache for each node, or for the serverless cache. */
export function cacheMetrics(
  dimensions: Monitored['cacheDimensions'],
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
