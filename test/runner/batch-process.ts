/** Runs the test files in its arguments. Each has a suite of its own, which contains its hooks. */
import path from 'node:path';
import { after, suite } from 'node:test';
import { pathToFileURL } from 'node:url';

/** Turns, not one time, so that the last results are reported on a busy machine too. */
const LINGER_TURNS = 20;
const TURN_MS = 100;

// A failed test may leave servers and timers behind, which would keep this process running. `--test-force-exit` loses results.
after(() => {
  let turns = 0;
  const countTurn = () => {
    turns += 1;
    if (turns === LINGER_TURNS) process.exit();
  };
  setInterval(countTurn, TURN_MS).unref();
});

for (const file of process.argv.slice(2))
  suite(file, async () => {
    await import(pathToFileURL(path.resolve(file)).href);
  });
