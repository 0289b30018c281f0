import { execFile } from 'node:child_process';
import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { readArguments, runCommand, UsageError } from './command.ts';
import { actionFile, testFile } from './new-action-files.ts';

const HELP = `Starts a new data action: writes its file, its line in the catalog and a failing test.

usage: npm run new-action -- NAME

  NAME   name of the data action, as in its path: lower-case words joined by hyphens, for example agent-skills
`;

const ROOT = path.join(import.meta.dirname, '..');
const CATALOG = 'lambda/actions/catalog.ts';

/** Names that the new constant cannot have: reserved words, and identifiers that the files already use. */
const RESERVED =
  'all arguments assert await body break case catch class const continue data defineDataAction dataActions debugger default ' +
  'delete do else enum eval export extends false finally for function globalThis id if implements import in instanceof ' +
  'interface let new null package private problemsOf protected public return send sent static super switch test this ' +
  'throw true try typeof undefined v var void while with yield';

async function main(): Promise<void> {
  const { help, name } = readOptions();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const constant = constantOf(name);
  const files = {
    [`lambda/actions/${name}.ts`]: actionFile(name, constant),
    [`test/lambda/actions/${name}.test.ts`]: testFile(name, constant),
  };
  for (const file of Object.keys(files))
    if (await exists(file)) throw new UsageError(`${name} is taken: ${file} already exists`);

  const catalog = register(await readFile(path.join(ROOT, CATALOG), 'utf8'), name, constant);
  for (const [file, text] of Object.entries({ ...files, [CATALOG]: catalog }))
    await writeFile(path.join(ROOT, file), text);
  await format([...Object.keys(files), CATALOG]);
  for (const file of Object.keys(files)) process.stdout.write(`wrote ${file}\n`);
  process.stdout.write(`registered in ${CATALOG}\n`);
  process.stdout.write(`next: replace each TODO until npm test passes; CONTRIBUTING.md has the steps\n`);
}

function readOptions(): { help: boolean; name: string } {
  const options = { help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals } = readArguments({ options, allowPositionals: true });
  const [name = '', ...others] = positionals;
  if (!values.help && (name === '' || others.length > 0))
    throw new UsageError(`expected one name, got ${positionals.length}; --help shows the usage`);
  return { help: values.help ?? false, name };
}

/** The name of the constant, for example `agentSkills` for `agent-skills`. */
function constantOf(name: string): string {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name) || name.length > 40)
    throw new UsageError(
      `the name is ${JSON.stringify(name)}, expected lower-case words joined by hyphens, such as agent-skills`,
    );
  const constant = name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (RESERVED.split(' ').includes(constant))
    throw new UsageError(
      `the name is ${JSON.stringify(name)}, expected a name that is neither reserved nor already used in its files`,
    );
  return constant;
}

async function exists(file: string): Promise<boolean> {
  return access(path.join(ROOT, file)).then(
    () => true,
    () => false,
  );
}

/** The catalog with an import and a list item added. */
function register(catalog: string, name: string, constant: string): string {
  const [imports = '', list = '', rest] = catalog.split(/(?<=\n)(?=\nconst all\b)|(?<=\n)(?=\];\n)/, 3);
  if (rest === undefined)
    throw new UsageError(`cannot add the action to ${CATALOG}, expected a list named all`);
  return `${imports}import { ${constant} } from './${name}.ts';\n${list}  ${constant},\n${rest}`;
}

async function format(files: readonly string[]): Promise<void> {
  const biome = path.join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  try {
    await promisify(execFile)(process.execPath, [biome, 'check', '--write', ...files], { cwd: ROOT });
  } catch (cause) {
    throw new UsageError(`wrote ${files.join(', ')} but could not format them: run npm run format`, {
      cause,
    });
  }
}

await runCommand(main);
