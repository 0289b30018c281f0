import { type Action, dataActionOf, type Task, type Value } from './architect-flow.ts';

/** The path that the call of a data action takes, with its outputs on success. */
export type Result =
  | { readonly path: 'success'; readonly outputs: Readonly<Record<string, unknown>> }
  | { readonly path: 'failure' | 'timeout' };

/** What a task has done so far. */
interface Run {
  readonly task: Task;
  readonly result: Result;
  readonly variables: Map<string, unknown>;
  readonly attributes: Record<string, unknown>;
  queue: unknown;
}

/** Where a task transfers a call, and the attributes that it sets. Knows the actions of the example flow only. */
export function runTask(task: Task, result: Result): Pick<Run, 'queue' | 'attributes'> {
  const names = task.variables.flatMap((variable) => Object.values(variable).map(({ name }) => name));
  const variables = new Map<string, unknown>(names.map((name) => [name, undefined]));
  const run: Run = { task, result, variables, attributes: {}, queue: undefined };
  runActions(run, task.actions);
  return { queue: run.queue, attributes: run.attributes };
}

function runActions(run: Run, actions: readonly Action[]): void {
  for (const action of actions) {
    if ('updateData' in action)
      for (const statement of action.updateData.statements) {
        const { variable, value } = 'queue' in statement ? statement.queue : statement.string;
        set(run, variable, evaluate(run, value));
      }
    if ('callData' in action) {
      setOutputs(run);
      runActions(run, action.callData.outputs[run.result.path].actions);
    }
    if ('decision' in action) {
      const { condition, outputs } = action.decision;
      runActions(run, outputs[isTrue(run, condition.exp) ? 'yes' : 'no'].actions);
    }
    if ('setParticipantData' in action)
      for (const { attribute } of action.setParticipantData.attributes)
        run.attributes[String(evaluate(run, attribute.name))] = evaluate(run, attribute.value);
    if ('transferToAcd' in action) run.queue = get(run, action.transferToAcd.targetQueue.exp);
  }
}

function setOutputs(run: Run): void {
  const { result, task } = run;
  if (result.path !== 'success') return;
  for (const [output, { var: variable }] of Object.entries(dataActionOf(task).successOutputs))
    set(run, variable, result.outputs[output]);
}

/** Whether a comparison such as `Task.memberCount > 0` is true. */
function isTrue(run: Run, condition: string): boolean {
  const [, name = '', operator, operand = ''] = /^(\S+) (==|>) (\S+)$/.exec(condition) ?? [];
  const value = get(run, name);
  return operator === '>' ? Number(value) > Number(operand) : value === JSON.parse(operand);
}

function evaluate(run: Run, value: Value): unknown {
  if ('exp' in value) return get(run, value.exp);
  if ('noValue' in value) return undefined;
  return typeof value.lit === 'object' ? value.lit.name : value.lit;
}

function get({ variables }: Run, name: string): unknown {
  if (!variables.has(name)) throw new Error(`${name} is not declared`);
  return variables.get(name);
}

function set({ variables }: Run, name: string, value: unknown): void {
  if (!variables.has(name)) throw new Error(`${name} is not declared`);
  variables.set(name, value);
}
