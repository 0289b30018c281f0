import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../command.ts';

/** The text of each file, by its path from the root of the project. */
export type FileTexts = ReadonlyMap<string, string>;

const run = promisify(execFile);

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** The files of a data action: its declaration, its test, and its sample for the simulator. */
export function fileNames(name: string): [action: string, test: string, sample: string] {
  return [
    `lambda/actions/${name}.ts`,
    `test/lambda/actions/${name}.test.ts`,
    `infra/local/simulator/samples/${name}.ts`,
  ];
}

/** Throws if a file with this name exists: no file is overwritten. */
export async function requireFree(root: string, { name }: { name: string }): Promise<void> {
  for (const file of fileNames(name))
    if (await exists(path.join(root, file))) throw new UsageError(`${name} is taken: ${file} already exists`);
}

/** The lines that say what was written. */
export function reportOf(newFiles: readonly string[], changedFiles: readonly string[]): string {
  const lines = [
    ...newFiles.map((file) => `wrote ${file}`),
    ...changedFiles.map((file) => `registered in ${file}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The files as the project's formatter and linter write them. Works in a temporary folder; the project is unchanged. */
export async function formatted(root: string, files: FileTexts): Promise<FileTexts> {
  const stage = await mkdtemp(path.join(tmpdir(), 'new-action-stage-'));
  try {
    await copyFile(path.join(root, 'biome.json'), path.join(stage, 'biome.json'));
    await writeAll(stage, files);
    const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
    await run(process.execPath, [biome, 'check', '--write', '--vcs-enabled=false', ...files.keys()], {
      cwd: stage,
    });
    return new Map(
      await Promise.all(
        Array.from(
          files.keys(),
          async (file) => [file, await readFile(path.join(stage, file), 'utf8')] as const,
        ),
      ),
    );
  } catch (cause) {
    throw new UsageError(`the new files do not pass the linter, so nothing was written: ${outputOf(cause)}`, {
      cause,
    });
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** Writes the files and runs `afterwards`. If either fails, the files are again as they were before. */
export async function writeOrRestore(
  root: string,
  files: FileTexts,
  afterwards: () => Promise<void>,
): Promise<void> {
  const before = await Promise.all(
    Array.from(files.keys(), async (file) => {
      const target = path.join(root, file);
      return [target, (await exists(target)) ? await readFile(target, 'utf8') : undefined] as const;
    }),
  );
  try {
    await writeAll(root, files);
    await afterwards();
  } catch (error) {
    for (const [target, text] of before)
      await (text === undefined ? rm(target, { force: true }) : writeFile(target, text));
    throw error;
  }
}

/** Updates the parts of the documentation that list data actions. Returns the lines of the command. */
export async function updateDocuments(root: string): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, ['infra/docs.ts', '--actions'], { cwd: root });
    return stdout;
  } catch (cause) {
    throw new UsageError(`the documentation could not be written, so nothing was: ${outputOf(cause)}`, {
      cause,
    });
  }
}

async function writeAll(root: string, files: FileTexts): Promise<void> {
  for (const [file, text] of files) {
    const target = path.join(root, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}

/** What a failed command wrote, or why it could not run. */
function outputOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = 'stderr' in error ? String(error.stderr).trim() : '';
  return stderr === '' ? error.message : stderr;
}
