/** Runs the test files in its arguments. Each has a suite of its own, which contains its hooks. */
import path from 'node:path';
import { after, suite } from 'node:test';
import { pathToFileURL } from 'node:url';

/** Long enough to report the last results. */
const LINGER_MS = 2000;

// A failed test may leave servers and timers behind, which would keep this process running. `--test-force-exit` loses results.
after(() => void setTimeout(() => process.exit(), LINGER_MS).unref());

for (const file of process.argv.slice(2))
  suite(file, async () => {
    await import(pathToFileURL(path.resolve(file)).href);
  });
