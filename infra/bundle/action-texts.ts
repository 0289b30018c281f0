import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Plugin } from 'rolldown';
import { descriptions } from '../../lambda/actions/descriptions.ts';

/** The texts in a declaration, each up to the next property: `npm run check` enforces the indentation. */
const TEXTS = /^ {2}(summary|inputs|outputs):.*?(?=^ {2}[^ }\]]|^\})/gms;

/**
 * Removes the texts of the data actions, more than half of their code, and puts them into a file of JSON that only
 * `GET /dataactions` loads. Node would compile and run them at every cold start.
 */
export const actionTexts: Plugin = {
  name: 'action-texts',
  load: {
    filter: { id: /lambda[\\/]actions[\\/][a-z-]+\.ts$/ },
    handler: async (path) =>
      basename(path) === 'descriptions.ts'
        ? { code: `export const descriptions = ${JSON.stringify(descriptions)}`, moduleType: 'js' }
        : { code: (await readFile(path, 'utf8')).replace(TEXTS, emptyLines), moduleType: 'ts' },
  },
};

/** Keeps the line numbers for the source maps. */
function emptyLines(text: string): string {
  return text.replace(/.+/g, '');
}
