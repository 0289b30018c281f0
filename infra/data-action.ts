import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, runCommand, UsageError } from './command.ts';
import { filesOf, readOptions } from './genesys/data-action-files.ts';

const HELP = `Writes the files that Genesys Cloud needs to call the data actions of a deployed stack.

usage: npm run data-action -- --api-url URL [--out DIR] [--format custom|terraform]

  --api-url URL   URL of the API, from the stack's output EndpointUrl,
                  for example https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/v1
  --out DIR       output folder, created if it does not exist (default: data-actions); the command replaces only files
                  that it has written
  --format        custom     writes <action>.custom.json for each action, to import in Genesys Cloud
                             (Integrations, Actions, Import); this is the default
                  terraform  writes main.tf, a Terraform module (CX as Code) with the data actions, their
                             integration and its credential

Import files need a Web Services Data Actions integration with User Defined credentials in Genesys Cloud. Put the
stack's API key into the field apiKey of these credentials. The Terraform module creates both; the key is its
variable api_key. No file contains the key.
`;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const files = filesOf(options);
  const targets = Object.entries(files).map(([name, text]) => ({ file: path.join(options.out, name), text }));
  for (const target of targets) await requireOwn(target);
  for (const { file, text } of targets) {
    await write(file, text);
    process.stdout.write(`wrote ${file}\n`);
  }
}

/** Throws if the file exists and begins with another line: a main.tf that this command did not write must not be lost. */
async function requireOwn({ file, text }: { file: string; text: string }): Promise<void> {
  const current = await readFile(file, 'utf8').catch(() => undefined);
  const [firstLine] = text.split('\n');
  if (current !== undefined && current.split(/\r?\n/)[0] !== firstLine)
    throw new UsageError(
      `${file} exists, and this command did not write it; choose another folder with --out`,
    );
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${messageOf(error)}`);
  }
}

await runCommand(main);
