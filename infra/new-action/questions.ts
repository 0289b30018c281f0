import { autocomplete, confirm, intro, select, text } from '@clack/prompts';
import { type ActionGroup, GROUPS } from '../../lambda/actions/define.ts';
import { answer } from '../answer.ts';
import { messageOf, UsageError } from '../command.ts';
import { probableGroup } from './group.ts';
import { constantOf } from './name.ts';
import { checkPermission, parseTtl, type Request } from './options.ts';
import { actionName } from './plan.ts';
import { refusalOf } from './refusal.ts';
import { readSdk, type Sdk } from './sdk.ts';

/** Asks what to make, and resolves to the request that the command line could have made. */
export async function askForRequest(root: string): Promise<Request> {
  intro('A new data action');
  const source = await answer(
    select({
      message: 'What does it return?',
      options: [
        { value: 'operation', label: 'the response of one read of the Platform API', hint: 'complete' },
        { value: 'blank', label: 'something else', hint: 'files with TODOs' },
      ],
    }),
  );
  if (source === 'blank')
    return { kind: 'blank', name: await askForName(''), group: await askForGroup('configuration') };
  const { name: operation, path } = await askForOperation(readSdk(root));
  const name = await askForName(actionName(operation));
  const group = await askForGroup(probableGroup(path));
  const permission = await askFor(
    'Permission of the OAuth client; empty to confirm it later',
    checkPermission,
  );
  const ttl = await askFor('TTL in seconds; empty for CACHE_TTL_SECONDS', parseTtl);
  if (!(await answer(confirm({ message: `Write ${name}, its test, its sample and its documentation?` }))))
    throw new UsageError('nothing was written');
  return {
    kind: 'read',
    operations: [operation],
    name,
    group,
    permission: permission === '' ? undefined : permission,
    ttlSeconds: ttl === '' ? undefined : parseTtl(ttl),
  };
}

async function askForOperation({ operations, models }: Sdk): Promise<{ name: string; path: string }> {
  const usable = new Map(
    operations.flatMap((operation) =>
      refusalOf(operation, models) === undefined ? [[operation.name, operation.path]] : [],
    ),
  );
  const name = await answer(
    autocomplete({
      message: 'Which operation? Type a part of its name or path',
      options: Array.from(usable, ([value, path]) => ({ value, label: `${value}  ${path}` })),
      maxItems: 12,
    }),
  );
  return { name, path: usable.get(name) ?? '' };
}

function askForGroup(suggestion: ActionGroup): Promise<ActionGroup> {
  const options = GROUPS.map((value) => ({ value }));
  return answer(select({ message: 'What is it about?', initialValue: suggestion, options }));
}

function askForName(suggestion: string): Promise<string> {
  return answer(
    text({
      message: 'Name of the data action, as in its path',
      initialValue: suggestion,
      validate: (name = '') => problemOf(() => constantOf(name)),
    }),
  );
}

/** An optional text. */
async function askFor(message: string, check: (value: string) => unknown): Promise<string> {
  const value = await answer(
    text({
      message,
      defaultValue: '',
      validate: (given = '') => (given === '' ? undefined : problemOf(() => check(given))),
    }),
  );
  return value.trim();
}

function problemOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
