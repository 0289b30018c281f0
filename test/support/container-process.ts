import { subscribe } from 'node:diagnostics_channel';
import { flushCompileCache } from 'node:module';
import { createApp } from '../../lambda/app.ts';
import { parseConfig } from '../../lambda/config/environment.ts';
import type { RequestRecord } from '../../lambda/telemetry/events.ts';
import { requestFields } from '../../lambda/telemetry/log-line.ts';
import type { FromContainer, ToContainer } from './container.ts';
import { createLagMeter } from './lag-meter.ts';
import { lambdaContext } from './lambda-context.ts';
import { createMovablePorts } from './movable-ports.ts';

/**
 * Entry of a process that acts as one Lambda container with the app of app.ts. It replies to each event with the
 * response and the log line of the request. It also reports its requests to Genesys and its unhandled errors.
 */
const LAG_SAMPLE_MS = 20;
const records = new Map<string, RequestRecord>();
const lag = createLagMeter(LAG_SAMPLE_MS);
const telemetry = {
  request: (record: RequestRecord, { awsRequestId }: { awsRequestId: string }) => {
    records.set(awsRequestId, record);
  },
};
const [clockStartMs] = process.argv.slice(2);
const ports = clockStartMs === undefined ? undefined : createMovablePorts(Number(clockStartMs));
const { handler, copies } = createApp(parseConfig(process.env), { telemetry, ...ports });
let isCompiled = false;

function send(message: FromContainer): void {
  process.send?.(message);
}

process.on('message', async (message: ToContainer) => {
  if (message.type === 'usage') return sendUsage(message.id);
  if (message.type === 'skip') return ports?.skip(message.ms);
  const { id, event, remainingMs } = message;
  const startedMs = performance.now();
  const result = await handler(event, { ...lambdaContext(remainingMs), awsRequestId: id });
  const durationMs = performance.now() - startedMs;
  const record = records.get(id);
  records.delete(id);
  const line = record ? requestFields(record) : {};
  // A killed process does not write its compile cache.
  if (!isCompiled) flushCompileCache();
  isCompiled = true;
  const lagMs = lag.longestSince(startedMs);
  send({ type: 'response', id, result, durationMs, line, lagMs, copyBytes: copies.bytes });
});

function sendUsage(id: string): void {
  // With --expose-gc: garbage must not count.
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  send({ type: 'usage', id, usage: { rssBytes: rss, heldBytes: heapUsed + external, sockets } });
}

for (const kind of ['unhandledRejection', 'uncaughtException', 'warning'] as const)
  process.on(kind, (thrown: unknown) => {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    send({ type: 'defect', text: `${kind}: ${text}` });
  });

subscribe('undici:request:create', (message) => {
  const { path } = (message as { request: { path: string } }).request;
  send({ type: 'upstream', path });
});

// No other process would end this one after its parent.
process.once('disconnect', () => process.exit());
send({ type: 'ready' });
