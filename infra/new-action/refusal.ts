import type { Operation } from './operation.ts';
import type { SdkModels } from './sdk-declarations.ts';
import { shapeOf } from './shape.ts';

/** Parameters that name one call: no other request could use the response. */
const PER_CALL = /^(conversation|communication|participant|interaction|session|message|call|callback)Ids?$/;

/** Whether the parameter names one call. */
export function isPerCall(name: string): boolean {
  return PER_CALL.test(name);
}

/** Why no data action can be made from an operation; undefined if one can. */
export function refusalOf(operation: Operation, models: SdkModels): string | undefined {
  const { httpMethod, path, parameters, description } = operation;
  if (httpMethod !== 'GET') return `it is a ${httpMethod} and may change something, but a cache only reads`;
  const perCall = parameters.find(({ name, isRequired }) => isRequired && isPerCall(name));
  if (perCall !== undefined)
    return `it needs ${perCall.name}: the response is about one call, so no other request could use it`;
  if (/(?<!\/organizations)\/me(\/|$)/.test(path) || /\b(logged[- ]in|current) user\b/i.test(description))
    return 'it is about the user who is signed in, but the OAuth client of the function is not a user';
  if (shapeOf(operation.result, models).fields.length === 0)
    return 'the SDK describes no value in its response that a flow could use';
  return undefined;
}

/** What to know about an operation that is not refused. */
export function notesOn({ name, path, description }: Operation): string[] {
  return [
    ...(/\bdeprecated\b/i.test(description) ? [`the SDK calls ${name} deprecated`] : []),
    ...(/\/externalcontacts\//.test(path)
      ? [`${name} may return data about customers; if it does, add isPersonal: true to the data action`]
      : []),
  ];
}
