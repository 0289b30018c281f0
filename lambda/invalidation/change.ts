import * as v from 'valibot';
import { type DataAction, entityTypesOf, inputProblem } from '../actions/define.ts';
import { readFlatInput } from '../actions/input.ts';
import { id } from '../actions/parameters.ts';
import type { Change } from '../cache/keys.ts';
import { InvalidInput } from '../errors.ts';

const ALLOWED = ['action', 'entityType', 'entityId'];
const EITHER = 'expected either action, or entityType and entityId';

/**
 * The change that a request tells of: `{"action": "queues"}`, or `{"entityType": "Queue", "entityId": "…"}`. Throws
 * {@link InvalidInput}, which lists every problem.
 */
export function readChange(body: unknown, actions: ReadonlyMap<string, DataAction>): Change {
  const { present, problems } = readFlatInput(body, { allowed: ALLOWED });
  if (problems.length > 0) throw new InvalidInput(problems);
  const { action, ...entity } = present;
  const isOfAction = action !== undefined;
  if (isOfAction === Object.keys(entity).length > 0)
    throw new InvalidInput([{ parameter: 'body', expected: EITHER, value: body }]);
  return isOfAction ? changeOfAction(action, actions) : changeOfEntity(entity, actions);
}

function changeOfAction(action: unknown, actions: ReadonlyMap<string, DataAction>): Change {
  const schema = v.object({ action: oneOf([...actions.keys()]) });
  return parse(schema, { action });
}

function changeOfEntity(entity: object, actions: ReadonlyMap<string, DataAction>): Change {
  return parse(v.object({ entityType: oneOf(entityTypesOf(actions.values())), entityId: id }), entity);
}

function oneOf(choices: readonly string[]) {
  return v.picklist(choices, `expected one of ${choices.join(', ')}`);
}

function parse<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const { success, output, issues } = v.safeParse(schema, value, { abortPipeEarly: true });
  if (success) return output;
  throw new InvalidInput(issues.map(inputProblem));
}
