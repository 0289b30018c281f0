import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type ActionProject, createActionProject, filesOf } from '../support/action-project.ts';

/** Operations of different families: a listing, one by id, an array, one with a required query, a new API class. */
const OPERATIONS = {
  'routing-skills': 'getRoutingSkills',
  location: 'GET /api/v2/locations/{locationId}',
  systempresences: 'getSystempresences',
  'locations-search': 'getLocationsSearch',
  'telephony-providers-edges-sites': 'getTelephonyProvidersEdgesSites',
};

describe('npm run new-action', () => {
  let project: ActionProject;
  before(async () => {
    project = await createActionProject();
  });
  after(() => project.remove());
  const newAction = (...args: string[]) => project.newAction(...args);
  const read = (file: string) => project.read(file);
  const run = (...args: string[]) => project.run(...args);

  test('writes data actions that are formatted, type-correct, tested, documented and served, without editing', async () => {
    const operations = Object.values(OPERATIONS);
    const { code, stdout, stderr } = await newAction(...operations.flatMap((text) => ['--from', text]));
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, /^wrote docs\/openapi\.json$/m);
    assert.match(stdout, /^wrote docs\/data-actions\/location\.md$/m);
    assert.match(stdout, /^next: at CONFIRM, confirm the group and the permission \(see https:.*\)\n$/m);
    const blank = await newAction('wanted-skills');
    assert.deepEqual({ code: blank.code, stderr: blank.stderr }, { code: 0, stderr: '' });
    assert.match(
      blank.stdout,
      /^wrote lambda\/actions\/wanted-skills\.ts\nwrote test\/.*\nregistered in .*\nnext: .*\n$/,
    );

    const registry = await read('lambda/actions/catalog.ts');
    assert.match(registry, /^import \{ wantedSkills \} from '\.\/wanted-skills\.ts';$/m);
    assert.match(registry, /^ {2}wantedSkills,\n {2}\/\/ live figures$/m);
    const listing = `import('./lambda/actions/catalog.ts').then((m) => console.log([...m.dataActions.keys()].join()))`;
    const names = Object.keys(OPERATIONS);
    const listed = (await run('-e', listing)).stdout;
    assert.ok(
      listed.includes(`,data-table-row,${[...names, 'wanted-skills'].join()},queue-wait-time,`),
      listed,
    );
    const readme = await read('README.md');
    for (const name of names) {
      assert.ok(readme.includes(`[\`${name}\`](docs/data-actions/${name}.md)`), name);
      assert.match(await read(`docs/data-actions/${name}.md`), /"status": "success"/);
    }

    const [blankAction, blankTest] = filesOf('wanted-skills');
    const registries = [
      'lambda/actions/catalog.ts',
      'lambda/genesys/apis.ts',
      'infra/local/simulator/samples.ts',
    ];
    const { biome, types } = await project.check([
      ...names.flatMap(filesOf),
      ...[blankAction, blankTest, ...registries],
    ]);
    assert.equal(biome.code, 0, biome.stderr);
    assert.deepEqual({ code: types.code, stdout: types.stdout }, { code: 0, stdout: '' });

    const tested = await run('--test', '--test-isolation=none', ...names.map((name) => filesOf(name)[1]));
    assert.equal(tested.code, 0, tested.stdout);
    const unfinished = await run('--test', blankTest);
    assert.equal(unfinished.code, 1);
    assert.match(unfinished.stdout, /TODO: call Genesys/);

    const sources = await project.callTwice(names);
    assert.deepEqual(
      Object.fromEntries(sources),
      Object.fromEntries(names.map((name) => [name, ['api', 'cache']])),
    );
  });

  test('sets what the command line gives, and leaves nothing to confirm', async () => {
    const permission = 'routing:language:view';
    const options = ['--group', 'people', '--permission', permission, '--ttl-seconds', '60'];
    const { code, stdout } = await newAction('--from', 'getRoutingLanguages', 'languages', ...options);
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /next:/);
    const action = await read('lambda/actions/languages.ts');
    assert.match(action, /^ {2}name: 'languages',\n {2}group: 'people',$/m);
    assert.match(action, /^ {2}permission: 'routing:language:view',\n {2}ttlSeconds: 60,$/m);
    assert.doesNotMatch(action, /CONFIRM/);
  });

  test('a failure after the files are written leaves every file as it was', async () => {
    const before = await read('lambda/actions/catalog.ts');
    const readme = await read('README.md');
    await writeFile(path.join(project.folder, 'README.md'), `${readme}<!-- generated:x:start -->\n`);
    const { code, stdout, stderr } = await newAction('--from', 'getRoutingWrapupcodes');
    await writeFile(path.join(project.folder, 'README.md'), readme);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(stderr, /^the documentation could not be written, so nothing was: /);
    assert.equal(await read('lambda/actions/catalog.ts'), before);
    const files = await readdir(path.join(project.folder, 'lambda/actions'));
    assert.ok(!files.includes('routing-wrapupcodes.ts'));
  });

  test('--list prints what is possible', async () => {
    const { code, stdout } = await newAction('--list', 'routing skills list');
    assert.equal(code, 0);
    assert.match(stdout, /^getRoutingSkills +\/api\/v2\/routing\/skills$/m);
  });

  for (const [args, line] of [
    [[], /^expected one name, got 0; --help shows the usage\n$/],
    [['../x'], /^the name is "\.\.\/x", expected lower-case words[^\n]*\n$/],
    [['queues'], /^queues is taken: lambda\/actions\/queues\.ts already exists\n$/],
  ] as const)
    test(`rejects the arguments ${JSON.stringify(args)} in one line and changes nothing`, async () => {
      const registry = await read('lambda/actions/catalog.ts');
      const { code, stdout, stderr } = await newAction(...args);
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.match(stderr, line);
      assert.equal(await read('lambda/actions/catalog.ts'), registry);
    });

  test('--help prints the usage', async () => {
    const { code, stdout } = await newAction('--help');
    assert.equal(code, 0);
    assert.match(stdout, /^usage: npm run new-action -- --from OPERATION \[NAME\]/m);
  });
});
