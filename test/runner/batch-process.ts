/** Runs the test files in its arguments. Each has a suite of its own, which contains its hooks. */
import path from 'node:path';
import { suite } from 'node:test';
import { pathToFileURL } from 'node:url';

for (const file of process.argv.slice(2))
  suite(file, async () => {
    await import(pathToFileURL(path.resolve(file)).href);
  });
