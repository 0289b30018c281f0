import { join } from 'node:path';
import { bundleFunction, FUNCTIONS, type FunctionName } from './bundle.ts';
import { readArguments, runCommand } from './command.ts';

/** `npm run build`: a bundle for each function in `dist/`. */
const FOLDER = 'dist';

async function main(): Promise<void> {
  readArguments({});
  for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
    const folder = join(FOLDER, name);
    const { startBytes, allBytes, files } = await bundleFunction(folder, name);
    process.stdout.write(
      `${folder}/index.mjs: ${kilobytes(startBytes)} at the start, ${kilobytes(allBytes)} in ${files} files in all\n`,
    );
  }
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`;
}

await runCommand(main);
