import { Metrics } from '@aws-lambda-powertools/metrics';

/**
 * Powertools' metrics, which can share a line with others. All metrics of one `Metrics` have the same dimensions, and
 * `publishStoredMetrics()` writes a line for each `Metrics`: two lines take 30 % more CPU time, and 100 bytes more in the log.
 */
export class JointMetrics extends Metrics {
  /** Publishes these metrics and the others as one line of EMF, with a directive for each. Clears both. */
  publishWith(others: Metrics): void {
    if (!this.isDisabled()) {
      const [own, other] = [this.serializeMetrics(), others.serializeMetrics()];
      const CloudWatchMetrics = [...own._aws.CloudWatchMetrics, ...other._aws.CloudWatchMetrics];
      const line = { ...own, ...other, _aws: { ...own._aws, CloudWatchMetrics } };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    }
    for (const metrics of [this, others]) {
      metrics.clearMetrics();
      metrics.clearDimensions();
    }
  }
}
