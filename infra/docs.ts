import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readArguments, runCommand } from './command.ts';
import { actionDocuments, readDocument } from './docs/action-documents.ts';

const HELP = `Writes the parts of the documentation that are generated from the code.

usage: npm run docs -- [--actions]

  --actions  only the lists and pages of data actions, which takes less time
`;

const ROOT = join(import.meta.dirname, '..');

async function main(): Promise<void> {
  const { values } = readArguments({
    options: { actions: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  for (const [path, text] of await documents(values.actions ?? false)) {
    if (existsSync(join(ROOT, path)) && readDocument(path) === text) continue;
    await writeFile(join(ROOT, path), text);
    process.stdout.write(`wrote ${path}\n`);
  }
}

/** The other documents need the stack, which takes seconds to load. */
async function documents(onlyActions: boolean): Promise<Map<string, string>> {
  return onlyActions ? actionDocuments() : (await import('./docs/documents.ts')).generatedDocuments();
}

await runCommand(main);
