import { bundleFunction } from './bundle.ts';

/** `npm run build`: the function's bundle in `dist/`. */
const FOLDER = 'dist';

const { hitBytes, allBytes, files } = await bundleFunction(FOLDER);
process.stdout.write(
  `${FOLDER}/index.mjs: ${kilobytes(hitBytes)} for a hit, ${kilobytes(allBytes)} in ${files} files in all\n`,
);

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`;
}
