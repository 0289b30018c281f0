import { METRIC_NAMES, METRIC_NAMESPACE, OUTCOME_DIMENSION, SERVICE_DIMENSION } from './metric-names.ts';
import type { RequestMetrics } from './request-metrics.ts';

/** Fields of a log line of which CloudWatch makes metrics; the line has to have a field for each dimension. */
export interface EmbeddedMetrics extends Record<string, unknown> {
  _aws: { Timestamp: number; CloudWatchMetrics: readonly MetricDirective[] };
}

/** Which fields of the line are metrics, and which are the dimensions of these. */
interface MetricDirective {
  Namespace: string;
  Dimensions: readonly (readonly string[])[];
  Metrics: readonly { Name: string; Unit: 'Count' | 'Milliseconds' }[];
}

/**
 * Metrics in CloudWatch's Embedded Metric Format: of a request, undefined where it does not count, and of a
 * cold start. Undefined where there is nothing to be counted. Powertools' own metrics have the
 * same dimensions for all that is in a line, so that a request would take three.
 */
export function embeddedMetrics(
  request: RequestMetrics | undefined,
  isColdStart: boolean,
  nowMs: number,
): EmbeddedMetrics | undefined {
  const { counts, latencyMs, outcome } = request ?? {};
  const values = { ...counts, ...(isColdStart && { [METRIC_NAMES.coldStart]: 1 }) };
  const directives: MetricDirective[] = [];
  const names = Object.keys(values);
  if (names.length > 0) directives.push(directive([SERVICE_DIMENSION], names, 'Count'));
  if (outcome !== undefined)
    directives.push(
      directive([SERVICE_DIMENSION, OUTCOME_DIMENSION], [METRIC_NAMES.latency], 'Milliseconds'),
    );
  if (directives.length === 0) return undefined;
  return {
    _aws: { Timestamp: nowMs, CloudWatchMetrics: directives },
    ...values,
    ...(outcome !== undefined && { [OUTCOME_DIMENSION]: outcome, [METRIC_NAMES.latency]: latencyMs }),
  };
}

function directive(
  dimensions: readonly string[],
  names: readonly string[],
  unit: 'Count' | 'Milliseconds',
): MetricDirective {
  return {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [dimensions],
    Metrics: names.map((name) => ({ Name: name, Unit: unit })),
  };
}
