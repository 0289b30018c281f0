import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { APIS, usedApiClasses } from '../new-action/registration.ts';
import { readMethods } from '../new-action/sdk-methods.ts';

const ROOT = join(import.meta.dirname, '../..');
const SDK = 'node_modules/purecloud-platform-client-v2/src/purecloud-platform-client-v2/api';

/** The request of each SDK method that a data action can call, for example `GET /api/v2/users/{userId}` for `getUser`. */
export function sdkPaths(): Map<string, string> {
  const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
  const methods = usedApiClasses(read(APIS)).flatMap((api) => readMethods(read(`${SDK}/${api}.js`)));
  return new Map(methods.map(({ name, httpMethod, path }) => [name, `${httpMethod} ${path}`]));
}
