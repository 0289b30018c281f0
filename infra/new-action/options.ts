import type { ActionGroup } from '../../lambda/actions/define.ts';
import { integer, MAX_TTL_SECONDS } from '../../lambda/config/setting.ts';
import { readArguments, UsageError } from '../command.ts';
import { parseGroup } from './group.ts';

/** What the command line asks for. */
export type Request =
  | { readonly kind: 'help' | 'ask' }
  | { readonly kind: 'list'; readonly words: string }
  | BlankRequest
  | ReadRequest;

/** A data action with TODOs. */
export interface BlankRequest {
  readonly kind: 'blank';
  readonly name: string;
  /** Undefined: a TODO. */
  readonly group: ActionGroup | undefined;
}

/** Data actions that call an operation each. */
export interface ReadRequest {
  readonly kind: 'read';
  /** Names or paths. */
  readonly operations: readonly string[];
  /** Undefined: made from the name of each operation. */
  readonly name: string | undefined;
  /** Undefined: the probable group of each operation, to be confirmed. */
  readonly group: ActionGroup | undefined;
  /** Undefined: to be confirmed. */
  readonly permission: string | undefined;
  readonly ttlSeconds: number | undefined;
}

const OPTIONS = {
  from: { type: 'string', multiple: true },
  list: { type: 'string' },
  group: { type: 'string' },
  permission: { type: 'string' },
  'ttl-seconds': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command line. `canAsk` says whether the command may ask questions. */
export function readRequest(args: readonly string[], canAsk: boolean): Request {
  const { values, positionals } = readArguments({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const { from = [], list, permission } = values;
  const [name = '', ...others] = positionals;
  if (values.help) return { kind: 'help' };
  if (others.length > 0) throw wrongCount(positionals.length);
  if (list !== undefined) {
    if (from.length > 0 || name !== '') throw new UsageError('--list stands alone; --help shows the usage');
    return { kind: 'list', words: list };
  }
  const group = values.group === undefined ? undefined : parseGroup(values.group);
  if (from.length === 0) return blankRequest({ kind: 'blank', name, group }, canAsk, values);
  if (name !== '' && from.length > 1)
    throw new UsageError(`the name is ${JSON.stringify(name)}, expected none for ${from.length} operations`);
  checkPermission(permission);
  const ttlSeconds = values['ttl-seconds'] === undefined ? undefined : parseTtl(values['ttl-seconds']);
  return {
    kind: 'read',
    operations: from,
    name: name === '' ? undefined : name,
    group,
    permission,
    ttlSeconds,
  };
}

function blankRequest(request: BlankRequest, canAsk: boolean, values: object): Request {
  for (const option of ['permission', 'ttl-seconds'])
    if (option in values) throw new UsageError(`--${option} needs --from; --help shows the usage`);
  if (request.name !== '') return request;
  if (canAsk) return { kind: 'ask' };
  throw wrongCount(0);
}

function wrongCount(count: number): UsageError {
  return new UsageError(`expected one name, got ${count}; --help shows the usage`);
}

/** Throws unless this has the form of a permission. */
export function checkPermission(permission: string | undefined): void {
  if (permission !== undefined && !/^[a-zA-Z]+:[a-zA-Z]+:[a-zA-Z]+$/.test(permission))
    throw new UsageError(
      `--permission is ${JSON.stringify(permission)}, expected domain:entity:action, such as routing:skill:view`,
    );
}

const TTL = integer(1, MAX_TTL_SECONDS);

/** The seconds in a text. Throws if it is not a TTL. */
export function parseTtl(text: string): number {
  const seconds = TTL.read(text);
  if (seconds !== undefined) return seconds;
  throw new UsageError(`--ttl-seconds is ${JSON.stringify(text)}, expected ${TTL.expected}`);
}
