import * as v from 'valibot';
import { entityTypesOf, type RunnableAction } from '../actions/define.ts';
import { inputProblem, readFlatInput } from '../actions/input.ts';
import { id } from '../actions/parameters.ts';
import type { Change } from '../cache/keys.ts';
import { InvalidInput } from '../errors.ts';

const ALLOWED = ['action', 'entityType', 'entityId'];
const EITHER = 'expected either action, or entityType and entityId';

/**
 * Reads the body of `POST /invalidate`: `{"action": "queues"}`, or `{"entityType": "Queue", "entityId": "…"}`. Throws
 * {@link InvalidInput}, which lists every problem.
 */
export function parseChange(body: unknown, actions: ReadonlyMap<string, RunnableAction>): Change {
  const { present, problems } = readFlatInput(body, { allowed: ALLOWED });
  if (problems.length > 0) throw new InvalidInput(problems);
  const { action, ...entity } = present;
  const hasAction = action !== undefined;
  if (hasAction === Object.keys(entity).length > 0)
    throw new InvalidInput([{ parameter: 'body', expected: EITHER, value: body }]);
  return hasAction ? parseAction(action, actions) : parseEntity(entity, actions);
}

function parseAction(action: unknown, actions: ReadonlyMap<string, RunnableAction>): Change {
  const schema = v.object({ action: oneOf([...actions.keys()]) });
  return parse(schema, { action });
}

function parseEntity(entity: object, actions: ReadonlyMap<string, RunnableAction>): Change {
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
