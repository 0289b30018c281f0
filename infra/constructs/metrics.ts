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

/** What is monitored. */
export interface Monitored {
  readonly api: apigateway.RestApi;
  readonly function: lambda.Function;
  readonly functionMetrics: FunctionMetrics;
  /** The CloudWatch dimensions of each cache node, or of the serverless cache. */
  readonly cacheDimensions: readonly Record<string, string>[];
  /** Where events wait that tell of changes, and where those are that could not be handled. */
  readonly changes: { readonly queue: sqs.Queue; readonly deadLetters: sqs.Queue };
}

/** The five minutes over which everything on the dashboard is counted. */
export const PERIOD = Duration.minutes(5);

/** A count that the function reports. */
type CountName = Exclude<keyof typeof METRIC_NAMES, 'latency' | 'invalidationLag'>;

/** The metrics that the function itself reports, those of one stage among all in the account. */
export class FunctionMetrics {
  readonly #service: Readonly<Record<string, string>>;

  /** @param service the value of the dimension `service`: the name by which the function reports */
  constructor(service: string) {
    this.#service = { service };
  }

  /** A count, summed. */
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

  /** The latency of answers with one outcome, in milliseconds; `percentile` from 0 to 100. */
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

  /** The time from a change in Genesys to its effect, in milliseconds; `percentile` from 0 to 100. */
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

  /** Share of the answers that came from fresh entries, in percent; no value while nothing is asked. */
  hitRatio(): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: '100 * hits / requests',
      usingMetrics: { hits: this.count('cacheHits'), requests: this.count('requests') },
      label: 'hit ratio (%)',
      period: PERIOD,
    });
  }

  /** Requests that needed no call to Genesys; never below 0, though a request with retries makes several. */
  callsSaved(): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: 'IF(requests > calls, requests - calls, 0)',
      usingMetrics: { requests: this.count('requests'), calls: this.count('genesysCalls') },
      label: 'calls saved',
      period: PERIOD,
    });
  }
}

/** One metric of ElastiCache, for each thing that reports it. */
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
