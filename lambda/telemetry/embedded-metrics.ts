import { METRIC_NAMESPACE, SERVICE_DIMENSION } from './metric-names.ts';

/** Values to be counted or averaged together. */
export interface MetricGroup {
  readonly unit: 'Count' | 'Milliseconds';
  /** By the name of the metric; a group without values is passed over. */
  readonly values: Readonly<Record<string, number>>;
  /** Dimensions beside the service. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Fields of a log line of which CloudWatch makes metrics; the line has to have a field for the service. */
export interface EmbeddedMetrics extends Record<string, unknown> {
  _aws: { Timestamp: number; CloudWatchMetrics: readonly MetricDirective[] };
}

/** Which fields of the line are metrics, and which are the dimensions of these. */
interface MetricDirective {
  Namespace: string;
  Dimensions: readonly (readonly string[])[];
  Metrics: readonly { Name: string; Unit: MetricGroup['unit'] }[];
}

/**
 * Metrics in CloudWatch's Embedded Metric Format; undefined where there is nothing to be counted. Powertools' own
 * metrics have the same dimensions for all that is in a line, so that a request would take three.
 */
export function embeddedMetrics(groups: readonly MetricGroup[], nowMs: number): EmbeddedMetrics | undefined {
  const present = groups.filter(({ values }) => Object.keys(values).length > 0);
  if (present.length === 0) return undefined;
  const metrics = { _aws: { Timestamp: nowMs, CloudWatchMetrics: present.map(directiveOf) } };
  return Object.assign(metrics, ...present.map(({ values, dimensions }) => ({ ...dimensions, ...values })));
}

function directiveOf({ unit, values, dimensions = {} }: MetricGroup): MetricDirective {
  return {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [[SERVICE_DIMENSION, ...Object.keys(dimensions)]],
    Metrics: Object.keys(values).map((name) => ({ Name: name, Unit: unit })),
  };
}
