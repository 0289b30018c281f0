import path from 'node:path';
import { run } from 'node:test';
import pLimit from 'p-limit';
import { type Batch, batchesOf } from './batches.ts';
import type { Failures } from './failures.ts';

/** The root of the project. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

const BATCH_PROCESS = path.join(import.meta.dirname, 'batch-process.ts');
/** More than the cores, because many tests wait. */
const CONCURRENCY = 6;
const PROGRESS_EVERY_MS = 15_000;

/** The number of tests by result. */
export interface Counts {
  passed: number;
  failed: number;
}

/** Prints a line for people. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs the test files that match the patterns once. Prints each failure at once, the progress every 15 seconds, and the
 * counts at the end. Adds the failures to `failures`.
 */
export async function runTests(
  patterns: readonly string[],
  failures: Failures,
  title: string,
): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0 };
  const startedMs = performance.now();
  const seconds = () => Math.round((performance.now() - startedMs) / 1000);
  const printProgress = () =>
    print(`${title}: ${counts.passed} passed, ${counts.failed} failed, ${seconds()} s`);
  const progress = setInterval(printProgress, PROGRESS_EVERY_MS);
  const limit = pLimit(CONCURRENCY);
  const runs = batchesOf(patterns, ROOT).map((batch) => limit(() => runBatch(batch, counts, failures)));
  await Promise.all(runs).finally(() => clearInterval(progress));
  printProgress();
  return counts;
}

async function runBatch(batch: Batch, counts: Counts, failures: Failures): Promise<void> {
  const events = run({
    files: [BATCH_PROCESS],
    argv: [...batch],
    isolation: 'process',
    cwd: ROOT,
  });
  let output = '';
  for await (const { type, data } of events) {
    if (type === 'test:stderr') output += data.message;
    if (type === 'test:pass' && data.details.type !== 'suite') counts.passed += 1;
    if (type !== 'test:fail' || data.details.error.failureType === 'subtestsFailed') continue;
    counts.failed += 1;
    const isWholeProcess = data.file === BATCH_PROCESS;
    const detail = (isWholeProcess && output) || describe(data.details.error);
    const [reason = ''] = detail.split('\n');
    const failed = isWholeProcess
      ? { name: batch.join(' '), file: undefined }
      : { name: data.name, file: data.file };
    failures.add({ ...failed, reason });
    print(`FAILED ${failed.name}\n${detail.replaceAll(/^/gm, '  ')}`);
  }
}

/** The error of the test, without Node's own stack frames. */
function describe(error: Error): string {
  const { cause } = error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? error);
  return text.replaceAll(/\n {4}at [^\n]*node:[^\n]*/g, '');
}
