import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { COMPILE_CACHE, type Outcome, runNode, runProgram } from './script.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const SOURCES = [
  '.gitignore',
  'README.md',
  'biome.json',
  'docs',
  'infra',
  'lambda',
  'package.json',
  'test/bodies',
  'test/lambda/actions',
  'test/support',
  'tsconfig.json',
];

/** A copy of the project in which data actions can be created, checked, tested and called. */
export interface ActionProject {
  readonly folder: string;
  read(file: string): Promise<string>;
  /** Runs `npm run new-action` with these arguments. */
  newAction(...args: string[]): Promise<Outcome>;
  run(...args: string[]): Promise<Outcome>;
  /** Checks format, lint and types of these files and, for types, of their imports. */
  check(files: readonly string[]): Promise<{ biome: Outcome; types: Outcome }>;
  /** Runs `npm start`, calls each data action twice with its examples, and resolves to the `source` of each response. */
  callTwice(names: readonly string[]): Promise<Map<string, string[]>>;
  remove(): Promise<void>;
}

/** Copies the project into a temporary folder; the installed packages are shared. */
export async function createActionProject(): Promise<ActionProject> {
  const folder = await mkdtemp(path.join(tmpdir(), 'new-action-'));
  for (const source of SOURCES)
    await cp(path.join(ROOT, source), path.join(folder, source), { recursive: true });
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  // Only PATH: with NODE_TEST_CONTEXT from this test run, the inner test run would not run its tests.
  const { PATH = '' } = process.env;
  const env = { PATH, NO_COLOR: '1' };
  const run = (...args: string[]) => runNode(args, { cwd: folder, env });
  return {
    folder,
    read: (file) => readFile(path.join(folder, file), 'utf8'),
    newAction: (...args) => run('infra/new-action.ts', ...args),
    run,
    check: async (files) => {
      const biome = path.join(ROOT, 'node_modules/.bin/biome');
      const config = { extends: './tsconfig.json', include: files };
      await writeFile(path.join(folder, 'tsconfig.new.json'), JSON.stringify(config));
      return {
        biome: await runProgram(biome, ['ci', ...files], { cwd: folder, env }),
        types: await run('node_modules/typescript/bin/tsc', '--project', 'tsconfig.new.json'),
      };
    },
    callTwice: (names) => callTwice(folder, names),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** Files of a data action that calls one operation. */
export function filesOf(name: string): [action: string, test: string, sample: string] {
  return [
    `lambda/actions/${name}.ts`,
    `test/lambda/actions/${name}.test.ts`,
    `infra/local/simulator/samples/${name}.ts`,
  ];
}

async function callTwice(folder: string, names: readonly string[]): Promise<Map<string, string[]>> {
  const { PATH = '' } = process.env;
  const env = { PATH, ...COMPILE_CACHE, PORT: '0', GENESYS_TIMEOUT_MS: '20000', REQUEST_TIMEOUT_MS: '60000' };
  const server = spawn(process.execPath, ['infra/local/server.ts'], { cwd: folder, env });
  try {
    const url = await listeningUrl(server);
    const sources = new Map<string, string[]>();
    for (const name of names)
      sources.set(name, [await call(folder, url, name), await call(folder, url, name)]);
    return sources;
  } finally {
    server.kill('SIGKILL');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'close');
  }
}

function listeningUrl({ stdout, stderr }: ChildProcessWithoutNullStreams): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    for (const stream of [stdout, stderr])
      stream.on('data', (chunk) => {
        output += String(chunk);
        const [, url] = /^listening on (\S+)$/m.exec(output) ?? [];
        if (url !== undefined) resolve(url);
      });
    stdout.once('close', () => reject(new Error(`the server ended:\n${output}`)));
  });
}

/** The `source` of the response to a request with the examples of the documentation, or its error. */
async function call(folder: string, url: string, name: string): Promise<string> {
  const openApi = JSON.parse(await readFile(path.join(folder, 'docs/openapi.json'), 'utf8'));
  const { example } = openApi.paths[`/dataaction/${name}`].post.requestBody.content['application/json'];
  const response = await fetch(`${url}/dataaction/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(example ?? {}),
  });
  const { source, message }: Record<string, unknown> = JSON.parse(await response.text());
  return response.ok ? String(source) : `${response.status} ${message}`;
}
