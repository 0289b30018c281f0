import { dataActions } from '../../lambda/actions/catalog.ts';
import { readArguments, UsageError } from '../command.ts';
import { parseApiUrl } from './api-url.ts';
import { importFile } from './import-file.ts';
import { terraformModule } from './terraform.ts';

const FORMATS: Readonly<Record<string, (apiUrl: string) => Record<string, string>>> = {
  custom: (apiUrl) =>
    Object.fromEntries(
      Array.from(dataActions.values(), (action) => [
        `${action.name}.custom.json`,
        `${JSON.stringify(importFile(action, apiUrl), null, 2)}\n`,
      ]),
    ),
  terraform: (apiUrl) => ({ 'main.tf': terraformModule(dataActions.values(), apiUrl) }),
};

/** Reads the command line of `npm run data-action`. */
export function readOptions(args: readonly string[]) {
  const { values } = readArguments({
    args: [...args],
    options: {
      'api-url': { type: 'string' },
      out: { type: 'string', default: 'data-actions' },
      format: { type: 'string', default: 'custom' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  return values;
}

/** The text of each file to write, by its name. Throws for a wrong URL or format. */
export function filesOf({
  'api-url': apiUrlText,
  format,
}: Pick<ReturnType<typeof readOptions>, 'api-url' | 'format'>): Record<string, string> {
  const toFiles = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (toFiles === undefined) {
    const known = Object.keys(FORMATS).join(' or ');
    throw new UsageError(`--format is ${JSON.stringify(format)}, expected ${known}`);
  }
  const example = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/v1';
  if (!apiUrlText) throw new UsageError(`--api-url is missing, expected a URL such as ${example}`);
  const apiUrl = parseApiUrl(apiUrlText);
  // No request from Genesys Cloud reaches localhost, and the module refuses such a URL.
  if (apiUrl === undefined || (format === 'terraform' && !apiUrl.startsWith('https:')))
    throw new UsageError(
      `--api-url is ${JSON.stringify(apiUrlText)}, expected an https URL without a query, such as ${example}`,
    );
  return toFiles(apiUrl);
}
