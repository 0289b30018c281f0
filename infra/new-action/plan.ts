import type { Output } from '../../lambda/actions/contract.ts';
import type { ActionGroup } from '../../lambda/actions/define.ts';
import { type ActionInput, inputsOf, unsupportedOf } from './inputs.ts';
import type { Operation } from './operation.ts';
import { outputsOf } from './outputs.ts';
import { dataOf, type Json, sampleOf } from './sample.ts';
import type { SdkModels } from './sdk-declarations.ts';
import { type Shape, shapeOf } from './shape.ts';
import { asSentence, sentencesOf, uncapitalized } from './words.ts';

/** What the command line says besides the operation. */
export interface ActionChoices {
  readonly name: string;
  /** The name of the constant, for example `routingSkills`. */
  readonly constant: string;
  readonly group: ActionGroup;
  /** Otherwise it is to be confirmed. */
  readonly isGroupGiven: boolean;
  /** Undefined: to be looked up. */
  readonly permission: string | undefined;
  /** Undefined: `CACHE_TTL_SECONDS`. */
  readonly ttlSeconds: number | undefined;
}

/** Everything that the files of a new data action say. */
export interface ActionPlan extends ActionChoices {
  readonly operation: Operation;
  /** The name of the API class in `GenesysApis`, for example `routing`. */
  readonly api: string;
  readonly summary: string;
  readonly inputs: readonly ActionInput[];
  /** Parameters that the data action rejects. */
  readonly unsupported: readonly string[];
  readonly shape: Shape;
  readonly outputs: Readonly<Record<string, Output>>;
  /** A response with every field, and one with only the fields that the models require; with the data of each. */
  readonly full: Example;
  readonly least: Example;
}

interface Example {
  readonly response: Json;
  readonly data: Json;
}

/** Plans a data action that calls one operation. Pure. */
export function planAction(operation: Operation, choices: ActionChoices, models: SdkModels): ActionPlan {
  const shape = shapeOf(operation.result, models);
  const example = (wanted: Parameters<typeof sampleOf>[3]) => {
    const response = sampleOf(operation, shape, models, wanted);
    return { response, data: dataOf(shape, response) };
  };
  return {
    ...choices,
    operation,
    api: apiName(operation.apiClass),
    summary: summaryOf(operation),
    inputs: inputsOf(operation),
    unsupported: unsupportedOf(operation),
    shape,
    outputs: outputsOf(shape),
    full: example('every field'),
    least: example('required fields'),
  };
}

/** The name of an API class in `GenesysApis`, for example `routing` for `RoutingApi`. */
function apiName(apiClass: string): string {
  const name = apiClass.replace(/Api$/, '');
  return /^[A-Z]{2}/.test(name)
    ? name.replace(/^[A-Z]+(?=[A-Z][a-z]|$)/, (start) => start.toLowerCase())
    : uncapitalized(name);
}

/** The name of a data action for an operation, for example `routing-skills` for `getRoutingSkills`. */
export function actionName(operation: string): string {
  return operation
    .replace(/^get/, '')
    .replace(/\d+/g, '')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();
}

const VERBS: readonly (readonly [RegExp, string])[] = [
  [/^(get|gets|retrieve|retrieves|fetch|fetches|query|read|view|find|return|receive) /i, 'Returns '],
  [/^list /i, 'Lists '],
  [/^search /i, 'Searches '],
  [/^look ?up /i, 'Looks up '],
];

/** What the operation returns, in the first sentence of the SDK's description that does not only say "deprecated". */
function summaryOf({ description, path }: Operation): string {
  const sentences = sentencesOf(description).split(/(?<=[.!?]) (?=[A-Z])/);
  const first = sentences.find((sentence) => !/^deprecated\b/i.test(sentence)) ?? '';
  const [verb, replacement] = VERBS.find(([pattern]) => pattern.test(first)) ?? [];
  const summary = verb && replacement ? first.replace(verb, replacement) : first;
  const withArticle = summary.replace(/^Returns (list|listing) of /, 'Returns the $1 of ');
  const sentence = asSentence(withArticle);
  return /^[A-Z]/.test(sentence) ? sentence : `Returns the response of GET ${path}.`;
}
