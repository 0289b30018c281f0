import type { FlatType } from '../../lambda/actions/contract.ts';
import { uuidOf } from '../local/simulator/uuid.ts';
import type { Operation, OperationParameter } from './operation.ts';
import { isPerCall } from './refusal.ts';
import { asSentence, pluralOf, sentencesOf, uncapitalized, wordsOf } from './words.ts';

/** An input of the new data action. */
export interface ActionInput {
  readonly name: string;
  /** The SDK's name, which differs if Genesys reserves it or TypeScript would complain. */
  readonly sdkName: string;
  readonly isRequired: boolean;
  readonly sentIn: OperationParameter['sentIn'];
  /** The schema, as code. */
  readonly schema: string;
  /** The helper of parameters.ts that the schema uses. */
  readonly helper: string;
  readonly defaultValue?: number;
  readonly type: FlatType;
  readonly description: string;
  /** A value as a flow may send it, and as the SDK gets it. */
  readonly trial: { readonly given: string; readonly sent: unknown };
}

/** How a parameter is read: everything of {@link ActionInput} that its type decides. */
type Reading = Pick<ActionInput, 'schema' | 'helper' | 'defaultValue' | 'type' | 'trial'>;

/** Names that a data action of Genesys reserves. */
const RENAMED: Readonly<Record<string, string>> = {
  orgId: 'organizationId',
  integrationId: 'idOfIntegration',
};
const DEFAULT_PAGE_SIZE = 25;
const MAX_PAGE_SIZE = 100;
const LIMIT = /^(pageSize|limit|count|maxResults|maximum|sectionSize)$/;

/** The inputs for an operation: required ones first, as the SDK's method takes them. */
export function inputsOf({ name: operation, parameters }: Operation): ActionInput[] {
  return parameters
    .filter(({ name, sentIn }) => !isPerCall(name) && sentIn !== 'elsewhere')
    .map((parameter) => {
      const { name: sdkName, isRequired, sentIn } = parameter;
      const name = RENAMED[sdkName] ?? sdkName.replace(/^_/, '');
      const reading = readingOf(parameter, operation);
      const description = descriptionOf(parameter, reading);
      return { name, sdkName, isRequired, sentIn, ...reading, description };
    });
}

/** The optional parameters that name one call, which no data action supports. */
export function unsupportedOf({ parameters }: Operation): string[] {
  return parameters.filter(({ name, isRequired }) => !isRequired && isPerCall(name)).map(({ name }) => name);
}

function readingOf(parameter: OperationParameter, operation: string): Reading {
  const { name, type, sentIn } = parameter;
  if (LIMIT.test(name) || name === 'pageNumber') return pageReading(parameter);
  if (type.kind === 'number')
    return sentIn === 'path'
      ? wholeNumber('integer(0, Number.MAX_SAFE_INTEGER)', { given: '1', sent: 1 })
      : { schema: 'decimal', helper: 'decimal', type: 'number', trial: { given: '1.0', sent: 1 } };
  if (type.kind === 'boolean')
    return { schema: 'flag', helper: 'flag', type: 'boolean', trial: { given: 'TRUE', sent: true } };
  if (type.kind === 'array')
    return {
      schema: 'textList',
      helper: 'textList',
      type: 'string',
      trial: { given: 'b, a,b', sent: ['a', 'b'] },
    };
  const helper = sentIn === 'path' ? 'pathSegment' : 'text';
  const sent = exampleText(name, operation);
  return { schema: helper, helper, type: 'string', trial: { given: ` ${sent} `, sent } };
}

/** Pages are bounded: one response has at most as many items as the SDK's documentation allows, or 100. */
function pageReading({ name, type, description }: OperationParameter): Reading {
  const documented = numberIn(/\(default to (\d+)\)/, description);
  const max = numberIn(/max(?:imum)?\b[^\d.]{0,40}(\d[\d,]*)/i, description) ?? MAX_PAGE_SIZE;
  const isPage = name === 'pageNumber';
  const min = isPage ? Math.min(1, documented ?? 1) : 1;
  const defaultValue = isPage ? (documented ?? 1) : Math.min(documented ?? DEFAULT_PAGE_SIZE, max);
  const code = `integer(${min}, ${isPage ? 'Number.MAX_SAFE_INTEGER' : max})`;
  if (type.kind === 'number')
    return {
      ...wholeNumber(code, { given: '1', sent: 1 }),
      ...((isPage || name === 'pageSize') && { defaultValue }),
    };
  const schema = `v.pipe(${code}, v.transform(String))`;
  return { schema, helper: 'integer', type: 'string', trial: { given: '1', sent: '1' } };
}

function wholeNumber(schema: string, trial: Reading['trial']): Reading {
  return { schema, helper: 'integer', type: 'integer', trial };
}

function numberIn(pattern: RegExp, text: string): number | undefined {
  const [, digits] = pattern.exec(text) ?? [];
  const number = Number(digits?.replaceAll(',', ''));
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** The range in the description of a page size. */
function rangeOf({ schema, helper }: Reading): string {
  const [, range] = (helper === 'integer' && /integer\((\d+, \d+)\)/.exec(schema)) || [];
  return range === undefined ? '' : `From ${range.replace(', ', ' to ')}.`;
}

/** A plausible value, the same every time. */
function exampleText(name: string, operation: string): string {
  if (/ids?$/i.test(name)) return uuidOf(`${operation} ${name}`);
  if (/interval/i.test(name)) return '2026-01-12T00:00:00Z/2026-01-13T00:00:00Z';
  if (/workday|^date$|_date$/i.test(name)) return '2026-01-12';
  if (/date|time|start|end/i.test(name)) return '2026-01-12T09:00:00Z';
  if (/country/i.test(name)) return 'US';
  if (/language|locale/i.test(name)) return 'en-us';
  if (/mediaType/i.test(name)) return 'call';
  return /phone|number/i.test(name) ? '+13175550100' : 'example';
}

function descriptionOf({ name, type, description }: OperationParameter, reading: Reading): string {
  const { defaultValue } = reading;
  const [, assumed] = /\(default to ([^)]*)\)/.exec(description) ?? [];
  const text = sentencesOf(description.replace(/\s*\(default to [^)]*\)/g, ''));
  const says = text.replace(/\W/g, '').toLowerCase() === name.toLowerCase() ? '' : text;
  const isList = type.kind === 'array';
  const own = says || asSentence(wordsOf(isList ? pluralOf(singular(name)) : name));
  return [
    own,
    rangeOf(reading),
    isList ? 'Separate several with commas; at most 100.' : '',
    assumed !== undefined && assumed !== '' && defaultValue === undefined
      ? `If it is empty, Genesys uses ${assumed}.`
      : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function singular(name: string): string {
  return uncapitalized(name.replace(/s$/, ''));
}
