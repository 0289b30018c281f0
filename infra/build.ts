import { join } from 'node:path';
import { bundleFunction, FUNCTIONS, type FunctionName } from './bundle.ts';
import { readArguments, runCommand } from './command.ts';

/** `npm run build` writes each function's bundle to `dist/<function>`. */
const FOLDER = 'dist';

async function main(): Promise<void> {
  readArguments({});
  for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
    const folder = join(FOLDER, name);
    const { startBytes, allBytes, files } = await bundleFunction(folder, name);
    process.stdout.write(
      `${folder}/index.mjs: ${kilobytes(startBytes)} loaded at startup, ${kilobytes(allBytes)} in ${files} files in total\n`,
    );
  }
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`;
}

await runCommand(main);
