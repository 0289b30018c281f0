/**
 * Entry of a new container for one hit; writes a {@link Loaded} to standard error. It imports next to nothing, as
 * what is loaded already is not counted.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/** What a container loaded up to its first hit. */
export interface Loaded {
  /** Files of the bundle. */
  readonly chunks: number;
  /** Modules of Node, beyond those that were there before. */
  readonly nodeModules: number;
}

const [, , entry = '', body = ''] = process.argv;
let chunks = 0;
registerHooks({
  load: (url, context, next) => {
    if (url.startsWith('file:')) chunks += 1;
    return next(url, context);
  },
});
const before = builtinsLoaded();
const event = JSON.parse(readFileSync(new URL('../../events/queues.json', import.meta.url), 'utf8'));
const context = { awsRequestId: 'id', getRemainingTimeInMillis: () => 15_000 };
const { handler } = await import(pathToFileURL(entry).href);
const { headers } = await handler({ ...event, body }, context);
if (!String(headers['Cache-Status']).includes('; hit')) throw new Error(`no hit: ${JSON.stringify(headers)}`);
const loaded: Loaded = { chunks, nodeModules: builtinsLoaded() - before };
process.stderr.write(JSON.stringify(loaded));
process.exit();

/** Node's own list has a line for each of its modules and bindings. */
function builtinsLoaded(): number {
  const list: unknown = 'moduleLoadList' in process ? process.moduleLoadList : undefined;
  if (!Array.isArray(list)) throw new Error('this Node does not tell which of its modules are loaded');
  return list.filter((line) => String(line).startsWith('NativeModule')).length;
}
