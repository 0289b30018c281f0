import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readArguments, runCommand } from './command.ts';
import { generatedDocuments, readDocument } from './docs/documents.ts';

const ROOT = join(import.meta.dirname, '..');

/** `npm run docs` writes the parts of the documentation that are generated from the code. */
async function main(): Promise<void> {
  readArguments({});
  for (const [path, text] of generatedDocuments()) {
    if (readDocument(path) === text) continue;
    await writeFile(join(ROOT, path), text);
    process.stdout.write(`wrote ${path}\n`);
  }
}

await runCommand(main);
