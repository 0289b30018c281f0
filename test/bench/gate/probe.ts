/**
 * Entry of a new container for one hit. Writes the number of Node's own modules loaded for the hit to standard error.
 * It has almost no imports, because modules that are already loaded do not count.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { lambdaContext } from '../../support/lambda-context.ts';

const [, , entry = '', body = ''] = process.argv;
const before = builtinsLoaded();
const event = JSON.parse(readFileSync(new URL('../../events/queues.json', import.meta.url), 'utf8'));
const { handler } = await import(pathToFileURL(entry).href);
const { headers } = await handler({ ...event, body }, lambdaContext());
if (!String(headers['Cache-Status']).includes('; hit'))
  throw new Error(`expected a hit, the headers were ${JSON.stringify(headers)}`);
process.stderr.write(String(builtinsLoaded() - before));
process.exit();

/** Node's own list has a line for each of its modules and bindings. */
function builtinsLoaded(): number {
  const list: unknown = 'moduleLoadList' in process ? process.moduleLoadList : undefined;
  if (!Array.isArray(list)) throw new Error('this Node has no process.moduleLoadList');
  return list.filter((line) => String(line).startsWith('NativeModule')).length;
}
