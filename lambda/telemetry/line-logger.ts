import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import type { Context } from 'aws-lambda';
import { LOG_LEVELS, type LogLevel } from '../config.ts';
import type { EmbeddedMetrics } from './embedded-metrics.ts';

/** Whose lines they are, and which of them. */
export interface LineLoggerConfig {
  serviceName: string;
  /** Of less severe lines only the metrics are written. */
  logLevel: LogLevel;
}

/** What there is to be said of an invocation. */
export interface Line {
  severity: LogLevel;
  message: string;
  fields: () => object;
  metrics: EmbeddedMetrics | undefined;
}

const METHODS = { INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * Powertools' logger for lines of plain values: a line's fields, without those that are undefined, behind what
 * Powertools puts first, under its names. Looking at each value for errors, cycles and emptiness, as it does by itself,
 * took longer than writing the line. A container has one: it knows whether it has been invoked before.
 */
export class LineLogger extends Logger {
  readonly #leastSevere: number;

  constructor({ serviceName, logLevel }: LineLoggerConfig) {
    // Metrics are written at this level, whatever the level of lines.
    super({ serviceName, logLevel: 'INFO', logFormatter: new LineFormatter() });
    this.#leastSevere = LOG_LEVELS.indexOf(logLevel);
  }

  /**
   * From now on lines are about this invocation. Gives whether it is a cold start: the first one of a container that
   * was started for it, not of one that was provisioned.
   */
  begin(context: Context): boolean {
    const isColdStart = this.coldStart;
    this.addContext(context);
    return isColdStart;
  }

  /** Writes a line with metrics in it; below the configured level one that has nothing but the metrics, if any. */
  write({ severity, message, fields, metrics }: Line): void {
    if (LOG_LEVELS.indexOf(severity) >= this.#leastSevere)
      this[METHODS[severity]](message, { fields: Object.assign(fields(), metrics) });
    else if (metrics !== undefined) this.info('metrics', { fields: metrics });
  }

  protected override printLog(_level: number, line: LogItem): void {
    // Two objects that are written one behind the other cost less than one that has been put together from both.
    const texts = Object.values(line.getAttributes()).map((part) => JSON.stringify(part).slice(1, -1));
    process.stdout.write(`{${texts.join(',')}}\n`);
  }
}

/**
 * Makes of a line the two parts that are written of it. What names the function itself is left out: its log group
 * does.
 */
class LineFormatter extends LogFormatter {
  override formatAttributes(
    { logLevel: level, message, timestamp, serviceName, lambdaContext, xRayTraceId }: UnformattedAttributes,
    { fields }: LogAttributes,
  ): LogItem {
    const head = {
      level,
      message,
      timestamp: timestamp.toISOString(),
      service: serviceName,
      cold_start: lambdaContext?.coldStart,
      function_request_id: lambdaContext?.awsRequestId,
      xray_trace_id: xRayTraceId,
    };
    // Powertools' own warnings have none.
    return new LogItem({ attributes: fields === undefined ? { head } : { head, fields } });
  }
}
