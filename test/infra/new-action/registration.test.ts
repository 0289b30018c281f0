import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  registerAction,
  registerApi,
  registerDeepImport,
  registerSample,
} from '../../../infra/new-action/registration.ts';

test('an API class is added to the bundle, whether the list is on one line or on several, and once', () => {
  const start = "import UsersApi from 'u';\n\n// biome-ignore x\nexport default ";
  for (const list of ['{ UsersApi };\n', '{\n  UsersApi,\n};\n']) {
    const text = registerDeepImport(`${start}${list}`, 'FlowsApi');
    assert.match(text, /^import FlowsApi from 'purecloud-platform-client-v2\/.*\/api\/FlowsApi\.js';$/m);
    assert.match(text, /UsersApi, FlowsApi\s*\};\s*$/);
    assert.equal(registerDeepImport(text, 'FlowsApi'), text);
  }
});

test('an API class is added to the APIs once', () => {
  const apis = '  return {\n    users: wrap(new sdk.UsersApi(client)),\n  };\n';
  const text = registerApi(apis, { api: 'flows', apiClass: 'FlowsApi' });
  assert.match(text, /UsersApi\(client\)\),\nflows: wrap\(new sdk\.FlowsApi\(client\)\),\n {2}\};\n$/);
  assert.equal(registerApi(text, { api: 'flows', apiClass: 'FlowsApi' }), text);
});

test('a sample is added to an empty list, to one line and to several', () => {
  const added = { name: 'a-b', constant: 'aB' };
  for (const [list, expected] of [
    ['[];\n', '[ aBRoute];\n'],
    ['[x];\n', '[x, aBRoute];\n'],
    ['[\n  x,\n];\n', '[\n  x,\n aBRoute];\n'],
  ] as const)
    assert.equal(registerSample(list, added), `import { aBRoute } from './samples/a-b.ts';\n${expected}`);
});

test('a data action is added at the end of its group', () => {
  const catalog =
    "import { x } from './x.ts';\n\nconst all = [\n  // All.\n  // people\n  x,\n  // opening hours\n  y,\n];\n";
  const added = (group: 'people' | 'opening hours') =>
    registerAction(catalog, { name: 'a-b', constant: 'aB', group });
  const imports = "import { x } from './x.ts';\nimport { aB } from './a-b.ts';\n\n";
  assert.equal(
    added('people'),
    `${imports}const all = [\n  // All.\n  // people\n  x,\n  aB,\n  // opening hours\n  y,\n];\n`,
  );
  assert.equal(
    added('opening hours'),
    `${imports}const all = [\n  // All.\n  // people\n  x,\n  // opening hours\n  y,\n  aB,\n];\n`,
  );
});

test('a file of another form is an error that names it', () => {
  assert.throws(
    () => registerAction('const other = 1;\n', { name: 'a', constant: 'a', group: 'people' }),
    /^UsageError: cannot add the data action to lambda\/actions\/catalog\.ts, expected text that matches /,
  );
});
