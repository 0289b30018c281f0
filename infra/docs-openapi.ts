import { readFile, writeFile } from 'node:fs/promises';
import { dataActions } from '../lambda/actions/index.ts';
import { readArguments, runCommand } from './command.ts';
import { openApiDocument } from './openapi/document.ts';

/** `npm run docs:openapi`: the API's description, from the declarations of the data actions. */
const FILE = new URL('../docs/openapi.json', import.meta.url);

async function main(): Promise<void> {
  readArguments({});
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const document = openApiDocument([...dataActions.values()], version);
  await writeFile(FILE, `${JSON.stringify(document, null, 2)}\n`);
  process.stdout.write('wrote docs/openapi.json\n');
}

await runCommand(main);
