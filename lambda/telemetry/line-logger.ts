import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import type { Context } from 'aws-lambda';

/**
 * Powertools' logger for lines of plain values: `logger.info('request', { fields })` writes `fields`, without those
 * that are undefined, behind what Powertools puts first, under its names. Looking at each value for errors, cycles
 * and emptiness, as it does by itself, took longer than writing the line.
 */
export class LineLogger extends Logger {
  constructor(serviceName: string) {
    super({ serviceName, logLevel: 'INFO', logFormatter: new LineFormatter() });
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
