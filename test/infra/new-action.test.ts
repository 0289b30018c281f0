import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runNode, runProgram } from '../support/script.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const SOURCES = [
  '.gitignore',
  'biome.json',
  'infra',
  'lambda',
  'package.json',
  'test/support',
  'test/bodies',
  'tsconfig.json',
];

describe('npm run new-action', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'new-action-'));
    for (const source of SOURCES)
      await cp(path.join(ROOT, source), path.join(folder, source), { recursive: true });
    await cp(path.join(ROOT, 'test/lambda/actions'), path.join(folder, 'test/lambda/actions'), {
      recursive: true,
    });
    await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  });
  after(() => rm(folder, { recursive: true }));

  // Only PATH: with NODE_TEST_CONTEXT from this test run, the inner test run would not run its tests.
  const { PATH = '' } = process.env;
  const run = (...args: string[]) => runNode(args, { cwd: folder, env: { PATH } });
  const newAction = (...args: string[]) => run('infra/new-action.ts', ...args);
  const read = (file: string) => readFile(path.join(folder, file), 'utf8');

  test('writes a formatted, type-correct action file, its line in the registry and a failing test', async () => {
    const { code, stdout, stderr } = await newAction('wanted-skills');
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(
      stdout,
      /^wrote lambda\/actions\/wanted-skills\.ts\nwrote test\/.*\nregistered in .*\nnext: .*\n$/,
    );

    const registry = await read('lambda/actions/catalog.ts');
    assert.match(registry, /^import \{ wantedSkills \} from '\.\/wanted-skills\.ts';$/m);
    assert.match(registry, /^ {2}wantedSkills,\n\];$/m);
    const listing = `import('./lambda/actions/catalog.ts').then((m) => console.log([...m.dataActions.keys()].join()))`;
    assert.match((await run('-e', listing)).stdout, /,wanted-skills\n$/);

    const files = [
      'lambda/actions/wanted-skills.ts',
      'lambda/actions/catalog.ts',
      'test/lambda/actions/wanted-skills.test.ts',
    ];
    const biome = await runProgram(path.join(ROOT, 'node_modules/.bin/biome'), ['ci', ...files], {
      cwd: folder,
      env: { PATH },
    });
    assert.equal(biome.code, 0, biome.stderr);
    // Only these files and their imports: `npm run check` checks the rest of the project.
    const config = { extends: './tsconfig.json', include: files };
    await writeFile(path.join(folder, 'tsconfig.new.json'), JSON.stringify(config));
    const types = await run('node_modules/typescript/bin/tsc', '--project', 'tsconfig.new.json');
    assert.deepEqual({ code: types.code, stdout: types.stdout }, { code: 0, stdout: '' });

    const tested = await run('--test', files[2] ?? '');
    assert.equal(tested.code, 1);
    assert.match(tested.stdout, /TODO: call Genesys/);
  });

  test('rejects a name that is taken in one line and changes nothing', async () => {
    const registry = await read('lambda/actions/catalog.ts');
    for (const name of ['queues', 'parameters', 'catalog']) {
      const { code, stdout, stderr } = await newAction(name);
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.equal(stderr, `${name} is taken: lambda/actions/${name}.ts already exists\n`);
    }
    assert.equal(await read('lambda/actions/catalog.ts'), registry);
  });

  for (const name of [
    'Queue',
    'queue_time',
    'a--b',
    '-a-',
    'a-',
    'queue2',
    '../x',
    'a/b',
    '',
    'ü',
    'x'.repeat(41),
  ])
    test(`rejects the name ${JSON.stringify(name)} in one line`, async () => {
      const { code, stdout, stderr } = await newAction('--', name);
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.match(stderr, /^(the name is .*, expected lower-case words|expected one name)[^\n]*\n$/);
    });

  for (const [args, line] of [
    [
      ['class'],
      /^the name is "class", expected a name that is neither reserved nor already used in its files$/,
    ],
    ...['define-data-action', 'data', 'sent', 'send', 'test', 'problems-of', 'eval', 'global-this'].map(
      (name) =>
        [[name], new RegExp(`^the name is "${name}", expected a name that is neither reserved`)] as const,
    ),
    [[], /^expected one name, got 0; --help shows the usage$/],
    [['one', 'two'], /^expected one name, got 2; --help shows the usage$/],
    [['--name', 'one'], /^Unknown option '--name'; --help shows the options$/],
  ] as const)
    test(`rejects the arguments ${JSON.stringify(args)} in one line`, async () => {
      const { code, stderr } = await newAction(...args);
      assert.equal(code, 1);
      assert.match(stderr.trimEnd(), line);
    });

  test('--help and -h print the usage', async () => {
    for (const option of ['--help', '-h']) {
      const { code, stdout } = await newAction(option);
      assert.equal(code, 0);
      assert.match(stdout, /^usage: npm run new-action -- NAME$/m);
    }
  });
});
