import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { UsageError } from '../../infra/command.ts';
import { parseApiUrl } from '../../infra/genesys/api-url.ts';
import { filesOf, readOptions } from '../../infra/genesys/data-action-files.ts';
import { terraformModule } from '../../infra/genesys/terraform.ts';
import { dataActions } from '../../lambda/actions/catalog.ts';
import { runNode } from '../support/script.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../infra/data-action.ts');
const API_URL = 'https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod';

const dataAction = (...args: string[]) => runNode([SCRIPT, ...args]);

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'data-action-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

test('creates the output folder, writes an import file for each action and prints the path of each file', async (t) => {
  const out = path.join(await temporaryFolder(t), 'a', 'b');
  const { code, stdout, stderr } = await dataAction('--api-url', `${API_URL}/`, '--out', out);

  const names = [...dataActions.keys()].map((name) => `${name}.custom.json`);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.equal(stdout, names.map((name) => `wrote ${path.join(out, name)}\n`).join(''));
  assert.deepEqual((await readdir(out)).sort(), names.sort());
  const file = JSON.parse(await readFile(path.join(out, 'queues.custom.json'), 'utf8'));
  assert.equal(file.name, 'Queues (cached)');
  assert.equal(file.config.request.requestUrlTemplate, `${API_URL}/dataaction/queues?errors=body`);
});

test('writes one Terraform module', async (t) => {
  const out = await temporaryFolder(t);
  const { code } = await dataAction('--api-url', API_URL, '--out', out, '--format', 'terraform');

  assert.equal(code, 0);
  assert.deepEqual(await readdir(out), ['main.tf']);
  const module = await readFile(path.join(out, 'main.tf'), 'utf8');
  assert.equal(module, terraformModule(dataActions.values(), API_URL));
});

test('replaces its own module, but no other main.tf', async (t) => {
  const out = await temporaryFolder(t);
  const file = path.join(out, 'main.tf');
  const write = () => dataAction('--api-url', API_URL, '--out', out, '--format', 'terraform');
  await writeFile(file, 'terraform {}\n');
  const { code, stderr } = await write();
  assert.equal(code, 1);
  assert.equal(
    stderr,
    `${file} exists, and this command did not write it; choose another folder with --out\n`,
  );
  assert.equal(await readFile(file, 'utf8'), 'terraform {}\n');
  await writeFile(file, terraformModule([], 'https://old.example.com'));
  assert.equal((await write()).code, 0);
  assert.equal(await readFile(file, 'utf8'), terraformModule(dataActions.values(), API_URL));
});

test('--help prints the usage', async () => {
  const { code, stdout } = await dataAction('--help');
  assert.equal(code, 0);
  assert.match(stdout, /^usage: npm run data-action -- --api-url URL/m);
});

const usageErrors: [name: string, args: string[], line: RegExp][] = [
  ['--api-url without a value', ['--api-url'], /^Option '--api-url <value>' argument missing; --help/],
  [
    'an http URL',
    ['--api-url', 'http://x.example'],
    /^--api-url is "http:\/\/x\.example", expected an https URL/,
  ],
  [
    'a local URL in a Terraform module',
    ['--api-url', 'http://localhost:3000', '--format', 'terraform'],
    /^--api-url is "http:\/\/localhost:3000", expected an https URL/,
  ],
  [
    'an unknown format',
    ['--api-url', API_URL, '--format', 'yaml'],
    /^--format is "yaml", expected custom or/,
  ],
  [
    "the name of one of Object's methods as the format",
    ['--api-url', API_URL, '--format', 'toString'],
    /^--format is "toString", expected/,
  ],
  ['an unknown option', ['--url', API_URL], /^Unknown option '--url'; --help/],
  [
    '--out without a value before another option',
    ['--out', '--api-url', API_URL],
    /^Option '--out' argument is ambiguous; --help/,
  ],
  ['an unexpected argument', ['queues'], /^Unexpected argument 'queues'; --help/],
];

for (const [name, args, line] of usageErrors)
  test(`${name} is an error of one line`, () => {
    assert.throws(
      () => filesOf(readOptions(args)),
      (error) => error instanceof UsageError && line.test(error.message) && !error.message.includes('\n'),
    );
  });

for (const [name, args, line] of [
  ['no URL', [], /^--api-url is missing, expected a URL such as https:/],
  ['an --out that is a file', ['--api-url', API_URL, '--out', SCRIPT], /^cannot write .*: E\w+: /],
  ['an --out below a file', ['--api-url', API_URL, '--out', `${SCRIPT}/a`], /^cannot write .*: ENOTDIR: /],
] as const)
  test(`${name} is reported in one line`, async () => {
    const { code, stdout, stderr } = await dataAction(...args);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(stderr, line);
    assert.match(stderr, /^[^\n]+\n$/);
  });

const urls: [given: string, parsed: string | undefined][] = [
  ['https://api.example.com', 'https://api.example.com'],
  ['https://api.example.com/', 'https://api.example.com'],
  ['https://api.example.com:8443/prod//', 'https://api.example.com:8443/prod'],
  ['HTTPS://API.example.com/v1/prod', 'https://api.example.com/v1/prod'],
  ['http://localhost:3000/', 'http://localhost:3000'],
  ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
  ['http://api.example.com', undefined],
  ['http://localhost.example.com', undefined],
  ['ftp://localhost', undefined],
  ['api.example.com', undefined],
  ['', undefined],
  ['https://user@api.example.com', undefined],
  ['https://api.example.com/?a=b', undefined],
  ['https://api.example.com/#a', undefined],
  ['https://api.example.com/$stage', undefined],
  [`https://api.example.com/\${input.name}`, undefined],
];

for (const [given, parsed] of urls) {
  test(`${JSON.stringify(given)} is ${parsed === undefined ? 'not a valid API URL' : `the API URL ${parsed}`}`, () => {
    assert.equal(parseApiUrl(given), parsed);
  });
}
