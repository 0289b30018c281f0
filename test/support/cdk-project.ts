import { type ExecFileException, execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['cdk.json', 'infra', 'lambda', 'package.json', 'tsconfig.json'];

/**
 * The CDK's default rules take most of a synthesis and do not change the template; test/infra/stack/matrix.ts applies them
 * to every variant. The processes compile the same packages each time, so they share a cache of the compiled code, and
 * without helper threads V8 does not optimise code of processes that end before it pays.
 */
const LESS_CPU = {
  CDK_VALIDATION: 'false',
  NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/node-compile-cache'),
  NODE_OPTIONS: '--v8-pool-size=0',
};

/** How a command ended. */
export interface Outcome {
  readonly exitCode: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the project in its own folder, so that builds and syntheses do not affect each other. */
export interface CdkProject {
  readonly folder: string;
  /** Runs `npm run synth` with these arguments and returns the outcome, even of a failure. */
  npmRunSynth(...args: string[]): Promise<Outcome>;
  /** Runs a command as the CDK's command line does: in a shell that does not find the project's own Node.js first. */
  shell(command: string): Promise<Outcome>;
  /** Runs the CDK app alone, with nothing but this context, as the command line does. */
  app(context: Readonly<Record<string, string>>, output: string): Promise<Outcome>;
  remove(): Promise<void>;
}

/**
 * Copies the files that the CDK needs, as in a fresh clone after `npm ci`. Commands get an empty home directory, PATH
 * and the given variables only, so they have no account, region or profile of the developer.
 */
export async function copyCdkProject(variables: Readonly<Record<string, string>> = {}): Promise<CdkProject> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'cdk-project-')));
  // Without the configuration of a developer.
  const filter = (path: string) => !path.endsWith('.jsonc');
  for (const source of SOURCES)
    await cp(join(ROOT, source), join(folder, source), { recursive: true, filter });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const home = join(folder, 'home');
  await mkdir(home);

  const env = {
    ...variables,
    PATH: pathOfSystem(),
    HOME: home,
    // No telemetry, notices or update checks: a test must not need the internet.
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_NOTICES: 'false',
    npm_config_update_notifier: 'false',
    ...LESS_CPU,
  };
  const run = (file: string, args: string[], extra: NodeJS.ProcessEnv = {}) =>
    runIn(folder, { ...env, ...extra }, file, args);
  return {
    folder,
    npmRunSynth: (...args) => run('npm', ['run', 'synth', '--', ...args]),
    shell: (command) => run('sh', ['-c', command]),
    app: (context, output) =>
      run(process.execPath, ['infra/app.ts'], {
        CDK_CONTEXT_JSON: JSON.stringify(context),
        CDK_OUTDIR: output,
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** PATH without the project's own programs, such as Node, which npm puts in front. */
function pathOfSystem(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((folder) => !/node_modules[/\\].bin$/.test(folder)).join(delimiter);
}

function runIn(cwd: string, env: NodeJS.ProcessEnv, file: string, args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env }, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : (error.code ?? `${error.signal}`), stdout, stderr }),
    );
  });
}
