/** `npm test` and `npm run test:stress`: runs the tests, the second while busy processes use the CPU. */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { runCommand } from '../../infra/command.ts';
import { createFailures } from './failures.ts';
import { parseOptions, type RunOptions } from './options.ts';
import { type Counts, print, ROOT, runTests } from './run-tests.ts';

const BUSY_PROCESS = path.join(import.meta.dirname, 'busy-process.ts');

/** Starts busy processes; they end when disposed of, or when this process exits. */
function startBusyProcesses(count: number): Disposable {
  const busy: ChildProcess[] = Array.from({ length: count }, () => fork(BUSY_PROCESS, { execArgv: [] }));
  return { [Symbol.dispose]: () => busy.forEach((child) => void child.kill('SIGKILL')) };
}

/** Returns whether every test passed in every run. */
async function runRepeatedly({ busyPerCore, repeat, globs }: RunOptions): Promise<boolean> {
  const cores = availableParallelism();
  const busy = busyPerCore * cores;
  if (busy > 0) print(`${busy} busy processes on ${cores} cores, ${repeat} ${repeat === 1 ? 'run' : 'runs'}`);
  const failures = createFailures(ROOT);
  const total: Counts = { passed: 0, failed: 0 };
  {
    using _load = startBusyProcesses(busy);
    for (let index = 1; index <= repeat; index += 1) {
      const title = repeat === 1 ? 'tests' : `run ${index} of ${repeat}`;
      const { passed, failed } = await runTests(globs, failures, title);
      total.passed += passed;
      total.failed += failed;
    }
  }
  const lines = failures.lines(repeat);
  if (lines.length > 0) print(['', 'failed:', ...lines.map((line) => `  ${line}`)].join('\n'));
  else if (total.passed === 0) print(`no test ran: ${globs.join(', ')}`);
  print(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0;
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (typeof options === 'string') print(options);
  else if (!(await runRepeatedly(options))) process.exitCode = 1;
}

await runCommand(main);
