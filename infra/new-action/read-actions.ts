import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../command.ts';
import { isSimulated } from '../local/simulator/routes.ts';
import { findOperation, searchOperations } from './find-operation.ts';
import { probableGroup } from './group.ts';
import { constantOf } from './name.ts';
import type { Operation } from './operation.ts';
import type { ReadRequest } from './options.ts';
import { type ActionPlan, actionName, planAction } from './plan.ts';
import { refusalOf } from './refusal.ts';
import { APIS, usedApiClasses } from './registration.ts';
import type { Sdk } from './sdk.ts';

/** The data actions for the operations of a request. Throws for the first that cannot be made. */
export function planActions(root: string, sdk: Sdk, request: ReadRequest): ActionPlan[] {
  const used = usedApiClasses(readFileSync(path.join(root, APIS), 'utf8'));
  const plans = request.operations.map((text) => {
    const operation = requireOperation(text, sdk, used);
    const name = request.name ?? actionName(operation.name);
    if (request.name === undefined) requireUsableName(name, operation);
    const choices = {
      ...request,
      name,
      constant: constantOf(name),
      group: request.group ?? probableGroup(operation.path),
      isGroupGiven: request.group !== undefined,
    };
    return planAction(operation, choices, sdk.models);
  });
  const twice = plans.find(({ name }, index) => plans.findIndex((plan) => plan.name === name) < index);
  if (twice !== undefined) throw new UsageError(`${twice.operation.name} is there twice, expected it once`);
  return plans;
}

/** The operation that a text names. Throws if there is none, or if no data action can be made from it. */
function requireOperation(text: string, { operations, models }: Sdk, used: readonly string[]): Operation {
  const found = findOperation(text, operations, used);
  if (found.kind === 'unknown')
    throw new UsageError(
      `--from is ${JSON.stringify(text)}, expected an operation of the SDK; the nearest are ${found.nearest.join(', ')}`,
    );
  const { operation } = found;
  const refusal = refusalOf(operation, models) ?? takenBy(operation);
  if (refusal !== undefined)
    throw new UsageError(`cannot make a data action from ${operation.name}, because ${refusal}`);
  return operation;
}

/** Another data action calls it: the simulator has one endpoint for each path. */
function takenBy({ httpMethod, path: pattern }: Operation): string | undefined {
  if (!isSimulated(httpMethod, pattern)) return undefined;
  return `the simulator already has ${httpMethod} ${pattern}, which another data action calls; change that one, or start a new one with a name only`;
}

function requireUsableName(name: string, operation: Operation): void {
  try {
    constantOf(name);
  } catch (cause) {
    throw new UsageError(
      `the name made from ${operation.name} is ${name}, expected at most 40 characters; give one: --from ${operation.name} some-name`,
      { cause },
    );
  }
}

/** The GET operations that contain these words, with the reason for each that cannot be used. */
export function listing(words: string, { operations, models }: Sdk): string {
  const found = searchOperations(words, operations).filter(({ httpMethod }) => httpMethod === 'GET');
  if (found.length === 0) {
    const nearest = findOperation(words, operations, []);
    const names = nearest.kind === 'unknown' ? `; the nearest names are ${nearest.nearest.join(', ')}` : '';
    throw new UsageError(`no GET operation contains ${JSON.stringify(words)}${names}`);
  }
  const width = Math.max(...found.map(({ name }) => name.length));
  const lines = found.map((operation) => {
    const refusal = refusalOf(operation, models) ?? takenBy(operation);
    const reason = refusal === undefined ? '' : `\n${' '.repeat(width + 2)}not possible, because ${refusal}`;
    return `${operation.name.padEnd(width)}  ${operation.path}${reason}`;
  });
  return `${lines.join('\n')}\n`;
}
