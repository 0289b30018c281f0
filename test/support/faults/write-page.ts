/** `npm run docs:faults`: writes docs/faults.md. */
import { writeFile } from 'node:fs/promises';
import { readArguments, runCommand } from '../../../infra/command.ts';
import { faultsPage, PAGE } from './page.ts';
import { FAULT_TABLES } from './tables.ts';

async function main(): Promise<void> {
  readArguments({});
  await writeFile(PAGE, faultsPage(FAULT_TABLES));
  process.stdout.write('wrote docs/faults.md\n');
}

await runCommand(main);
