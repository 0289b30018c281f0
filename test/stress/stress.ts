import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { run } from 'node:test';
import { runCommand } from '../../infra/command.ts';
import { createFailures, type Failures } from './failures.ts';
import { parseOptions, type StressOptions } from './options.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BUSY_PROCESS = path.join(import.meta.dirname, 'busy-process.ts');
/** The test concurrency of `npm test`. */
const CONCURRENCY = 6;
const PROGRESS_EVERY_MS = 15_000;

interface Counts {
  passed: number;
  failed: number;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Starts busy processes; they end when disposed of, or when this process exits. */
function startBusyProcesses(count: number): Disposable {
  const busy: ChildProcess[] = Array.from({ length: count }, () => fork(BUSY_PROCESS, { execArgv: [] }));
  return { [Symbol.dispose]: () => busy.forEach((child) => void child.kill('SIGKILL')) };
}

/** Runs the tests once and adds the failures. */
async function runTests(globs: readonly string[], failures: Failures, title: string): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0 };
  const startedMs = performance.now();
  const progressText = () => `${counts.passed} passed, ${counts.failed} failed, ${seconds(startedMs)} s`;
  const progress = setInterval(() => print(`${title}: ${progressText()}`), PROGRESS_EVERY_MS);
  try {
    const events = run({
      globPatterns: [...globs],
      concurrency: CONCURRENCY,
      isolation: 'process',
      cwd: ROOT,
    });
    const output = new Map<string, string>();
    for await (const { type, data } of events) {
      if (type === 'test:stderr') output.set(data.file, (output.get(data.file) ?? '') + data.message);
      if (type === 'test:pass' && data.details.type !== 'suite') counts.passed += 1;
      if (type !== 'test:fail' || data.details.error.failureType === 'subtestsFailed') continue;
      counts.failed += 1;
      const isWholeFile = data.name === data.file;
      const detail = (isWholeFile && output.get(data.name)) || describe(data.details.error);
      const [reason = ''] = detail.split('\n');
      failures.add({ name: data.name, file: data.file, reason });
      print(`FAILED ${data.name}\n${detail.replaceAll(/^/gm, '  ')}`);
    }
  } finally {
    clearInterval(progress);
  }
  print(`${title}: ${progressText()}`);
  return counts;
}

function seconds(sinceMs: number): number {
  return Math.round((performance.now() - sinceMs) / 1000);
}

/** The error of the test, without Node's own stack frames. */
function describe(error: Error): string {
  const { cause } = error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? error);
  return text.replaceAll(/\n {4}at [^\n]*node:[^\n]*/g, '');
}

/** Returns whether every test passed in every run. */
async function stress({ busyPerCore, repeat, globs }: StressOptions): Promise<boolean> {
  const busy = busyPerCore * availableParallelism();
  print(
    `${busy} busy processes on ${availableParallelism()} cores, ${repeat} ${repeat === 1 ? 'run' : 'runs'}`,
  );
  const failures = createFailures(ROOT);
  const total: Counts = { passed: 0, failed: 0 };
  {
    using _load = startBusyProcesses(busy);
    for (let index = 1; index <= repeat; index += 1) {
      const { passed, failed } = await runTests(globs, failures, `run ${index} of ${repeat}`);
      total.passed += passed;
      total.failed += failed;
    }
  }
  const lines = failures.lines(repeat);
  if (lines.length > 0) print(['', 'failed under load:', ...lines.map((line) => `  ${line}`)].join('\n'));
  else if (total.passed === 0) print(`no test ran: ${globs.join(', ')}`);
  print(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0;
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (typeof options === 'string') print(options);
  else if (!(await stress(options))) process.exitCode = 1;
}

await runCommand(main);
