import type { ActionGroup } from '../../lambda/actions/define.ts';
import { UsageError } from '../command.ts';

export const CATALOG = 'lambda/actions/catalog.ts';
export const SAMPLES = 'infra/local/simulator/samples.ts';
export const APIS = 'lambda/genesys/apis.ts';
export const DEEP_IMPORTS = 'lambda/genesys/sdk-deep-imports.js';

/** The catalog with a data action at the end of its group, which starts with a comment. */
export function registerAction(
  catalog: string,
  { name, constant, group }: { name: string; constant: string; group: ActionGroup },
): string {
  const [imports, list, actions, end] = splitAt(
    catalog,
    [/\nconst all\b/, new RegExp(` // ${group}\n`), /\n( {2}\/\/|\];)/],
    CATALOG,
  );
  return `${imports}import { ${constant} } from './${name}.ts';\n${list}${actions}\n  ${constant},${end}`;
}

/** The simulator's samples with the endpoint of a data action. */
export function registerSample(
  samples: string,
  { name, constant }: { name: string; constant: string },
): string {
  const [list, end] = splitAt(samples, [/\];\n/], SAMPLES);
  const separator = /\[\s*$|,\s*$/.test(list) ? '' : ',';
  return `import { ${constant}Route } from './samples/${name}.ts';\n${list}${separator} ${constant}Route${end}`;
}

/** The APIs with this API class; the same text if it is there. */
export function registerApi(apis: string, { api, apiClass }: { api: string; apiClass: string }): string {
  if (apis.includes(`new sdk.${apiClass}(`)) return apis;
  const [list, end] = splitAt(apis, [/ {2}\};\n/], APIS);
  return `${list}${api}: wrap(new sdk.${apiClass}(client)),\n${end}`;
}

/** The bundler's part of the SDK with this API class; the same text if it is there. */
export function registerDeepImport(text: string, apiClass: string): string {
  if (text.includes(`import ${apiClass} `)) return text;
  const [start, imports, list, end] = splitAt(
    text,
    [/import /, /\n\/\/ biome-ignore/, /,?\s*\};\s*$/],
    DEEP_IMPORTS,
  );
  const module = `purecloud-platform-client-v2/src/purecloud-platform-client-v2/api/${apiClass}.js`;
  const line = `import ${apiClass} from '${module}';\n`;
  return `${start}${imports}${line}${list}, ${apiClass}${end.replace(/^,/, '')}`;
}

/** The API classes that the function uses. */
export function usedApiClasses(apis: string): string[] {
  return Array.from(apis.matchAll(/new sdk\.(\w+)\(/g), ([, apiClass = '']) => apiClass);
}

/** The parts of a text before, between and from the places where the patterns match. */
function splitAt(text: string, patterns: readonly RegExp[], file: string): [string, string, string, string] {
  const parts: string[] = [];
  let rest = text;
  for (const pattern of patterns) {
    const index = rest.search(pattern);
    if (index < 0)
      throw new UsageError(`cannot add the data action to ${file}, expected text that matches ${pattern}`);
    parts.push(rest.slice(0, index));
    rest = rest.slice(index);
  }
  const [one = '', two = '', three = '', four = ''] = [...parts, rest];
  return [one, two, three, four];
}
