import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MAX_TTL_SECONDS } from '../lambda/config/setting.ts';
import { runCommand } from './command.ts';
import { blankActionText, blankTestText } from './new-action/blank-action.ts';
import { formatted, reportOf, requireFree, writeOrRestore } from './new-action/files.ts';
import { ALL_GROUPS } from './new-action/group.ts';
import { constantOf } from './new-action/name.ts';
import { type BlankRequest, type Request, readRequest } from './new-action/options.ts';
import { CATALOG, registerAction } from './new-action/registration.ts';

const HELP = `Writes a new data action. With an operation of the Platform API it is complete; with only a name, it has TODOs.

usage: npm run new-action -- --from OPERATION [NAME] [--group GROUP] [--permission PERMISSION] [--ttl-seconds SECONDS]
       npm run new-action -- --list WORDS
       npm run new-action -- NAME [--group GROUP]
       npm run new-action                 asks for everything

  NAME                     name of the data action, as in its path: lower-case words joined by hyphens, for example
                           agent-skills; with --from, the default is made from the operation
  --from OPERATION         a GET operation of the installed SDK, by its name (getRoutingSkills) or its path
                           ("GET /api/v2/routing/skills"); several: repeat it, without NAME
  --group GROUP            where lists and documents show it: ${ALL_GROUPS}; without it
                           the file has a line to confirm
  --permission PERMISSION  the permission that the OAuth client needs, for example routing:skill:view; without it the
                           file has a line to confirm, because the SDK does not name it
  --ttl-seconds SECONDS    how long an entry is fresh, from 1 to ${MAX_TTL_SECONDS}; without it, CACHE_TTL_SECONDS
  --list WORDS             lists the GET operations whose name, path or description contains all of the words

Writes the data action, its test, a sample for the simulator, its page and its rows in the documentation. Overwrites
no file: delete the files of a data action to write it again. If anything fails, it writes nothing.
`;

const ROOT = path.join(import.meta.dirname, '..');

async function main(): Promise<void> {
  await fulfil(readRequest(process.argv.slice(2), process.stdin.isTTY && process.stdout.isTTY));
}

async function fulfil(request: Request): Promise<void> {
  switch (request.kind) {
    case 'help':
      process.stdout.write(HELP);
      return;
    case 'list':
      return (await fromSdk()).list(ROOT, request.words);
    case 'ask': {
      const { askForRequest } = await import('./new-action/questions.ts');
      return fulfil(await askForRequest(ROOT));
    }
    case 'blank':
      return writeBlankAction(request);
    case 'read':
      return (await fromSdk()).create(ROOT, request);
  }
}

/** Loaded only when needed: it takes most of the time of a start. */
function fromSdk(): Promise<typeof import('./new-action/from-sdk.ts')> {
  return import('./new-action/from-sdk.ts');
}

async function writeBlankAction(request: BlankRequest): Promise<void> {
  const { name, group = 'configuration' } = request;
  const constant = constantOf(name);
  const files = new Map([
    [`lambda/actions/${name}.ts`, blankActionText(request, constant)],
    [`test/lambda/actions/${name}.test.ts`, blankTestText(name, constant)],
  ]);
  await requireFree(ROOT, { name });
  const catalog = registerAction(await readFile(path.join(ROOT, CATALOG), 'utf8'), { name, constant, group });
  const texts = await formatted(ROOT, new Map([...files, [CATALOG, catalog]]));
  await writeOrRestore(ROOT, texts, async () => undefined);
  process.stdout.write(reportOf([...files.keys()], [CATALOG]));
  process.stdout.write('next: replace each TODO until npm test passes; CONTRIBUTING.md has the steps\n');
}

await runCommand(main);
