import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from './command.ts';
import { API_EXPLORER } from './new-action/action-text.ts';
import { blankActionText, blankTestText } from './new-action/blank-action.ts';
import { createActions, requireFree } from './new-action/create.ts';
import { formatted, writeOrRestore } from './new-action/files.ts';
import { constantOf } from './new-action/name.ts';
import { type ReadRequest, type Request, readRequest } from './new-action/options.ts';
import { listing, planActions } from './new-action/read-actions.ts';
import { CATALOG, registerAction } from './new-action/registration.ts';
import { readSdk } from './new-action/sdk.ts';

const HELP = `Writes a new data action: for a read of the Platform API it works at once; with a name only, it has TODOs.

usage: npm run new-action -- --from OPERATION [NAME] [--permission PERMISSION] [--ttl-seconds SECONDS]
       npm run new-action -- --list WORDS
       npm run new-action -- NAME
       npm run new-action                 asks for everything

  NAME                     name of the data action, as in its path: lower-case words joined by hyphens, for example
                           agent-skills; with --from the default is made from the operation
  --from OPERATION         a GET operation of the installed SDK, by its name (getRoutingSkills) or its path
                           ("GET /api/v2/routing/skills"); several: repeat it, without NAME
  --permission PERMISSION  the permission that the OAuth client needs, for example routing:skill:view; without it the
                           file has a line to confirm: the SDK does not say it
  --ttl-seconds SECONDS    how long an entry is fresh, from 1 to 86400; without it, CACHE_TTL_SECONDS
  --list WORDS             lists the GET operations whose name, path or description contains all of the words

It writes the data action, its test, a sample for the simulator and its rows in the documentation. It overwrites no file:
delete the files of a data action to write it again. If anything fails, nothing is written.
`;

const ROOT = path.join(import.meta.dirname, '..');

async function main(): Promise<void> {
  await fulfil(readRequest(process.stdin.isTTY && process.stdout.isTTY));
}

async function fulfil(request: Request): Promise<void> {
  switch (request.kind) {
    case 'help':
      process.stdout.write(HELP);
      return;
    case 'list':
      process.stdout.write(listing(request.words, readSdk(ROOT)));
      return;
    case 'ask': {
      const { askForRequest } = await import('./new-action/questions.ts');
      return fulfil(await askForRequest(() => readSdk(ROOT)));
    }
    case 'blank':
      return writeBlankAction(request.name);
    case 'read':
      return writeReadActions(request);
  }
}

async function writeBlankAction(name: string): Promise<void> {
  const constant = constantOf(name);
  const files = new Map([
    [`lambda/actions/${name}.ts`, blankActionText(name, constant)],
    [`test/lambda/actions/${name}.test.ts`, blankTestText(name, constant)],
  ]);
  await requireFree(ROOT, { name });
  const catalog = registerAction(await readFile(path.join(ROOT, CATALOG), 'utf8'), { name, constant });
  const texts = await formatted(ROOT, new Map([...files, [CATALOG, catalog]]));
  await writeOrRestore(ROOT, texts, async () => undefined);
  report([...files.keys()], [CATALOG]);
  process.stdout.write('next: replace each TODO until npm test passes; CONTRIBUTING.md has the steps\n');
}

async function writeReadActions(request: ReadRequest): Promise<void> {
  const plans = planActions(ROOT, readSdk(ROOT), request);
  const { newFiles, changedFiles, documents } = await createActions(ROOT, plans);
  report(newFiles, changedFiles);
  process.stdout.write(documents);
  for (const { operation, name } of plans)
    if (/\bdeprecated\b/i.test(operation.description))
      process.stdout.write(`note: the SDK calls ${operation.name} (${name}) deprecated\n`);
  if (request.permission === undefined)
    process.stdout.write(`next: confirm the permission in the line marked CONFIRM; see ${API_EXPLORER}\n`);
}

function report(newFiles: readonly string[], changedFiles: readonly string[]): void {
  for (const file of newFiles) process.stdout.write(`wrote ${file}\n`);
  for (const file of changedFiles) process.stdout.write(`registered in ${file}\n`);
}

await runCommand(main);
